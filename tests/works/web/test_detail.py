"""The page of one work: what it shows, and editing in place."""

from datetime import date, time

import pytest
from django.core.cache import cache

from tests.makers import NOON, make_ancestors, make_finished_work, make_label, make_recurring_work, make_work
from tests.pages import Page, page_of
from works.choices import Priority, Status
from works.models import Work
from works.services import editing, lifecycle

DAY = date(2026, 9, 2)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOON, tick=False)


def edit(user, work, **values):
    return editing.edit_work(user=user, work_id=work.pk, at=NOON, **values)


def post(client, path, data):
    """POST as a form does, without the CSRF token that its page would have."""
    client.handler.enforce_csrf_checks = False
    return Page(client, client.post(path, data, follow=True))


@pytest.mark.alike
class TestWorkPage:
    def test_shows_everything_about_a_work(self, browser, ann):
        _root, leaf = make_ancestors(user=ann, names=["2026", "Garden"])
        label = make_label(user=ann, name="Outside")
        work = make_work(
            user=ann, category=leaf, title="Dig", content="**deep**\n\n- [ ] one\n- [x] two", labels=[label.pk],
            deadline_on=DAY, deadline_time=time(15), priority=Priority.HIGH, my_job=True,
        )  # fmt: skip
        edit(ann, work, deadline_on=date(2026, 9, 4))

        page = page_of(browser, f"/works/{work.pk}/")

        assert page.one("h1").text == "Dig"
        assert page.one(class_="crumbs").text == "2026 Garden"
        for text in (
            "due Fri 4 Sep 15:00",
            "High",
            "Outside",
            "1 of 2",
            "deep",
            "Postponed 1 time",
            "2 Sep → Fri 4 Sep",
        ):
            assert text in page.main
        assert "Created Wed 2 Sep 18:00" in page.main

    def test_names_its_rule(self, browser, ann):
        rule = make_recurring_work(user=ann)
        work = Work.objects.owned_by(ann).get()

        page = page_of(browser, f"/works/{work.pk}/")

        assert page.one("a", id="w-rule")["href"] == f"/recurring/{rule.pk}/"
        assert "Occurrence" in page.main

    def test_shows_its_history_with_undo(self, browser, ann):
        work = make_work(user=ann)
        edit(ann, work, title="Plant")

        page = page_of(browser, f"/works/{work.pk}/")
        undo = page.all("button", class_="plain", form="w-act")[0]
        assert "Title “Dig” → “Plant”" in page.main
        page = page.press(undo["id"])

        assert page.toast == "Undone. Undo"
        assert page.url == f"/works/{work.pk}/"
        assert page.one("h1").text == "Dig"

    @pytest.mark.parametrize("path", ["", "edit/", "actions/"])
    def test_of_a_stranger_is_not_found(self, other_browser, ann, path):
        assert page_of(other_browser, f"/works/{make_work(user=ann).pk}/{path}").status == 404

    def test_of_a_deleted_work_is_not_found(self, browser, ann):
        work = make_work(user=ann)
        page_of(browser, f"/works/{work.pk}/").press("delete")

        assert page_of(browser, f"/works/{work.pk}/").status == 404
        assert page_of(browser, f"/works/{work.pk}/edit/").status == 404

    def test_is_for_nobody_without_a_log_in(self, client, ann):
        assert client.get(f"/works/{make_work(user=ann).pk}/").status_code == 302

    def test_knows_no_work_of_any_number(self, browser):
        assert page_of(browser, "/works/99999999999999999999999/").status == 404

    @pytest.mark.parametrize("rows", [2, 20])
    def test_asks_as_much_of_any_history(self, browser, ann, rows, django_assert_num_queries):
        _root, leaf = make_ancestors(user=ann, names=["2026", "Garden"])
        labels = [make_label(user=ann, name=f"l{number}").pk for number in range(rows)]
        work = make_work(user=ann, category=leaf, content="- [ ] a\n" * rows, labels=labels)
        for number in range(rows):
            edit(ann, work, title=f"Dig {number}")
        page_of(browser, f"/works/{work.pk}/")
        cache.clear()

        # Session and person; the work, its history, the newest change, names, what is live, what is undone; ancestors;
        # labels; projects to move to and their ancestors; the tree, its totals and the inbox of the side bar.
        with django_assert_num_queries(15):
            page_of(browser, f"/works/{work.pk}/")


class TestFinishAndDelete:
    def test_finish_stays_on_the_page(self, browser, ann):
        work = make_work(user=ann)

        page = page_of(browser, f"/works/{work.pk}/").press("w-finish")

        assert page.url == f"/works/{work.pk}/"
        assert page.one(id="w-finish")["aria-pressed"] == "true"
        assert page.press("w-finish").one(id="w-finish")["aria-pressed"] == "false"

    def test_delete_leads_away_from_the_page(self, browser, ann):
        work = make_work(user=ann)

        page = page_of(browser, f"/works/{work.pk}/").press("delete")

        assert (page.status, page.url) == (200, "/today/")
        assert page.toast == "Deleted “Dig”. Undo"


@pytest.mark.alike
class TestEditInPlace:
    @pytest.mark.parametrize(
        ("button", "values", "stored"),
        [
            ("w-title-save", {"title": "Plant"}, {"title": "Plant"}),
            ("w-notes-save", {"content": "a\r\nb"}, {"content": "a\nb"}),
            ("w-mine", {}, {"my_job": True}),
            (
                "w-dates-save",
                {"starts_on": "2026-09-03", "deadline_on": "2026-09-04", "deadline_time": "15:30"},
                {"starts_on": date(2026, 9, 3), "deadline_on": date(2026, 9, 4), "deadline_time": time(15, 30)},
            ),
        ],
    )
    def test_saves_the_part(self, browser, ann, button, values, stored):
        work = make_work(user=ann, content="old", priority=Priority.HIGH)

        page = page_of(browser, f"/works/{work.pk}/").press(button, **values)

        work.refresh_from_db()
        assert {name: getattr(work, name) for name in stored} == stored
        assert work.priority == Priority.HIGH
        assert page.url == f"/works/{work.pk}/"
        assert "Saved “" in page.toast

    def test_saves_labels(self, browser, ann):
        label = make_label(user=ann)
        work = make_work(user=ann)

        page_of(browser, f"/works/{work.pk}/").press("labels-set", labels=[str(label.pk)])

        assert Work.objects.with_label_ids().get(pk=work.pk).label_ids == [label.pk]

    def test_shows_the_form_again_with_the_reason(self, browser, ann):
        work = make_work(user=ann)

        page = page_of(browser, f"/works/{work.pk}/").press(
            "w-dates-save", starts_on="2026-09-04", deadline_on="2026-09-03"
        )

        assert page.status == 422
        assert "The deadline, 2026-09-03, is before the start" in page.main
        assert page.one("input", name="deadline_on")["value"] == "2026-09-03"
        assert page.all("input", name="title") == []

    @pytest.mark.parametrize("title", ["", "   ", "x" * 301, "a\u202eb", "\u200b"])
    def test_refuses_a_title_that_is_none(self, browser, ann, title):
        work = make_work(user=ann)

        assert page_of(browser, f"/works/{work.pk}/").press("w-title-save", title=title).status == 422
        work.refresh_from_db()
        assert work.title == "Dig"

    def test_refuses_a_label_of_a_stranger(self, browser, ann, ben):
        make_label(user=ann)
        work, label = make_work(user=ann), make_label(user=ben)

        assert page_of(browser, f"/works/{work.pk}/").press("labels-set", labels=[str(label.pk)]).status == 422

    @pytest.mark.parametrize("version", ["", "x", "-1", str(2**70)])
    def test_refuses_a_form_without_its_version(self, browser, ann, version):
        work = make_work(user=ann)

        page = page_of(browser, f"/works/{work.pk}/").press("w-title-save", title="Plant", version=version)

        assert page.status == 422

    def test_of_a_stranger_changes_nothing(self, other_browser, ann):
        work = make_work(user=ann)

        page = post(other_browser, f"/works/{work.pk}/edit/", {"part": "title", "title": "X", "version": work.version})

        assert page.status == 404
        work.refresh_from_db()
        assert work.title == "Dig"

    def test_of_a_work_that_is_gone_shows_what_was_typed(self, browser, ann):
        work = make_work(user=ann)
        page = page_of(browser, f"/works/{work.pk}/")
        editing.delete_work(user=ann, work_id=work.pk, at=NOON)

        page = page.press("w-notes-save", content="long text")

        assert page.status == 404
        assert "You have no such work." in page.main
        assert page.one("textarea", id="typed-1").text == "long text"

    def test_previews_notes_and_saves_nothing(self, browser, ann):
        work = make_work(user=ann)

        page = page_of(browser, f"/works/{work.pk}/").press("w-notes-preview", content="**a** <script>")

        assert page.status == 200
        assert page.one(id="w-preview").text == "a <script>"
        assert page.one("textarea", name="content").text == "**a** <script>"
        work.refresh_from_db()
        assert work.content == ""


@pytest.mark.alike
class TestEditEverything:
    def test_saves_the_whole_form(self, browser, ann):
        work = make_work(user=ann, content="notes", deadline_on=DAY, deadline_time=time(15), my_job=True)

        page = page_of(browser, f"/works/{work.pk}/edit/").press(
            "edit-save", title="Plant", current_status="DONE", priority="LOW", my_job="0"
        )

        work.refresh_from_db()
        assert page.url == f"/works/{work.pk}/"
        assert (work.title, work.status, work.priority, work.my_job) == ("Plant", Status.DONE, "LOW", False)
        assert (work.content, work.deadline_on, work.deadline_time) == ("notes", DAY, time(15))
        assert work.end_at == NOON

    def test_without_a_change_changes_nothing(self, browser, ann):
        label = make_label(user=ann)
        work = make_finished_work(user=ann, content="a\n\n b ", labels=[label.pk], deadline_on=DAY)

        page = page_of(browser, f"/works/{work.pk}/edit/").press("edit-save")

        assert page.toast == "Saved “Dig”."
        assert Work.objects.get(pk=work.pk).version == work.version


@pytest.mark.alike
class TestConflict:
    def test_shows_both_texts_and_keeps_mine(self, browser, ann):
        work = make_work(user=ann, content="old")
        page = page_of(browser, f"/works/{work.pk}/")
        edit(ann, work, content="theirs <b>")

        conflict = page.press("w-notes-save", content="mine\nline")

        assert conflict.status == 412
        assert conflict.one(id="theirs-content").text == "theirs <b>"
        assert "".join(conflict.one("textarea", name="content").parts).strip() == "mine\nline"
        work.refresh_from_db()
        assert work.content == "theirs <b>"
        page = conflict.press("keep-mine")
        work.refresh_from_db()
        assert (page.url, work.content) == (f"/works/{work.pk}/", "mine\nline")

    def test_puts_both_together(self, browser, ann):
        work = make_work(user=ann)
        page = page_of(browser, f"/works/{work.pk}/")
        edit(ann, work, title="Sow")

        page.press("w-title-save", title="Plant").press("keep-mine", title="Sow and plant")

        work.refresh_from_db()
        assert work.title == "Sow and plant"

    def test_takes_theirs_by_a_link(self, browser, ann):
        work = make_work(user=ann)
        page = page_of(browser, f"/works/{work.pk}/")
        edit(ann, work, title="Sow")

        conflict = page.press("w-title-save", title="Plant")

        assert page_of(browser, conflict.one("a", id="take-theirs")["href"]).one("h1").text == "Sow"

    def test_asks_again_if_it_changes_again(self, browser, ann):
        work = make_work(user=ann)
        page = page_of(browser, f"/works/{work.pk}/")
        edit(ann, work, title="Sow")
        conflict = page.press("w-title-save", title="Plant")
        edit(ann, work, title="Water")

        again = conflict.press("keep-mine")

        assert again.status == 412
        assert again.one(id="theirs-title").text == "Water"
        assert again.one("input", name="title")["value"] == "Plant"

    def test_is_none_where_others_changed_something_else(self, browser, ann):
        work = make_work(user=ann)
        page, whole = page_of(browser, f"/works/{work.pk}/"), page_of(browser, f"/works/{work.pk}/edit/")
        edit(ann, work, priority=Priority.HIGH)

        assert page.press("w-title-save", title="Plant").url == f"/works/{work.pk}/"
        assert whole.press("edit-save", my_job="1").url == f"/works/{work.pk}/"

        work.refresh_from_db()
        assert (work.title, work.priority, work.my_job) == ("Plant", "HIGH", True)

    def test_of_the_whole_form_asks_about_what_differs_only(self, browser, ann):
        label = make_label(user=ann, name="Outside")
        work = make_work(user=ann)
        page = page_of(browser, f"/works/{work.pk}/edit/")
        edit(ann, work, priority=Priority.HIGH, labels=[label.pk], title="Sow", deadline_on=DAY)
        lifecycle.set_status(user=ann, work_id=work.pk, status=Status.IN_PROGRESS, at=NOON)

        conflict = page.press("edit-save", title="Plant", priority="LOW", current_status="UNDER_REVIEW")

        theirs = {each["id"]: each.text for each in conflict.all("pre")}
        assert theirs == {"theirs-title": "Sow", "theirs-priority": "High", "theirs-current_status": "In progress"}
        conflict.press("keep-mine")
        work = Work.objects.with_label_ids().get(pk=work.pk)
        assert (work.title, work.priority, work.status) == ("Plant", "LOW", Status.UNDER_REVIEW)
        assert (work.label_ids, work.deadline_on) == ([label.pk], DAY)


@pytest.mark.alike
class TestCheckBoxes:
    def test_tick_and_clear(self, browser, ann):
        work = make_work(user=ann, content="- [ ] one\n- [x] two")

        page = page_of(browser, f"/works/{work.pk}/").press("check-1")

        work.refresh_from_db()
        assert work.content == "- [x] one\n- [x] two"
        assert page.one(id="check-1")["aria-checked"] == "true"
        assert page.toast == "Saved. Undo"
        page.press("check-2")
        work.refresh_from_db()
        assert work.content == "- [x] one\n- [ ] two"

    def test_are_refused_where_the_notes_have_changed(self, browser, ann):
        work = make_work(user=ann, content="- [ ] one")
        page = page_of(browser, f"/works/{work.pk}/")
        edit(ann, work, content="- [ ] zero\n- [ ] one")

        page = page.press("check-1")

        assert "changed elsewhere" in page.toast
        work.refresh_from_db()
        assert work.content == "- [ ] zero\n- [ ] one"

    def test_work_where_something_else_has_changed(self, browser, ann):
        work = make_work(user=ann, content="- [ ] one")
        page = page_of(browser, f"/works/{work.pk}/")
        edit(ann, work, title="Plant")

        page.press("check-1")

        work.refresh_from_db()
        assert work.content == "- [x] one"

    @pytest.mark.parametrize(("line", "version"), [(9, None), (1, "x")])
    def test_refuse_what_is_none(self, browser, ann, line, version):
        work = make_work(user=ann, content="- [ ] one")

        page = post(browser, f"/works/{work.pk}/checklist/{line}/", {"version": version or work.version})

        assert page.toast
        work.refresh_from_db()
        assert work.content == "- [ ] one"

    def test_of_a_stranger_change_nothing(self, other_browser, ann):
        work = make_work(user=ann, content="- [ ] one")

        page = post(other_browser, f"/works/{work.pk}/checklist/1/", {"version": work.version})

        assert page.toast == "You have no such work. It may have been deleted: look in the trash."
        work.refresh_from_db()
        assert work.content == "- [ ] one"


@pytest.mark.alike
class TestHostileText:
    @pytest.mark.parametrize(
        "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</textarea><script>x"]
    )
    def test_stays_text_in_every_field(self, browser, ann, text):
        _root, leaf = make_ancestors(user=ann, names=[text, f"{text} 2"])
        label = make_label(user=ann, name=text)
        work = make_work(user=ann, title=text, content=text, category=leaf, labels=[label.pk])
        edit(ann, work, title=f"{text}!")

        for path in ("", "edit/", "actions/"):
            page = page_of(browser, f"/works/{work.pk}/{path}")
            assert all("src" in each.attrs for each in page.all("script"))
            assert not [each for each in page.elements if each["onerror"] is not None]
            assert f"{text}!" in "".join(page.one("h1").parts + page.one(id="main").parts)
