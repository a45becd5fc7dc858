"""Recurring works in the admin: what an operator sees of them, does with them, and can ask beforehand."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.services import edit_profile
from tests.conftest import run_action
from tests.makers import make_ancestors, make_category, make_recurring_work, make_user
from wheelbarrow.core.models import Deletion
from works.models import RecurringWork, Work
from works.services import editing, pausing, recurring

RULES, WORKS = "/admin/works/recurringwork/", "/admin/works/work/"


def make_rule(*, user, at=None, **fields):
    """The admin writes by the real clock."""
    return make_recurring_work(user=user, at=at or timezone.now(), **fields)


def set_aside(row, **fields):
    RecurringWork.objects.filter(pk=row.pk).update(failed_at=timezone.now(), failure="KeyError: Mars", **fields)


def form(**fields):
    """A rule's form as the page sends it."""
    names = ["content", "category", "skipped_on", "extra_on", "time_zone", "deadline_days", "deadline_time", "catch_up"]
    empty = dict.fromkeys([*names, "starts_on", "scope", "occurs_on"], "")
    return {**empty, "priority": "NONE", "lead_days": "0", "is_active": "on", **fields}


def form_of(row, **fields):
    """The form of a saved rule, as it stands, with what the page has shown."""
    saved = {"title": row.title, "rule": row.rule, "starts_on": row.starts_on.isoformat(), "catch_up": row.catch_up}
    shown = form(**{**saved, "category": row.category_id or ""})
    return {**shown, **{f"initial-{name}": value for name, value in shown.items()}, **fields}


# The form of a pause, as it stands.
AT_ONCE = {"from_on": "", "until_on": ""}


def errors(page):
    assert page.status_code == 200
    return page.context["adminform"].form.errors


def today_of(user):
    return user.local_time(timezone.now()).date()


class TestTheList:
    def test_costs_the_same_with_ten_times_the_rows(self, operator_client, ann):
        queries = ["", "?state=trash", "?state=all", "?set_aside=1", "?set_aside=0", "?q=garden"]
        self._fill(ann, 2)
        operator_client.get(RULES)
        few = {query: self._cost(operator_client, RULES + query) for query in queries}

        self._fill(ann, 20)

        assert {query: self._cost(operator_client, RULES + query) for query in queries} == few

    def _fill(self, user, number):
        for index in range(number):
            tree = make_category(user=user, name=f"garden {number} {index}")
            make_rule(user=make_user(f"{number}-{index}@example.org"))
            make_rule(user=user, category=tree)
            set_aside(make_rule(user=user, category=tree))
            gone = make_rule(user=user, category=tree)
            recurring.delete_recurring_work(user=user, recurring_work_id=gone.pk, at=timezone.now())

    def _cost(self, operator_client, path):
        with CaptureQueriesContext(connection) as queries:
            assert operator_client.get(path).status_code == 200
        return len(queries)

    def test_is_for_staff_only(self, client, ann):
        client.force_login(ann)

        for path in (RULES, f"{RULES}add/", "/admin/works/scheduler/"):
            assert "/admin/login/" in client.get(path).url

    @pytest.mark.parametrize("language", ["en", "ko"])
    def test_shows_rule_path_works_and_missed_days(self, operator_client, operator, ann, language):
        leaf = make_ancestors(user=ann, names=["2026", "Garden", "Beds"])[-1]
        row = make_rule(user=ann, category=leaf, rule="FREQ=WEEKLY;BYDAY=FR")
        RecurringWork.objects.filter(pk=row.pk).update(missed_on=["2026-01-02", "2026-01-09"])

        edit_profile(user=operator, language=language)
        page = operator_client.get(RULES).content.decode()

        assert "2026 › Garden › Beds" in page
        assert row.sentence in page or language == "ko"
        assert 'class="field-missed">2</td>' in page

    def test_counts_live_works_only_and_links_to_them(self, operator_client, ann):
        row = make_rule(user=ann, starts_on=today_of(ann) - timedelta(days=2), catch_up="create_all")
        gone = Work.objects.made_by(row.pk).first()
        editing.delete_work(user=ann, work_id=gone.pk, at=timezone.now())

        page = operator_client.get(RULES).content.decode()
        works = operator_client.get(f"{WORKS}?recurring_work={row.pk}").context["cl"]

        assert f'<a href="{WORKS}?recurring_work={row.pk}">2</a>' in page
        assert works.result_count == 2

    @pytest.mark.parametrize("query", ["?catch_up__exact=skip", "?is_active__exact=0", "?set_aside=1", "?q=garden"])
    def test_is_narrowed(self, operator_client, ann, query):
        tree = make_category(user=ann, name="Garden")
        odd = make_rule(user=ann, title="odd", category=tree, catch_up="skip", is_active=False)
        set_aside(odd)
        make_rule(user=ann, title="usual")

        assert [row.title for row in operator_client.get(RULES + query).context["cl"].result_list] == ["odd"]

    def test_survives_a_rule_that_cannot_be_read(self, operator_client, ann):
        row = make_rule(user=ann)
        set_aside(row, rule="FREQ=FORTNIGHTLY")

        assert "FREQ=FORTNIGHTLY" in operator_client.get(RULES).content.decode()
        assert "KeyError: Mars" in operator_client.get(f"{RULES}{row.pk}/change/").content.decode()

    @pytest.mark.parametrize("broken", [{"skipped_on": ["someday"]}, {"time_zone": "Mars/Olympus"}])
    def test_survives_days_and_zones_that_cannot_be_read(self, operator_client, ann, broken):
        row = make_rule(user=ann)
        RecurringWork.objects.filter(pk=row.pk).update(**broken)

        assert operator_client.get(RULES).status_code == 200
        assert operator_client.get(f"{RULES}{row.pk}/change/").status_code == 200

    def test_lets_a_rule_that_cannot_be_read_be_mended(self, operator_client, ann):
        row = make_rule(user=ann)
        set_aside(row, rule="FREQ=FORTNIGHTLY")
        row.refresh_from_db()

        operator_client.post(f"{RULES}{row.pk}/change/", form_of(row, rule="FREQ=DAILY"))

        row.refresh_from_db()
        assert (row.rule, row.failed_at) == ("FREQ=DAILY", None)


class TestTheStatus:
    def test_says_what_the_scheduler_does_with_it(self, operator_client, ann):
        now, today = timezone.now(), today_of(ann)
        make_rule(user=ann, title="active")
        make_rule(user=ann, title="ended", is_active=False)
        set_aside(make_rule(user=ann, title="set aside"))
        pausing.pause(user=ann, recurring_work_id=make_rule(user=ann, title="paused").pk, at=now)
        until = make_rule(user=ann, title="until")
        pausing.pause(user=ann, recurring_work_id=until.pk, until_on=today + timedelta(days=3), at=now)
        later = make_rule(user=ann, title="later")
        pausing.pause(user=ann, recurring_work_id=later.pk, from_on=today + timedelta(days=3), at=now)
        gone = make_rule(user=ann, title="gone")
        recurring.delete_recurring_work(user=ann, recurring_work_id=gone.pk, at=now)

        changelist = operator_client.get(f"{RULES}?state=all").context["cl"]
        said = {row.title: changelist.model_admin.status(row) for row in changelist.result_list}

        day = today + timedelta(days=3)
        assert said == {
            "active": "active",
            "ended": "ended",
            "set aside": '<strong class="alarm">failing</strong>',
            "paused": "paused",
            "until": f"paused until {day}",
            "later": f"active, paused from {day}",
            "gone": "in the trash",
        }

    def test_is_told_by_the_clock_of_the_owner(self, operator_client, ann):
        row = make_rule(user=ann)
        RecurringWork.objects.filter(pk=row.pk).update(paused_from="2026-01-01", paused_until="2026-01-02")

        assert 'class="field-status">active</td>' in operator_client.get(RULES).content.decode()


@pytest.mark.alike
class TestAdding:
    def test_makes_the_rule_and_its_work_of_today(self, operator_client, ann):
        tree = make_category(user=ann)

        operator_client.post(f"{RULES}add/", form(user=ann.pk, title="Water", rule="freq=daily", category=tree.pk))

        row = RecurringWork.objects.get()
        assert (row.rule, row.starts_on, row.catch_up) == ("FREQ=DAILY", today_of(ann), "latest_only")
        assert Work.objects.get().category == tree
        assert LogEntry.objects.filter(object_id=str(row.pk)).count() == 1

    def test_takes_every_field(self, operator_client, ann):
        fields = {
            "starts_on": "2026-09-04",
            "skipped_on": "2026-09-11, 2026-09-25\n2026-09-11",
            "extra_on": "2026-09-06",
            "time_zone": "Europe/Paris",
            "deadline_days": "2",
            "deadline_time": "12:30",
            "lead_days": "3",
            "catch_up": "skip",
        }

        operator_client.post(f"{RULES}add/", form(user=ann.pk, title="Water", rule="FREQ=WEEKLY;BYDAY=FR", **fields))

        row = RecurringWork.objects.get()
        assert (row.skipped_on, row.extra_on) == (["2026-09-11", "2026-09-25"], ["2026-09-06"])
        assert (row.time_zone, row.deadline_days, row.lead_days, row.catch_up) == ("Europe/Paris", 2, 3, "skip")

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("rule", "FREQ=HOURLY", "finer than a day"),
            ("rule", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "No day matches"),
            ("deadline_time", "12:30", "A time needs a day"),
            ("extra_on", "2020-01-01", "before the first day"),
            ("skipped_on", "2026-09-04 tomorrow", "“tomorrow” is not a date"),
            ("skipped_on", "2026-02-30", "“2026-02-30” is not a date"),
            ("skipped_on", "0001-01-01", "“0001-01-01” is not a date"),
            ("starts_on", "9999-12-31", "1900-01-01 to 2999-12-31"),
            ("time_zone", "Mars/Olympus", "no IANA time zone"),
            ("lead_days", "367", "366"),
            ("title", "", "required"),
        ],
    )
    def test_is_refused_beside_the_field_and_keeps_what_was_typed(self, operator_client, ann, field, value, said):
        typed = {"title": "Water the beds", "rule": "FREQ=DAILY", "content": "with the can", field: value}

        page = operator_client.post(f"{RULES}add/", form(user=ann.pk, **typed))

        assert said in str(errors(page)[field])
        assert "with the can" in page.content.decode()
        assert value in page.content.decode()
        assert not RecurringWork.all_objects.exists()

    def test_is_refused_another_persons_category(self, operator_client, ann, ben):
        his = make_category(user=ben)

        page = operator_client.post(
            f"{RULES}add/", form(user=ann.pk, title="Water", rule="FREQ=DAILY", category=his.pk)
        )

        assert "category" in errors(page)


@pytest.mark.alike
class TestPreviewing:
    def test_a_new_rule_tells_all_and_saves_nothing(self, operator_client, ann):
        typed = {"title": "Water the beds", "rule": "freq=monthly;bymonthday=31", "starts_on": "2026-08-31"}

        page = operator_client.post(f"{RULES}add/", form(user=ann.pk, content="with the can", _preview="1", **typed))

        preview = page.context["adminform"].form.preview
        assert (errors(page), len(preview.dates), preview.row.rule) == ({}, 10, "FREQ=MONTHLY;BYMONTHDAY=31")
        shown = page.content.decode()
        assert all(text in shown for text in [preview.sentence, *preview.warnings, "2026-08-31 (Mon)", *typed.values()])
        assert "with the can" in shown
        assert (RecurringWork.all_objects.count(), Work.all_objects.count(), LogEntry.objects.count()) == (0, 0, 0)

    def test_a_new_rule_needs_no_title(self, operator_client, ann):
        page = operator_client.post(f"{RULES}add/", form(user=ann.pk, title="", rule="FREQ=DAILY", _preview="1"))

        assert page.context["adminform"].form.preview.made == [today_of(ann)]

    def test_a_bad_rule_is_refused_as_saving_it_would_be(self, operator_client, ann):
        page = operator_client.post(f"{RULES}add/", form(user=ann.pk, title="Water", rule="FREQ=HOURLY", _preview="1"))

        assert "rule" in errors(page)
        assert page.context["adminform"].form.preview is None

    def test_a_change_tells_which_works_it_reaches_and_what_is_saved(self, operator_client, ann):
        row = make_rule(user=ann, title="Water", rule="FREQ=DAILY")
        work = Work.objects.get()

        page = operator_client.post(
            f"{RULES}{row.pk}/change/", form_of(row, title="Sprinkle", scope="all_open", _preview="1")
        )

        shown = page.content.decode()
        assert [reached.work.id for reached in page.context["adminform"].form.reached] == [work.pk]
        assert f'<a href="{WORKS}{work.pk}/change/">Sprinkle</a>: title' in " ".join(shown.split())
        row.refresh_from_db()
        work.refresh_from_db()
        assert (row.title, work.title) == ("Water", "Water")
        assert not LogEntry.objects.exists()

    def test_the_saved_rule_is_told_beside_it(self, operator_client, ann):
        row = make_rule(user=ann, rule="FREQ=WEEKLY;BYDAY=FR")

        page = operator_client.post(
            f"{RULES}{row.pk}/change/",
            form_of(row, rule="FREQ=YEARLY", scope="this_and_future", is_active="", _preview="1"),
        )

        told = page.content.decode()
        assert row.sentence in told
        assert page.context["adminform"].form.preview.sentence in told
        assert '<div class="readonly">active</div>' in told

    def test_leaves_out_the_scripts_and_styles_that_the_policy_forbids(self, operator_client, ann):
        page = operator_client.post(f"{RULES}add/", form(user=ann.pk, rule="FREQ=DAILY", _preview="1"))

        assert "style=" not in page.content.decode().split('id="preview-title"')[1].split("</section>")[0]
        assert "unsafe" not in page.headers["Content-Security-Policy"]


@pytest.mark.alike
class TestChanging:
    def test_shows_the_sentence_the_next_days_and_the_works(self, operator_client, ann):
        row = make_rule(user=ann, rule="FREQ=DAILY", skipped_on=[date(2026, 9, 4)])

        page = operator_client.get(f"{RULES}{row.pk}/change/").content.decode()

        assert row.sentence in page
        assert f"<div>{today_of(ann) + timedelta(days=10):%Y-%m-%d} (" in page
        assert f"{WORKS}?recurring_work={row.pk}" in page
        assert "2026-09-04</textarea>" in page

    def test_without_a_scope_holds_for_the_works_to_come(self, operator_client, ann):
        row = make_rule(user=ann, title="Water")

        operator_client.post(f"{RULES}{row.pk}/change/", form_of(row, title="Sprinkle"))

        row.refresh_from_db()
        assert (row.title, Work.objects.get().title) == ("Sprinkle", "Water")

    def test_of_nothing_changes_nothing(self, operator_client, ann):
        row = make_rule(user=ann, rule="FREQ=DAILY", skipped_on=[date(2026, 9, 4)], deadline_days=0)
        before = {**vars(row), "_state": None}

        operator_client.post(f"{RULES}{row.pk}/change/", form_of(row, skipped_on="2026-09-04", deadline_days="0"))

        after = vars(RecurringWork.objects.get())
        assert [name for name in after if name not in ("_state", "updated_at") and after[name] != before[name]] == []

    def test_of_one_day_makes_its_work_now(self, operator_client, ann):
        row, day = make_rule(user=ann, title="Water"), today_of(ann) + timedelta(days=5)

        operator_client.post(
            f"{RULES}{row.pk}/change/", form_of(row, title="Sprinkle", scope="this", occurs_on=day.isoformat())
        )

        row.refresh_from_db()
        assert row.title == "Water"
        assert Work.objects.made_by(row.pk).occurring(day, day).get().title == "Sprinkle"

    def test_from_a_day_on_splits_the_rule_and_goes_to_the_part_that_goes_on(self, operator_client, ann):
        row = make_rule(user=ann, title="Water")

        page = operator_client.post(
            f"{RULES}{row.pk}/change/",
            form_of(row, title="Sprinkle", scope="this_and_future", _continue="1"),
            follow=True,
        )

        new = RecurringWork.objects.get(title="Sprinkle")
        assert new.series == row.pk
        assert page.redirect_chain[-1][0] == f"{RULES}{new.pk}/change/"
        assert "The rule was split" in page.content.decode()
        assert set(LogEntry.objects.values_list("object_id", flat=True)) == {str(row.pk), str(new.pk)}

    @pytest.mark.parametrize(
        ("field", "typed", "said"),
        [
            ("occurs_on", {"scope": "this", "title": "Sprinkle"}, "Enter the occurrence date"),
            ("occurs_on", {"scope": "this", "occurs_on": "2020-01-01"}, "is not a day of this rule"),
            (
                "lead_days",
                {"scope": "this", "occurs_on": "2999-01-01", "lead_days": "2"},
                "One day can have its own title",
            ),
            ("occurs_on", {"scope": "this_and_future", "occurs_on": "0001-01-01"}, "1900-01-01 to 2999-12-31"),
            ("scope", {"occurs_on": "2027-01-01"}, "You entered an occurrence date"),
            ("scope", {"scope": "everything"}, "everything"),
            ("__all__", {"rule": "FREQ=YEARLY"}, "choose “This and later”"),
        ],
    )
    def test_is_refused_beside_the_field(self, operator_client, ann, field, typed, said):
        row = make_rule(user=ann)

        page = operator_client.post(f"{RULES}{row.pk}/change/", form_of(row, content="with the can", **typed))

        assert said in str(errors(page)[field])
        assert "with the can" in page.content.decode()
        assert RecurringWork.objects.get().content == ""

    def test_tries_again_what_was_set_aside(self, operator_client, ann):
        row = make_rule(user=ann)
        set_aside(row)

        operator_client.post(f"{RULES}{row.pk}/change/", form_of(row, title="Sprinkle"))

        row.refresh_from_db()
        assert row.failed_at is None


class TestActions:
    def test_pause_and_resume_each_persons_own(self, operator_client, ann, ben):
        rows = [make_rule(user=ann), make_rule(user=ben)]

        run_action(operator_client, RULES, "pause", rows, **AT_ONCE)
        assert all(row.is_paused_on(today_of(ben) + timedelta(days=9)) for row in RecurringWork.objects.all())
        run_action(operator_client, RULES, "resume", rows)

        assert not any(row.paused_from for row in RecurringWork.objects.all())
        assert LogEntry.objects.count() == 4

    def test_tell_each_row_that_was_refused(self, operator_client, ann):
        paused, active = make_rule(user=ann, title="paused"), make_rule(user=ann, title="Active")
        pausing.pause(user=ann, recurring_work_id=paused.pk, at=timezone.now())

        page = run_action(operator_client, RULES, "resume", [paused, active]).content.decode()

        assert "Active: The recurring work is not paused." in page
        assert "1 recurring work resumed." in page
        assert LogEntry.objects.count() == 1

    def test_run_now_what_was_set_aside(self, operator_client, ann):
        row = make_rule(user=ann, at=timezone.now() - timedelta(days=3), catch_up="create_all")
        set_aside(row)

        run_action(operator_client, RULES, "run_now", [row])

        row.refresh_from_db()
        assert (row.failed_at, Work.objects.count()) == (None, 4)

    def test_run_now_and_tell_what_fails_again(self, operator_client, ann):
        row = make_rule(user=ann, at=timezone.now() - timedelta(days=3))
        set_aside(row, rule="FREQ=FORTNIGHTLY")

        page = run_action(operator_client, RULES, "run_now", [row]).content.decode()

        row.refresh_from_db()
        assert row.failed_at is not None
        assert "FORTNIGHTLY" in page.split('class="messagelist"')[1].split("</ul>")[0]

    def test_skip_the_next_day(self, operator_client, ann):
        row = make_rule(user=ann)

        run_action(operator_client, RULES, "skip_next", [row])

        row.refresh_from_db()
        assert row.skipped_on == [(today_of(ann) + timedelta(days=1)).isoformat()]

    def test_refuse_a_row_in_the_trash(self, operator_client, ann):
        row = make_rule(user=ann)
        recurring.delete_recurring_work(user=ann, recurring_work_id=row.pk, at=timezone.now())

        page = run_action(operator_client, f"{RULES}?state=trash", "pause", [row], **AT_ONCE)

        assert "no such recurring work" in page.content.decode()


class TestTheTrash:
    @pytest.mark.parametrize("by_action", [True, False])
    def test_is_where_deleting_leads_and_works_stay(self, operator_client, ann, by_action):
        row = make_rule(user=ann)

        if by_action:
            asked = run_action(operator_client, RULES, "delete_selected", [row]).content.decode()
            run_action(operator_client, RULES, "delete_selected", [row], post="yes")
        else:
            asked = operator_client.get(f"{RULES}{row.pk}/delete/").content.decode()
            operator_client.post(f"{RULES}{row.pk}/delete/", {"post": "yes"})

        assert "The works that were created stay" in asked
        assert Deletion.objects.get().counts["recurring_works"] == 1
        assert not RecurringWork.objects.exists()
        assert Work.objects.get().recurring_work is None

    def test_gives_back_and_shows_the_rule_of_its_works_meanwhile(self, operator_client, ann):
        row = make_rule(user=ann)
        recurring.delete_recurring_work(user=ann, recurring_work_id=row.pk, at=timezone.now())

        listed = operator_client.get(f"{RULES}?state=trash").content.decode()
        looked = operator_client.get(f"{RULES}{row.pk}/change/")
        work = operator_client.get(f"{WORKS}{Work.objects.get().pk}/change/").content.decode()
        run_action(operator_client, f"{RULES}?state=trash", "restore", [row])

        assert "in the trash" in listed
        assert not looked.context["has_change_permission"]
        assert "(in the trash)" in work
        assert Work.objects.get().recurring_work == row

    def test_counts_recurring_works(self, operator_client, ann):
        row = make_rule(user=ann)
        recurring.delete_recurring_work(user=ann, recurring_work_id=row.pk, at=timezone.now())

        assert "1 recurring work<" in operator_client.get("/admin/wheelbarrow/deletion/").content.decode()


class TestWorksOfARule:
    def test_name_it_and_their_day(self, operator_client, ann):
        row = make_rule(user=ann, title="Water daily")

        page = operator_client.get(f"{WORKS}{Work.objects.get().pk}/change/").content.decode()

        assert f'<a href="{RULES}{row.pk}/change/">Water daily</a>' in page

    def test_are_told_from_others(self, operator_client, ann):
        make_rule(user=ann, title="of a rule")
        editing.create_work(user=ann, title="by hand", at=timezone.now())

        def listed(query):
            return [work.title for work in operator_client.get(WORKS + query).context["cl"].result_list]

        assert listed("?occurs_on__isempty=0") == ["of a rule"]
        assert listed("?occurs_on__isempty=1") == ["by hand"]
        assert listed("?recurring_work=999999999999") == []
        assert listed("?recurring_work=x") == listed("?recurring_work=99999999999999999999") == ["by hand", "of a rule"]
