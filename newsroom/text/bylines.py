"""Who wrote, photographed, told or signed: reads bylines, credits and signatures name by name."""

import re
from dataclasses import dataclass, replace

from newsroom.text.byline_words import (
    ABOUT_PERSON,
    ABOUT_TELLER,
    AFTER,
    BEFORE,
    BULLET,
    DESCRIBED,
    GAP,
    INSTITUTION,
    KIND_OF_PICTURE,
    LEAD,
    MEMBER,
    NOBODY,
    NOT_NAMES,
    OFFICE,
    ONE,
    OWN,
    PEN,
    PERSON,
    PICTURE_FROM,
    PLACE_OF_REPORT,
    ROLE_FIRST,
    ROLES,
    SENT_PICTURE,
    SPACE,
    TOLD,
    WHO_HE_IS,
    WORKPLACE,
)
from newsroom.text.surnames import has_surname

OWN_PAPER = "本报"
_IN_BRACKETS = re.compile(r"[((【\[](.*)[)】\]]", re.S)
_SENTENCES = re.compile(r"[。!?;!?;]")
_COLON = re.compile(r"\s*[:]?\s*")
_NAMES = re.compile(r"[一-鿿\s\u3000]{2,12}")
_CHINESE = re.compile(r"[一-鿿]*")
_NEXT_ROLE = re.compile(rf"(?:摄影报道|摄影|文/图|摄|报道|整理|文|{PEN}[一-鿿]{{2,3}})$")
_WORD = re.compile(r"[^\s\u3000、,/|:(]+")
_GLUED = re.compile(rf"([一-鿿]{{2,3}}){PEN}(?=[一-鿿]{{2,3}}$)")
_SPACED = re.compile(r"([一-鿿])[ \u3000]+([一-鿿])(?=$|[\s\u3000、,/|)])")
_PLACE = re.compile("[省市县区]$")
"""杭州市 begins with a family name, but nobody is called so."""
_TAKEN_FROM = re.compile(r"(?P<name>[一-鿿]{2,4}),?(?:原载|载于|据)《(?P<org>[^》]{2,12})》")
"""Who wrote it, and in which paper it stood first."""
_READER = re.compile(r"[一-鿿]{0,8}(?:读者|网友|市民)[\s\u3000](?P<name>[一-鿿]{2,4})")
_ROLE_LAST = re.compile(r"(?:摄影报道|摄影|文/图|图/文|制图|供图|整理|采写|口述|摄)$")


@dataclass(frozen=True, slots=True)
class CreditReading:
    """One name of a byline. `role` and `organisation` are the page's words; 本报 stands for the
    paper itself."""

    name: str
    role: str | None
    organisation: str | None


def read_byline(text: str, *, after_headline: bool = False) -> list[CreditReading] | None:
    """Return the names on a line that is a byline and nothing else, or None when it is something
    else.

    `after_headline` accepts bare names as well, which only their place tells from other short
    lines.

    >>> for credit in read_byline("《某日报》记者 王一平 通讯员 李 强"):
    ...     print(credit.name, credit.role, credit.organisation)
    王一平 记者 某日报
    李 强 通讯员 None
    >>> read_byline("记者走访多家企业") is None
    True
    >>> read_byline("王一平 李强", after_headline=True)[1].name
    '李强'
    """
    if len(text) > 300 or ("。" in text and text[-1:] not in (")", "】", "]")):
        return None
    # a square before bare words is the mark of a name
    after_headline = after_headline or text.startswith(("□", "■", "◎"))
    text = BULLET.sub("", text).strip()
    who = WHO_HE_IS.search(text) if ")" in text else None
    if who:
        text, after_headline = text[: who.start()].strip(), True
    if bracket := _IN_BRACKETS.fullmatch(text):
        text = bracket[1].strip()
        if (taken := _TAKEN_FROM.fullmatch(text)) and has_surname(taken["name"]):
            return [CreditReading(taken["name"], None, taken["org"])]
        if (reader := _READER.fullmatch(text)) and has_surname(reader["name"][0] + "某"):
            return [CreditReading(reader["name"], "读者", None)]
    if sent := SENT_PICTURE.fullmatch(text):
        # an agency sent the picture, and names who took it in brackets
        credits = read_byline(sent["names"]) if sent["names"] else []
        return [replace(credit, organisation=sent["org"]) for credit in credits or []]
    if gave := PICTURE_FROM.search(text):
        others = read_byline(text[: gave.start()], after_headline=after_headline)
        giver = CreditReading(gave["who"], "供图单位", None)
        return None if others is None else [*others, giver]
    if "(" in text:
        text = ABOUT_PERSON.sub("", text)
        text = KIND_OF_PICTURE.sub("", text)
        if TOLD.match(text):
            text = ABOUT_TELLER.sub("", text)
    if after_headline and (member := MEMBER.fullmatch(text)) and has_surname(member["name"]):
        return [CreditReading(member["name"], None, member["org"])]
    if not text or len(text) > 120 or _SENTENCES.search(text):
        return None
    tokens = _tokens(text)
    if tokens is None:
        return None
    marked = any(kind != "name" for kind, *_ in tokens)
    if not marked and after_headline and (members := _members(tokens)):
        return members
    if not marked and not (after_headline and _all_like_people(tokens)):
        return None
    credits = _assign(tokens)
    if who:
        return [replace(credit, role=credit.role or "作者") for credit in credits]
    return credits


def _tokens(text: str) -> list[tuple[str, str, str | None]] | None:
    """(kind, words, organisation) in order; kind is lead, before, after or name. None when a word
    fits nowhere."""
    tokens: list[tuple[str, str, str | None]] = []
    position = 0
    spoken = False
    names, *place = text.rsplit(maxsplit=1)
    if place and PLACE_OF_REPORT.fullmatch(place[0]):
        text = names
    while position < len(text):
        rest = text[position:]
        if gap := GAP.match(rest):
            position += gap.end()
            continue
        if spoken and (office := OFFICE.match(rest) or _described(rest, tokens)):
            tokens.append(("office", office["org"], None))
            position += office.end()
            continue
        if (lead := LEAD.match(rest)) and not _word_goes_on(rest[lead.end() :], lead):
            organisation = lead["org"]
            if organisation:
                organisation = OWN_PAPER if organisation in OWN else organisation.strip("《》")
            tokens.append(("lead", ROLES[lead["role"]], organisation))
            position += lead.end()
            position += len(_COLON.match(text[position:])[0])  # type: ignore[index]
            continue
        if before := _role_first(rest, tokens) or BEFORE.match(rest):
            tokens.append(("before", before["role"], None))
            spoken = True
            position += before.end()
            continue
        if after := AFTER.match(rest):
            tokens.append(("after", SPACE.sub("", after["role"]), None))
            position += after.end()
            continue
        name = _name_at(rest)
        if name is None:
            return None
        tokens.append(("name", name, None))
        position += len(name)
    return tokens if any(kind == "name" for kind, *_ in tokens) or _is_editorial(tokens) else None


def _described(rest: str, tokens: list[tuple[str, str, str | None]]) -> re.Match[str] | None:
    match = DESCRIBED.match(rest) if tokens and tokens[-1][0] == "before" else None
    if match is None or has_surname(match["org"]) or LEAD.match(rest):
        return None
    return match if has_surname(SPACE.sub("", SPACE.split(rest[match.end() :])[0])) else None


def _role_first(rest: str, tokens: list[tuple[str, str, str | None]]) -> re.Match[str] | None:
    """A role word before its name, with nothing but a space between: 制图 某某. Behind a name it is
    that name's, unless another name follows that would have no role otherwise."""
    match = ROLE_FIRST.match(rest)
    if match is None or not tokens or tokens[-1][0] != "name" or tokens[0][0] == "before":
        # 文字 某某 摄影 某某: what begins with a role goes on so
        return match
    following = rest[match.end() :]
    if LEAD.match(following) or not _NAMES.fullmatch(following):
        return None
    names = [word for word in SPACE.split(following) if word]
    return match if all(has_surname(name) for name in names) else None


def _word_goes_on(rest: str, lead: re.Match[str]) -> bool:
    """Whether the role word is only the start of other words: 记者调查, 通讯员队伍."""
    following = _CHINESE.match(rest)[0]  # type: ignore[index]
    if not following:
        return False
    bare = _NEXT_ROLE.sub("", following)
    if len(bare) > 2 and bare.endswith(("部", "室", "组", "社")):
        # 本报读者来信部: an office of the paper
        return True
    return bare in NOT_NAMES or len(bare) > 4 or (not lead["org"] and not has_surname(bare))


def _name_at(rest: str) -> str | None:
    word = _WORD.match(rest)
    if not word:
        return None
    chunk = word[0]
    if (glued := _GLUED.match(chunk)) and has_surname(glued[1]):
        chunk = glued[1]
    if spaced := _SPACED.match(rest):
        return spaced[0]
    if chunk.startswith(("本版", "本报")):
        return None
    if (tail := _ROLE_LAST.search(chunk)) and tail.start() >= 2:
        chunk = chunk[: tail.start()]
    if chunk in NOT_NAMES or chunk in ROLES:
        return None
    if PERSON.fullmatch(chunk) or (
        len(chunk) <= 24 and (INSTITUTION.search(chunk) or WORKPLACE.search(chunk))
    ):
        return chunk
    if ONE.fullmatch(chunk):
        return None
    return None


def _is_editorial(tokens: list[tuple[str, str, str | None]]) -> bool:
    return len(tokens) == 1 and tokens[0][1] == "评论员" and tokens[0][2] is not None


def _all_like_people(tokens: list[tuple[str, str, str | None]]) -> bool:
    names = [words for kind, words, _ in tokens if kind == "name"]
    return 0 < len(names) <= 4 and all(
        not _PLACE.search(name)
        and has_surname(SPACE.sub("", name))
        and len(SPACE.sub("", name)) <= 4
        for name in names
    )


def _members(tokens: list[tuple[str, str, str | None]]) -> list[CreditReading]:
    """Who signs with the house he works in before his name: 某市人民法院某某法庭 王一平."""
    names = [words for _, words, _ in tokens]
    house, people = names[0], names[1:]
    if len(house) < 5 or not (WORKPLACE.search(house) or is_institution(house)):
        return []
    if not 0 < len(people) <= 3 or not all(has_surname(SPACE.sub("", name)) for name in people):
        return []
    return [CreditReading(name, None, house) for name in people]


def _assign(tokens: list[tuple[str, str, str | None]]) -> list[CreditReading]:
    credits: list[CreditReading] = []
    role: str | None = None
    organisation: str | None = None
    for kind, words, org in tokens:
        if kind == "lead":
            role, organisation = words, org
            if _is_editorial(tokens):
                credits.append(CreditReading(f"{OWN_PAPER}评论员", "署名单位", OWN_PAPER))
        elif kind == "before":
            both = re.search("文.*(?:图|摄)|图.*文", words)
            role = "作者" if both else ROLES.get(words.removeprefix("采访"), words)
            organisation = None
        elif kind == "office":
            organisation = words if is_institution(words) else None
        elif kind == "after":
            last = re.split(r"[/、]", words)[-1]
            later = ROLES.get(last, last)
            # 本报记者 X 摄 names a reporter; a bare X 摄 has no other role than this one
            if later == "供图单位":
                credits = [credit for credit in credits if credit.name not in NOBODY]
            credits = [
                CreditReading(credit.name, "供图单位", None)
                if later == "供图单位" and is_institution(credit.name)
                else credit
                if credit.role
                else CreditReading(credit.name, later, credit.organisation)
                for credit in credits
            ]
            role, organisation = None, None
        else:
            given = role
            if given in (None, "摄影", "供图单位") and INSTITUTION.search(words):
                given = "供图单位" if role or any(k == "after" for k, *_ in tokens) else "署名单位"
            credits.append(CreditReading(words, given, organisation))
    return credits


def is_institution(text: str) -> bool:
    """Whether a name is that of an office, a firm or another body."""
    return bool(INSTITUTION.search(text))
