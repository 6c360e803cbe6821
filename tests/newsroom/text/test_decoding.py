"""Page files are read in every usual encoding; what is no text is refused with a sentence."""

import pytest

from newsroom.text.decoding import LARGEST_PAGE, ReadingError, decode

PAGE = "某地法院开庭\n\n本报记者 王一平\n\n本报讯 昨天,法院开庭审理一起案件。\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PAGE.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + PAGE.encode(), "utf-8-sig"),
        (PAGE.encode("gb18030"), "gb18030"),
        (PAGE.encode("gbk"), "gb18030"),
        (b"\xff\xfe" + PAGE.encode("utf-16-le"), "utf-16"),
        (b"\xfe\xff" + PAGE.encode("utf-16-be"), "utf-16"),
        (PAGE.encode("utf-16-le"), "utf-16-le"),
        (PAGE.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_the_encoding_is_found_and_named(data, encoding):
    decoded = decode(data, "a.txt")

    assert (decoded.text, decoded.encoding, decoded.eol) == (PAGE, encoding, "LF")


@pytest.mark.parametrize(("ends", "name"), [("\r\n", "CRLF"), ("\r", "CR"), ("\n", "LF")])
def test_line_ends_become_plain_and_are_named(ends, name):
    decoded = decode(PAGE.replace("\n", ends).encode(), "a.txt")

    assert (decoded.text, decoded.eol) == (PAGE, name)


def test_everything_else_stays_as_it_is():
    text = "　　全角，ＡＢＣ１２３\u200b「」\t末行"

    assert decode(text.encode(), "a.txt").text == text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "a.txt is empty."),
        (b"\xef\xbb\xbf\n \n", "a.txt is empty."),
        ("版\n".encode(), "a.txt has a single character, which is no page."),
        ("第一行\n第\0二行".encode(), "a.txt, line 2: a NUL character, so this is no text file."),
        (b"%PDF-1.7 ...", "a.txt is a PDF file, not a text."),
        (b"PK\x03\x04....", "a.txt is a ZIP file, not a text."),
        (
            "第一行\n".encode() + b"\xed\xa0\x80",
            "a.txt, line 2: half of a surrogate pair, which is no character.",
        ),
        (
            b"\xff\xfe" + "第一行\n".encode("utf-16-le") + b"\x00\xd8a\x00",
            "a.txt, line 2: half of a surrogate pair, which is no character.",
        ),
        (bytes(range(1, 9)) * 20 + b"text", "a.txt is a binary file, not a text."),
    ],
)
def test_what_is_no_page_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(ReadingError) as refusal:
        decode(data, "a.txt")

    assert str(refusal.value) == sentence


def test_an_undecodable_byte_is_named_with_its_line():
    data = "第一行\n第二行\n".encode() + b"\xff\xff\xff\x81"

    with pytest.raises(ReadingError) as refusal:
        decode(data, "a.txt")

    assert (refusal.value.file, refusal.value.line) == ("a.txt", 3)
    assert refusal.value.message % refusal.value.values == str(refusal.value)


def test_a_huge_file_is_refused_before_it_is_read():
    with pytest.raises(ReadingError, match="too large"):
        decode(b"a" * (LARGEST_PAGE + 1), "a.txt")
