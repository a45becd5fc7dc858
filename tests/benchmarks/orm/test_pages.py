"""Pages beside the answers of the API with the same content, in one run: how much the HTML costs."""

import logging

import pytest
from django.test import Client
from django.utils import timezone

from tests.makers import make_ancestors, make_category, make_label, make_recurring_work, make_user, make_work

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db]
# group → the answer of the API, then the page.
SAME = {
    "Today, 50 works": ("/api/v1/works/today/", "/today/"),
    "report of the month": ("/api/v1/reports/period/?period=this_month", "/report/?preset=this-month"),
    "tree with totals": ("/api/v1/categories/tree/?summary=1", "/projects/"),
    "trash": ("/api/v1/trash/", "/trash/"),
    "history": ("/api/v1/changes/?limit=50", "/history/"),
}


@pytest.fixture
def browser(db):
    """A session of a person with 50 works on Today, in 20 projects of three levels."""
    logging.disable(logging.INFO)
    ann, today = make_user(), timezone.localdate()
    label = make_label(user=ann, name="Phone")
    for number in range(4):
        _root, branch = make_ancestors(user=ann, names=[f"Year {number}", "Garden"])
        for leaf in [make_category(user=ann, name=f"Bed {each}", parent=branch) for each in range(3)]:
            for each in range(4):
                make_work(user=ann, title=f"Plant row {each}", category=leaf, labels=[label.pk], deadline_on=today)
    make_recurring_work(user=ann, starts_on=today, at=timezone.now())
    client = Client()
    client.force_login(ann)
    yield client
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("group", SAME)
@pytest.mark.parametrize("way", [0, 1], ids=["API", "page"])
def test_costs_of_a_page(benchmark, browser, group, way):
    benchmark.group, benchmark.extra_info["way"] = group, ["API", "page"][way]
    address = SAME[group][way]

    # The report of the API is a stream, which costs when it is read.
    size = benchmark.pedantic(lambda: len(browser.get(address).getvalue()), rounds=30, warmup_rounds=3)

    assert size > 50
