"""The administration of the corpus: what was read is shown, not edited."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from newsroom import issue_days, reading, search, undoing
from newsroom.admin.recorded import ReadOnlyAdmin, RecordedAdmin
from newsroom.errors import Refused
from newsroom.founding import LONGEST, as_slug, free_slug, why_no_slug
from newsroom.models import Article, Credit, ImportBatch, Issue, Newspaper, Page, Segment


class Identified:
    """Shows the identifier under which an issue, page or article is cited."""

    @admin.display(description=_("identifier"))
    def cited_as(self, row):
        """The public identifier."""
        return row.identifier


class NewspaperForm(forms.ModelForm):
    """A newspaper, with a short name that is said to be one."""

    slug = forms.CharField(
        label=_("slug"), max_length=2 * LONGEST, required=False,
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
        help_text=_(
            "The letters a to z and figures, such as zjfzb: it begins the identifier of every page "
            "and article, and stays. Left empty, it is made of the initials of the name."
        ),
    )  # fmt: skip

    class Meta:
        model = Newspaper
        fields = ("name_zh", "name_en", "slug")

    def clean_slug(self):
        """A slug, typed or of the initials of the name, that no other newspaper has."""
        slug = as_slug(self.cleaned_data["slug"]) or free_slug(self.cleaned_data.get("name_zh", ""))
        if slug != self.instance.slug and (sentence := why_no_slug(slug)):
            raise forms.ValidationError(sentence)
        return slug


@admin.register(Newspaper)
class NewspaperAdmin(RecordedAdmin):
    """Newspapers; a slug that has been cited stays."""

    form = NewspaperForm
    list_display = ("slug", "name_zh", "name_en", "issue_count", "page_count")
    search_fields = ("slug", "name_zh", "name_en")

    def get_queryset(self, request):
        """With how much there is of each."""
        return (
            super()
            .get_queryset(request)
            .annotate(
                issue_count=_count(Issue.objects, "newspaper"),
                page_count=_count(Page.objects, "newspaper"),
            )
        )

    def get_readonly_fields(self, request, obj=None):
        """The slug begins every identifier, so it is fixed with the first issue."""
        return ("slug",) if obj and obj.issues.exists() else ()

    @admin.display(description=_("issues"), ordering="issue_count")
    def issue_count(self, newspaper):
        """How many issues there are."""
        return newspaper.issue_count

    @admin.display(description=_("pages"), ordering="page_count")
    def page_count(self, newspaper):
        """How many pages there are."""
        return newspaper.page_count


def _count(queryset, field):
    """Count rows by a foreign key without joining them."""
    rows = queryset.filter(**{field: OuterRef("pk")}).order_by().values(field)
    return Subquery(rows.annotate(n=Count("pk")).values("n"))


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    """Imports, each of which can be undone as a whole."""

    list_display = (
        "id",
        "newspaper",
        "source",
        "created_at",
        "created_by",
        "page_count",
        "refused",
        "purged_at",
    )
    list_filter = ("newspaper", "purged_at")
    list_select_related = ("newspaper", "created_by")
    search_fields = ("source",)
    date_hierarchy = "created_at"
    actions = ("undo",)

    def get_queryset(self, request):
        """With the number of pages."""
        return super().get_queryset(request).annotate(page_count=_count(Page.objects, "batch"))

    @admin.display(description=_("pages"), ordering="page_count")
    def page_count(self, batch):
        """How many pages of it are in the corpus."""
        return batch.page_count or 0

    @admin.display(description=_("refused"))
    def refused(self, batch):
        """How many files did not go in."""
        return len(batch.refusals)

    def has_undo_permission(self, request):
        """Who may change imports may undo them."""
        return request.user.has_perm("newsroom.change_importbatch")

    @admin.action(description=_("Undo these imports"), permissions=["undo"])
    def undo(self, request, batches):
        """Take the pages and articles of each import out again, where the study allows it."""
        for batch in batches:
            try:
                done = undoing.undo(batch, by=request.user)
            except Refused as refusal:
                messages.error(request, refusal.sentence)
            else:
                told = (
                    _("Import %(number)s is undone.")
                    if done
                    else _("Import %(number)s is large: the workers undo it.")
                )
                messages.success(request, told % {"number": batch.pk})


class IssueForm(forms.ModelForm):
    """The one thing about an issue that a person sets: its day."""

    date = forms.DateField(
        label=_("date"), widget=AdminDateWidget,
        help_text=_("Its identifiers change with it; the old ones keep leading here."),
    )  # fmt: skip

    class Meta:
        model = Issue
        fields = ("date",)

    def clean_date(self):
        """A newspaper has one issue a day."""
        date = self.cleaned_data["date"]
        others = Issue.objects.filter(newspaper=self.instance.newspaper_id, date=date)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("The newspaper has an issue of this day already."))
        return date

    def _post_clean(self):
        """Leave the instance as it is: the workflow changes it under a lock."""


@admin.register(Issue)
class IssueAdmin(Identified, ReadOnlyAdmin):
    """Issues with their day and what it rests on."""

    form = IssueForm
    fields = (
        "cited_as",
        "newspaper",
        "date",
        "date_basis",
        "date_confidence",
        "date_from",
        "date_to",
        "date_evidence",
    )
    readonly_fields = (
        "cited_as",
        "newspaper",
        "date_basis",
        "date_confidence",
        "date_from",
        "date_to",
        "date_evidence",
    )
    list_display = (
        "cited_as",
        "date",
        "date_from",
        "date_to",
        "date_basis",
        "date_confidence",
        "page_count",
        "shown",
    )
    list_filter = ("newspaper", "date_basis")
    list_select_related = ("newspaper",)
    search_fields = ("key", "newspaper__slug", "newspaper__name_zh")
    date_hierarchy = "date"

    def get_queryset(self, request):
        """With the number of pages."""
        return super().get_queryset(request).annotate(page_count=_count(Page.objects, "issue"))

    def has_change_permission(self, request, obj=None):
        """The day can be set by whoever may change issues."""
        return request.user.has_perm("newsroom.change_issue")

    def save_model(self, request, obj, form, change):
        """Set the day through the workflow, which records it."""
        if "date" in form.changed_data:
            issue_days.date_issue(obj, date=form.cleaned_data["date"], by=request.user)

    @admin.display(description=_("pages"), ordering="page_count")
    def page_count(self, issue):
        """How many pages it has."""
        return issue.page_count

    @admin.display(description=_("in the calendar"))
    def shown(self, issue):
        """The way to its year in the calendar."""
        return _link("newspaper", issue.newspaper.slug, issue.newspaper.name)


def _link(view, argument, text):
    return format_html('<a href="{}">{}</a>', reverse(view, args=[argument]), text)


@admin.register(Page)
class PageAdmin(Identified, ReadOnlyAdmin):
    """Pages as they were read."""

    list_display = (
        "cited_as",
        "file_name",
        "number",
        "encoding",
        "confidence",
        "article_count",
        "shown",
    )
    list_filter = ("newspaper", "encoding")
    list_select_related = ("issue__newspaper",)
    search_fields = ("file_name", "text_sha256", "issue__key")
    exclude = ("newspaper",)

    def get_queryset(self, request):
        """With the number of articles."""
        articles = Article.objects.standing()
        return super().get_queryset(request).annotate(article_count=_count(articles, "page"))

    @admin.display(description=_("articles"), ordering="article_count")
    def article_count(self, page):
        """How many articles it has."""
        return page.article_count or 0

    @admin.display(description=_("to read"))
    def shown(self, page):
        """The way to the page as readers see it."""
        return _link("page", page.identifier, _("Open"))


class CreditInline(admin.TabularInline):
    """The names of the byline, which a person may put right."""

    model = Credit
    extra = 0


class SegmentInline(admin.TabularInline):
    """What the article is made of, to look at."""

    model = Segment
    fields = readonly_fields = ("start", "end", "role", "block", "confidence", "reason")
    ordering = ("start",)
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        """Segments come from reading the page."""
        return False

    def has_change_permission(self, request, obj=None):
        """Segments are changed where the page is repaired."""
        return False


@admin.register(Article)
class ArticleAdmin(Identified, RecordedAdmin):
    """Articles: their kind and credits can be put right, their text cannot."""

    fields = ("cited_as", "headline", "kind", "confidence", "parent", "text", "text_sha256")
    readonly_fields = ("cited_as", "headline", "confidence", "parent", "text", "text_sha256")
    list_display = ("cited_as", "headline", "kind", "confidence", "shown")
    list_filter = ("kind", "page__newspaper", ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("page__issue__newspaper",)
    search_fields = ("headline",)
    search_help_text = _("Any words of the article, a “phrase”, -without; or an identifier.")
    inlines = (CreditInline, SegmentInline)

    def get_queryset(self, request):
        """The list does without the texts of pages."""
        return super().get_queryset(request).defer("page__text")

    def has_add_permission(self, request):
        """Articles come from reading pages."""
        return False

    def get_search_results(self, request, queryset, search_term):
        """Search as the search page does, and by identifier."""
        if not search_term.strip():
            return queryset, False
        try:
            return queryset.filter(pk=reading.find_article(search_term.strip()).pk), False
        except Article.DoesNotExist:
            query = search.parse(search_term[: search.LONGEST_QUERY])
            return queryset.filter(pk__in=search.matching(query)), False

    @admin.display(description=_("to read"))
    def shown(self, article):
        """The way to the article as readers see it."""
        return _link("article", article.identifier, _("Open"))


@admin.register(Credit)
class CreditAdmin(RecordedAdmin):
    """Every name of every byline, to find one person's articles."""

    list_display = ("name", "role", "organisation", "article")
    list_filter = ("role",)
    list_select_related = ("article__page__issue__newspaper",)
    search_fields = ("name", "organisation")
    raw_id_fields = ("article",)
