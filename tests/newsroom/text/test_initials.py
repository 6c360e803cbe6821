"""What one may type for a Chinese name."""

import pytest

from newsroom.text.initials import MOST_READINGS, typed_forms


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("法院审判与诉讼服务", "fyspyssfw"),
        ("法院审判与诉讼服务", "fayuanshenpanyususongfuwu"),
        ("行业", "xy"),
        ("行业", "hy"),
        ("长期", "cq"),
        ("“枫桥经验” AI", "“fqjy”ai"),
    ],
)
def test_a_name_is_found_by_its_pinyin_and_by_its_initials_in_every_reading(name, typed):
    assert typed in typed_forms(name)


def test_a_name_of_many_readings_stays_short():
    assert len(typed_forms("长行重乐和都" * 4)) <= MOST_READINGS + 1
