"""What kind of article it is, and the roles that follow from that: pictures, notices, letters,
boxes."""

import re
from itertools import pairwise

from newsroom.text import marks
from newsroom.text.bylines import OWN_PAPER, is_institution
from newsroom.text.drafts import Draft, Piece
from newsroom.text.reasons import Reason
from newsroom.text.roles import Kind, Role

_COMMENT = re.compile(
    r"评论|^编[后余]|[时短社快锐微漫热]评|社论|言论|杂谈|观点|论坛|有话说|说事|漫谈|漫话|直说|众[说议]"
    r"|一家之言|微言|杂感|管见|刍议|浅[议谈析]|絮语|来论|街谈|今日谈|三言两语|话题|观[潮澜察]|[实业]务研究|调查研究|理论"
)
_OPINES = re.compile(
    "(?:别|莫|勿|岂能|怎能|不能|岂可)[让“]|不该|不应|不可|不妨|何妨|该不该|怎么看|折射|岂|莫"
)
"""Words of a title with which somebody gives his opinion."""
_TALK = re.compile(
    r"^[—\-─]*\s?(?:访|对话|专访|与.{2,20}(?:对话|面对面))|专访|对话|面对面|访谈|(?:答记者问"
    r"|一问一答|问答)"
)
_LETTERS = re.compile(r"来信|读者之声|群众来信|信箱|读者来电|编读")
_BRIEFS = re.compile(
    r"简讯|快讯|速递|速览|短波|短讯|简明新闻|一句话|播报|集锦|点击|动态|要闻速览|连连看|简报"
)
_ARGUES = re.compile(
    "应当|必须|不妨|难道|岂能|何以|值得|折射|事实上|换句话说|归根结底|显然|说到底|笔者|我以为"
    "|倒觉得|恰恰|从这个意义上|不应|不该|理应"
)
_AGENCY = re.compile(r"电$")
_BRIEF_LENGTH = 230
_PHOTO_LENGTH = 420
_SHORT_ITEM = 115
"""Characters; so little is a short item, whoever wrote it."""
_ONE_PARAGRAPH = 180
"""Characters; a report of one paragraph is a short item, though its writer is named above it."""
_NEWS_LENGTH = 400
"""Characters; a longer report without a dateline mostly tells a story at leisure."""
_TELLS = re.compile("特写|现场|调查|人物|故事|手记|深度|纪事|探访|走基层")


def settle_kind(draft: Draft) -> None:
    """Decide an article's kind, and give its text the roles that this kind asks for."""
    if _is_photo(draft):
        draft.kind = Kind.PHOTO
        _as_pictures(draft)
        return
    draft.kind = Kind.PHOTO if _shows_more_than_tells(draft) else _kind(draft)
    if draft.kind in (Kind.NOTICE, Kind.LETTER):
        _sign(draft)


def settle_opinions(drafts: list[Draft]) -> None:
    """On a page of opinions, read what is signed with no more than a name as one too."""
    if sum(draft.kind is Kind.COMMENTARY for draft in drafts) < 2:
        return
    for draft in drafts:
        unsettled = draft.kind in (Kind.FEATURE, Kind.NEWS, Kind.BRIEF, Kind.LETTER)
        names = _roles_of_writers(draft)
        signed = bool(names) and names <= {None, "作者", "读者"}
        paragraphs = draft.of(Role.PARAGRAPH)
        if (
            unsettled
            and signed
            and len(paragraphs) > 1
            and not marks.is_salutation(paragraphs[0].text)
            and not draft.of(Role.DATELINE, Role.SUBHEAD)
            and not _LETTERS.search(_words(draft, Role.RUBRIC))
        ):
            draft.kind = Kind.COMMENTARY


def _roles_of_writers(draft: Draft) -> set[str | None]:
    return {
        credit.role
        for piece in draft.of(Role.BYLINE)
        for atom in piece.atoms
        for credit in atom.credits
    }


def _words(draft: Draft, *roles: Role) -> str:
    return "\n".join(piece.text for piece in draft.of(*roles))


def _kind(draft: Draft) -> Kind:
    paragraphs = draft.of(Role.PARAGRAPH)
    head = _words(draft, Role.RUBRIC, Role.KICKER, Role.HEADLINE, Role.DECK)
    rubric = _words(draft, Role.RUBRIC)
    dateline = draft.of(Role.DATELINE)
    length = sum(len(piece.text) for piece in paragraphs)
    names = _roles_of_writers(draft)
    if draft.sidebar and not dateline:
        return Kind.SIDEBAR
    if draft.notice and not dateline:
        return Kind.NOTICE
    if (paragraphs and marks.is_salutation(paragraphs[0].text)) or (
        _LETTERS.search(rubric) and not dateline
    ):
        return Kind.LETTER
    if _is_comment(draft, rubric, names, dateline):
        return Kind.COMMENTARY
    if names == {"署名单位"} and draft.body[-1].role is Role.BYLINE and not dateline:
        # an office signs what it makes known
        return Kind.NOTICE
    if names == {"读者"} and paragraphs and not dateline:
        # nobody but a reader has written it
        return Kind.LETTER
    questions = sum(marks.is_question(piece.text) for piece in paragraphs)
    if not dateline and (
        questions >= 2 or _TALK.search(_words(draft, Role.DECK)) or _TALK.search(rubric)
    ):
        return Kind.INTERVIEW
    if questions >= 3 or (
        not dateline and _TALK.search(head) and "口述" not in names and questions
    ):
        return Kind.INTERVIEW
    signed = bool(draft.body) and bool(re.fullmatch("[(].*[)]", draft.body[-1].text))
    brief = signed and length <= _BRIEF_LENGTH and len(paragraphs) <= 2
    essay = names and names <= {None, "作者", "口述", "整理"} and length > 90
    if not dateline and essay and not brief:
        text = "".join(piece.text for piece in paragraphs)[:3000]
        opinion = 1 if _OPINES.search(_words(draft, Role.HEADLINE)) else 2
        argues = len(set(_ARGUES.findall(text))) >= opinion and not draft.of(Role.SUBHEAD)
        return Kind.COMMENTARY if argues and "口述" not in names else Kind.FEATURE
    if (
        length <= _BRIEF_LENGTH
        and not draft.of(Role.CONTINUED_FROM)
        and len(paragraphs) <= (1 if dateline and _AGENCY.search(dateline[0].text) else 2)
        and (
            _BRIEFS.search(rubric)
            or not _has_head_byline(draft)
            or (len(paragraphs) == 1 and draft.body[0].role is not Role.BYLINE)
            or (len(paragraphs) == 1 and dateline and _is_sent_in(draft, length))
        )
    ):
        return Kind.BRIEF
    if dateline:
        return Kind.NEWS
    if not draft.of(Role.SUBHEAD) and len(paragraphs) == 1 and length <= _SHORT_ITEM:
        return Kind.BRIEF
    told = _has_head_byline(draft) and (length > _NEWS_LENGTH or bool(_TELLS.search(rubric)))
    if draft.of(Role.SUBHEAD) or len(paragraphs) >= 6 or length > 900 or told:
        return Kind.FEATURE
    return Kind.NEWS


def _is_comment(draft: Draft, rubric: str, names: set[str | None], dateline: list[Piece]) -> bool:
    if "评论员" in names or any("评论员" in piece.text for piece in draft.of(Role.BYLINE)):
        return True
    kicker = _words(draft, Role.KICKER)
    named = _COMMENT.search(rubric) or (len(kicker) <= 6 and _COMMENT.search(kicker))
    return bool(named) and not dateline


def _is_sent_in(draft: Draft, length: int) -> bool:
    """Whether a paragraph below names is a short item: not by the paper's own reporter first."""
    own = draft.body[0].text.startswith(OWN_PAPER)
    return length <= _ONE_PARAGRAPH and not own


def _has_head_byline(draft: Draft) -> bool:
    return any(piece.role is Role.BYLINE for piece in draft.body[:2])


def _is_photo(draft: Draft) -> bool:
    """Whether an article is pictures with captions: few sentences in a frame, names after them, no
    dateline."""
    roles = [piece.role for piece in draft.body]
    if Role.DATELINE in roles or Role.SUBHEAD in roles or draft.notice or draft.sidebar:
        return False
    if not roles:
        return False
    texts = draft.of(Role.PARAGRAPH)
    if not texts or draft.reason is Reason.PICTURE_ALONE:
        return Role.CAPTION in roles or bool(texts)
    if "图片" in _words(draft, Role.RUBRIC) or "镜头" in _words(draft, Role.RUBRIC):
        return len(texts) <= 3
    maker = draft.body[0].atoms[0]
    if len(texts) == 1 and roles[0] is Role.BYLINE and maker.photographic:
        # who took it is named above the words of the picture
        return len(texts[0].text) <= _PHOTO_LENGTH and not marks.tells_whole_report(maker.text)
    signed = roles[-1] in (Role.BYLINE, Role.CREDIT) and roles.index(roles[-1]) >= 1
    if not signed or roles[0] is Role.BYLINE or len(texts) > 2:
        return False
    length = sum(len(piece.text) for piece in texts)
    if length > _PHOTO_LENGTH or marks.is_salutation(texts[0].text):
        return False
    if any(_signs_report(*pair) for pair in pairwise(draft.body)):
        return False
    last = draft.body[-1].atoms
    if re.fullmatch(r"[(].*[)]", last[-1].text) and not any(atom.photographic for atom in last):
        # names in brackets sign a report
        return False
    photographic = any(atom.photographic for atom in last)
    if not photographic and all(c.role == "署名单位" for atom in last for c in atom.credits):
        # an office, or the paper itself, signs what it makes known
        return False
    if all(credit.role is None for atom in last for credit in atom.credits) and not photographic:
        # (某某): the names of a contributor below a brief, without a role
        return False
    signer = any(credit.role == "读者" for atom in last for credit in atom.credits)
    return (draft.framed and bool(draft.head) and not signer) or photographic


def _shows_more_than_tells(draft: Draft) -> bool:
    """Whether a report by who photographed it too has as many pictures as paragraphs."""
    shown, told = len(draft.of(Role.CAPTION)), len(draft.of(Role.PARAGRAPH))
    if shown < 3:
        return False
    names = "".join(piece.text for piece in draft.of(Role.BYLINE))
    return shown >= told > 0 and marks.tells_whole_report(names)


def _signs_report(names: Piece, below: Piece) -> bool:
    """Whether names in brackets close a report, and pictures with words of their own follow."""
    if names.role is not Role.BYLINE or below.role is not Role.CAPTION:
        return False
    bare = re.fullmatch(r"[(].*[)]", names.text)
    return bool(bare) and not any(atom.photographic for atom in names.atoms)


def _as_pictures(draft: Draft) -> None:
    for piece in draft.of(Role.PARAGRAPH):
        piece.role, piece.reason, piece.confidence = Role.CAPTION, Reason.TITLE_OF_PICTURE, 0.8
    if draft.of(Role.CAPTION):
        for piece in draft.of(Role.BYLINE):
            piece.role = Role.CREDIT


def _sign(draft: Draft) -> None:
    """In a notice or letter the names below the text sign it."""
    for piece in draft.body[1:]:
        if piece.role is Role.CREDIT or (
            piece.role in (Role.RUBRIC, Role.CAPTION)
            and piece is draft.body[-1]
            and is_institution(piece.text)
        ):
            piece.role, piece.reason = Role.BYLINE, Reason.SIGNATURE
