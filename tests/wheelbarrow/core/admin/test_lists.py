"""The lists of the admin are bounded and accept any query string."""

from itertools import product

import pytest
from django.contrib import admin
from django.utils import timezone

from tests.makers import NOON, make_ancestors, make_category, make_work
from tests.wheelbarrow.core.admin.test_pages import LISTS
from wheelbarrow.core.admin import filters, lists
from wheelbarrow.core.models import Deletion
from works.services import editing

WORKS, TREE, TRASH = LISTS["works"], LISTS["categories"], LISTS["trash"]
# Values that no column can be compared with.
ODD = [
    "deadline_on__year=99999999",
    "end_at__gte=%00",
    "title__contains=%00",
    f"id__in={'9' * 30}",
    f"id__exact={'9' * 30}",
    f"user__id__exact={'9' * 30}",
    "q=%00",
    "p=99999999999999999999",
    "due=%00",
    "due_from=%00",
    "due_to=2026-02-30",
    "state=%00",
    "under=%00",
]


def shown(operator_client, path):
    return [str(row) for row in operator_client.get(path).context["cl"].result_list]


def offered(operator_client, path, name):
    """What a filter lets one choose."""
    [spec] = [spec for spec in operator_client.get(path).context["cl"].filter_specs if spec.title == name] or [None]
    return [value for value, _label in spec.lookup_choices] if spec else []


class TestCount:
    def test_stops(self, operator_client, ann, monkeypatch):
        monkeypatch.setattr(lists, "MOST", 2)
        for index in range(3):
            make_work(user=ann, title=f"{index}")

        page = operator_client.get(WORKS)

        assert page.context["cl"].result_count == 2
        assert "2+ works" in " ".join(page.content.decode().split())

    def test_is_exact_up_to_there(self, operator_client, ann, monkeypatch):
        monkeypatch.setattr(lists, "MOST", 3)
        for index in range(3):
            make_work(user=ann, title=f"{index}")

        text = " ".join(operator_client.get(WORKS).content.decode().split())

        assert "3 works" in text
        assert "3+" not in text

    def test_stops_in_every_list(self):
        assert {page.paginator for page in admin.site._registry.values()} == {lists.BoundedPaginator}

    @pytest.mark.parametrize(("query", "offered"), [("", False), ("?q=Dig", True), ("?state=all", True)])
    def test_leads_to_all_where_there_are_more(self, operator_client, ann, query, offered):
        make_work(user=ann, title="Dig")

        assert ("Show all" in operator_client.get(f"{WORKS}{query}").content.decode()) is offered

    def test_is_not_made_of_each_choice_of_a_filter(self, operator_client, ann):
        make_work(user=ann)

        page = operator_client.get(f"{WORKS}?_facets=True")

        assert not page.context["cl"].add_facets
        assert "Show counts" not in page.content.decode()


class TestOrder:
    def test_is_the_one_asked_for(self, operator_client, ann):
        for title in ("Sow", "Dig", "Weed"):
            make_work(user=ann, title=title)

        assert shown(operator_client, f"{WORKS}?o=1") == ["Dig", "Sow", "Weed"]
        assert shown(operator_client, WORKS) == ["Weed", "Dig", "Sow"]

    def test_is_an_indexs_where_there_are_more_than_are_counted(self, operator_client, ann, monkeypatch):
        monkeypatch.setattr(lists, "MOST", 2)
        for title in ("Sow", "Dig", "Weed"):
            make_work(user=ann, title=title)
            make_category(user=ann, name=title)

        assert shown(operator_client, f"{WORKS}?o=1") == shown(operator_client, WORKS) == ["Weed", "Dig"]
        assert shown(operator_client, f"{WORKS}?o=1&q=Dig") == ["Dig"]
        assert shown(operator_client, f"{TREE}?o=-1") == ["Sow", "Dig"]
        assert "Too many rows to sort by a column." in operator_client.get(f"{WORKS}?o=1").content.decode()
        assert "o=1" not in operator_client.get(f"{WORKS}?o=1").context["cl"].get_query_string()


class TestOwnerFilter:
    def test_offers_people_where_there_are_few(self, operator_client, ann, ben):
        make_work(user=ann, title="Dig")
        make_work(user=ben, title="Sow")

        assert offered(operator_client, WORKS, "owner")[:2] == [str(ann.pk), str(ben.pk)]
        assert shown(operator_client, f"{WORKS}?user__id__exact={ben.pk}") == ["Sow"]

    @pytest.mark.parametrize("path", [WORKS, TREE, TRASH, "/admin/works/recurringwork/"])
    def test_offers_nobody_where_there_are_many(self, operator_client, ann, monkeypatch, path):
        monkeypatch.setattr(filters, "PEOPLE", 1)

        assert offered(operator_client, path, "owner") == []
        assert offered(operator_client, f"{path}?user__id__exact={ann.pk}", "owner") == [str(ann.pk)]

    def test_is_led_to_by_the_list_of_people(self, operator_client, ann, ben):
        make_ancestors(user=ann, names=["2026", "Beds"])
        make_work(user=ann, title="Dig")
        make_work(user=ben, title="Sow")

        page = operator_client.get(LISTS["users"]).content.decode()

        assert f'<a href="{TREE}?user__id__exact={ann.pk}">2</a>' in page
        assert f'<a href="{WORKS}?user__id__exact={ann.pk}&amp;end_at__isempty=all">1</a>' in page
        assert f'<a href="{TREE}?user__id__exact={ben.pk}">' not in page


class TestOtherFilters:
    def test_the_tree_is_shown_down_to_a_level(self, operator_client, ann):
        make_ancestors(user=ann, names=["2026", "Garden", "Beds"])

        assert shown(operator_client, f"{TREE}?level__lte=0") == ["2026"]
        assert shown(operator_client, f"{TREE}?level__lte=1") == ["2026", "Garden"]
        assert len(shown(operator_client, f"{TREE}?level__lte=x")) == 3

    def test_the_trash_is_shown_by_kind(self, operator_client, ann):
        editing.delete_work(user=ann, work_id=make_work(user=ann, title="Dig").pk, at=NOON)
        Deletion.objects.create(user=ann, kind="category", label="2026", deleted_at=NOON)

        kinds = ["category", "label", "recurring_work", "report_copy", "saved_view", "work"]
        assert offered(operator_client, TRASH, "kind") == kinds
        assert shown(operator_client, f"{TRASH}?kind=work") == ["Dig"]
        assert 'class="field-what"' in operator_client.get(TRASH).content.decode()

    @pytest.mark.parametrize(("due", "days"), [("today", [0]), ("week", [0, 6]), ("month", [0, 6, 7, 29])])
    def test_works_are_shown_by_their_deadline(self, operator_client, ann, due, days):
        today = timezone.localdate()
        for ahead in (-1, 0, 6, 7, 29, 30):
            make_work(user=ann, title=f"{ahead}", deadline_on=today + timezone.timedelta(days=ahead))

        assert sorted(shown(operator_client, f"{WORKS}?due={due}")) == sorted(map(str, days))

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("due_from=2026-03-02", ["2", "3"]),
            ("due_to=2026-03-02", ["1", "2"]),
            ("due_from=2026-03-02&due_to=2026-03-02", ["2"]),
            ("due_from=&due_to=", ["1", "2", "3", "never"]),
        ],
    )
    def test_works_are_shown_by_the_days_of_their_deadline(self, operator_client, ann, query, found):
        for day in (1, 2, 3):
            make_work(user=ann, title=f"{day}", deadline_on=f"2026-03-0{day}")
        make_work(user=ann, title="never")

        assert sorted(shown(operator_client, f"{WORKS}?{query}")) == found

    def test_the_days_keep_what_else_is_asked_for_and_can_be_taken_off(self, operator_client, ann):
        page = operator_client.get(f"{WORKS}?q=Dig&due_from=2026-03-02").content.decode()

        assert '<input type="date" name="due_from" value="2026-03-02" id="id_due_from">' in page
        assert '<input type="hidden" name="q" value="Dig">' in page
        assert '<a href="?q=Dig">All days</a>' in page
        assert "All days" not in operator_client.get(WORKS).content.decode()


@pytest.mark.django_db(transaction=True)
class TestOddAddresses:
    def test_show_the_list(self, operator_client, ann):
        make_work(user=ann, category=make_category(user=ann))
        lists_of_rows = (WORKS, TREE, TRASH, LISTS["users"], "/admin/works/recurringwork/")
        lists_of_others = ("/admin/token_blacklist/outstandingtoken/", "/admin/axes/accessattempt/")
        for path, query in [
            *product(lists_of_rows, ODD),
            *product(lists_of_others, ("q=%00", f"id__exact={'9' * 30}")),
        ]:
            response = operator_client.get(f"{path}?{query}", follow=True)

            assert response.status_code == 200, (path, query)
            assert "cl" in response.context or "e=1" in response.redirect_chain[-1][0], (path, query)

    def test_complete_nothing(self, operator_client):
        asked = "app_label=works&model_name=work&field_name=category"

        assert operator_client.get(f"/admin/autocomplete/?{asked}&term=%00").status_code == 400
        assert operator_client.get(f"/admin/autocomplete/?{asked}&term=Beds").status_code == 200

    def test_save_nothing_of_a_row_that_is_none(self, operator_client, ann):
        work = make_work(user=ann)
        form = {
            "form-TOTAL_FORMS": "1",
            "form-INITIAL_FORMS": "1",
            "form-0-id": "9" * 30,
            "form-0-current_status": "DONE",
            "initial-form-0-current_status": "TODO",
            "_save": "Save",
        }

        assert operator_client.post(WORKS, form).status_code == 200
        work.refresh_from_db()
        assert work.current_status == "TODO"
