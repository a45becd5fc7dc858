"""Kept reports in the admin: shown, deleted and restored, not changed."""

from tests.conftest import run_action
from tests.makers import NOON, make_report_copy
from works.models import ReportCopy
from works.services.report_copies import delete_report_copy

COPIES = "/admin/works/reportcopy/"


class TestReportCopies:
    def test_are_listed_and_shown_without_their_contents(self, operator_client, ann, ben):
        mine, his = make_report_copy(user=ann, title="Mine"), make_report_copy(user=ben, title="His")

        html = operator_client.get(f"{COPIES}?user__id__exact={ann.pk}").content.decode()
        page = operator_client.get(f"{COPIES}{mine.pk}/change/").content.decode()

        assert "Mine" in html
        assert "His" not in html.partition('id="result_list"')[2].partition("</table>")[0]
        assert "2026-09-01" in page
        assert "finished_on" not in page
        assert operator_client.post(f"{COPIES}{his.pk}/change/", {"title": "Other"}).status_code == 403

    def test_are_deleted_and_restored(self, operator_client, ann):
        copy = make_report_copy(user=ann)

        operator_client.post(f"{COPIES}{copy.pk}/delete/", {"post": "yes"})
        assert not ReportCopy.objects.exists()

        run_action(operator_client, f"{COPIES}?state=trash", "restore", [copy])
        assert ReportCopy.objects.get() == copy

    def test_in_the_trash_are_linked_by_their_deletion(self, operator_client, ann):
        copy = make_report_copy(user=ann)
        deletion = delete_report_copy(user=ann, report_copy_id=copy.pk, at=NOON)

        html = operator_client.get(f"/admin/wheelbarrow/deletion/{deletion.pk}/change/").content.decode()

        assert f"{COPIES}{copy.pk}/change/" in html
