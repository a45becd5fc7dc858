"""/recurring/: the list, the form with its preview, and one of them."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.makers import NOON, make_ancestors, make_category, make_label, make_recurring_work
from tests.pages import page_of
from works.models import RecurringWork, Work
from works.services import branches, pausing, recurring

TODAY = date(2026, 9, 2)
NEW = "/recurring/new/"


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOON, tick=False)


def sections(page):
    """The titles of the list by heading."""
    found = {}
    for element in page.elements:
        if element.tag == "h2" and (element["id"] or "").startswith("rules-"):
            heading = element.text.rpartition(" ")[0]
            found[heading] = []
        if element.tag == "a" and (element["id"] or "").startswith("rule-") and element["class"] == "title":
            found[heading].append(element.text)
    return found


def errors(page):
    return [each.text for each in page.all("ul", class_="errorlist")]


class TestList:
    def test_shows_what_is_active_paused_and_ended(self, browser, ann, ben):
        _root, beds = make_ancestors(user=ann, names=["2026", "Beds"])
        label = make_label(user=ann, name="Phone")
        make_recurring_work(user=ann, title="Water", category=beds, labels=[label.pk])
        paused = make_recurring_work(user=ann, title="Rest")
        pausing.pause(user=ann, recurring_work_id=paused.pk, at=NOON, until_on=TODAY + timedelta(days=3))
        ended = make_recurring_work(user=ann, title="Over")
        pausing.end(user=ann, recurring_work_id=ended.pk, at=NOON)
        make_recurring_work(user=ben, title="His")

        page = page_of(browser, "/recurring/")

        assert sections(page) == {"Active": ["Water"], "Paused": ["Rest"], "Ended": ["Over"]}
        assert "Water every day 2026Beds Phone tomorrow" in page.main
        assert "paused until 2026-09-05" in page.main

    def test_shows_the_pause_of_a_branch(self, browser, ann):
        beds = make_category(user=ann, name="Beds")
        make_recurring_work(user=ann, title="Water", category=beds)
        branches.pause_branch(user=ann, category_id=beds.pk, at=NOON)

        assert "paused with its project" in page_of(browser, "/recurring/").main

    def test_shows_more_on_request(self, browser, ann, monkeypatch):
        monkeypatch.setattr("works.web.recurring_views.FIRST", 1)
        for number in range(3):
            make_recurring_work(user=ann, title=f"R{number}")

        page = page_of(browser, "/recurring/")

        assert sections(page) == {"Active": ["R0"]}
        assert sections(page_of(browser, f"/recurring/{page.one(id='more')['href']}")) == {"Active": ["R0", "R1"]}


@pytest.mark.alike
class TestNew:
    @pytest.mark.parametrize(
        ("chosen", "rule"),
        [
            ({"preset": "daily", "interval": "2"}, "FREQ=DAILY;INTERVAL=2"),
            ({"preset": "workdays"}, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
            ({"preset": "weekly", "interval": "2", "weekdays": ["MO", "FR"]}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR"),
            ({"preset": "month_day", "month_day": "10"}, "FREQ=MONTHLY;BYMONTHDAY=10"),
            ({"preset": "month_end"}, "FREQ=MONTHLY;BYMONTHDAY=-1"),
            ({"preset": "month_weekday", "nth": "2", "nth_weekday": "TU"}, "FREQ=MONTHLY;BYDAY=2TU"),
            ({"preset": "yearly"}, "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=2"),
            ({"preset": "rule", "rule": "FREQ=MONTHLY;BYDAY=-1FR"}, "FREQ=MONTHLY;BYDAY=-1FR"),
        ],
    )
    def test_makes_each_preset_and_shows_it_again_unchanged(self, browser, ann, chosen, rule):
        page = page_of(browser, NEW).press("rule-save", title="Water", **chosen)

        row = RecurringWork.objects.get()
        assert (page.url, row.rule) == (f"/recurring/{row.pk}/", rule)
        assert page.toast.startswith("Made “Water”.")
        page_of(browser, f"/recurring/{row.pk}/edit/").press("rule-save")
        again = RecurringWork.objects.get()
        assert (again.rule, again.version) == (rule, row.version)

    def test_stores_every_field(self, browser, ann):
        beds, label = make_category(user=ann, name="Beds"), make_label(user=ann, name="Phone")

        page_of(browser, NEW).press(
            "rule-save",
            title="Water",
            content="Both **cans**",
            category=str(beds.pk),
            preset="daily",
            starts_on="2026-09-10",
            until="2026-12-31",
            deadline_days="1",
            deadline_time="18:30",
            priority="HIGH",
            my_job="0",
            labels=[str(label.pk)],
            catch_up="create_all",
            lead_days="3",
            time_zone="Europe/Berlin",
            skipped_on="2026-09-12",
            extra_on="2027-01-02 2027-01-03",
        )

        row = RecurringWork.objects.with_label_ids().get()
        assert (row.title, row.content, row.category, row.label_ids) == ("Water", "Both **cans**", beds, [label.pk])
        assert (row.rule, str(row.starts_on)) == ("FREQ=DAILY;UNTIL=20261231", "2026-09-10")
        assert (row.deadline_days, str(row.deadline_time), row.priority, row.my_job) == (1, "18:30:00", "HIGH", False)
        assert (row.catch_up, row.lead_days, row.time_zone) == ("create_all", 3, "Europe/Berlin")
        assert (row.skipped_on, row.extra_on) == (["2026-09-12"], ["2027-01-02", "2027-01-03"])

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ({"title": ""}, "This field is required."),
            ({"title": "two\nlines"}, "Write this on one line."),
            ({"preset": "rule", "rule": ""}, "Write a rule, or choose one of the others."),
            ({"preset": "rule", "rule": "FREQ=SOMETIMES"}, "FREQ"),
            ({"preset": "month_day", "month_day": ""}, "Enter a day of the month."),
            ({"preset": "month_day", "month_day": "32"}, "Ensure this value is less than or equal to 31."),
            ({"preset": "daily", "until": "2026-01-01"}, "The rule ends on 2026-01-01, before its first day"),
            ({"preset": "daily", "until": "2027-01-01", "count": "3"}, "Enter one end"),
            ({"deadline_time": "10:00"}, "A time needs a day: enter the days to the deadline too."),
            ({"time_zone": "Mars/Olympus"}, "is no IANA time zone"),
            ({"skipped_on": "tomorrow"}, "is not a date"),
            ({"extra_on": "2020-01-01"}, "An extra day cannot be before the first day of the rule"),
            ({"category": "999999"}, "You have no such project."),
        ],
    )
    def test_shows_why_it_is_refused_and_keeps_what_was_typed(self, browser, ann, typed, message):
        page = page_of(browser, NEW).press("rule-save", **{"title": "Water", "content": "Typed", **typed})

        assert page.status == 422
        assert any(message in text for text in errors(page)), errors(page)
        assert "Typed" in page.one(id="id_content").text
        assert not RecurringWork.objects.exists()

    def test_takes_neither_a_category_nor_a_label_of_a_stranger(self, browser, ann, ben):
        his, label = make_category(user=ben), make_label(user=ben)

        for typed in ({"category": str(his.pk)}, {"labels": [str(label.pk)]}):
            page = page_of(browser, NEW).press("rule-save", title="Water", **typed)
            assert page.status == 422
        assert not RecurringWork.objects.exists()

    def test_finds_a_project_and_keeps_what_was_typed(self, browser, ann):
        make_ancestors(user=ann, names=["2026", "Beds"])

        for button in ("pick-category-find", "rule-enter"):
            page = page_of(browser, NEW).press(button, title="Water", category_q="bed", weekdays=["MO"])

            assert page.status == 200
            assert [each.text for each in page.below("pick-category-found", "label")] == ["None: Inbox", "2026 / Beds"]
            assert page.one(id="id_title")["value"] == "Water"
            assert "checked" in page.one(id="id_weekdays_0").attrs
        assert not RecurringWork.objects.exists()

    def test_is_made_by_enter(self, browser, ann):
        page_of(browser, NEW).press("rule-enter", title="Water")

        assert RecurringWork.objects.get().title == "Water"


@pytest.mark.alike
class TestPreview:
    def test_shows_the_sentence_ten_days_and_warnings_and_stores_nothing(self, browser, ann):
        page = page_of(browser, NEW).press(
            "rule-preview-button", title="", preset="month_day", month_day="31", month_end="skip"
        )

        assert page.status == 200
        shown = page.one(id="rule-preview").text
        assert "every month on the 31st" in shown
        assert "There is no 31st in" in shown
        assert len(page.below("rule-preview", "li")) == 10
        assert not RecurringWork.objects.exists()

    def test_shows_errors_at_the_same_place(self, browser, ann):
        page = page_of(browser, NEW).press("rule-preview-button", preset="rule", rule="FREQ=X")

        assert page.status == 422
        assert "FREQ" in page.one(id="rule-preview").text

    def test_for_htmx_is_only_that_part(self, browser, ann):
        client = Client()
        client.force_login(ann)
        form = {"preset": "daily", "interval": "1", "priority": "NONE", "my_job": "1"}

        answer = client.post("/recurring/preview/", form, headers={"HX-Request": "true"})

        assert answer.status_code == 200
        assert answer.content.decode().strip().startswith('<div id="rule-preview">')
        assert "every day" in answer.content.decode()

    def test_counts_the_works_that_a_change_reaches(self, browser, ann):
        row = make_recurring_work(user=ann, title="Water", starts_on=TODAY - timedelta(days=1), catch_up="create_all")

        page = page_of(browser, f"/recurring/{row.pk}/edit/").press("rule-preview-button", title="Pour")

        shown = page.one(id="rule-preview").text
        assert "2 works change." in shown
        assert "Pour Tuesday 1 September 2026: title" in shown
        assert set(Work.objects.values_list("title", flat=True)) == {"Water"}

    def test_of_a_stranger_is_not_found(self, ann, ben):
        row, client = make_recurring_work(user=ann), Client()
        client.force_login(ben)

        answer = client.post("/recurring/preview/", {"recurring_work": row.pk, "preset": "daily"}, follow=True)

        assert "Water" not in answer.content.decode()


@pytest.mark.alike
class TestEdit:
    @pytest.fixture
    def row(self, ann):
        return make_recurring_work(user=ann, title="Water", starts_on=TODAY - timedelta(days=1), catch_up="create_all")

    def edit(self, browser, row, **typed):
        return page_of(browser, f"/recurring/{row.pk}/edit/").press("rule-save", **typed)

    def titles(self):
        return list(Work.objects.order_by("occurs_on").values_list("title", flat=True))

    def test_of_all_that_are_open_and_to_come(self, browser, row):
        page = self.edit(browser, row, title="Pour", scope="all_open")

        assert (page.url, page.toast) == (f"/recurring/{row.pk}/", "Saved “Pour”. Undo")
        assert self.titles() == ["Pour", "Pour"]

    def test_of_this_day_alone(self, browser, row):
        self.edit(browser, row, title="Pour", scope="this", occurs_on="2026-09-01")

        assert (self.titles(), RecurringWork.objects.get().title) == (["Pour", "Water"], "Water")

    def test_of_this_day_and_all_to_come_makes_one_that_continues(self, browser, row):
        page = self.edit(
            browser, row, preset="weekly", weekdays=["MO"], scope="this_and_future", occurs_on="2026-09-07"
        )

        new = RecurringWork.objects.exclude(pk=row.pk).get()
        assert (page.url, new.rule, str(new.starts_on)) == (
            f"/recurring/{new.pk}/",
            "FREQ=WEEKLY;BYDAY=MO",
            "2026-09-07",
        )
        assert page.toast.startswith("From that day on this one continues “Water”.")

    def test_says_what_one_day_cannot_have(self, browser, row):
        page = self.edit(browser, row, preset="workdays", scope="this", occurs_on="2026-09-01")

        assert page.status == 422
        assert any("One day can have its own title" in text for text in errors(page))

    def test_says_that_other_days_need_a_split(self, browser, row):
        page = self.edit(browser, row, preset="workdays", scope="all_open")

        assert page.status == 422
        assert any("choose “this day and all to come”" in text for text in errors(page))

    def test_shows_what_was_saved_elsewhere_meanwhile(self, browser, ann, row):
        page = page_of(browser, f"/recurring/{row.pk}/edit/")
        recurring.edit_recurring_work(user=ann, recurring_work_id=row.pk, at=NOON, title="Elsewhere")

        stale = page.press("rule-save", title="Here")

        assert stale.status == 412
        assert "Now: Elsewhere" in errors(stale)
        assert stale.one(id="id_title")["value"] == "Here"
        assert RecurringWork.objects.get().title == "Elsewhere"
        assert stale.press("rule-save").toast.startswith("Saved “Here”.")

    def test_of_a_stranger_is_not_found(self, other_browser, row):
        assert other_browser.get(f"/recurring/{row.pk}/edit/").status_code == 404


class TestOne:
    @pytest.fixture
    def row(self, ann):
        return make_recurring_work(user=ann, title="Water", starts_on=TODAY - timedelta(days=2), catch_up="create_all")

    @pytest.fixture
    def page(self, browser, row):
        return page_of(browser, f"/recurring/{row.pk}/")

    def test_shows_days_to_come_what_was_made_and_the_history(self, page, row):
        assert page.one("h1").text == "Water"
        assert "every day · active" in page.main
        assert "Days to come today Water open" in page.main
        assert "Mon 31 Aug Water open" in page.main
        assert "Created" in page.main

    def test_skips_a_day_with_undo(self, page, row):
        skipped = page.press("skip-20260904")

        assert skipped.toast == "Skipped “Water” on Fri 4 Sep. Undo"
        assert RecurringWork.objects.get().skipped_on == ["2026-09-04"]
        skipped.press(skipped.all("button", **{"data-key": "z"})[0]["id"])
        assert RecurringWork.objects.get().skipped_on == []

    def test_pauses_and_resumes(self, browser, page, row):
        form = page_of(browser, f"/recurring/{row.pk}/pause/")
        paused = form.press("pause", until_on="2026-09-06", cancel_open="on")

        assert paused.toast.startswith("Paused “Water”.")
        assert "paused until 2026-09-06" in paused.main
        assert Work.objects.get(occurs_on=TODAY).current_status == "CANCELLED"
        resumed = paused.press("rule-resume")
        assert resumed.toast.startswith("“Water” goes on.")
        assert RecurringWork.objects.get().paused_from is None

    def test_counts_the_open_works_of_the_pause_that_stay(self, browser, row):
        paused = page_of(browser, f"/recurring/{row.pk}/pause/").press("pause")

        assert "1 open work of these days stays." in paused.toast

    @pytest.mark.parametrize(
        ("days", "message"),
        [
            ({"from_on": "2026-09-01"}, "A pause begins today, 2026-09-02, or later."),
            ({"until_on": "2026-09-01"}, "The pause would end before it begins."),
            ({"from_on": "soon"}, "Enter a valid date."),
        ],
    )
    def test_shows_why_a_pause_is_refused(self, browser, row, days, message):
        page = page_of(browser, f"/recurring/{row.pk}/pause/").press("pause", **days)

        assert (page.status, errors(page)) == (422, [message])

    def test_ends_and_deletes_with_undo(self, page, row):
        ended = page.press("rule-end")
        assert (ended.toast, RecurringWork.objects.get().is_active) == ("Ended “Water”. Undo", False)
        assert "every day · ended" in ended.main

        gone = ended.press("rule-delete")
        assert (gone.url, gone.toast) == ("/recurring/", "Deleted “Water”. Undo")
        assert not RecurringWork.objects.exists()
        gone.press(gone.all("button", **{"data-key": "z"})[0]["id"])
        assert RecurringWork.objects.get() == row

    def test_tries_again_what_failed(self, browser, row):
        RecurringWork.objects.filter(pk=row.pk).update(failed_at=NOON, failure="Boom")

        page = page_of(browser, f"/recurring/{row.pk}/")
        assert "Boom" in page.main
        assert page.press("rule-run").toast.startswith("Tried “Water” again.")
        assert RecurringWork.objects.get().failed_at is None

    def test_shows_a_rule_that_cannot_be_read(self, browser, row):
        RecurringWork.objects.filter(pk=row.pk).update(rule="FREQ=NEVER")

        assert "FREQ=NEVER" in page_of(browser, f"/recurring/{row.pk}/").main
        assert "FREQ=NEVER" in page_of(browser, "/recurring/").main
        assert page_of(browser, f"/recurring/{row.pk}/edit/").one(id="id_rule")["value"] == "FREQ=NEVER"

    def test_refuses_an_act_of_a_stranger(self, ben, row):
        client = Client()
        client.force_login(ben)
        for act in ("skip", "end", "resume", "run", "pause", "delete"):
            client.post(f"/recurring/{row.pk}/{act}/")

        again = RecurringWork.objects.get()
        assert (again.version, again.is_active) == (row.version, True)
