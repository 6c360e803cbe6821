"""The gate before main coding, as a supervisor meets it in the browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from annotations.models import Round
from tests.annotations.test_rounds import coded_test, main_round
from tests.factories import make_version

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_gate_refuses_then_opens_after_a_passed_test(page_as, sue, ann, ben):
    version = make_version()
    made = main_round([ann, ben], version)
    page = page_as(sue)
    address = reverse("annotations:open_round", args=[made.pk])

    page.goto(address)
    expect(page.locator("main")).to_contain_text("No reliability test with this codebook version")
    expect(page.get_by_role("button", name="Open the round")).to_have_count(0)
    coded_test([ann, ben], version)
    page.goto(address)
    page.get_by_role("button", name="Open the round").click()
    page.wait_for_url(lambda url: not url.endswith(address))

    assert Round.objects.get(pk=made.pk).is_open
