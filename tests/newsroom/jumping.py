"""An issue of three pages whose lead goes on on page 3, and from there on page 4."""

from newsroom import importing, relating
from newsroom.models import Article, Continuation, Issue, Page

FIRST = (
    "人民调解走进社区\n\n本报记者 王敏\n\n本报讯 人民调解员王敏昨日走进社区,为居民调解纠纷。"
    "社区居民都说好。\n\n(下转3版)\n\n\n\n"
    "天气预报\n\n明天多云转晴,气温回升。\n"
)
THIRD = (
    "调解走进社区(续)\n\n(上接1版)调解员王敏又为社区里的另一家人调解了纠纷。双方握手言和。\n\n"
    "(下转4版)\n\n\n\n"
    "公安机关开展夏季行动\n\n本报讯 全省公安机关昨日开展夏季治安行动。行动还将持续一个月。\n"
)
FOURTH = (
    "(上接3版)社区调解纠纷的故事还有很多,王敏说她会继续调解下去。\n\n\n\n"
    "法院公告\n\n现依法公告送达起诉状副本。\n"
)
TEXTS = {1: FIRST, 3: THIRD, 4: FOURTH}


def import_issue(*numbers, day="2020-05-01"):
    """Import some of the pages, in full, as pages of one day; return them by number."""
    wanted = numbers or tuple(TEXTS)
    files = [(f"{day}_{number:02}.txt", TEXTS[number].encode()) for number in wanted]
    report = importing.import_pages(files, by=None)
    assert not report.refusals
    return {page.sequence: page for page in Page.objects.filter(issue__key=day)}


def jump(page, type_="continues_on"):
    """The jump of a sort that a page prints."""
    return Continuation.objects.select_related("article__page__issue__newspaper").get(
        article__page=page, type=type_
    )


def target_on(page, type_="continued_from"):
    """The article of a page that prints a jump of a sort."""
    return Article.objects.select_related("page__issue__newspaper").get(
        page=page, continuations__type=type_
    )


def join(pages, first, second, *, by):
    """Confirm that the lead goes on from one page to another."""
    return relating.join(jump(pages[first]), target=target_on(pages[second]), by=by)


def joined_as_they_stand(issue=None):
    """Check that heads, parts and joined texts are what the confirmed jumps say; return them."""
    issue = issue or Issue.objects.get()
    heads = {}
    for head in Article.objects.filter(page__issue=issue).exclude(joined_sha256=""):
        parts = list(head.parts.order_by("part_number"))
        assert [part.part_number for part in parts] == list(range(2, len(parts) + 2))
        assert parts
        assert all(one.retired_at is None for one in (head, *parts))
        assert head.joined_text == "\n".join(one.text for one in (head, *parts))
        heads[head] = parts
    return heads
