"""Drawing a round up: which articles, who codes how many, what is said before it is made."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from annotations import sampling, sharing
from annotations.models import Assignment, PoolPlace, Round
from tests.annotations.test_supervising_pages import agreed, draw_up, form_of
from tests.factories import (
    answer,
    make_article,
    make_indexed,
    make_issue,
    make_page,
    make_round,
    make_user,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db):
    return make_version()


def planned(desk, fields):
    return draw_up(desk, fields).context["plan"]


def settled_article(version):
    article = make_article()
    for assignment in make_round(version=version, articles=[article]).units.get().assignments.all():
        answer(assignment)
    return article


class TestSampling:
    @given(st.integers(1, 400), st.integers(1, 8), st.integers())
    def test_constructed_weeks_take_each_weekday_equally_often(self, n_days, weeks, seed):
        days = {place: date(2019, 1, 1) + timedelta(place) for place in range(n_days)}

        items, drawn = sampling.constructed_weeks(days, weeks, seed=seed)

        per_weekday = [sum(day.weekday() == weekday for day in drawn) for weekday in range(7)]
        held = [sum(day.weekday() == weekday for day in days.values()) for weekday in range(7)]
        assert per_weekday == [min(weeks, number) for number in held]
        assert [days[item] for item in items] == drawn
        assert (items, drawn) == sampling.constructed_weeks(days, weeks, seed=seed)

    # Krippendorff (2013), Table 12.4: significance 0.05, smallest alpha and equally many labels.
    @pytest.mark.parametrize(
        ("alpha", "labels", "units"),
        [
            (0.667, 2, 60), (0.667, 4, 81), (0.667, 10, 172),
            (0.8, 2, 103), (0.8, 4, 139), (0.8, 10, 293),
            (0.9, 2, 211), (0.9, 4, 283), (0.9, 10, 595),
        ],
    )  # fmt: skip
    def test_units_for_alpha_are_those_of_the_formula(self, alpha, labels, units):
        needed = sampling.units_for_alpha(smallest_share=1 / labels, smallest_alpha=alpha)

        assert needed == units

    def test_fewer_units_suffice_for_a_smaller_population_or_less_precision(self):
        few = sampling.units_for_share(population=100)

        assert few < sampling.units_for_share(population=10_000)
        assert sampling.units_for_share(population=100, precision=0.1) < few
        assert sampling.units_for_share(population=0) == 0

    @given(st.integers(1, 300), st.floats(0, 1), st.integers())
    def test_a_share_is_spread_over_all_stretches(self, units, share, seed):
        chosen = sharing.spread(units, share, seed=seed, why="doubled")

        assert chosen == sorted(set(chosen))
        assert all(0 <= place < units for place in chosen)
        assert abs(len(chosen) - share * units) <= 1

    @given(
        st.integers(1, 60), st.integers(1, 5), st.floats(0, 0.5), st.floats(0, 0.5), st.integers()
    )
    def test_sharing_out_keeps_its_promises(self, units, people, double, recode, seed):
        team = list(range(people))

        shared = sharing.share_out(
            units, team, per_unit=1, seed=seed, double_share=double, recode_share=recode
        )

        assert shared.wanted == [len(share) for share in shared.shares]
        assert all(1 <= number <= 2 for number in shared.wanted)
        assert len({recode.unit for recode in shared.recodes}) == len(shared.recodes)
        for again in shared.recodes:
            own = [u for u, share in enumerate(shared.shares) if again.annotator in share]
            order = sorted(own, key=shared.positions[again.annotator].__getitem__)
            before = [u for u in order if shared.positions[again.annotator][u] <= again.position]
            assert again.annotator in shared.shares[again.unit]
            assert before.index(again.unit) + sharing.distance(len(own)) < len(before)


class TestTheSelection:
    def test_articles_are_found_by_words_as_in_the_search(self, desk, version, team):
        wanted = make_indexed("法院通报", "法院审理了此案。")
        make_indexed("天气", "今天多云。")

        plan = planned(desk, form_of(version, team, words="法院"))

        assert plan.articles == [wanted]
        assert plan.sampling["query"] == {"words": "法院"}

    def test_what_is_settled_already_is_said_before(self, desk, version, team):
        settled_article(version)
        make_article()

        response = draw_up(desk, form_of(version, team))

        assert "1 of these articles is settled already" in response.text
        assert response.context["plan"].settled == 1

    def test_what_is_settled_can_be_left_out_and_that_is_said(self, desk, version, team):
        settled = settled_article(version)
        fresh = make_article()

        response = draw_up(desk, form_of(version, team, unsettled="on"))

        assert response.context["plan"].articles == [fresh]
        assert settled not in response.context["plan"].articles
        assert "1 article that matches is left out" in response.text

    def test_what_is_in_another_round_is_said(self, desk, version, team):
        make_round(version=version, articles=[make_article()])

        response = draw_up(desk, form_of(version, team))

        assert "1 of these articles is in another round too." in response.text

    def test_when_all_are_settled_it_says_so(self, desk, version, team):
        settled_article(version)

        text = draw_up(desk, form_of(version, team, unsettled="on")).text

        assert "All that match are settled already or in another round." in text

    def test_training_takes_what_is_settled(self, desk, version, team):
        settled = settled_article(version)
        make_article()

        fields = form_of(version, team, kind="training", unsettled="on", pass_mark_topic=80)
        plan = planned(desk, fields)
        draw_up(desk, fields, create=plan.fingerprint)

        made = Round.objects.get(kind="training")
        assert plan.articles == [settled]
        assert made.pass_marks == {"topic": 0.8}
        assert made.annotators_per_unit == 2

    def test_continuations_are_never_drawn(self, desk, version, team):
        head, part = make_article(), make_article()
        part.head, part.part_number = head, 2
        part.save()

        assert planned(desk, form_of(version, team)).articles == [head]

    def test_weeks_are_drawn_and_their_days_are_said(self, desk, version, team):
        for day in range(1, 29):
            make_article(page=make_page(issue=make_issue(f"2019-07-{day:02}")))

        fields = form_of(version, team, method="weeks", weeks=2, newspaper="")
        response = draw_up(desk, fields)

        plan = response.context["plan"]
        assert len(plan.articles) == 14
        assert plan.sampling["method"] == "weeks"
        assert plan.sampling["population"] == 28
        assert len(plan.sampling["days"]) == 14
        assert "Days drawn:" in response.text
        assert plan.over_time == [("zjfzb", "2019-07", 14)]


class TestTheRules:
    def test_all_of_them_reach_the_round(self, desk, version, ann, ben):
        team = [ann, ben, make_user(role="annotator")]
        for _article in range(20):
            make_article()
        fields = form_of(
            version, team, per_unit=2, double_share=10, recode_share=10, spot_check_share=5,
            second_review_share=20, evidence_for=["topic"], shows_precedents="on",
            order="shuffled", method="random", sample=10,
        )  # fmt: skip

        draw_up(desk, fields, create=agreed(draw_up(desk, fields)))

        made = Round.objects.get()
        assert (made.double_share, made.recode_share) == (0.1, 0.1)
        assert (made.spot_check_share, made.second_review_share) == (0.05, 0.2)
        assert (made.evidence_for, made.shows_precedents, made.order) == (
            ["topic"], True, "shuffled",
        )  # fmt: skip
        assert made.sampling == {
            "method": "random", "query": {}, "population": 20, "seed": 7,
        }  # fmt: skip
        assert Assignment.objects.filter(unit__round=made).count() == 10 * 2 + 1 + 1

    def test_a_pool_says_about_how_many_each(self, desk, version, team):
        for _article in range(5):
            make_article()
        fields = form_of(version, team, per_unit=1, allocation="pool")

        shown = draw_up(desk, fields)
        draw_up(desk, fields, create=agreed(shown))

        assert "about 2 each" in shown.text
        assert PoolPlace.objects.count() == 5
        assert not Assignment.objects.exists()

    def test_a_test_says_how_many_articles_it_needs(self, desk, version, team):
        make_article()

        fields = form_of(version, team, kind="reliability") | {"method": "random", "sample": 5}
        text = draw_up(desk, fields).text

        assert "How many articles this test needs" in text
        assert "too few drawn" in text
        assert "Krippendorff 2013" in text
        assert "Lacy and Riffe 1996" in text

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"method": "random"}, "Say how many."),
            ({"method": "weeks"}, "Say how many."),
            ({"double_share": 101}, "less than or equal to 100"),
            ({"double_share": 10}, "one annotator more"),
            ({"kind": "reliability", "method": "all"}, "are drawn at random; say how many"),
            ({"kind": "reliability", "method": ""}, "are drawn at random; say how many"),
            ({"kind": "reliability", "allocation": "pool"}, "share it out"),
            ({"kind": "reliability", "shows_precedents": "on"}, "nobody sees"),
            ({"words": " ".join(map(str, range(30)))}, "Use at most"),
        ],
    )
    def test_what_does_not_fit_is_said_beside_its_field(
        self, desk, version, team, fields, sentence
    ):
        make_article()

        response = draw_up(desk, form_of(version, team) | fields)

        assert response.status_code == 422
        assert sentence in response.text
        assert 'aria-invalid="true"' in response.text

    def test_what_was_typed_stays(self, desk, version, team):
        make_article()

        text = draw_up(desk, form_of(version, team, notes="周一开始", words="法院", seed="x")).text

        assert "周一开始" in text
        assert 'value="法院"' in text

    def test_the_preview_takes_few_queries_whatever_it_holds(
        self, desk, version, team, django_assert_max_num_queries
    ):
        for _article in range(30):
            make_article()
        draw_up(desk, form_of(version, team))

        with django_assert_max_num_queries(30):
            response = desk.post(reverse("annotations:new_round"), form_of(version, team))

        assert response.context["plan"].codings == 60
