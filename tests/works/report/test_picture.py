"""The picture of a report: its columns and rows, and that it is XML whatever the names are."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from categories.models import Category
from tests.makers import make_category, make_finished_work
from tests.works.report.reports import days, local
from works.report.contents import read
from works.report.periods import Period
from works.report.picture import LONGEST_NAME, MOST_COLUMNS, MOST_ROWS, draw
from works.report.reading import Report

SVG = "{http://www.w3.org/2000/svg}"


def drawn(user, period):
    return draw(read(Report(user, period, local("12-31 12:00"))))


def rendered(picture, **more):
    return ElementTree.fromstring(render_to_string("works/report.svg", {"picture": picture, **more}))


class TestDraw:
    def test_has_a_column_for_each_day_with_its_number(self, ann, ben):
        for day in ("09-01 23:59", "09-03 00:00", "09-03 10:00"):
            make_finished_work(user=ann, at=local(day))
        make_finished_work(user=ben, at=local("09-02 12:00"))

        picture = drawn(ann, days("09-01 09-03"))

        assert [column.number for column in picture.columns] == [1, 0, 2]
        assert [column.height for column in picture.columns] == [48, 0, 96]
        assert [column.written for column in picture.columns] == ["1", "", "2"]
        assert picture.description == (
            "3 works finished. By day: 1 September 2026: 1, 3 September 2026: 2. By project: Without a project: 3."
        )

    @pytest.mark.parametrize(
        ("period", "number"),
        [
            (days("09-01"), 1),
            (days("09-01 11-01"), MOST_COLUMNS),
            (days("01-01 12-31"), 53),
            (Period(date(2022, 1, 1), date(2026, 12, 31)), 60),
        ],
    )
    def test_sums_longer_periods_up(self, ann, period, number):
        columns = drawn(ann, period).columns

        assert len(columns) == number
        assert all(column.x >= 0 and column.x + column.width <= 480 for column in columns)

    @pytest.mark.parametrize("period", [days("01-01 12-31"), Period(date(2022, 1, 5), date(2026, 12, 30))])
    def test_loses_no_work_in_sums(self, ann, period):
        for day in ("01-05 12:00", "03-31 12:00", "12-30 12:00"):
            make_finished_work(user=ann, at=local(day))

        assert sum(column.number for column in drawn(ann, period).columns) == 3

    def test_has_a_row_for_each_project_the_most_first_and_sums_the_others_up(self, ann):
        for number in range(MOST_ROWS + 2):
            category = make_category(user=ann, name=f"P{number}")
            for _times in range(number + 1):
                make_finished_work(user=ann, category=category, at=local("09-01 12:00"))

        rows = drawn(ann, days("09-01")).rows

        assert len(rows) == MOST_ROWS
        assert [(row.name, row.number) for row in rows[:2]] == [("P9", 10), ("P8", 9)]
        assert (rows[-1].name, rows[-1].number) == ("Others", 1 + 2 + 3)

    def test_shortens_names_and_counts_wide_letters_twice(self, ann):
        for name in ("x" * 90, "가" * 90):
            make_finished_work(user=ann, category=make_category(user=ann, name=name), at=local("09-01 12:00"))

        assert [row.name for row in drawn(ann, days("09-01")).rows] == [
            "x" * LONGEST_NAME + "…",
            "가" * (LONGEST_NAME // 2) + "…",
        ]


class TestSvg:
    @pytest.mark.parametrize("style", ["", "rect{}"])
    def test_is_xml_with_a_text_alternative_whatever_the_names_are(self, ann, style):
        for name in ("</text><script>alert(1)</script>", "a & b ]]> \"'", "나무"):
            make_finished_work(user=ann, category=make_category(user=ann, name=name), at=local("09-01 12:00"))
        # No service stores these; a row of before might have them.
        odd = make_category(user=ann, name="odd")
        Category.objects.with_ids([odd.pk]).update(name="a\x08b\ufffe")
        make_finished_work(user=ann, category=odd, at=local("09-01 12:00"))

        root = rendered(drawn(ann, days("09-01")), style=style)

        texts = [element.text for element in root.iter(f"{SVG}text")]
        assert "</text><script>alert(1)</script>" in texts
        assert "ab" in texts
        assert not list(root.iter(f"{SVG}script"))
        assert (root.get("role"), root.get("aria-labelledby")) == ("img", "picture-title picture-text")
        assert root.find(f"{SVG}desc").text.startswith("4 works finished.")

    def test_has_a_decimal_point_in_every_language(self, ann):
        make_finished_work(user=ann, at=local("09-01 12:00"))

        with translation.override("ko"):
            root = rendered(drawn(ann, days("09-01 09-30")))

        assert all("," not in (element.get("x") or "") for element in root.iter())
