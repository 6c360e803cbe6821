"""What the tests of the annotator's pages do again and again."""

import uuid

from django.urls import reverse

from annotations.models import Annotation


def assignments(round, person):
    """A person's assignments in a round, in their order."""
    mine = round.units.order_by("sequence").values_list("assignments", flat=True)
    return list(person.assignments.filter(pk__in=mine).order_by("unit__sequence"))


def desk(assignment):
    """Where an assignment is coded."""
    return reverse("annotations:desk", args=[assignment.pk])


def send(client, assignment, topics=("T01",), main=None, sentiment="neutral", **fields):
    """Hand answers in as the form of the desk does."""
    data = {"answer.topic": list(topics), "token": str(uuid.uuid4()), **fields}
    if main:
        data["answer.topic.main"] = main
    if sentiment:
        data["answer.sentiment"] = sentiment
    headers = fields.pop("headers", {})
    data.pop("headers", None)
    return client.post(reverse("annotations:submit", args=[assignment.pk]), data, headers=headers)


def content(response):
    """The page as text."""
    return response.content.decode()


def stored(assignment):
    """The codes that the current attempt holds, with whether each is the main one."""
    return set(
        Annotation.objects.filter(
            attempt__assignment=assignment, attempt__superseded_at=None
        ).values_list("label__code", "main")
    )


def chosen(response, variable):
    """The codes that a form shows as chosen."""
    return {
        choice.label.code
        for question in response.context["form"].questions
        for choice in question.choices
        if question.variable.code == variable and choice.checked
    }
