"""iCalendar text, read back by the library icalendar."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from works.exchange import ical

# Surrogates cannot be encoded; text from the database has none.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


def read(*lines):
    """Return the VTODO of these lines, read by the library."""
    todo = ical.component("VTODO", ["UID:1\r\n", "DTSTAMP:20260902T090000Z\r\n", *lines])
    [read_todo] = icalendar.Calendar.from_ical("".join(ical.calendar([todo]))).walk("VTODO")
    return read_todo


class TestFold:
    def test_it_leaves_a_line_of_75_octets(self):
        assert ical.fold("X:" + "a" * 73) == "X:" + "a" * 73 + "\r\n"

    def test_it_folds_the_76th_octet(self):
        assert ical.fold("X:" + "a" * 74) == "X:" + "a" * 73 + "\r\n a\r\n"

    def test_it_never_folds_inside_of_a_character(self):
        # Given: three octets for each syllable, four for the emoji
        folded = ical.fold("SUMMARY:" + "분기 보고서 마감🎉" * 30)

        # Then
        lines = folded.encode().removesuffix(b"\r\n").split(b"\r\n")
        assert all(len(each) <= 75 for each in lines)
        assert all(each.decode() for each in lines)
        assert folded.replace("\r\n ", "") == "SUMMARY:" + "분기 보고서 마감🎉" * 30 + "\r\n"

    @given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), min_size=1))
    def test_whatever_it_folds_is_the_same_when_it_is_unfolded(self, content):
        folded = ical.fold(content * 20)

        assert folded.replace("\r\n ", "") == f"{content * 20}\r\n"
        assert all(len(each) <= 75 for each in folded.encode().split(b"\r\n"))


class TestText:
    def test_it_escapes_what_separates(self):
        assert ical.text("a;b,c\\d\ne") == r"a\;b\,c\\d\ne"

    def test_it_writes_each_kind_of_line_end_as_one(self):
        assert ical.text("a\r\nb\rc\nd") == r"a\nb\nc\nd"

    def test_it_leaves_out_control_characters_but_the_tab(self):
        assert ical.text("a\x00\x1b\x7f\tb") == "a\tb"

    @given(texts)
    def test_a_reader_gets_the_same_text(self, content):
        # Given
        clean = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", content.replace("\r\n", "\n").replace("\r", "\n"))

        # When
        todo = read(ical.line("DESCRIPTION", ical.text(content)))

        # Then
        assert str(todo["DESCRIPTION"]) == clean

    def test_a_text_cannot_add_a_property(self):
        todo = read(ical.line("SUMMARY", ical.text("a\r\nSTATUS:COMPLETED\nEND:VTODO")))

        assert "STATUS" not in todo
        assert str(todo["SUMMARY"]) == "a\nSTATUS:COMPLETED\nEND:VTODO"


class TestTexts:
    def test_a_comma_in_a_name_does_not_separate(self):
        todo = read(ical.line("CATEGORIES", ical.texts(["회사, 집", "b"])))

        assert [str(each) for each in todo["CATEGORIES"].cats] == ["회사, 집", "b"]


class TestDay:
    @pytest.mark.parametrize(("value", "shown"), [(date(2026, 9, 2), "20260902"), (date(1, 1, 1), "00010101")])
    def test_it_has_four_digits_for_the_year(self, value, shown):
        assert ical.day(value) == shown


class TestMoment:
    def test_an_instant_is_in_utc(self):
        seoul = timezone(timedelta(hours=9))

        assert ical.moment(datetime(2026, 9, 2, 8, 30, tzinfo=seoul)) == "20260901T233000Z"

    def test_a_time_without_a_zone_floats(self):
        assert ical.moment(datetime(2026, 9, 2, 8, 30)) == "20260902T083000"

    def test_a_year_before_1000_has_four_digits(self):
        assert ical.moment(datetime(999, 9, 2, tzinfo=UTC)) == "09990902T000000Z"


class TestLine:
    def test_it_has_parameters(self):
        assert ical.line("DUE", "20260902", VALUE="DATE") == "DUE;VALUE=DATE:20260902\r\n"

    def test_it_quotes_a_parameter_that_separates(self):
        assert ical.line("X", "y", ALTREP="a:b", X_B="c") == 'X;ALTREP="a:b";X-B=c:y\r\n'

    def test_a_parameter_cannot_leave_its_quotation_marks(self):
        assert ical.line("X", "y", P='a";Q=b:\r\nz') == 'X;P="a;Q=b:z":y\r\n'


class TestDays:
    def test_it_lists_days_in_order(self):
        days = [date(2026, 9, 4), date(2026, 9, 2)]

        assert ical.days("EXDATE", days) == "EXDATE;VALUE=DATE:20260902,20260904\r\n"

    def test_it_is_nothing_without_days(self):
        assert ical.days("EXDATE", []) == ""


class TestCalendar:
    def test_it_is_a_calendar_that_the_library_reads(self):
        text = "".join(ical.calendar([], properties=[ical.line("NAME", ical.text("일"))]))

        calendar = icalendar.Calendar.from_ical(text)
        assert calendar["VERSION"] == "2.0"
        assert calendar["PRODID"] == ical.PRODID
        assert str(calendar["NAME"]) == "일"

    def test_it_yields_piece_by_piece(self):
        def components():
            yield ical.component("VTODO", [])
            raise AssertionError("read before it was asked for")

        pieces = ical.calendar(components())

        assert next(pieces).startswith("BEGIN:VCALENDAR")
        assert next(pieces) == "BEGIN:VTODO\r\nEND:VTODO\r\n"
