"""`/inbox/`: works in no project, to file one by one."""

from tests.makers import NOON, make_category, make_finished_work, make_work
from tests.pages import page_of
from works.models import Work
from works.services import editing


class TestInbox:
    def test_lists_open_works_without_a_project_the_last_first(self, browser, ann):
        make_work(user=ann, title="First")
        make_work(user=ann, title="Second")
        make_work(user=ann, title="Filed", category=make_category(user=ann))
        make_finished_work(user=ann, title="Done")
        editing.delete_work(user=ann, work_id=make_work(user=ann, title="Gone").pk, at=NOON)

        assert page_of(browser, "/inbox/").works == ["Second", "First"]

    def test_is_empty_for_a_stranger(self, other_browser, ann):
        make_work(user=ann, title="Secret")

        assert "The inbox is empty" in page_of(other_browser, "/inbox/").main

    def test_shows_more_on_request(self, browser, ann, monkeypatch):
        monkeypatch.setattr("works.web.lists.FIRST", 1)
        make_work(user=ann, title="First")
        make_work(user=ann, title="Second")

        page = page_of(browser, "/inbox/")
        assert page.works == ["Second"]

        assert page_of(browser, f"/inbox/{page.one(id='more')['href']}").works == ["Second", "First"]

    def test_plans_and_deletes_a_row(self, browser, ann):
        kept, gone = make_work(user=ann, title="Kept"), make_work(user=ann, title="Gone")

        page_of(browser, "/inbox/").press(f"today-{kept.pk}")
        page = page_of(browser, "/inbox/").press(f"trash-{gone.pk}")

        kept.refresh_from_db()
        assert kept.starts_on == ann.local_time(kept.updated_at).date()
        assert page.works == ["Kept"]
        assert page.url == "/inbox/"


class TestFile:
    def test_files_where_the_search_finds_and_returns_to_the_inbox(self, browser, ann):
        garden = make_category(user=ann, name="Garden")
        make_category(user=ann, name="House")
        work = make_work(user=ann, title="Dig")

        page = page_of(browser, f"/works/{work.pk}/file/?next=/inbox/&q=gar")
        assert [each.text for each in page.below("file-found", "button")] == ["Garden"]
        page = page.press(f"file-{garden.pk}")

        assert page.url == "/inbox/"
        assert "Moved “Dig” to Garden." in page.toast
        assert Work.objects.get().category == garden

    def test_undo_takes_it_back(self, browser, ann):
        garden, work = make_category(user=ann, name="Garden"), make_work(user=ann, title="Dig")

        page = page_of(browser, f"/works/{work.pk}/file/?next=/inbox/").press(f"file-{garden.pk}")
        page = page.undo()

        assert page.works == ["Dig"]

    def test_leads_to_no_other_site(self, browser, ann):
        garden, work = make_category(user=ann, name="Garden"), make_work(user=ann, title="Dig")

        page = page_of(browser, f"/works/{work.pk}/file/?next=https://evil.example/").press(f"file-{garden.pk}")

        assert page.url.startswith(f"/works/{work.pk}/file/")

    def test_refuses_the_project_of_a_stranger(self, browser, ann, ben):
        work, secret = make_work(user=ann), make_category(user=ben, name="Secret")
        make_category(user=ann, name="Garden")

        page = page_of(browser, f"/works/{work.pk}/file/?next=/inbox/")
        page = page.press(page.below("file-found", "button")[0]["id"], category=secret.pk)

        assert "You have no such project." in page.toast
        assert Work.objects.get().category is None
