"""Hypothesis strategies for pages: lines of all sorts in any order, which a reader must survive."""

from hypothesis import strategies as st

LINES = (
    "某地法院审结一起案件",
    "守好大门 力保平安",
    "某某在调研时强调 推进平安建设",
    "本报记者 王一平 通讯员 李强",
    "(记者 王一平)",
    "王一平 李强",
    "本报讯 法院近日审结一批案件,挽回损失",
    "本报讯 (记者 王一平) 昨天,会议召开。",
    "新华社北京5月7日电 会议召开。",
    "他来到街",
    "面上,说:“今天",
    "很好。”大家都笑了。",
    "会议强调,要加强领导。",
    "看点一: 晒一晒成绩",
    "一、提高认识",
    "编者按:今天起推出专栏。",
    "图为活动现场。本报记者 王一平 摄",
    "王一平 摄",
    "(下转3版)",
    "(上接1版)",
    "详见今日9版",
    "相关链接",
    "休刊启事",
    "某某市司法局",
    "2019年7月8日",
    "责任编辑:王一平",
    "记者:您怎么看?",
    "编辑同志:",
    "06 综合新闻",
    "■ 某地开展活动 本报讯 近日举行。",
    "“”",
    "——",
    "。",
    "A",
    "1",
    "「」()",
)
lines = st.one_of(
    st.sampled_from(LINES),
    st.text(alphabet="某地的,。“”()…— 12３Ａ　\t\ufeff本报讯记者摄版:", max_size=40),
    st.text(max_size=12).map(lambda text: text.replace("\r", "")),
)
gaps = st.sampled_from(["\n", "\n\n", "\n\n\n\n", "\n \n\u3000\n"])
pages = st.lists(st.tuples(lines, gaps), max_size=30).map(
    lambda parts: "".join(line + gap for line, gap in parts)
)
