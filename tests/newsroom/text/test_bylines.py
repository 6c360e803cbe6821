"""Bylines are read name by name, and lines that only look like one are left alone."""

import pytest

from newsroom.text.bylines import read_byline
from newsroom.text.signatures import find_trailing_credit, read_signature


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("本报记者 王一平 李强", [("王一平", "记者", "本报"), ("李强", "记者", "本报")]),
        ("记者 王一平 实习生 李强", [("王一平", "记者", None), ("李强", "实习生", None)]),
        ("本报记者王一平 通讯员李强", [("王一平", "记者", "本报"), ("李强", "通讯员", None)]),
        ("《某日报》记者 王一平", [("王一平", "记者", "某日报")]),
        ("新华社记者 王一平", [("王一平", "记者", "新华社")]),
        (
            "首席记者 王一平 见习记者 李强",
            [("王一平", "首席记者", None), ("李强", "见习记者", None)],
        ),
        ("通讯员 婷婷", [("婷婷", "通讯员", None)]),
        ("本报记者 王一平 摄", [("王一平", "记者", "本报")]),
        ("王一平 摄", [("王一平", "摄影", None)]),
        ("王一平 口述 本报记者 李强 整理", [("王一平", "口述", None), ("李强", "记者", "本报")]),
        ("口述:王一平 整理:李强", [("王一平", "口述", None), ("李强", "整理", None)]),
        ("文/王一平 图/李强", [("王一平", "作者", None), ("李强", "摄影", None)]),
        ("制图:李强", [("李强", "制图", None)]),
        ("某县公安局供图", [("某县公安局", "供图单位", None)]),
        ("本报评论员", [("本报评论员", "署名单位", "本报")]),
        ("(记者 王一平 通讯员 李 强)", [("王一平", "记者", None), ("李 强", "通讯员", None)]),
        ("■本报记者 王一平", [("王一平", "记者", "本报")]),
    ],
)
def test_names_roles_and_organisations_are_read(line, names):
    credits = read_byline(line)

    assert [(c.name, c.role, c.organisation) for c in credits] == names


@pytest.mark.parametrize(
    "line",
    [
        "记者调查",
        "记者手记",
        "通讯员队伍建设",
        "王一平 李强",
        "记者走进派出所。",
        "让法律走进千家万户",
    ],
)
def test_other_lines_are_no_bylines(line):
    assert read_byline(line) is None


@pytest.mark.parametrize(
    ("paragraph", "start"),
    [
        ("检查持续了一天。本报记者 王一平", 8),
        ("检查持续了一天。(王一平 李强)", 8),
        ("检查持续了一天。 李强 摄", 9),
        ("检查持续了一天。某县检察院供图", 8),
    ],
)
def test_names_run_on_after_the_last_sentence_are_found(paragraph, start):
    assert find_trailing_credit(paragraph)[0] == start


def test_names_inside_a_sentence_are_no_credit():
    assert find_trailing_credit("他说,本报记者 王一平来过。") is None


def test_institutions_readers_and_dates_sign():
    assert read_signature("某某市人民法院")[0].role == "署名单位"
    assert read_signature("杭州读者 王先生")[0].role == "读者"
    assert read_signature("2019年7月8日") == []
    assert read_signature("守护平安的人") is None
