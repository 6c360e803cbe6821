"""Bytes of a page file → its text: finds the encoding, and refuses what is no text with a
sentence."""

import codecs
import re
from dataclasses import dataclass

from newsroom.text.prose import common_share, reads_as_chinese

LARGEST_PAGE = 4_000_000
"""Bytes; a full broadsheet page is about 30,000."""

_SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\xd0\xcf\x11\xe0", "Microsoft Office"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
)
_ENOUGH = 8
"""Chinese characters from which a text in another encoding is taken for one."""
_SURROGATE_BYTES = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_COMMON = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\n\r\t -~“”‘’…—·]")


class ReadingError(ValueError):
    """A file cannot be read as a page. `message` is an English sentence with `%(name)s` places for
    `values`."""

    def __init__(self, message: str, *, file: str, line: int | None = None, **values: object):
        self.message = message
        self.file = file
        self.line = line
        self.values: dict[str, object] = {"file": file, "line": line, **values}
        super().__init__(message % self.values)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text with `\\n` line ends and no byte order mark; `encoding` and `eol` say what the
    file had."""

    text: str
    encoding: str
    eol: str


def decode(data: bytes, name: str) -> Decoded:
    """Read a page file's bytes: UTF-8 and UTF-16 with or without byte order mark, GB18030 (so GBK
    and GB2312 too).

    `name` is only used in the sentences. Raises ReadingError for what is empty, too large, binary
    or damaged.

    >>> decode("要闻版\\r\\n".encode("gb18030"), "a.txt")
    Decoded(text='要闻版\\n', encoding='gb18030', eol='CRLF')
    """
    if len(data) > LARGEST_PAGE:
        raise ReadingError(
            "%(file)s is too large: %(size)s MB, and a page may have %(limit)s MB.",
            file=name,
            size=round(len(data) / 1e6, 1),
            limit=round(LARGEST_PAGE / 1e6),
        )
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise ReadingError("%(file)s is a %(kind)s file, not a text.", file=name, kind=kind)
    text, encoding = _to_text(data, name)
    _refuse_damage(text, name)
    eol = _line_ends(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip().strip("\ufeff"):
        raise ReadingError("%(file)s is empty.", file=name)
    if len("".join(text.split())) < 2:
        raise ReadingError("%(file)s has a single character, which is no page.", file=name)
    return Decoded(text, encoding, eol)


def _to_text(data: bytes, name: str) -> tuple[str, str]:
    if data.startswith(codecs.BOM_UTF8):
        return _strict(data[3:], "utf-8", name), "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        variant = "utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
        return _strict(data[2:], variant, name), "utf-16"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        broken = error
    # at the first byte that is no UTF-8: in GB18030 such bytes stand in ordinary words, 理。
    if _SURROGATE_BYTES.match(data, broken.start):
        raise ReadingError(
            "%(file)s, line %(line)s: half of a surrogate pair, which is no character.",
            file=name,
            line=data.count(b"\n", 0, broken.start) + 1,
        )
    for variant in (
        ("utf-16-le", "utf-16-be") if b"\0" in data else ("gb18030", "utf-16-le", "utf-16-be")
    ):
        text = _plausible(data, variant)
        if text is not None:
            return text, variant
    _refuse_other_encoding(data, name)
    raise ReadingError(
        "%(file)s, line %(line)s: byte %(byte)s fits none of the encodings UTF-8, UTF-16 and"
        " GB18030.",
        file=name,
        line=data.count(b"\n", 0, broken.start) + 1,
        byte=f"0x{data[broken.start]:02x}",
    )


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if "surrogate" in error.reason or encoding.startswith("utf-16"):
            before = data[: error.start].decode(encoding, "ignore")
            raise ReadingError(
                "%(file)s, line %(line)s: half of a surrogate pair, which is no character.",
                file=name,
                line=before.count("\n") + 1,
            ) from None
        raise ReadingError(
            "%(file)s, line %(line)s: byte %(byte)s does not belong to the encoding %(encoding)s.",
            file=name,
            line=data.count(b"\n", 0, error.start) + 1,
            byte=f"0x{data[error.start]:02x}",
            encoding=encoding.upper(),
        ) from None


def _plausible(data: bytes, encoding: str) -> str | None:
    """The text, if most of it is what a Chinese page is made of; any bytes can be read as some
    UTF-16."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    sample = text[:20_000]
    usual = len(_COMMON.findall(sample)) >= 0.8 * len(sample)
    return text if usual and reads_as_chinese(sample) else None


def _refuse_other_encoding(data: bytes, name: str) -> None:
    """Say what is known of bytes that are no text in an encoding that is read: Big5, a damaged
    GB18030, or something that only decodes by chance."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("gb18030")
        if len(before) > _ENOUGH and _is_chinese(before):
            raise ReadingError(
                "%(file)s, line %(line)s: byte %(byte)s does not belong to the encoding"
                " %(encoding)s.",
                file=name,
                line=before.count("\n") + 1,
                byte=f"0x{data[error.start]:02x}",
                encoding="GB18030",
            ) from None
        text = ""
    refuse_big5(data, name)
    if text:
        refuse_garbled(data, name)


def refuse_garbled(data: bytes, name: str) -> None:
    """Refuse bytes that can be read as GB18030, but not as Chinese, and say what they may be."""
    refuse_big5(data, name)
    raise ReadingError(
        "%(file)s is probably no Chinese text: read as GB18030, hardly any of its characters"
        " are common ones. If it is, save it as UTF-8 and import it again.",
        file=name,
    )


def refuse_big5(data: bytes, name: str) -> None:
    """Refuse bytes that are Chinese when read as Big5, which nobody has asked for."""
    if _is_chinese(data.decode("big5hkscs", "ignore")):
        raise ReadingError(
            "%(file)s is probably encoded in Big5, which is not read: save it as UTF-8 and import"
            " it again.",
            file=name,
        )


def _is_chinese(text: str) -> bool:
    count, share = common_share(text)
    return count > _ENOUGH and share >= 0.4


def _refuse_damage(text: str, name: str) -> None:
    if (place := text.find("\0")) >= 0:
        raise ReadingError(
            "%(file)s, line %(line)s: a NUL character, so this is no text file.",
            file=name,
            line=text.count("\n", 0, place) + 1,
        )
    controls = _CONTROL.findall(text)
    if len(controls) * 100 > len(text):
        raise ReadingError("%(file)s is a binary file, not a text.", file=name)
    surrogate = re.search("[\ud800-\udfff]", text)
    if surrogate:
        raise ReadingError(
            "%(file)s, line %(line)s: half of a surrogate pair, which is no character.",
            file=name,
            line=text.count("\n", 0, surrogate.start()) + 1,
        )


def _line_ends(text: str) -> str:
    pairs = text.count("\r\n")
    lone_returns = text.count("\r") - pairs
    feeds = text.count("\n") - pairs
    counts = {"CRLF": pairs, "CR": lone_returns, "LF": feeds}
    kinds = [name for name, count in counts.items() if count]
    return kinds[0] if len(kinds) == 1 else "mixed" if kinds else "LF"
