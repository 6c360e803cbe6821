"""Lines keep their place, and the white space around them is read by the habits of the page."""

from newsroom.text.lines import read_lines


def test_a_line_is_found_where_it_stands():
    page = "\n　　正文，有字。 \n"

    line = read_lines(page)[0]

    assert (line.number, page[line.start : line.end], line.indented) == (2, "正文，有字。", True)


def test_a_page_without_blank_lines_is_read_line_by_line():
    lines = read_lines("\n".join(["标题", "作者", "正文一。", "正文二。", "标题", "正文。"]))

    assert {line.gap for line in lines[1:]} == {1}


def test_where_two_blank_lines_are_usual_they_are_no_frame():
    lines = read_lines("\n\n\n".join(["标题", "作者", "正文一。", "正文二。", "标题", "正文。"]))

    assert not any(line.after_frame for line in lines)


def test_where_one_is_usual_three_are_a_frame():
    lines = read_lines("标题\n\n作者\n\n正文一。\n\n正文二。\n\n\n\n标题\n\n正文。")

    assert [line.text for line in lines if line.after_frame] == ["标题"]
