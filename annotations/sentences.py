"""Sentences with numbers that are linked to their rows, written as text, Markdown and LaTeX."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import formats, translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from annotations.models import Round

# What LaTeX takes for itself.
IN_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
        "%": r"\%", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
        "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "α": r"$\alpha$",
        "\"": r"\textquotedbl{}",
    }
)  # fmt: skip
IN_MARKDOWN = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>#|"})


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of a sentence, and the address of the rows that it was counted from, if any."""

    value: Any
    address: str = ""

    def __str__(self) -> str:
        if isinstance(self.value, int):
            return formats.number_format(self.value, use_l10n=True, force_grouping=True)
        if hasattr(self.value, "isoformat"):
            return formats.date_format(self.value, "DATE_FORMAT")
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with named places for its facts."""

    words: str
    facts: dict[str, Fact]
    missing: bool = False  # it says what the database cannot support

    def text(self) -> str:
        """The sentence as plain text."""
        return self.words % {name: str(fact) for name, fact in self.facts.items()}

    def html(self) -> SafeString:
        """The sentence with each number linked to its rows."""
        if not self.facts:
            return escape(self.text())
        places = self.words.replace("{", "{{").replace("}", "}}")
        places = places.replace("%(", "{").replace(")s", "}").replace("%%", "%")
        # The words are our own and translated; only what stands in their places is escaped.
        return format_html(
            places,
            **{
                name: format_html('<a href="{}">{}</a>', fact.address, str(fact))
                if fact.address
                else str(fact)
                for name, fact in self.facts.items()
            },
        )

    def markdown(self, site: str) -> str:
        """The sentence as Markdown; numbers are linked to their rows on the site."""
        values = {}
        for name, fact in self.facts.items():
            value = str(fact).translate(IN_MARKDOWN)
            values[name] = f"[{value}]({site}{fact.address})" if fact.address else value
        return self.words.translate(IN_MARKDOWN) % values

    def latex(self) -> str:
        """The sentence as LaTeX, with everything escaped that LaTeX would take for itself."""
        return self.text().translate(IN_LATEX)


@dataclass(frozen=True, slots=True)
class Section:
    """A paragraph of the text with its heading."""

    title: str
    sentences: list[Sentence]


@dataclass(frozen=True, slots=True)
class Methods:
    """The methods text in one language."""

    language: str
    title: str
    sections: list[Section]

    @property
    def paragraphs(self) -> list[tuple[str, list[tuple[SafeString, bool]]]]:
        """Heading and sentences as HTML; with each, whether it says that something is missing."""
        with translation.override(self.language):
            return [
                (one.title, [(said.html(), said.missing) for said in one.sentences])
                for one in self.sections
            ]

    def as_text(self) -> str:
        """Plain text, a paragraph a section."""
        with translation.override(self.language):
            gap = "" if self.language.startswith("zh") else " "
            parts = [
                f"{one.title}\n{gap.join(said.text() for said in one.sentences)}"
                for one in self.sections
            ]
        return "\n\n".join([self.title, *parts]) + "\n"

    def as_markdown(self, site: str) -> str:
        """Markdown, its numbers linked to their rows; `site` is the address of the site."""
        with translation.override(self.language):
            gap = "" if self.language.startswith("zh") else " "
            parts = [
                f"## {one.title.translate(IN_MARKDOWN)}\n\n"
                + gap.join(said.markdown(site) for said in one.sentences)
                for one in self.sections
            ]
        return "\n\n".join([f"# {self.title.translate(IN_MARKDOWN)}", *parts]) + "\n"

    def as_latex(self) -> str:
        """LaTeX, to be put into a document that knows UTF-8 and, for Chinese, ctex."""
        with translation.override(self.language):
            gap = "" if self.language.startswith("zh") else " "
            parts = [
                rf"\subsection*{{{one.title.translate(IN_LATEX)}}}"
                + "\n"
                + gap.join(said.latex() for said in one.sentences)
                for one in self.sections
            ]
        return "\n\n".join([rf"\section*{{{self.title.translate(IN_LATEX)}}}", *parts]) + "\n"


def say(words: str, **facts: Any) -> Sentence:
    """Put facts into the places of a sentence; what is no Fact yet is one without an address."""
    return Sentence(
        words,
        {name: one if isinstance(one, Fact) else Fact(one) for name, one in facts.items()},
    )


def rows_of(round: Round, value: Any, **query: str) -> Fact:
    """A number of units of a round, linked to them."""
    address = reverse("annotations:units", args=[round.pk])
    asked = "&".join(f"{name}={said}" for name, said in query.items())
    return Fact(value, f"{address}?{asked}" if asked else address)


def round_of(round: Round) -> Fact:
    """The name of a round, linked to it."""
    return Fact(round.name, reverse("annotations:round", args=[round.pk]))


def rule_of(round: Round, value: Any) -> Fact:
    """A number that a round was drawn up with, linked to where they are shown."""
    return Fact(value, reverse("annotations:round", args=[round.pk]) + "#drawn-up")


def listed(names: list[str]) -> str:
    """Names one after the other, as the language parts them."""
    return pgettext("between names", ", ").join(names)
