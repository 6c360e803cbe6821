"""What reviewers and supervisors work off in lists: agreed articles, questions, referrals."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from annotations import accepting, referring
from annotations.models import Question, Referral, Round, Unit
from annotations.review_forms import WordsForm
from annotations.views.reviewing import PLACE_OF_ARTICLE, for_reviewers

PER_PAGE = 30

for_supervisors = permission_required("annotations.supervise_round", raise_exception=True)


def page_of(request, rows):
    """The page of a list that the address names."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


# What all agreed on -------------------------------------------------------------------------------


def round_of(request, pk):
    """The round, if this person may know of it."""
    return get_object_or_404(Round.objects.visible_to(request.user), pk=pk)


@require_safe
@never_cache
@login_required
@for_reviewers
def agreed(request, pk):
    """Show what all agreed on in a round, and the sample to look at before accepting the rest."""
    round = round_of(request, pk)
    waiting = accepting.acceptable(round, request.user)
    sample = accepting.sample_of(round, request.user)
    about = Unit.objects.select_related(PLACE_OF_ARTICLE).defer("article__text")
    total = waiting.count()
    return render(
        request,
        "annotations/reviewing/agreed.html",
        {
            "round": round,
            "total": total,
            "size": accepting.sample_size(total),
            "sample": sample,
            "drawn": about.filter(pk__in=sample.sample).order_by("sequence") if sample else [],
            "page": page_of(
                request,
                waiting.select_related(PLACE_OF_ARTICLE)
                .prefetch_related("decisions__labels__label")
                .order_by("sequence"),
            ),
        },
    )


@require_POST
@login_required
@for_reviewers
def draw_sample(request, pk):
    """Draw which articles to look at first."""
    round = round_of(request, pk)
    accepting.draw_sample(round, by=request.user)
    return redirect("annotations:agreed", pk=round.pk)


@require_POST
@login_required
@for_reviewers
def accept_agreed(request, pk):
    """Accept what the sample stands for."""
    round = round_of(request, pk)
    accepted = accepting.accept(round, by=request.user)
    messages.success(
        request,
        ngettext(
            "%(count)d article is accepted as its annotators agreed.",
            "%(count)d articles are accepted as their annotators agreed.",
            accepted,
        )
        % {"count": accepted},
    )
    return redirect("annotations:review_queue")


# Questions ----------------------------------------------------------------------------------------


@require_safe
@never_cache
@login_required
@for_reviewers
def questions(request):
    """List what annotators ask, the unanswered first."""
    asked = (
        Question.objects.visible_to(request.user)
        .select_related("label", "answered_by", "unit__round", f"unit__{PLACE_OF_ARTICLE}")
        .order_by(F("answered_at").desc(nulls_first=True), "asked_at")
    )
    reviewable = Unit.objects.reviewable_by(request.user)
    page = page_of(request, asked)
    mine = set(
        reviewable.filter(
            pk__in=[one.unit_id for one in page], completed_at__isnull=False
        ).values_list("pk", flat=True)
    )
    return render(
        request, "annotations/reviewing/questions.html", {"page": page, "on_the_desk": mine}
    )


# Referrals ----------------------------------------------------------------------------------------


@require_safe
@never_cache
@login_required
@for_supervisors
def referrals(request):
    """List what reviewers handed to the supervisor, the open ones first."""
    return show_referrals(request)


def show_referrals(request, *, wrong=None, status=200):
    """Render the list; `wrong` is (referral id, form) where an answer was not filled in."""
    rows = (
        Referral.objects.visible_to(request.user)
        .select_related(
            "reviewer",
            "answered_by",
            "unit__round__codebook_version__codebook",
            f"unit__{PLACE_OF_ARTICLE}",
        )
        .order_by(F("answered_at").desc(nulls_first=True), "referred_at")
    )
    pk, form = wrong or (None, None)
    return render(
        request,
        "annotations/reviewing/referrals.html",
        {"page": page_of(request, rows), "wrong": pk, "form": form},
        status=status,
    )


@require_POST
@login_required
@for_supervisors
def answer_referral(request, pk):
    """Close what a reviewer referred, with an answer."""
    referral = get_object_or_404(Referral.objects.visible_to(request.user), pk=pk)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return show_referrals(request, wrong=(pk, form), status=422)
    referring.answer(referral, text=form.cleaned_data["text"], by=request.user)
    messages.success(request, _("Answered. The reviewer sees it on the desk."))
    return redirect("annotations:referrals")
