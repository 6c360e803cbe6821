"""Page files are read in every usual encoding; what is no text is refused with a sentence."""

from pathlib import Path

import pytest

from newsroom.text.decoding import LARGEST_PAGE, ReadingError, decode

PAGES = Path(__file__).parents[2] / "gold" / "pages"
GOLD_PAGES = sorted(PAGES.glob("*.txt"))
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


PROSE = (
    "昨天,市中級人民法院舉行新聞發布會,通報了去年全市法院知識產權司法保護情況。"
    "會議指出,要堅持以人民為中心,把公益訴訟工作做得更實。"
)
KOREAN = "법원은 어제 오후 재판을 열고 피고인에게 징역 삼년을 선고했다. 검찰은 지난해 기소했다."
JAPANESE = "裁判所は昨日の午後、公判を開き、被告人に判決を言い渡した。検察は昨年起訴した。"


def test_ordinary_words_in_gb18030_are_no_halves_of_surrogates():
    page = "案件正在审理。"  # 理。 are the bytes C0 ED A1 A3, with those of such a half in them

    decoded = decode(page.encode("gb18030"), "a.txt")

    assert (decoded.text, decoded.encoding) == (page, "gb18030")


@pytest.mark.parametrize("name", sorted(page.stem for page in GOLD_PAGES))
@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-16-le", "utf-16-be"])
def test_every_page_of_the_gold_is_read_in_every_encoding(name, encoding):
    text = decode((PAGES / f"{name}.txt").read_bytes(), name).text
    known = text.encode(encoding, "ignore")

    decoded = decode(known, name)

    assert decoded.text == known.decode(encoding)


def test_traditional_characters_in_gbk_are_chinese():
    assert decode(PROSE.encode("gbk"), "a.txt").text == PROSE


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (PROSE.encode("big5"), "probably encoded in Big5"),
        (KOREAN.encode("euc-kr"), "probably no Chinese text"),
        (JAPANESE.encode("shift_jis"), "probably no Chinese text"),
        ("Le juge a été à Noël. ".encode("latin-1") * 9, "none of the encodings"),
        (("Zürich über Münster " * 9).encode("latin-1"), "probably no Chinese text"),
    ],
    ids=["big5", "euc-kr", "shift-jis", "latin-1", "latin-1 that can be decoded"],
)
def test_text_of_another_encoding_is_refused_even_where_its_bytes_can_be_read(data, words):
    with pytest.raises(ReadingError, match=words):
        decode(data, "a.txt")


def test_a_damaged_byte_in_gb18030_is_named_where_it_stands():
    data = (PROSE + "\n" + PROSE).encode("gbk") + b"\xff\xff"

    with pytest.raises(ReadingError, match=r"line 2: byte 0xff .* GB18030"):
        decode(data, "a.txt")


def test_an_undecodable_byte_is_named_with_its_line():
    data = "第一行\n第二行\n".encode() + b"\xff\xff\xff\x81"

    with pytest.raises(ReadingError) as refusal:
        decode(data, "a.txt")

    assert (refusal.value.file, refusal.value.line) == ("a.txt", 3)
    assert refusal.value.message % refusal.value.values == str(refusal.value)


def test_a_huge_file_is_refused_before_it_is_read():
    with pytest.raises(ReadingError, match="too large"):
        decode(b"a" * (LARGEST_PAGE + 1), "a.txt")
