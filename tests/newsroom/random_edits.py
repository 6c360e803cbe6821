"""Pages and edits drawn at random, for the tests of what must hold whatever people do to a page."""

from hypothesis import strategies as st

from newsroom.text import editing
from newsroom.text.bylines import CreditReading
from newsroom.text.layouts import Entry, Layout, Part
from newsroom.text.pages import read_page
from newsroom.text.roles import Kind, Role

SENTENCES = [
    "本报讯 昨日,全市法院集中执行行动启动。",
    "他走到街",
    "上去了。",
    "记者 王一平 通讯员 李强",
    "看点一:便民",
    "平安浙江十五周年",
    "图为活动现场。",
    "下转3版",
    "英雄,走好!",
    "“大家都来了",
    "”他说。",
]
texts = st.lists(
    st.tuples(
        st.sampled_from(SENTENCES), st.sampled_from(["\n", "\n\n", "\n\n\n\n", "\n\u3000\u3000"])
    ),
    min_size=1,
    max_size=14,
).map(lambda lines: "".join(line + gap for line, gap in lines))


def layout_of(text: str) -> Layout:
    """The layout of a page as it is read."""
    reading = read_page(text)
    return Layout(
        tuple(
            Part(
                read.start, read.end, read.role, None if read.article is None else read.article + 1,
                read.block, read.confidence, read.reason.value,
            )
            for read in reading.segments
        ),
        tuple(
            Entry(
                number, read.kind, tuple(read.credits),
                None if read.parent is None else read.parent + 1, read.confidence,
            )
            for number, read in enumerate(reading.articles, start=1)
        ),
    )  # fmt: skip


def draw_edit(draw, text: str, layout: Layout) -> editing.Edit:
    """Draw an edit of a page; some of them make no sense there."""
    numbers = [entry.number for entry in layout.articles] or [1]
    at = draw(st.sampled_from([part.start for part in layout.parts] or [0]))
    article = draw(st.sampled_from(numbers))
    other = draw(st.sampled_from(numbers))
    return draw(
        st.sampled_from(
            [
                editing.SplitArticle(at),
                editing.TakeOut(at),
                editing.MergeArticle(article, into=other),
                editing.MovePiece(at, to=article),
                editing.MovePiece(at, to=None),
                editing.CutSegment(draw(st.integers(0, len(text)))),
                editing.JoinPiece(at),
                editing.CutJoin(at),
                editing.SetRole(at, draw(st.sampled_from(list(Role)))),
                editing.Confirm(at),
                editing.SetKind(article, draw(st.sampled_from(list(Kind)))),
                editing.SetCredits(article, (CreditReading("某某", "记者", None),)),
            ]
        )
    )
