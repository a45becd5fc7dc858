"""What a person does to one work, by the buttons of the pages."""

from datetime import date, datetime, timedelta

import pytest

from tests.makers import NOON, make_category, make_finished_work, make_label, make_work
from tests.pages import page_of
from works.choices import Priority, Status
from works.models import Work

DAY = datetime(2026, 9, 2).date()
# name of the act → what its button sends
ACTS = {
    "finish": {},
    "reopen": {},
    "status": {"status": "IN_PROGRESS"},
    "priority": {"priority": "HIGH"},
    "when": {"day": "tomorrow"},
    "file": {"category": ""},
    "labels": {"label": []},
    "delete": {},
}


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOON, tick=False)


class TestFinish:
    def test_finishes_and_offers_undo(self, browser, ann):
        work = make_work(user=ann)

        page = page_of(browser, "/today/").press(f"finish-{work.pk}")

        assert page.url == "/today/"
        assert page.toast == "Finished “Dig”. Undo"
        work.refresh_from_db()
        assert work.end_at == NOON
        page.press(page.one("button", **{"data-key": "z"})["id"])
        work.refresh_from_db()
        assert work.end_at is None

    def test_reopens_what_is_done(self, browser, ann):
        work = make_finished_work(user=ann)

        page = page_of(browser, "/today/").press(f"finish-{work.pk}")

        assert page.toast == "Reopened “Dig”. Undo"
        work.refresh_from_db()
        assert work.end_at is None

    def test_offers_no_undo_where_nothing_changed(self, browser, ann):
        work = make_finished_work(user=ann)
        page = page_of(browser, f"/works/{work.pk}/actions/")

        assert page.press("status-done").toast == "“Dig”: Done."


class TestEveryAct:
    @pytest.mark.parametrize("name", ACTS)
    def test_of_a_stranger_changes_nothing(self, other_browser, ann, ben, name):
        work = make_work(user=ann, category=make_category(user=ann))
        own = make_work(user=ben)
        before = Work.objects.filter(pk=work.pk).values().get()
        page = page_of(other_browser, "/today/")
        page.one(id=f"finish-{own.pk}").attrs["formaction"] = f"/works/{work.pk}/{name}/"

        page = page.press(f"finish-{own.pk}", **ACTS[name])

        assert page.toast == "You have no such work. It may have been deleted: look in the trash."
        assert Work.objects.filter(pk=work.pk).values().get() == before

    @pytest.mark.parametrize("name", ACTS)
    def test_without_a_token_is_refused(self, browser, ann, name):
        work = make_work(user=ann)

        assert browser.post(f"/works/{work.pk}/{name}/", ACTS[name]).status_code == 403

    @pytest.mark.parametrize("name", ACTS)
    def test_without_a_session_leads_to_the_log_in_and_back(self, client, ann, name):
        work = make_work(user=ann)

        response = client.post(
            f"/works/{work.pk}/{name}/", ACTS[name], headers={"Referer": "http://testserver/today/?group=project"}
        )

        assert response.status_code == 302
        assert response.url.endswith("?next=/today/%3Fgroup%3Dproject")

    # The page of `file` shows where to move the work.
    @pytest.mark.parametrize("name", sorted(set(ACTS) - {"file"}))
    def test_answers_405_to_get(self, browser, ann, name):
        assert browser.get(f"/works/{make_work(user=ann).pk}/{name}/").status_code == 405


class TestActions:
    @pytest.mark.parametrize(
        ("button", "values", "field", "value"),
        [
            ("status-in_progress", {}, "current_status", Status.IN_PROGRESS),
            ("priority-urgent", {}, "priority", Priority.URGENT),
            ("when-tomorrow", {}, "starts_on", date(2026, 9, 3)),
            ("when-next-week", {}, "starts_on", date(2026, 9, 7)),
            ("when-day-set", {"day": "2026-12-24"}, "starts_on", date(2026, 12, 24)),
            ("when-none", {}, "deadline_on", None),
        ],
    )
    def test_set_one_thing(self, browser, ann, button, values, field, value):
        work = make_work(user=ann, deadline_on=DAY)

        page = page_of(browser, f"/works/{work.pk}/actions/").press(button, next="/today/", **values)

        assert page.url == "/today/"
        assert getattr(Work.objects.get(pk=work.pk), field) == value

    def test_move_a_work_to_a_category_found_by_part_of_its_path(self, browser, ann, ben):
        root = make_category(user=ann, name="2026년 집")
        beds = make_category(user=ann, name="텃밭", parent=root)
        make_category(user=ben, name="Ben 텃밭")
        work = make_work(user=ann)

        page = page_of(browser, f"/works/{work.pk}/actions/?q=텃밭+집")
        assert [each.text for each in page.all("button", name="category")] == ["2026년 집 / 텃밭"]
        page = page.press(f"file-{beds.pk}", next="/today/")

        assert page.toast == "Moved “Dig” to 텃밭. Undo"
        assert Work.objects.get(pk=work.pk).category == beds

    def test_refuse_a_category_of_a_stranger(self, browser, ann, ben):
        work, theirs, own = make_work(user=ann), make_category(user=ben), make_category(user=ann)
        page = page_of(browser, f"/works/{work.pk}/actions/")

        page = page.press(f"file-{own.pk}", category=str(theirs.pk))

        assert page.toast == "You have no such project. Use the id of one of your projects, or null for none."
        assert Work.objects.get(pk=work.pk).category is None

    def test_set_labels(self, browser, ann, ben):
        label, other = make_label(user=ann, name="Phone"), make_label(user=ann, name="Shop")
        work = make_work(user=ann, labels=[other.pk])
        page = page_of(browser, f"/works/{work.pk}/actions/")

        page.press("labels-set", label=[str(label.pk)])

        assert Work.objects.get(pk=work.pk).labels.ids() == [label.pk]

    def test_delete_and_undo(self, browser, ann):
        work = make_work(user=ann)

        page = page_of(browser, f"/works/{work.pk}/actions/").press("delete", next="/today/")

        assert page.toast == "Deleted “Dig”. Undo"
        assert page.works == []
        assert page.press(page.one("button", **{"data-key": "z"})["id"]).works == ["Dig"]

    def test_are_not_shown_to_a_stranger(self, other_browser, ann):
        assert page_of(other_browser, f"/works/{make_work(user=ann).pk}/actions/").status == 404

    @pytest.mark.parametrize("text", ["", "someday", "2026-02-30", "0000-00-00"])
    def test_refuse_a_day_that_does_not_exist(self, browser, ann, text):
        work = make_work(user=ann)
        page = page_of(browser, f"/works/{work.pk}/actions/")

        page = page.press("when-day-set", day=text)

        assert page.toast in ("Choose a day.", "This field is required.")
        assert Work.objects.get(pk=work.pk).starts_on is None

    def test_search_costs_the_same_for_ten_times_the_categories(self, browser, ann, django_assert_max_num_queries):
        work = make_work(user=ann)
        for number in range(30):
            make_category(user=ann, name=f"Beds {number}")

        with django_assert_max_num_queries(9):
            page_of(browser, f"/works/{work.pk}/actions/?q=beds")


class TestGo:
    def test_finds_pages_categories_and_works_of_the_person(self, browser, ann, ben):
        make_category(user=ann, name="Report season")
        make_work(user=ann, title="Write the report")
        make_work(user=ben, title="Ben's report")
        make_finished_work(user=ann, title="Old report")

        page = page_of(browser, "/go/?q=report")

        assert [each.text for each in page.below("go", "a")] == [
            "Report", "Report season project", "Write the report work",
        ]  # fmt: skip

    def test_offers_every_page_first(self, browser, ann):
        assert len(page_of(browser, "/go/").below("go", "a")) == 12


class TestPlanning:
    @pytest.mark.parametrize(
        ("starts", "deadline", "expected"),
        [
            (None, None, (1, None)),
            (None, -3, (1, 1)),
            (0, 0, (1, 1)),
            (None, 5, (1, 5)),
            (0, 5, (1, 5)),
        ],
    )
    def test_moves_a_deadline_only_where_it_would_be_before_the_day_or_was_the_planned_day(
        self, browser, ann, starts, deadline, expected
    ):
        day = [None if each is None else DAY + timedelta(days=each) for each in (starts, deadline, *expected)]
        work = make_work(user=ann, starts_on=day[0], deadline_on=day[1])

        page_of(browser, "/today/").press(f"tomorrow-{work.pk}")

        work.refresh_from_db()
        assert (work.starts_on, work.deadline_on) == (day[2], day[3])
