"""The list of works: its columns, filters and search, and the statuses that are changed in it."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from categories import services as categories
from tests.makers import NOON, make_ancestors, make_category, make_finished_work, make_recurring_work, make_work
from works.choices import Status
from works.models import Work
from works.services import editing, lifecycle

WORKS = "/admin/works/work/"


def titles(operator_client, query):
    return sorted(row.title for row in operator_client.get(f"{WORKS}?{query}").context["cl"].result_list)


def choose(operator_client, statuses, path=WORKS):
    """Save the list with these statuses by work; it was shown with those that the works have here."""
    rows = list(statuses)
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "Save"}
    for index, work in enumerate(rows):
        data |= {f"form-{index}-id": work.pk, f"form-{index}-current_status": statuses[work]}
        data[f"initial-form-{index}-current_status"] = work.current_status
    return operator_client.post(path, data, follow=True)


class TestColumns:
    def test_tell_the_status_as_a_badge(self, operator_client, ann):
        work = make_work(user=ann, current_status=Status.IN_PROGRESS)
        live = operator_client.get(WORKS).content.decode()
        editing.delete_work(user=ann, work_id=work.pk, at=NOON)

        assert re.search(
            r'<select name="form-0-current_status" class="badge in-progress" aria-label="Status of Dig"', live
        )
        assert (
            '<span class="badge in-progress">In progress</span>'
            in operator_client.get(f"{WORKS}?state=trash").content.decode()
        )

    def test_tell_in_words_what_is_overdue(self, operator_client, ann):
        today = ann.local_time(timezone.now()).date()
        make_work(user=ann, deadline_on=today)
        before = operator_client.get(WORKS).content.decode()

        make_work(user=ann, deadline_on=today - timedelta(days=1))
        make_finished_work(user=ann, deadline_on=today - timedelta(days=1))

        late = '<strong class="alarm">overdue</strong>'
        assert late not in before
        assert operator_client.get(WORKS).content.decode().count(late) == 1


class TestDefaultList:
    def test_has_the_open_works_by_deadline(self, operator_client, ann):
        make_work(user=ann, title="some day")
        make_work(user=ann, title="later", deadline_on="2026-09-09")
        make_work(user=ann, title="soon", deadline_on="2026-09-03")
        make_finished_work(user=ann, title="done", deadline_on="2026-09-01")

        page = operator_client.get(WORKS)

        assert [row.title for row in page.context["cl"].result_list] == ["soon", "later", "some day"]
        assert titles(operator_client, "end_at__isempty=all") == ["done", "later", "some day", "soon"]
        assert titles(operator_client, "q=done") == titles(operator_client, "current_status__exact=DONE") == ["done"]

    def test_shows_the_day_of_an_occurrence(self, operator_client, ann):
        make_recurring_work(user=ann, title="Water")

        work = Work.objects.get()

        assert f'Water <small class="quiet">{work.occurs_on}</small>' in operator_client.get(WORKS).content.decode()


class TestFilters:
    def test_find_what_is_due_soon_or_late_or_nowhere(self, operator_client, ann):
        today = timezone.localtime().date()
        tree = make_category(user=ann)
        for title, days in {"late": -2, "today": 0, "in a week": 6, "later": 7}.items():
            make_work(user=ann, title=title, deadline_on=today + timedelta(days=days), category=tree)
        make_finished_work(user=ann, title="done", deadline_on=today, category=tree)
        make_work(user=ann, title="nowhere")

        assert titles(operator_client, "due=overdue") == ["late"]
        assert titles(operator_client, "due=week") == ["in a week", "today"]
        assert titles(operator_client, "under=none") == ["nowhere"]
        assert titles(operator_client, "end_at__isempty=0") == ["done"]

    def test_find_a_branch_of_one_person(self, operator_client, ann, ben):
        root, leaf = make_ancestors(user=ann, names=["2026", "Garden"])
        make_work(user=ann, title="hers", category=leaf)
        make_work(user=ben, title="his", category=make_category(user=ben, name="2026"))

        assert titles(operator_client, f"under={root.pk}") == ["hers"]

    @pytest.mark.parametrize("asked", ["999999", "x", "9" * 30])
    def test_take_a_place_that_is_not_there(self, operator_client, ann, asked):
        make_work(user=ann, title="Dig")

        assert titles(operator_client, f"under={asked}") == ([] if asked == "999999" else ["Dig"])


class TestSearch:
    @pytest.fixture
    def _rows(self, ann, ben):
        _root, _garden, beds = make_ancestors(user=ann, names=["Year 2026", "Garden", "Beds"])
        make_work(user=ann, title="Dig", content="with a spade", category=beds)
        make_work(user=ann, title="Paint", category=make_category(user=ann, name="Shed"))
        make_work(user=ben, title="Rest", category=make_category(user=ben, name="Year 2026"))

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("dig", ["Dig"]),
            ("SPADE", ["Dig"]),
            ("beds", ["Dig"]),
            ("garden", ["Dig"]),
            ("year", ["Dig", "Rest"]),
            ("year dig", ["Dig"]),
            ("garden paint", []),
            ("ben@", ["Rest"]),
            ("%25", []),
            ("", ["Dig", "Paint", "Rest"]),
        ],
    )
    @pytest.mark.usefixtures("_rows")
    def test_finds_by_title_content_and_every_category_above(self, operator_client, text, found):
        assert titles(operator_client, f"q={text}") == found

    @pytest.mark.usefixtures("_rows")
    def test_finds_in_the_trash_by_categories_that_are_there_too(self, operator_client, ann):
        tree = categories.Category.objects.get(name="Garden")
        categories.delete_category(user=ann, category_id=tree.pk, at=NOON)

        assert titles(operator_client, "q=garden") == []
        assert titles(operator_client, "q=garden&state=trash") == ["Dig"]

    def test_finds_rules_by_their_ancestors(self, operator_client, ann):
        leaf = make_ancestors(user=ann, names=["2026", "Garden"])[1]
        make_recurring_work(user=ann, title="Water", category=leaf)

        rows = operator_client.get("/admin/works/recurringwork/?q=2026").context["cl"].result_list

        assert [row.title for row in rows] == ["Water"]


class TestChoosingAStatus:
    def test_goes_through_the_lifecycle_and_is_written_down(self, operator_client, ann, ben):
        tree = make_category(user=ann, name="Garden")
        first, second, third = make_work(user=ann, category=tree), make_work(user=ben), make_work(user=ben)

        choose(operator_client, {first: "DONE", second: "IN_PROGRESS", third: "TODO"})

        for work in (first, second, third):
            work.refresh_from_db()
        assert first.end_at is not None
        assert first.filed_under == [{"id": tree.pk, "name": "Garden"}]
        assert second.started_at is not None
        logged = {entry.object_id: entry.get_change_message() for entry in LogEntry.objects.all()}
        assert logged == {
            str(first.pk): "Status: “To do” → “Done”",
            str(second.pk): "Status: “To do” → “In progress”",
        }

    def test_leaves_what_its_owner_has_finished_meanwhile(self, operator_client, ann):
        finished, begun = make_work(user=ann), make_work(user=ann)
        page = operator_client.get(WORKS).content.decode()
        lifecycle.set_status(user=ann, work_id=finished.pk, status=Status.DONE, at=NOON)

        choose(operator_client, {finished: "TODO", begun: "IN_PROGRESS"})

        assert page.count('value="TODO" id="initial-form-') == 2
        assert Work.objects.get(pk=finished.pk).end_at == NOON
        assert Work.objects.get(pk=begun.pk).current_status == Status.IN_PROGRESS

    def test_of_one_leaves_what_its_owner_has_changed_meanwhile(self, operator_client, ann):
        work = make_work(user=ann, title="Dig", content="Deep")
        address = f"{WORKS}{work.pk}/change/"
        form = operator_client.get(address).context["adminform"].form
        values = {name: form[name].value() for name in form.fields}
        typed = {name: "" if value is None or value is False else value for name, value in values.items()}
        shown = {f"{kind}{name}": value for name, value in typed.items() for kind in ("", "initial-")}
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Sow")

        operator_client.post(address, {**shown, "content": "Deeper"})

        work.refresh_from_db()
        assert (work.title, work.content) == ("Sow", "Deeper")

    def test_changes_nothing_where_a_row_has_gone_meanwhile(self, operator_client, ann):
        here, gone = make_work(user=ann), make_work(user=ann)
        editing.delete_work(user=ann, work_id=gone.pk, at=NOON)

        choose(operator_client, {here: "DONE", gone: "DONE"})

        assert not Work.all_objects.finished().exists()
        assert not LogEntry.objects.exists()

    def test_changes_nothing_where_a_row_goes_at_that_moment(self, operator_client, ann, monkeypatch):
        first, second = make_work(user=ann, title="first"), make_work(user=ann, title="second")
        set_status = lifecycle.set_status

        def be_too_late(*, work_id, **named):
            """Somebody else deletes the other one while the first is written."""
            written = set_status(work_id=work_id, **named)
            for work in Work.objects.open():
                editing.delete_work(user=ann, work_id=work.pk, at=NOON)
            return written

        monkeypatch.setattr(lifecycle, "set_status", be_too_late)

        page = choose(operator_client, {first: "DONE", second: "DONE"})

        assert "You have no such work." in page.content.decode()
        assert not Work.all_objects.finished().exists()
        assert not LogEntry.objects.exists()

    def test_is_refused_with_a_word_that_is_none(self, operator_client, ann):
        work = make_work(user=ann)

        page = choose(operator_client, {work: "SLEEPING"})

        assert "not one of the available choices" in page.content.decode()
        assert Work.objects.get().current_status == "TODO"

    def test_is_not_offered_in_the_trash(self, operator_client, ann):
        work = make_work(user=ann)
        editing.delete_work(user=ann, work_id=work.pk, at=NOON)

        page = operator_client.get(f"{WORKS}?state=trash").content.decode()
        choose(operator_client, {work: "DONE"}, path=f"{WORKS}?state=trash")

        work.refresh_from_db()
        assert "form-0-current_status" not in page
        assert work.current_status == "TODO"
