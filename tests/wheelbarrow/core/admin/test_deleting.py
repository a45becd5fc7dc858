"""Deleting, restoring and purging in the admin."""

import re

import pytest
from django.contrib import admin

from categories import services as categories
from categories.models import Category
from tests.conftest import run_action
from tests.makers import NOON, make_ancestors, make_category, make_recurring_work, make_work
from tests.wheelbarrow.core.admin.test_writing import CATEGORIES, TRASH, USERS, WORKS
from wheelbarrow.core.models import Deletion
from works.models import Label, RecurringWork, ReportCopy, Work
from works.services import editing


class TestDeletingInTheAdmin:
    def test_means_the_trash_for_a_branch(self, operator_client, ann):
        root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
        make_work(user=ann, category=tree)

        run_action(operator_client, CATEGORIES, "delete_selected", [root, tree], post="yes")

        deletion = Deletion.objects.get()
        assert deletion.counts == {"categories": 2, "recurring_works": 0, "works": 1}
        assert Category.all_objects.count() == 2

    def test_means_the_trash_for_works_as_one_deletion(self, operator_client, ann):
        works = [make_work(user=ann), make_work(user=ann)]

        run_action(operator_client, WORKS, "delete_selected", works, post="yes")

        assert Deletion.objects.get().counts == {"works": 2}

    def test_counts_beforehand_what_goes_to_the_trash(self, operator_client, ann):
        root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
        make_work(user=ann, category=tree)
        make_recurring_work(user=ann, category=root)

        page = operator_client.get(f"{CATEGORIES}{root.pk}/delete/")
        both = run_action(operator_client, CATEGORIES, "delete_selected", [root, tree])

        assert page.context["what"] == both.context["what"] == "2 projects, 1 recurring work, 2 works"
        assert not Deletion.objects.exists()

    @pytest.mark.parametrize("is_action", [True, False])
    def test_can_be_undone_from_its_message(self, operator_client, ann, is_action):
        root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
        make_work(user=ann, category=tree)

        if is_action:
            page = run_action(operator_client, CATEGORIES, "delete_selected", [root], post="yes")
        else:
            page = operator_client.post(f"{CATEGORIES}{root.pk}/delete/", {"post": "yes"}, follow=True)
        [message] = map(str, page.context["messages"])
        undo, back = re.search('formaction="([^"]+)" name="back" value="([^"]+)"', message).groups()
        undone = operator_client.post(undo, {"back": back}, follow=True)

        assert message.startswith("Moved to the trash: 2 projects, 1 work.")
        assert undone.redirect_chain[-1][0] == (CATEGORIES if is_action else f"{CATEGORIES}{root.pk}/change/")
        assert [str(text) for text in undone.context["messages"]] == ["3 items restored."]
        assert set(Category.objects.all()) == {root, tree}

    def test_is_undone_by_a_post_only_and_leads_to_this_server_only(self, operator_client, ann):
        work = make_work(user=ann)
        deletion = editing.delete_work(user=ann, work_id=work.pk, at=NOON)

        operator_client.get(f"{TRASH}undo/?ids={deletion.pk}")
        answer = operator_client.post(f"{TRASH}undo/?ids=x", {"back": "https://example.org/"})

        assert answer.url == TRASH
        assert Deletion.objects.exists()

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_leads_to_a_row_that_is_in_the_trash_already(self, operator_client, ann, method):
        work = make_work(user=ann)
        editing.delete_work(user=ann, work_id=work.pk, at=NOON)

        page = getattr(operator_client, method)(f"{WORKS}{work.pk}/delete/", {"post": "yes"}, follow=True)

        assert page.redirect_chain[-1][0] == f"{WORKS}{work.pk}/change/"
        assert "in the trash already" in page.content.decode()

    def test_needs_the_confirmation(self, operator_client, ann):
        work = make_work(user=ann)

        operator_client.post(f"{WORKS}{work.pk}/delete/", {"csrfmiddlewaretoken": "x"})

        assert Work.objects.exists()

    def test_makes_the_row_read_only(self, operator_client, ann):
        work = make_work(user=ann)
        operator_client.post(f"{WORKS}{work.pk}/delete/", {"post": "yes"})

        page = operator_client.get(f"{WORKS}{work.pk}/change/")

        assert page.status_code == 200
        assert not page.context["has_change_permission"]

    def test_never_removes_a_person(self, operator_client, ann):
        assert operator_client.post(f"{USERS}{ann.pk}/delete/", {"post": "yes"}).status_code == 403


class TestHardDeleting:
    def test_is_left_to_the_purge(self, rf, operator):
        request = rf.get("/")
        request.user = operator

        deletable = {model for model, page in admin.site._registry.items() if page.has_delete_permission(request)}

        assert deletable == {Category, Label, RecurringWork, ReportCopy, Work, Deletion}


class TestRestoringAndPurging:
    def test_restores_from_the_list_of_works(self, operator_client, ann):
        work = make_work(user=ann)
        run_action(operator_client, WORKS, "delete_selected", [work], post="yes")

        run_action(operator_client, f"{WORKS}?state=trash", "restore", [work])

        assert Work.objects.filter(pk=work.pk).exists()

    @pytest.mark.parametrize("page", ["a work", "a deletion"])
    def test_restores_from_its_own_page(self, operator_client, ann, page):
        work = make_work(user=ann)
        deletion = editing.delete_work(user=ann, work_id=work.pk, at=NOON)
        path = f"{WORKS}{work.pk}/change/" if page == "a work" else f"{TRASH}{deletion.pk}/change/"

        offered = 'name="_restore"' in operator_client.get(path).content.decode()
        answer = operator_client.post(path, {"_restore": "Restore"}, follow=True)

        assert offered
        assert "1 item restored." in answer.content.decode()
        assert Work.objects.filter(pk=work.pk).exists()
        assert 'name="_restore"' not in operator_client.get(f"{WORKS}{work.pk}/change/").content.decode()

    @pytest.mark.parametrize("pk", ["x", "9" * 30, "0"])
    def test_restores_nothing_where_there_is_nothing(self, operator_client, pk):
        assert operator_client.post(f"{TRASH}{pk}/change/", {"_restore": "Restore"}, follow=True).status_code == 200

    def test_restores_from_the_trash_or_shows_why_not(self, operator_client, ann):
        root, tree = make_ancestors(user=ann, names=["2026", "Garden"])
        inner = categories.delete_category(user=ann, category_id=tree.pk, at=NOON)
        outer = categories.delete_category(user=ann, category_id=root.pk, at=NOON)

        refused = run_action(operator_client, TRASH, "restore", [inner])
        run_action(operator_client, TRASH, "restore", [outer])

        assert "is in the trash too" in refused.content.decode()
        assert set(Category.objects.all()) == {root}

    @pytest.mark.parametrize("is_action", [True, False])
    def test_purges_after_a_confirmation(self, operator_client, ann, is_action):
        root = make_category(user=ann)
        deletion = categories.delete_category(user=ann, category_id=root.pk, at=NOON)

        def purge(**answer):
            if is_action:
                return run_action(operator_client, TRASH, "delete_selected", [deletion], **answer)
            return operator_client.post(f"{TRASH}{deletion.pk}/delete/", {"x": "", **answer}, follow=True)

        asked = purge().content.decode()
        page = purge(post="yes").content.decode()

        assert 'type="checkbox" name="post" value="yes" required' in asked
        assert "Removed permanently: 1 project." in page
        assert not Category.all_objects.exists()
        assert not Deletion.objects.exists()
