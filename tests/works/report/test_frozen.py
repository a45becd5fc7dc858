"""A kept report is read as it was written."""

from tests.makers import make_ancestors, make_label, make_work
from tests.works.report.reports import AUGUST, september
from works.report import as_csv, as_markdown
from works.report.contents import by_label, read
from works.report.frozen import freeze, thaw


class TestFreeze:
    def test_is_undone_by_thaw(self, planted, nasty, ann):
        label = make_label(user=ann, name="전화")
        make_work(
            user=ann, title="Call", category=make_ancestors(user=ann, names=["A", "B"])[1], labels=[label.pk], at=AUGUST
        )
        contents = read(september(ann))

        again = thaw(freeze(contents))

        assert again == contents
        assert list(as_markdown.write(again)) == list(as_markdown.write(contents))
        assert list(as_csv.write(again)) == list(as_csv.write(contents))
        assert by_label(again) == by_label(contents)

    def test_of_an_empty_report_is_undone_too(self, ann):
        contents = read(september(ann))

        assert thaw(freeze(contents)) == contents
