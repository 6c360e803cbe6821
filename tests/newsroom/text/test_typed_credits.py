"""Authors as they are typed, one a line."""

import pytest

from newsroom.text.bylines import CreditReading
from newsroom.text.typed_credits import credit_line, read_credit_line


def people(line):
    """What a line says, as tuples."""
    read = read_credit_line(line)
    return read and [(one.name, one.role, one.organisation) for one in read]


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("张三丰 通讯员", ("张三丰", "通讯员", None)),
        ("张三丰　通讯员", ("张三丰", "通讯员", None)),
        ("张三丰 通讯员 某法院", ("张三丰", "通讯员", "某法院")),
        ("通讯员 张三丰", ("张三丰", "通讯员", None)),
        ("本报记者 王一平", ("王一平", "记者", "本报")),
        ("张三丰 摄", ("张三丰", "摄", None)),
        ("李 文", ("李 文", None, None)),
        ("张三丰", ("张三丰", None, None)),
        ("John Smith", ("John Smith", None, None)),
        ("John Smith 记者", ("John Smith", "记者", None)),
        ("张三丰,", ("张三丰", None, None)),
        ("李尖, ,", ("李尖", None, None)),
        ("李尖，，某报", ("李尖", None, "某报")),
        ("张三丰 通讯员, ,", ("张三丰 通讯员", None, None)),
        ("张三丰, 主持人, 某台, ,", ("张三丰", "主持人", "某台")),
    ],
)
def test_a_line_is_one_person_with_role_and_organisation(line, read):
    assert people(line) == [read]


@pytest.mark.parametrize("line", ["a,b,c,d", ", 记者", ",,本报"])
def test_a_line_that_names_nobody_or_too_much_cannot_be_read(line):
    assert people(line) is None


@pytest.mark.parametrize("line", ["", "  ", "，", ", ,"])
def test_an_empty_line_is_nobody(line):
    assert people(line) == []


@pytest.mark.parametrize("name", ["李尖", "张三丰 通讯员", "记者王一平", "李 文", "John Smith"])
@pytest.mark.parametrize("role", ["", "记者", "主持人"])
@pytest.mark.parametrize("organisation", ["", "某报"])
def test_what_the_form_shows_is_read_as_it_was(name, role, organisation):
    line = credit_line(name, role, organisation)

    assert read_credit_line(line) == [CreditReading(name, role or None, organisation or None)]


def test_there_is_no_comma_without_need():
    assert credit_line("李尖") == "李尖"
    assert credit_line("李尖", "记者") == "李尖, 记者"
