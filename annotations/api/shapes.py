"""What each row looks like, for the schema: the columns of annotations/exports.py, described."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from annotations.models import Decision, Round, Variable
from newsroom.models import Article, Issue


class NewspaperRow(serializers.Serializer):
    """A newspaper."""

    slug = serializers.CharField(help_text=_("Begins every public identifier."))
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    issues = serializers.IntegerField(help_text=_("How many issues there are."))
    first_date = serializers.DateField(allow_null=True)
    last_date = serializers.DateField(allow_null=True)


class IssueRow(serializers.Serializer):
    """A dated edition, or one whose date is not known yet."""

    identifier = serializers.CharField()
    newspaper = serializers.CharField()
    date = serializers.DateField(allow_null=True)
    date_from = serializers.DateField(allow_null=True, help_text=_("The earliest possible date."))
    date_to = serializers.DateField(allow_null=True, help_text=_("The latest possible date."))
    date_basis = serializers.ChoiceField(Issue.Basis.choices, help_text=_("How the date is known."))
    date_confidence = serializers.FloatField(help_text=_("From 0 to 1."))
    pages = serializers.IntegerField()
    articles = serializers.IntegerField()


class CreditRow(serializers.Serializer):
    """One name of a byline."""

    name = serializers.CharField()
    role = serializers.CharField(help_text=_("What the paper calls this person, such as 记者."))
    organisation = serializers.CharField()


class ArticleRow(serializers.Serializer):
    """An article."""

    identifier = serializers.CharField(help_text=_("The public identifier, to be cited."))
    newspaper = serializers.CharField()
    issue = serializers.CharField()
    date = serializers.DateField(allow_null=True)
    page = serializers.IntegerField(help_text=_("The place of the page in the issue."))
    printed_number = serializers.CharField(help_text=_("The page number as it is printed."))
    number = serializers.IntegerField(help_text=_("The place of the article on its page."))
    kind = serializers.ChoiceField(Article.Kind.choices)
    headline = serializers.CharField()
    credits = CreditRow(many=True)
    parent = serializers.CharField(
        allow_null=True, help_text=_("The article that this one is a sidebar of.")
    )
    parts = serializers.ListField(
        child=serializers.CharField(),
        help_text=_("Its continuations on other pages; its text is with theirs."),
    )
    part_of = serializers.CharField(
        allow_null=True, help_text=_("The article that this one continues, and is coded with.")
    )
    characters = serializers.IntegerField(
        help_text=_("The length of the text, with its blanks and line ends.")
    )
    text_sha256 = serializers.CharField(help_text=_("SHA-256 of the text, in UTF-8."))
    text = serializers.CharField(
        required=False, help_text=_("In an article by itself, or with text=yes.")
    )


class ArticleWithText(ArticleRow):
    """An article with its text."""

    text = serializers.CharField()


class CodebookRow(serializers.Serializer):
    """A published version of a codebook."""

    codebook = serializers.CharField()
    version = serializers.IntegerField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    published_at = serializers.DateTimeField()
    variables = serializers.IntegerField(help_text=_("How many variables it has."))


class Rule(serializers.Serializer):
    """A rule of coding."""

    zh = serializers.CharField()
    en = serializers.CharField()


class LabelOfCodebook(serializers.Serializer):
    """An allowed answer."""

    code = serializers.CharField()
    key = serializers.CharField()
    value = serializers.IntegerField(allow_null=True)
    beside_scale = serializers.BooleanField()
    parent = serializers.CharField(allow_null=True)
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    definition_zh = serializers.CharField()
    definition_en = serializers.CharField()
    include_zh = serializers.CharField()
    include_en = serializers.CharField()
    exclude_zh = serializers.CharField()
    exclude_en = serializers.CharField()
    examples_zh = serializers.CharField()
    examples_en = serializers.CharField()
    cues = serializers.ListField(child=serializers.CharField())
    iptc = serializers.DictField(allow_null=True)


class VariableOfCodebook(serializers.Serializer):
    """A question, with its allowed answers."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(Variable.Kind.choices)
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    hint_zh = serializers.CharField()
    hint_en = serializers.CharField()
    rules = Rule(many=True)
    required = serializers.BooleanField()
    further_max = serializers.IntegerField(help_text=_("How many further labels beside the main."))
    threshold = serializers.FloatField(help_text=_("What alpha has to reach."))
    labels = LabelOfCodebook(many=True)


class CodebookFile(serializers.Serializer):
    """A version of a codebook, in the format that load_codebook takes."""

    schema = serializers.CharField()
    slug = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    version = serializers.IntegerField()
    unit_zh = serializers.CharField()
    unit_en = serializers.CharField()
    rules = Rule(many=True)
    variables = VariableOfCodebook(many=True)


class RoundRow(serializers.Serializer):
    """A wave of coding."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(Round.Kind.choices)
    codebook = serializers.CharField()
    codebook_version = serializers.IntegerField()
    annotators_per_unit = serializers.IntegerField()
    units = serializers.IntegerField(help_text=_("How many articles are coded in it."))
    deadline = serializers.DateField(allow_null=True)
    opened_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class ReleaseRow(serializers.Serializer):
    """A frozen export."""

    name = serializers.CharField()
    round = serializers.IntegerField()
    round_name = serializers.CharField()
    requested_at = serializers.DateTimeField(
        help_text=_("The moment up to which the release counts.")
    )
    frozen_at = serializers.DateTimeField()
    file_sha256 = serializers.CharField(help_text=_("SHA-256 of the file."))


class ReleaseWithManifest(ReleaseRow):
    """A frozen export with its manifest."""

    manifest = serializers.DictField()


class OfUnit(serializers.Serializer):
    """What a label is about."""

    article = serializers.CharField(help_text=_("The public identifier, to be cited."))
    newspaper = serializers.CharField()
    date = serializers.DateField(allow_null=True)
    round = serializers.IntegerField()
    round_name = serializers.CharField()
    codebook = serializers.CharField()
    codebook_version = serializers.IntegerField()


class GoldRow(OfUnit):
    """One label of a settlement."""

    variable = serializers.CharField(help_text=_("The code of the variable."))
    label = serializers.CharField(help_text=_("The code of the label."))
    main = serializers.BooleanField(help_text=_("Whether it is the main label of its variable."))
    basis = serializers.ChoiceField(Decision.Basis.choices)
    reason = serializers.ChoiceField(
        [("", ""), *Decision.Reason.choices], help_text=_("The reviewer's reason.")
    )
    reviewer_code = serializers.CharField(
        allow_null=True, help_text=_("The code of the reviewer; null where all agreed.")
    )
    decided_at = serializers.DateTimeField()
    text_sha256 = serializers.CharField(help_text=_("SHA-256 of the text that was answered for."))


class RawRow(OfUnit):
    """One label that an annotator gave."""

    annotator_code = serializers.CharField(help_text=_("The code of the annotator."))
    attempt = serializers.IntegerField(help_text=_("1 is what was answered first."))
    recode = serializers.BooleanField(
        help_text=_("Whether the same annotator was given the article a second time, unsaid.")
    )
    current = serializers.BooleanField(help_text=_("False once the answer was sent back."))
    variable = serializers.CharField(help_text=_("The code of the variable."))
    label = serializers.CharField(help_text=_("The code of the label."))
    main = serializers.BooleanField(help_text=_("Whether it is the main label of its variable."))
    text_sha256 = serializers.CharField(help_text=_("SHA-256 of the text that was answered for."))
    submitted_at = serializers.DateTimeField()


class Problem(serializers.Serializer):
    """Why there is no answer (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text=_("A sentence for people."))
    fields = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), required=False,
        help_text=_("What is wrong with which parameter."),
    )  # fmt: skip
