"""Rounds to hand out from, and people who code what they are given."""

from annotations import coding, upcoming
from annotations.models import Assignment
from annotations.rounds import Rules
from tests.factories import answer, make_article, make_page, make_round, make_user

POOL = Rules(allocation="pool")


def next_assignments(annotator, count):
    """The assignments that come next, in their order."""
    following = [one.assignment for one in upcoming.next_places(annotator, count)]
    found = Assignment.objects.in_bulk(following)
    return [found[pk] for pk in following]


def people(count):
    return [make_user(role="annotator") for _person in range(count)]


def articles(count):
    page = make_page("一页。")
    return [make_article(page=page) for _article in range(count)]


def pool(count=3, *, team=None, per_unit=1, rules=POOL, **fields):
    return make_round(
        articles=articles(count), annotators=team or people(2), per_unit=per_unit, rules=rules,
        **fields,
    )  # fmt: skip


def codes_all(annotator, round):
    """Let somebody take and code what there is for them; return their assignments in order."""
    done = []
    while (given := upcoming.next_assignment(annotator, round=round)) is not None:
        coding.start(given, by=annotator)
        answer(given)
        done.append(given)
    return done


def sequences(assignments):
    return [one.unit.sequence for one in assignments]
