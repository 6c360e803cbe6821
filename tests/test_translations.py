"""The interface is complete in Simplified Chinese: nothing the code says lacks a translation."""

import re

import pytest
from babel.messages.mofile import read_mo

from tests import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


def context_of(message):
    """The context of a message as text; babel reads it from a compiled file as bytes."""
    return message.context.decode() if isinstance(message.context, bytes) else message.context


@pytest.mark.parametrize("app", messages.APPS)
def test_every_sentence_of_the_interface_has_a_chinese_translation(app):
    assert messages.missing(app) == []


@pytest.mark.parametrize("app", messages.APPS)
def test_no_translation_is_left_of_a_sentence_that_is_gone(app):
    assert messages.stale(app) == []


@pytest.mark.parametrize("app", messages.APPS)
def test_the_compiled_catalogue_says_what_the_source_says(app):
    path = messages.po_path(app).with_suffix(".mo")

    with path.open("rb") as file:
        compiled = {
            (context_of(message), messages.first(message.id)): messages.first(message.string)
            for message in read_mo(file)
            if message.id
        }

    assert compiled == messages.translated(app)


def forms_of(message):
    """The sentence in all its forms."""
    return message.id if isinstance(message.id, tuple | list) else [message.id]


@pytest.mark.parametrize("app", messages.APPS)
def test_a_translation_names_the_same_values_as_the_sentence(app):
    # Chinese has one form for both of the English ones, which may not name the same values.
    differing = [
        message.id
        for message in messages.catalogue(app)
        if message.id
        and not set(PLACEHOLDER.findall(messages.first(message.string)))
        <= set(PLACEHOLDER.findall(" ".join(forms_of(message))))
    ]

    assert differing == []


@pytest.mark.parametrize("app", messages.APPS)
def test_chinese_sentences_carry_chinese_punctuation(app):
    half_width = [
        msgstr
        for msgstr in messages.translated(app).values()
        if re.search(r"[\u4e00-\u9fff][,;:?!](\s|$|[\u4e00-\u9fff])", msgstr)
    ]

    assert half_width == []
