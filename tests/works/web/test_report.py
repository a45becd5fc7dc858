"""/report/, its files, and kept reports."""

import csv
import io
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.makers import (
    NOON,
    make_ancestors,
    make_category,
    make_finished_work,
    make_label,
    make_recurring_work,
    make_report_copy,
    make_work,
)
from tests.pages import page_of
from works.models import ReportCopy
from works.services import editing
from works.web.report_views import STYLE

WEEK = "?start=2026-08-31&end=2026-09-06"
FILES = ["/report.md", "/report.csv", "/report.svg"]


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOON, tick=False)


def text_of(browser, address):
    return browser.get(address).getvalue().decode()


def totals(page):
    """The numbers of the table: now, before, and the difference, by section."""
    cells = [cell.text for cell in page.all() if cell.tag in ("th", "td") and cell["class"] != "number quiet"]
    at = cells.index("Finished")
    return {cells[n]: cells[n + 1 : n + 4] for n in range(at, at + 20, 4)}


@pytest.mark.alike
class TestReport:
    def test_shows_this_week_by_project_and_path_with_the_week_before(self, browser, ann):
        _root, beds = make_ancestors(user=ann, names=["2026", "Beds"])
        make_finished_work(user=ann, title="Dig", category=beds)
        make_finished_work(user=ann, title="Rake", category=beds, at=NOON - timedelta(days=7))
        make_finished_work(user=ann, title="Weed", category=beds, at=NOON - timedelta(days=8))
        make_work(user=ann, title="Seeds", deadline_on=date(2026, 9, 1))

        page = page_of(browser, "/report/")

        assert page.one("h1").text == "Report, week 36: 2026-08-31 – 2026-09-06"
        assert [each.text for each in page.all("h2") if (each["id"] or "").startswith("part-")] == [
            "2026 1 finished",
            "Without a project 1 overdue",
        ]
        assert "Beds Finished 1 Dig (done 2026-09-02)" in page.main
        assert "Rake" not in page.main
        assert totals(page)["Finished"] == ["1", "2", "−1"]
        assert totals(page)["Overdue"] == ["1", "0", "+1"]
        assert totals(page)["Open"] == ["0", "0", "±0"]
        assert page.one("a", **{"aria-current": "true"}).text == "This week"

    @pytest.mark.parametrize(
        ("preset", "span"),
        [
            ("last-week", "2026-08-24 – 2026-08-30"),
            ("this-month", "2026-09-01 – 2026-09-30"),
            ("last-month", "2026-08-01 – 2026-08-31"),
            ("this-year", "2026-01-01 – 2026-12-31"),
            ("last-30-days", "2026-08-04 – 2026-09-02"),
        ],
    )
    def test_has_periods_as_links(self, browser, preset, span):
        page = page_of(browser, f"/report/?preset={preset}&by=label")

        assert span in page.one("h1").text
        assert f"?preset={preset}&by=label" in [link["href"] for link in page.all("a")]

    def test_shows_by_label(self, browser, ann):
        label = make_label(user=ann, name="Phone")
        make_work(user=ann, title="Call", category=make_category(user=ann, name="Flat"), labels=[label.pk])
        make_work(user=ann, title="Dig")

        page = page_of(browser, f"/report/{WEEK}&by=label")

        assert [each.text for each in page.all("h2") if (each["id"] or "").startswith("part-")] == [
            "Phone 1 open",
            "Without a label 1 open",
        ]
        assert "Open 1 Call Flat" in page.main

    def test_folds_the_works_of_a_rule(self, browser, ann):
        rule = make_recurring_work(user=ann, title="Water", starts_on=date(2026, 8, 31), catch_up="create_all")

        page = page_of(browser, f"/report/{WEEK}")

        assert "Water ×3" in page.main
        assert page.all("a", href=f"/recurring/{rule.pk}/")

    def test_narrows_to_one_project(self, browser, ann):
        root, beds = make_ancestors(user=ann, names=["2026", "Beds"])
        make_work(user=ann, title="Dig", category=beds)
        make_work(user=ann, title="Paint", category=root)

        page = page_of(browser, f"/report/{WEEK}&under={beds.pk}")

        assert "Dig" in page.main
        assert "Paint" not in page.main
        assert f"under={beds.pk}" in page.one(id="copy")["href"]

    def test_finds_projects_by_a_part_of_their_name(self, browser, ann):
        make_ancestors(user=ann, names=["2026", "Beds"])

        page = page_of(browser, "/report/").press("pick-under-find", under_q="bed")

        assert [each.text for each in page.below("pick-under-found", "label")] == ["All projects", "2026 / Beds"]

    def test_shows_nothing_that_is_deleted_or_of_a_stranger(self, browser, ann, ben):
        make_work(user=ben, title="His")
        editing.delete_work(user=ann, work_id=make_work(user=ann, title="Gone").pk, at=NOON)

        page = page_of(browser, "/report/")

        assert "Nothing was finished, and nothing is open." in page.main
        assert "His" not in page.main
        assert "Gone" not in page.main

    @pytest.mark.parametrize("address", ["/report/", *FILES])
    def test_of_a_project_of_a_stranger_is_not_found(self, browser, ben, address):
        his = make_category(user=ben)

        assert browser.get(f"{address}{WEEK}&under={his.pk}").status_code == 404

    @pytest.mark.parametrize("address", ["/report/", *FILES])
    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ("?start=2026-09-31&end=2026-10-01", "First day: Enter a valid date."),
            ("?start=2026-09-01", "Last day: Choose both days."),
            ("?end=2026-09-01", "First day: Choose both days."),
            ("?start=2026-09-02&end=2026-09-01", "The end, 2026-09-01, is before the start, 2026-09-02."),
            ("?start=2020-01-01&end=2026-09-01", "Choose a period of at most five years."),
            ("?start=1800-01-01&end=1800-01-02", "Enter a day from 1900-01-01 to 2999-12-31."),
            ("?preset=next-week", "There is no such period."),
            ("?by=colour", "colour"),
            ("?under=x", "Enter a whole number."),
        ],
    )
    def test_answers_what_it_cannot_read_with_the_reason(self, browser, address, query, message):
        page = page_of(browser, address + query)

        assert page.status == 422
        assert message in page.main

    def test_speaks_korean(self, ann):
        ann.language = "ko"
        ann.save()
        client = Client()
        client.force_login(ann)
        make_finished_work(user=ann, title="물주기")

        page = page_of(client, "/report/")

        assert "보고서, 36주차" in page.one("h1").text
        assert "완료" in page.main


@pytest.mark.alike
class TestFiles:
    def test_markdown_is_that_of_the_page(self, browser, ann):
        make_finished_work(user=ann, title="*Dig*")
        page = page_of(browser, f"/report/{WEEK}")

        answer = browser.get(page.one(id="copy")["href"])

        assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
        text = answer.getvalue().decode()
        assert text.startswith("# Report, week 36: 2026-08-31 – 2026-09-06\n")
        assert "- \\*Dig\\* (done 2026-09-02)\n" in text
        assert text.endswith("The period before, 2026-08-24 – 2026-08-30: nothing\n")

    def test_markdown_by_label(self, browser, ann):
        label = make_label(user=ann, name="Phone")
        make_work(user=ann, title="Call", labels=[label.pk])

        assert "## Phone\n\nOpen (1)\n\n- Call\n" in text_of(browser, f"/report.md{WEEK}&by=label")

    def test_csv_has_a_line_for_each_entry_and_no_formula(self, browser, ann):
        make_finished_work(user=ann, title="=1+1")

        text = text_of(browser, f"/report.csv{WEEK}").removeprefix("\ufeff")

        assert [(row["section"], row["title"]) for row in csv.DictReader(io.StringIO(text))] == [("finished", "'=1+1")]

    def test_svg_is_xml_and_its_policy_allows_its_own_style_only(self, browser, ann):
        make_finished_work(user=ann, category=make_category(user=ann, name="<b>&"))

        answer = browser.get(f"/report.svg{WEEK}")

        root = ElementTree.fromstring(answer.content)
        assert "<b>&" in [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
        assert root.find("{http://www.w3.org/2000/svg}style").text == STYLE
        assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")


class TestCopies:
    def test_keeps_a_report_as_it_is(self, browser, ann):
        work = make_work(user=ann, title="Dig")

        page = page_of(browser, f"/report/{WEEK}").press("keep", title="Before the change")
        editing.edit_work(user=ann, work_id=work.pk, title="Plant", at=NOON)

        assert page.toast.startswith("Kept “Before the change” as it is now.")
        again = page_of(browser, page.url)
        assert again.one("h1").text == "Before the change"
        assert "Open 1 Dig" in again.main
        assert "Plant" not in again.main
        assert [copy.text for copy in page_of(browser, "/report/copies/").all("a", class_="title")] == [
            "Before the change"
        ]

    def test_keeps_the_project_and_the_order_by_label(self, browser, ann):
        beds = make_category(user=ann, name="Beds")
        make_work(user=ann, title="Dig", category=beds)
        make_work(user=ann, title="Paint")

        page = page_of(browser, f"/report/{WEEK}&by=label&under={beds.pk}").press("keep")

        assert "Without a label" in page.main
        assert "Paint" not in page.main
        assert "- Dig – Beds\n" in text_of(browser, page.one(id="copy")["href"])
        assert text_of(browser, page.one(id="svg")["href"]).startswith("<svg")

    def test_asks_for_a_title(self, browser, ann):
        page = page_of(browser, f"/report/{WEEK}").press("keep", title=" ")

        assert page.status == 422
        assert "This field is required." in page.main
        assert not ReportCopy.objects.exists()

    def test_deletes_with_undo(self, browser, ann):
        copy = make_report_copy(user=ann)

        page = page_of(browser, f"/report/copies/{copy.pk}/").press("delete")

        assert (page.url, page.toast) == ("/report/copies/", "Deleted “September”. Undo")
        assert page.all("a", class_="title") == []
        undone = page.press(page.all("button", **{"data-key": "z"})[0]["id"])
        assert [each.text for each in undone.all("a", class_="title")] == ["September"]

    def test_of_a_stranger_are_not_there(self, browser, other_browser, ann):
        copy = make_report_copy(user=ann, title="Mine")

        addresses = [f"/report/copies/{copy.pk}{end}" for end in ("/", ".md", ".svg")]

        assert {other_browser.get(address).status_code for address in addresses} == {404}
        assert "Mine" not in page_of(other_browser, "/report/copies/").main
        page_of(other_browser, "/report/copies/")
        assert ReportCopy.objects.count() == 1
