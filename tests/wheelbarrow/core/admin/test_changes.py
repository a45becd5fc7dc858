"""The history of a row, and the list of changes."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.services import edit_profile, set_permissions
from tests.makers import NOON, make_category, make_recurring_work, make_work
from wheelbarrow.core import trash
from wheelbarrow.core.admin import soft_deletable
from wheelbarrow.core.history.actors import Actor, acting_as
from wheelbarrow.core.models import Change
from works.models import Work
from works.services import editing, saved_views

CHANGES = "/admin/wheelbarrow/change/"


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def history_of(client, row, query=""):
    page = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/history/"
    return text_of(client.get(page + query))


class TestHistoryOfARow:
    def test_has_changes_of_the_api_with_old_and_new_values(self, operator_client, ann, api):
        work = make_work(user=ann, title="Dig")
        api.patch(f"/api/v1/works/{work.pk}/", {"title": "Plant"})

        page = history_of(operator_client, work)

        assert "ann@example.org, by the API" in page
        assert "Title “Dig” → “Plant”" in page
        assert "<div>Title: “Dig” → “Plant”</div>" in page
        assert "Created" in page

    def test_names_the_operator_of_the_admin(self, operator_client, operator, ann):
        work = make_work(user=ann)
        operator_client.post(f"/admin/works/work/{work.pk}/delete/", {"post": "yes"})

        page = history_of(operator_client, work)

        assert f"{operator.email}, in the admin" in page
        assert "Deleted" in page

    @pytest.mark.parametrize("make", [make_category, make_work, make_recurring_work])
    def test_is_there_for_each_kind(self, make, operator_client, ann):
        row = make(user=ann)

        assert "Created" in history_of(operator_client, row)

    def test_has_only_the_changes_of_the_row(self, operator_client, ann):
        work, other = make_work(user=ann, title="Dig"), make_work(user=ann, title="Plant")
        editing.edit_work(user=ann, work_id=other.pk, at=NOON, title="Water")

        assert "Water" not in history_of(operator_client, work)

    def test_has_pages(self, operator_client, ann, monkeypatch):
        monkeypatch.setattr(soft_deletable, "CHANGES_PER_PAGE", 1)
        work = make_work(user=ann, title="Dig")
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Plant")
        first, second = Change.objects.owned_by(ann).order_by("pk")

        page, earlier = history_of(operator_client, work), history_of(operator_client, work, f"?before={second.pk}")

        assert f'href="?before={second.pk}"' in page
        assert f"{CHANGES}{first.pk}/change/" in earlier
        assert 'href="?before=' not in earlier

    def test_is_korean_for_a_korean_operator(self, operator_client, operator, ann):
        edit_profile(user=operator, language="ko")
        work = make_work(user=ann)

        page = history_of(operator_client, work)

        assert "만들었습니다" in page
        assert "이전 값과 새 값" in page

    def test_of_a_missing_row_leads_to_the_list(self, operator_client, db):
        assert operator_client.get("/admin/works/work/999/history/").status_code == 302

    def test_is_for_staff_only(self, client, ann):
        client.force_login(ann)

        answer = client.get(f"/admin/works/work/{make_work(user=ann).pk}/history/")

        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/admin/login/")


class TestList:
    def test_shows_who_changed_what(self, operator_client, ann, api):
        work = make_work(user=ann, title="Dig")
        api.post(f"/api/v1/works/{work.pk}/finish/")

        page = text_of(operator_client.get(CHANGES))

        assert all(text in page for text in ("Finished", "Dig", "ann@example.org, by the API", "command"))

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("kind=category", ["Created"]),
            ("kind=work", ["Changed", "Created"]),
            ("actor=api", ["Changed"]),
            ("actor=scheduler", []),
            ("at__gte=2026-09-02+00:00:00%2B00:00&at__lt=2026-09-03+00:00:00%2B00:00", ["Created", "Created"]),
        ],
    )
    def test_has_filters(self, query, expected, operator_client, ann, api):
        make_category(user=ann)
        work = make_work(user=ann, title="Dig")
        api.patch(f"/api/v1/works/{work.pk}/", {"title": "Plant"})

        rows = operator_client.get(f"{CHANGES}?{query}").context["cl"].result_list

        assert [{"created": "Created", "edited": "Changed"}[row.action] for row in rows] == expected

    def test_can_show_one_person_and_one_act(self, operator_client, ann, ben):
        for user in (ann, ben):
            works = [make_work(user=user), make_work(user=user)]
            editing.finish_works(user=user, ids=[work.pk for work in works], at=NOON)
        batch = Change.objects.owned_by(ann).newest_first().first().batch

        rows = operator_client.get(f"{CHANGES}?user__id__exact={ann.pk}&batch={batch}").context["cl"].result_list

        assert {(row.user_id, row.batch) for row in rows} == {(ann.pk, batch)}
        assert len(rows) == 2

    @pytest.mark.parametrize("query", ["batch=x", "kind=nothing", "actor=nobody", "batch=" + "9" * 30])
    def test_takes_any_query(self, query, operator_client, ann):
        make_work(user=ann)

        assert operator_client.get(f"{CHANGES}?{query}", follow=True).status_code == 200


class TestPage:
    def test_has_the_values_and_links_to_the_row_and_the_act(self, operator_client, ann):
        work = make_work(user=ann, title="Dig")
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="<b>Plant</b>")
        change = Change.objects.newest_first().first()

        page = text_of(operator_client.get(f"{CHANGES}{change.pk}/change/"))

        assert "<div>Title: “Dig” → “&lt;b&gt;Plant&lt;/b&gt;”</div>" in page
        assert f'href="/admin/works/work/{work.pk}/change/"' in page
        assert f"batch={change.batch}" in page

    def test_of_a_purged_row_has_no_link(self, operator_client, ann):
        deletion = editing.delete_work(user=ann, work_id=make_work(user=ann).pk, at=NOON)
        trash.purge_deletion(user=ann, deletion_id=deletion.pk, at=NOON)
        change = Change.objects.newest_first().first()

        page = text_of(operator_client.get(f"{CHANGES}{change.pk}/change/"))

        assert "Removed permanently" in page
        assert "/admin/works/work/" not in page.split('id="content"')[1]

    def test_of_a_row_without_a_page_in_the_admin_names_it(self, operator_client, ann):
        view = saved_views.save_view(user=ann, name="<b>Mine</b>", address="search/?q=dig", at=NOON)
        deletion = saved_views.remove_view(user=ann, view_id=view.pk, at=NOON)
        change = Change.objects.newest_first().first()

        pages = [f"{CHANGES}{change.pk}/change/", f"/admin/wheelbarrow/deletion/{deletion.pk}/change/"]

        assert all("&lt;b&gt;Mine" in text_of(operator_client.get(page)) for page in pages)

    def test_is_read_only(self, operator_client, ann):
        make_work(user=ann)
        change = Change.objects.get()

        answers = [
            operator_client.get(f"{CHANGES}add/"),
            operator_client.post(f"{CHANGES}{change.pk}/change/", {"action": "x"}),
            operator_client.post(f"{CHANGES}{change.pk}/delete/", {"post": "yes"}),
        ]

        assert [answer.status_code for answer in answers] == [403, 403, 403]
        assert Change.objects.get() == change


def undo_change(client, change, **sent):
    """Press the button Undo; return the page that follows, with its message."""
    return client.post(f"{CHANGES}{change.pk}/undo/", sent, follow=True)


def levels_of(answer):
    return [message.level_tag for message in answer.context["messages"]]


def newest(user):
    return Change.objects.owned_by(user).newest_first().first()


class TestUndo:
    def test_takes_back_the_whole_act_as_the_operator(self, operator_client, operator, ann, ben):
        works = [make_work(user=ann, title=title) for title in ("Dig", "Plant")]
        other = make_work(user=ben)
        editing.finish_works(user=ann, ids=[work.pk for work in works], at=NOON)
        editing.finish_works(user=ben, ids=[other.pk], at=NOON)

        answer = undo_change(operator_client, newest(ann))

        statuses = dict(Work.objects.values_list("pk", "current_status"))
        assert statuses == {works[0].pk: "TODO", works[1].pk: "TODO", other.pk: "DONE"}
        assert {(change.actor, change.operator_id) for change in Change.objects.of_batch(newest(ann).batch)} == {
            ("admin", operator.pk)
        }
        assert levels_of(answer) == ["success"]
        assert "Undone: 2 changes." in text_of(answer)

    def test_offers_to_take_itself_back(self, operator_client, ann):
        editing.finish_works(user=ann, ids=[make_work(user=ann).pk], at=NOON)

        answer = undo_change(operator_client, newest(ann))
        undone = newest(ann)
        again = undo_change(operator_client, undone)

        assert f'formaction="{CHANGES}{undone.pk}/undo/"' in text_of(answer).split("messagelist")[1].split("</ul>")[0]
        assert (levels_of(again), Work.objects.get().current_status) == (["success"], "DONE")

    def test_shows_why_it_is_refused(self, operator_client, ann):
        work = make_work(user=ann, title="Dig")
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Plant")
        first = newest(ann)
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Water")

        answer = undo_change(operator_client, first)

        work.refresh_from_db()
        assert (levels_of(answer), work.title) == (["error"], "Water")
        assert "was changed again later" in text_of(answer)

    def test_is_in_the_history_the_list_and_on_the_page(self, operator_client, ann):
        work = make_work(user=ann, title="<i>Dig</i>")
        button = f'formaction="{CHANGES}{newest(ann).pk}/undo/"'

        pages = [
            history_of(operator_client, work),
            text_of(operator_client.get(CHANGES)),
            text_of(operator_client.get(f"{CHANGES}{newest(ann).pk}/change/")),
        ]

        assert [page.count(button) for page in pages] == [1, 1, 1]
        assert not any("<i>Dig" in page for page in pages)

    def test_is_not_offered_where_it_is_always_refused(self, operator_client, ann):
        deletion = editing.delete_work(user=ann, work_id=make_work(user=ann).pk, at=NOON)
        trash.purge_deletion(user=ann, deletion_id=deletion.pk, at=NOON)
        with acting_as(Actor("scheduler")):
            make_work(user=ann)
        make_work(user=ann)

        rows = operator_client.get(CHANGES).context["cl"].result_list

        offered = [(change.actor, change.action) for change in rows if change.line.undo_button]
        assert (offered, len(rows)) == ([("command", "created")], 5)

    def test_returns_to_the_page_with_the_button(self, operator_client, ann):
        work = make_work(user=ann)
        page = f"/admin/works/work/{work.pk}/history/"

        answer = operator_client.post(f"{CHANGES}{newest(ann).pk}/undo/", {"page": page})

        assert (answer.status_code, answer.url) == (302, page)

    @pytest.mark.parametrize("page", ["https://example.org/", "//example.org", ""])
    def test_never_leads_to_another_site(self, operator_client, ann, page):
        make_work(user=ann)

        answer = operator_client.post(f"{CHANGES}{newest(ann).pk}/undo/", {"page": page})

        assert (answer.status_code, answer.url) == (302, CHANGES)

    def test_does_nothing_on_get(self, operator_client, ann):
        work = make_work(user=ann)

        answer = operator_client.get(f"{CHANGES}{newest(ann).pk}/undo/")

        assert (answer.status_code, Work.objects.get()) == (302, work)

    @pytest.mark.parametrize("change_id", ["0", "999", "x", "9" * 30])
    def test_of_a_missing_change_is_not_found(self, operator_client, ann, change_id):
        assert operator_client.post(f"{CHANGES}{change_id}/undo/").status_code == 404

    def test_is_for_operators_only(self, client, ann, ben):
        make_work(user=ann)
        set_permissions(user=ben, at=NOON, is_staff=True)
        ben.user_permissions.set(Permission.objects.filter(codename__in=["view_change", "change_work", "view_work"]))
        client.force_login(ben)

        answer = client.post(f"{CHANGES}{newest(ann).pk}/undo/")
        pages = [text_of(client.get(CHANGES)), history_of(client, Work.objects.get())]

        assert (answer.status_code, Work.objects.count()) == (403, 1)
        assert not any("/undo/" in page for page in pages)

    def test_in_the_list_costs_no_query(self, operator_client, ann):
        def count():
            with CaptureQueriesContext(connection) as queries:
                text_of(operator_client.get(CHANGES))
            return len(queries)

        make_work(user=ann)
        count()
        few = count()
        for _row in range(10):
            make_work(user=ann)

        assert count() == few
