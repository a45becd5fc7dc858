"""The dates of Todoist, in the languages of the table todoist.json: what each phrase means on Sunday, 29 November 2026."""

import csv
import io
import json
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from works.exchange.dialects.todoist import LANGUAGES, read
from works.exchange.readers import todoist_csv
from works.exchange.records import Reading
from works.recurrence.rule import Rule
from works.recurrence.schedule import check

TODAY = date(2026, 11, 29)
ROWS = json.loads((Path(__file__).parent / "todoist.json").read_text())
EXPRESSIBLE = [row for row in ROWS if row["gives"]]


def read_on(text, language="en", **options):
    return read(text, language, **{"today": TODAY, **options})


def as_row(row):
    """What the phrase of a row means, in the form of the table; without its notice."""
    due = read_on(row["phrase"], row["language"])
    found = {"phrase": row["phrase"], "language": row["language"], "gives": str(due.rule) if due and due.rule else None}
    if due and due.day:
        found["starts_on"] = due.day.isoformat()
        found |= {"time": f"{due.at:%H:%M}"} if due.at else {}
        found |= {"from_completion": True} if due.from_completion else {}
    return found


class TestTheTable:
    def test_is_read_exactly(self):
        meant = {row["phrase"]: {name: row[name] for name in row if name != "notice"} for row in ROWS}

        found = {row["phrase"]: as_row(row) for row in ROWS}

        assert {phrase: (found[phrase], meant[phrase]) for phrase in meant if found[phrase] != meant[phrase]} == {}

    def test_has_enough_phrases_of_each_language(self):
        counted = {code: sum(row["language"] == code for row in ROWS) for code in LANGUAGES}

        assert all(count >= 15 for count in counted.values()), counted

    def test_gives_rules_that_a_recurring_work_can_have(self):
        for row in EXPRESSIBLE:
            rule = Rule.parse(row["gives"])

            assert str(rule) == row["gives"]
            check(rule, date.fromisoformat(row["starts_on"]))

    def test_names_what_was_not_read_or_counted_from_today(self):
        file = io.StringIO()
        rows = [["task", row["phrase"].replace("@", ""), row["phrase"], row["language"]] for row in ROWS]
        csv.writer(file).writerows([["TYPE", "CONTENT", "DATE", "DATE_LANG"], *rows])
        reading = Reading(zone=ZoneInfo("Asia/Seoul"), today=TODAY)

        contents = todoist_csv.read(file.getvalue().encode(), reading)

        named = {notice.line - 2: notice.text for notice in contents.notices if "is counted from" not in notice.text}
        named = {number: text for number, text in named.items() if "The end of" not in text}
        assert named == {number: row["notice"] for number, row in enumerate(ROWS) if "notice" in row}


class TestRead:
    def test_begins_a_rule_on_the_day_that_is_known(self):
        due = read_on("매주 월요일", "ko", on=date(2026, 12, 7))

        assert (due.day, str(due.rule)) == (date(2026, 12, 7), "FREQ=WEEKLY;BYDAY=MO")

    def test_takes_the_open_day_of_a_rule_from_the_day_that_is_known(self):
        assert str(read_on("every month", on=date(2026, 12, 15)).rule) == "FREQ=MONTHLY;BYMONTHDAY=15"
        assert str(read_on("every year", on=date(2028, 2, 29)).rule) == (
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"
        )

    def test_ends_a_rule_after_the_day_that_is_known(self):
        due = read_on("every day until 20 May", on=date(2027, 6, 1))

        assert due.rule.until == date(2028, 5, 20)

    @pytest.mark.parametrize(
        ("phrase", "first"),
        [
            ("every 14 days starting 1 Nov", date(2026, 11, 29)),
            ("every 14 days starting 2 Nov", date(2026, 11, 30)),
            ("every 14 days starting 10 Nov", date(2026, 12, 8)),
            ("every 14 days starting 10 Dec", date(2026, 12, 10)),
            ("every 2 weeks on fri starting 2026-11-02", date(2026, 12, 4)),
            ("every 3 months on the 1st starting 2026-01-01", date(2027, 1, 1)),
        ],
    )
    def test_counts_an_interval_from_the_day_on_which_it_started(self, phrase, first):
        due = read_on(phrase)

        assert (due.day, due.is_counted) == (first, False)

    @pytest.mark.parametrize(
        ("phrase", "is_counted"),
        [
            ("every day", False),
            ("every mon", False),
            ("every 15th", False),
            ("every week", True),
            ("every month", True),
            ("every year", True),
            ("every 3 days", True),
            ("every other mon", True),
        ],
    )
    def test_knows_whether_the_days_depend_on_the_first_one(self, phrase, is_counted):
        assert read_on(phrase).is_counted == is_counted

    def test_counts_the_length_of_a_rule_from_its_first_day(self):
        due = read_on("every mon for 2 weeks")

        assert (due.day, due.rule.until, due.is_cut) == (date(2026, 11, 30), date(2026, 12, 13), True)

    def test_knows_a_rule_that_cannot_be_expressed_from_a_text_that_is_no_date(self):
        assert read_on("every 3 hours").recurs
        assert read_on("every 3 hours").rule is None
        assert read_on("every blue moon") is None

    def test_does_not_take_a_rule_that_is_over(self):
        assert read_on("every day until 2026-11-01").rule is None

    def test_tries_every_language_where_the_language_is_not_known(self):
        for language in ("", "xx", "pt"):
            assert str(read_on("jeden Montag", language).rule) == "FREQ=WEEKLY;BYDAY=MO"
        assert str(read_on("매주 월요일", "ko_KR").rule) == "FREQ=WEEKLY;BYDAY=MO"
        assert read_on("jeden Montag", "ko") is None

    def test_reads_hours_as_each_language_means_them(self):
        assert read_on("every day at 5").at == time(17)
        assert read_on("매일 3시", "ko").at == time(15)
        assert read_on("매일 오전 3시", "ko").at == time(3)
        assert read_on("every evening at 8:30").at == time(20, 30)
        assert read_on("cada lunes a las 9 de la noche", "es").at == time(21)

    @pytest.mark.parametrize(
        "phrase",
        ["every 0 days", "every 40th", "every 6th friday", "every 1001 days", "every day at 25:00", "every 31 feb",
         "every mon every 15th", "every week on mon and 15th", "every day at 9am at 5pm", "every last", "every 3 fridays", "at 25", "2026-02-30",
         "tomorrow tomorrow", "in 3 hours", "starting tomorrow", "every", "32 dec", "13pm", "every other"],
    )  # fmt: skip
    def test_does_not_guess(self, phrase):
        due = read_on(phrase)

        assert due is None or (due.recurs and due.rule is None)

    def test_does_not_search_long_texts(self):
        assert read_on("every day " * 21) is None

    @settings(max_examples=200, deadline=None)
    @given(st.data())
    def test_never_fails(self, data):
        words = sorted({word for row in ROWS for word in row["phrase"].split()})
        text = " ".join(data.draw(st.lists(st.sampled_from(words) | st.text(max_size=6), max_size=8)))
        on = data.draw(st.none() | st.dates(date(1900, 1, 1), date(2999, 12, 31)))

        due = read_on(text, data.draw(st.sampled_from([*LANGUAGES, ""])), on=on)

        if due and due.rule:
            check(Rule.parse(str(due.rule)), due.day)
