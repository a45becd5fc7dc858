"""A form of the browsable API that was opened before its row was changed elsewhere."""

import pytest

from accounts.models import User
from tests.conftest import client_of
from tests.makers import NOON, make_category, make_work
from tests.wheelbarrow.core.api.endpoints import MAKERS
from tests.wheelbarrow.core.api.test_browsable import open_page
from tests.wheelbarrow.core.api.test_browsable_forms import FORM, form_of, press
from works.models import Work
from works.services import editing


class TestAStaleForm:
    """A form that was opened before the row was changed elsewhere."""

    def test_is_shown_again_with_both_values_and_can_then_be_sent(self, browser, ann, ben):
        bed = make_category(user=ann, name="Bed")
        work = make_work(user=ann, title="Dig", priority="LOW", category=bed)
        form = form_of(open_page(browser, f"/api/v1/works/{work.pk}/"), "put-update")
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Rake", priority="HIGH", category=None)

        stale = press(browser, form, title="Hoe")
        again = form_of(stale.context["page"], "put-update")
        work.refresh_from_db()
        shown = {field.name: (field.value, field.present) for field in again.fields}
        sent = press(browser, again)

        assert (stale.status_code, work.title, again.version) == (412, "Rake", work.version)
        assert (shown["title"], shown["priority"]) == (("Hoe", "Rake"), ("LOW", "High"))
        assert (shown["category"], shown["my_job"]) == ((str(bed.pk), "–"), ("false", None))
        assert "Now: Rake" in stale.content.decode()
        assert (sent.status_code, Work.objects.get(pk=work.pk).title) == (200, "Hoe")

    @pytest.mark.parametrize(
        ("noun", "form_id"),
        [
            ("works", "post-finish"),
            ("works", "post-set_status"),
            ("works", "delete-destroy"),
            ("categories", "post-move"),
            ("categories", "delete-destroy"),
            ("recurring-works", "put-update"),
            ("recurring-works", "post-pause"),
        ],
    )
    def test_changes_nothing(self, browser, ann, noun, form_id):
        row = MAKERS[noun](ann, "Mine")
        form = form_of(open_page(browser, f"/api/v1/{noun}/{row.pk}/"), form_id)
        client_of(ann).patch(f"/api/v1/{noun}/{row.pk}/", {"content": "Deep"})
        before = client_of(ann).get(f"/api/v1/{noun}/{row.pk}/").json()

        stale = press(browser, form, **({"status": "DONE"} if form_id == "post-set_status" else {}))

        assert stale.status_code == 412
        assert client_of(ann).get(f"/api/v1/{noun}/{row.pk}/").json() == before
        again = form_of(stale.context["page"], form_id)
        assert again.version == before["version"]

    def test_is_in_the_language_of_the_person(self, browser, ann):
        User.objects.filter(pk=ann.pk).update(language="ko")
        work = make_work(user=ann, title="Dig")
        form = form_of(open_page(browser, f"/api/v1/works/{work.pk}/"), "put-update")
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Rake")

        text = press(browser, form, title="Hoe").content.decode()

        assert "다른 곳에서 바뀌었습니다" in text
        assert "현재 값: Rake" in text

    @pytest.mark.parametrize("version", ["x", "-1", "1.5", "", "9" * 20])
    def test_without_a_real_version_is_refused(self, browser, ann, version):
        work = make_work(user=ann)

        answer = browser.patch(f"/api/v1/works/{work.pk}/", f"title=Hoe&version={version}", FORM)

        assert (answer.status_code, set(answer.json()["errors"])) == (400, {"version"})

    def test_of_a_strangers_row_is_not_found(self, browser, ben):
        work = make_work(user=ben)

        answer = browser.patch(f"/api/v1/works/{work.pk}/", "title=Hoe&version=1", FORM)

        assert answer.status_code == 404
