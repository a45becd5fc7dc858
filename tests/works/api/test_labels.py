"""Labels in the API: their own endpoints, those of works and recurring works, and the filters."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.makers import NOON, make_category, make_finished_work, make_label, make_recurring_work, make_work
from tests.wheelbarrow.core.api.problems import assert_problem
from wheelbarrow.core import trash
from works.models import Label, Work
from works.services import labels

LABELS = "/api/v1/labels/"
WORKS = "/api/v1/works/"
TODAY = f"{WORKS}today/"
FINISHED = f"{WORKS}finished/?start=2026-08-01&end=2026-09-30"
RULES = "/api/v1/recurring-works/"


@pytest.fixture
def urgent(ann):
    return make_label(user=ann, name="Urgent")


@pytest.fixture
def home(ann):
    return make_label(user=ann, name="Home")


def titles(response):
    assert response.status_code == 200, response.json()
    return sorted(row["title"] for row in response.json()["results"])


class TestLabels:
    def test_are_created_read_changed_and_deleted(self, api):
        made = api.post(LABELS, {"name": "Urgent", "colour": "teal"})
        shown = made.json()

        assert (made.status_code, made.headers["Location"]) == (201, f"http://testserver{LABELS}{shown['id']}/")
        assert {name: shown[name] for name in ("name", "colour", "position")} == {
            "name": "Urgent",
            "colour": "teal",
            "position": 0,
        }
        address = f"{LABELS}{shown['id']}/"
        assert api.get(address).json() == shown
        assert api.patch(address, {"colour": "pink"}).json()["colour"] == "pink"
        assert api.put(address, {**api.get(address).json(), "name": "Now"}).json()["name"] == "Now"
        deletion = api.delete(address).json()
        assert deletion["labels"] == 1
        assert api.get(address).status_code == 404
        assert api.post(f"/api/v1/trash/{deletion['deletion']}/restore/").status_code == 200
        assert api.get(address).json()["name"] == "Now"

    def test_are_listed_by_position_and_found_by_name(self, api, stranger, urgent, home):
        api.patch(f"{LABELS}{home.pk}/", {"position": 0})

        assert [row["name"] for row in api.get(LABELS).json()["results"]] == ["Home", "Urgent"]
        assert [row["name"] for row in api.get(LABELS, {"q": "URG"}).json()["results"]] == ["Urgent"]
        assert stranger.get(LABELS).json()["results"] == []

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"name": ""}, "name"),
            ({"name": "x" * 61}, "name"),
            ({"colour": "red"}, "name"),
            ({"name": "New", "colour": "mauve"}, "colour"),
            ({"name": "New", "position": -1}, "position"),
        ],
    )
    def test_are_refused_with_what_is_wrong(self, api, body, field):
        assert set(assert_problem(api.post(LABELS, body), 400, "invalid")["errors"]) == {field}

    def test_have_a_name_once_in_any_case(self, api, stranger, urgent):
        assert_problem(api.post(LABELS, {"name": "URGENT"}), 400, "label_name_taken")
        assert stranger.post(LABELS, {"name": "URGENT"}).status_code == 201


class TestOfAWork:
    @pytest.mark.parametrize("address", [WORKS, RULES])
    def test_are_ids_in_every_answer(self, api, urgent, home, address):
        made = api.post(
            address,
            {"title": "Dig", "rule": "FREQ=DAILY", "labels": [home.pk, urgent.pk]}
            if "rec" in address
            else {"title": "Dig", "labels": [home.pk, urgent.pk]},
        ).json()
        one = f"{address}{made['id']}/"

        assert made["labels"] == api.get(one).json()["labels"] == [urgent.pk, home.pk]
        assert api.get(address).json()["results"][0]["labels"] == [urgent.pk, home.pk]
        assert api.patch(one, {"labels": [home.pk]}).json()["labels"] == [home.pk]
        assert api.patch(one, {"title": "Plant"}).json()["labels"] == [home.pk]
        assert api.patch(one, {"labels": []}).json()["labels"] == []

    def test_are_in_lists_today_and_finished_in_the_fast_and_the_slow_way(self, ann, api, urgent):
        make_work(user=ann, title="Dig", labels=[urgent.pk], my_job=True)
        make_finished_work(user=ann, title="Done", labels=[urgent.pk], my_job=True)

        for address in (
            f"{WORKS}?open=true",
            f"{WORKS}?q=dig",
            TODAY,
            f"{TODAY}?my_job=true",
            FINISHED,
            f"{FINISHED}&my_job=true",
        ):
            [row] = api.get(address).json()["results"]
            assert row["labels"] == [urgent.pk], address

    def test_are_the_same_rows_in_the_fast_and_the_slow_way(self, ann, api, urgent):
        category = make_category(user=ann)
        make_work(user=ann, title="Dig", labels=[urgent.pk], category=category, deadline_on=NOON.date())
        make_finished_work(user=ann, title="Done", labels=[urgent.pk], category=category)

        for address in (TODAY, FINISHED):
            narrowed = f"{address}{'&' if '?' in address else '?'}under={category.pk}"
            assert api.get(address).json() == api.get(narrowed).json()

    def test_in_the_trash_are_not_shown(self, ann, api, urgent, home):
        work = make_work(user=ann, labels=[urgent.pk, home.pk])
        labels.delete_label(user=ann, label_id=urgent.pk, at=NOON)

        assert api.get(f"{WORKS}{work.pk}/").json()["labels"] == [home.pk]
        assert api.get(WORKS).json()["results"][0]["labels"] == [home.pk]
        assert titles(api.get(WORKS, {"label": home.pk})) == ["Dig"]
        assert_problem(api.get(WORKS, {"label": urgent.pk}), 400, "invalid")

    def test_that_have_come_back_are_not_overwritten_unseen(self, ann, api, urgent, home):
        work = make_work(user=ann, labels=[urgent.pk])
        deletion = labels.delete_label(user=ann, label_id=urgent.pk, at=NOON)
        read = api.get(f"{WORKS}{work.pk}/")
        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=NOON)

        stale = {"If-Match": read["ETag"]}
        refused = api.patch(f"{WORKS}{work.pk}/", {"labels": [home.pk]}, headers=stale)

        assert read.json()["labels"] == []
        assert refused.status_code == 412
        assert refused.json()["current"]["labels"] == [urgent.pk]

    @pytest.mark.parametrize("value", ["x", ["x"], [1.5], [True], [0], [None], None, list(range(1, 52))])
    def test_are_a_list_of_ids(self, api, value):
        problem = assert_problem(api.post(WORKS, {"title": "Dig", "labels": value}), 400, "invalid")

        assert all(name.split(".")[0] == "labels" for name in problem["errors"])

    def test_are_ones_own(self, ben, api, urgent):
        his = make_label(user=ben)

        for address in (WORKS, RULES):
            problem = assert_problem(
                api.post(
                    address,
                    {"title": "Dig", "labels": [his.pk], **({"rule": "FREQ=DAILY"} if "rec" in address else {})},
                ),
                400,
                "unknown_label",
            )
            assert set(problem["errors"]) == {"labels"}
        assert not Work.objects.exists()


class TestBulk:
    def test_adds_and_removes(self, ann, api, urgent, home):
        ids = [make_work(user=ann, labels=[urgent.pk]).pk for _ in range(3)]

        answer = api.post(
            f"{WORKS}bulk/", {"ids": ids, "action": "label", "data": {"add": [home.pk], "remove": [urgent.pk]}}
        )

        assert answer.json() == {"action": "label", "works": 3}
        assert {tuple(row["labels"]) for row in api.get(WORKS).json()["results"]} == {(home.pk,)}

    def test_refuses_what_it_cannot_do_and_changes_nothing(self, ann, ben, api, urgent):
        hers, his, of_ben = make_work(user=ann), make_work(user=ben), make_label(user=ben)

        def send(ids, data):
            return api.post(f"{WORKS}bulk/", {"ids": ids, "action": "label", "data": data})

        assert_problem(send([hers.pk, his.pk], {"add": [urgent.pk]}), 400, "bulk_refused")
        assert_problem(send([hers.pk], {"add": [of_ben.pk]}), 400, "unknown_label")
        assert_problem(send([hers.pk], {"add": [urgent.pk], "remove": [urgent.pk]}), 400, "invalid")
        assert_problem(send([hers.pk], {}), 400, "invalid")
        assert_problem(send([hers.pk], {"status": "DONE"}), 400, "invalid")
        assert api.get(f"{WORKS}{hers.pk}/").json()["labels"] == []


class TestFilter:
    @pytest.fixture
    def works(self, ann, ben, urgent, home):
        """An open and a finished work of each kind of labels."""
        ids = {"u": [urgent.pk], "h": [home.pk], "uh": [urgent.pk, home.pk], "-": []}
        for title, chosen in ids.items():
            make_work(user=ann, title=title, labels=chosen)
            make_finished_work(user=ann, title=title, labels=chosen)
        make_work(user=ben, title="his", labels=[make_label(user=ben).pk])

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("label={u}", ["u", "uh"]),
            ("label={u}&label={h}", ["h", "u", "uh"]),
            ("label={u}&label={h}&label_match=all", ["uh"]),
            ("label={u}&label={h}&label_match=none", ["-"]),
            ("label=none", ["-"]),
            ("label=none&label={u}", ["-", "u", "uh"]),
            ("label=none&label_match=none", ["h", "u", "uh"]),
        ],
    )
    def test_finds_the_same_everywhere(self, api, works, urgent, home, query, found):
        query = query.format(u=urgent.pk, h=home.pk)

        assert titles(api.get(f"{WORKS}?open=true&{query}")) == found
        assert titles(api.get(f"{TODAY}?{query}")) == found
        assert titles(api.get(f"{FINISHED}&{query}")) == found
        assert api.get(f"{FINISHED}&{query}&page_size=1").json()["count"] == len(found)

    @pytest.mark.parametrize(
        "address", [f"{WORKS}?", f"{RULES}?", f"{TODAY}?", f"{FINISHED}&", "/api/v1/reports/period/?period=this_month&"]
    )
    def test_refuses_what_it_cannot_read(self, ben, api, urgent, address):
        his = make_label(user=ben)

        for query, field in [
            (f"label={his.pk}", "label"),
            ("label=x", "label"),
            ("label=", "label"),
            (f"label={urgent.pk}&label_match=some", "label_match"),
            ("label_match=all", "label_match"),
        ]:
            problem = assert_problem(api.get(address + query), 400, "invalid")
            assert {name.split(".")[0] for name in problem["errors"]} == {field}, query

    def test_finds_recurring_works(self, ann, api, urgent):
        make_recurring_work(user=ann, title="Water", labels=[urgent.pk])
        make_recurring_work(user=ann, title="Weed")

        assert titles(api.get(RULES, {"label": urgent.pk})) == ["Water"]
        assert titles(api.get(RULES, {"label": "none"})) == ["Weed"]

    def test_narrows_today_and_finished_by_place_job_and_priority(self, ann, ben, api):
        garden, flat = make_category(user=ann, name="Garden"), make_category(user=ann, name="Flat")
        for make in (make_work, make_finished_work):
            make(user=ann, title="Dig", category=garden, my_job=True, priority="HIGH")
            make(user=ann, title="Paint", category=flat, priority="LOW")

        for address in (f"{TODAY}?", f"{FINISHED}&"):
            assert titles(api.get(f"{address}under={garden.pk}")) == ["Dig"]
            assert titles(api.get(f"{address}my_job=false")) == ["Paint"]
            assert titles(api.get(f"{address}priority=HIGH&priority=LOW")) == ["Dig", "Paint"]
            assert titles(api.get(f"{address}priority=HIGH")) == ["Dig"]
            for wrong in (f"under={make_category(user=ben, name=address).pk}", "priority=X", "my_job=maybe"):
                assert api.get(address + wrong).status_code == 400

    def test_costs_no_more_with_more_works(self, ann, api, urgent, home):
        def count():
            counts = []
            for address in (f"{WORKS}?", f"{TODAY}?", f"{FINISHED}&"):
                with CaptureQueriesContext(connection) as statements:
                    assert api.get(f"{address}label={urgent.pk}&label={home.pk}").status_code == 200
                counts.append(len(statements))
            return counts

        def make(number):
            for _ in range(number):
                make_work(user=ann, labels=[urgent.pk, home.pk])
                make_finished_work(user=ann, labels=[home.pk])

        make(1)
        few = count()
        make(9)

        assert count() == few


class TestForms:
    """The browsable API: labels are chosen by name."""

    def form_of(self, browser, address, form_id):
        page = browser.get(address, headers={"accept": "text/html"}).context["page"]
        [form] = [form for form in page.forms if form.id == form_id]
        return {field.name: field for field in form.fields}

    def test_offer_ones_own_live_labels(self, ann, ben, browser, urgent, home):
        make_label(user=ben, name="His")
        labels.delete_label(user=ann, label_id=home.pk, at=NOON)
        work = make_work(user=ann, labels=[urgent.pk])

        field = self.form_of(browser, f"{WORKS}{work.pk}/", "put-update")["labels"]

        assert field.options == [(str(urgent.pk), "Urgent")]
        assert (field.values, field.is_multiple) == ([str(urgent.pk)], True)

    def test_set_and_clear_them(self, ann, browser, urgent, home):
        work = make_work(user=ann, labels=[urgent.pk])
        address = f"{WORKS}{work.pk}/"

        def send(**body):
            answer = browser.patch(
                address,
                "&".join(f"{name}={value}" for name, values in body.items() for value in values),
                content_type="application/x-www-form-urlencoded",
            )
            assert answer.status_code == 200, answer.content
            return browser.get(address, headers={"accept": "application/json"}).json()["labels"]

        assert send(labels=["", home.pk, urgent.pk]) == [urgent.pk, home.pk]
        assert send(title=["Plant"]) == [urgent.pk, home.pk]
        assert send(labels=[""]) == []

    def test_are_left_out_where_there_is_no_label(self, ann, browser):
        work = make_work(user=ann)

        assert "labels" not in self.form_of(browser, f"{WORKS}{work.pk}/", "put-update")

    def test_filter_by_name(self, ann, browser, urgent):
        make_work(user=ann, labels=[urgent.pk])

        for address in (WORKS, TODAY):
            page = browser.get(f"{address}?label={urgent.pk}", headers={"accept": "text/html"}).context["page"]
            [field] = [field for field in page.query_fields if field.name == "label"]
            assert (str(urgent.pk), "Urgent") in field.options
            assert ("none", "None") in field.options
            assert (field.values, field.is_multiple) == ([str(urgent.pk)], True)


def test_labels_are_in_the_quota_and_the_trash(api, urgent):
    gone = api.delete(f"{LABELS}{urgent.pk}/").json()

    [row] = api.get("/api/v1/trash/").json()["results"]

    assert (row["id"], row["kind"], row["label"], row["labels"]) == (gone["deletion"], "label", "Urgent", 1)
    assert api.delete(f"/api/v1/trash/{row['id']}/").status_code == 200
    assert not Label.all_objects.exists()
