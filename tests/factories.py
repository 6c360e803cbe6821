"""Plain functions that make rows with valid defaults; a test passes only what it is about."""

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from django.contrib.auth.models import Group
from django.utils import timezone

from annotations import coding, rounds
from annotations.models import Codebook, CodebookVersion, Label, Round, Variable
from newsroom import indexing
from newsroom.models import Article, ImportBatch, Issue, Newspaper, Page, Segment, User

PASSWORD = "bamboo-and-paper-7"
SENTENCE = "7月8日下午,丽水市政法系统举办主题党日活动。"
numbers = count(1)


def sha256(text):
    """The checksum by which a text is named."""
    return hashlib.sha256(text.encode()).hexdigest()


def make_user(username=None, *, role=None, roles=(), password=None, **fields):
    """A person; `role` or `roles` name groups of annotations/roles.py."""
    username = username or f"person{next(numbers)}"
    fields.setdefault("email", f"{username}@example.org")
    fields.setdefault("annotator_code", f"C{next(numbers)}")
    user = User(username=username, **fields)
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    for name in (*roles, *([role] if role else ())):
        user.groups.add(Group.objects.get(name=name))
    return user


def make_newspaper(slug="zjfzb", **fields):
    """A newspaper, the same one for the same slug."""
    fields.setdefault("name_zh", "浙江法制报")
    fields.setdefault("name_en", "Zhejiang Legal Daily")
    return Newspaper.objects.get_or_create(slug=slug, defaults=fields)[0]


def make_batch(**fields):
    """An import."""
    fields.setdefault("source", "seeds")
    newspaper = fields.pop("newspaper", None) or make_newspaper()
    return ImportBatch.objects.create(newspaper=newspaper, **fields)


def make_issue(date="2019-07-09", *, newspaper=None, key=None, **fields):
    """An issue of a day; `date=None` makes an undated one."""
    newspaper = newspaper or make_newspaper()
    key = key or date or f"u{next(numbers):03}"
    fields.setdefault("date_basis", "inferred" if date else "none")
    fields.setdefault("date_confidence", 0.9 if date else 0.0)
    return Issue.objects.get_or_create(
        newspaper=newspaper, key=key, defaults={"date": date, **fields}
    )[0]


def make_page(text=None, *, issue=None, **fields):
    """A page with one text; its segments come with `make_article`."""
    issue = issue or make_issue()
    text = text if text is not None else f"第{next(numbers)}号标题\n\n{SENTENCE}"
    batch = fields.pop("batch", None) or make_batch(newspaper=issue.newspaper)
    fields.setdefault("sequence", issue.pages.count() + 1)
    fields.setdefault("file_name", f"page{next(numbers)}.txt")
    return Page.objects.create(
        issue=issue, batch=batch, newspaper=issue.newspaper, encoding="utf-8", text=text,
        text_sha256=sha256(text), **fields,
    )  # fmt: skip


def make_article(headline=None, body=SENTENCE, *, page=None, **fields):
    """An article of a headline and one paragraph, on a page of its own unless one is given."""
    headline = headline or f"第{next(numbers)}号标题"
    text = f"{headline}\n{body}"
    page = page or make_page(text)
    article = Article.objects.create(
        page=page, number=fields.pop("number", page.articles.count() + 1), headline=headline,
        text=text, text_sha256=sha256(text), **fields,
    )  # fmt: skip
    if page.text == text:
        for block, (start, end, role) in enumerate(
            [(0, len(headline), "headline"), (len(headline) + 1, len(text), "paragraph")]
        ):
            Segment.objects.create(
                page=page, article=article, start=start, end=end, role=role, block=block
            )
    return article


def make_indexed(headline=None, body="正文。", **fields):
    """An article that the search knows."""
    article = make_article(headline, body, **fields)
    indexing.index([article])
    return article


def make_version(*, topics=("T01", "T02", "T03"), published=True, codebook=None):
    """A codebook version with the variables topic (several of) and sentiment (ordinal)."""
    codebook = codebook or Codebook.objects.create(
        slug=f"codebook{next(numbers)}", name_zh="编码表", name_en="Codebook"
    )
    version = CodebookVersion.objects.create(
        codebook=codebook, number=codebook.versions.count() + 1
    )
    topic = Variable.objects.create(
        version=version, code="topic", position=1, kind="several", name_zh="主题",
        name_en="Topic", further_max=3,
    )  # fmt: skip
    sentiment = Variable.objects.create(
        version=version, code="sentiment", position=2, kind="ordinal", name_zh="情感",
        name_en="Sentiment",
    )  # fmt: skip
    for place, code in enumerate(topics, start=1):
        Label.objects.create(
            variable=topic, code=code, position=place, key="QWERTASDFGZXCV"[place - 1],
            name_zh=f"主题{code}", name_en=f"Topic {code}", definition_zh=f"{code}的定义。",
        )  # fmt: skip
    tones = (("positive", 1, "正面"), ("neutral", 0, "中性"), ("negative", -1, "负面"))
    for place, (code, value, name) in enumerate(tones, start=1):
        Label.objects.create(
            variable=sentiment, code=code, position=place, key=str(place), value=value,
            name_zh=name, name_en=code.title(),
        )  # fmt: skip
    Label.objects.create(
        variable=sentiment, code="mixed", position=4, key="4", beside_scale=True,
        name_zh="并存", name_en="Mixed",
    )  # fmt: skip
    if published:
        version.published_at = timezone.now()
        version.save(update_fields=["published_at"])
    return version


def make_round(*, articles=None, annotators=None, version=None, opened=True, by=None, **fields):
    """A round, open, of one article with two annotators unless told otherwise."""
    fields.setdefault("name", f"Round {next(numbers)}")
    fields.setdefault("kind", Round.Kind.PILOT)
    made = rounds.create(
        version=version or make_version(),
        articles=[make_article()] if articles is None else articles,
        annotators=annotators or [make_user(role="annotator"), make_user(role="annotator")],
        by=by or make_user(role="supervisor"),
        **fields,
    )
    return rounds.open_round(made, by=made.created_by) if opened else made


def labels_of(version, **codes):
    """The answers {variable: [labels]} for codes such as topic="T01 T02", sentiment="neutral"."""
    answers = {}
    for code, chosen in codes.items():
        variable = version.variables.get(code=code)
        answers[variable] = [variable.labels.get(code=label) for label in chosen.split()]
    return answers


def answer(assignment, *, topic="T01", sentiment="neutral", **fields):
    """Let the annotator of an assignment submit these answers; return the attempt."""
    return coding.submit(
        assignment,
        answers=labels_of(assignment.unit.round.codebook_version, topic=topic, sentiment=sentiment),
        by=assignment.annotator,
        **fields,
    )


def make_disputed_unit(*, answers=(("T01", "neutral"), ("T02", "neutral")), **fields):
    """A unit that its annotators have coded as given, in the order of their assignments."""
    people = [make_user(role="annotator") for _person in answers]
    made = make_round(annotators=people, per_unit=len(people), **fields)
    unit = made.units.get()
    for assignment, (topic, sentiment) in zip(
        unit.assignments.order_by("pk"), answers, strict=True
    ):
        answer(assignment, topic=topic, sentiment=sentiment)
    unit.refresh_from_db()
    return unit


def in_a_loop_of_its_own(coroutine):
    """Run a coroutine to its end, also where the browser's driver keeps a loop in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
