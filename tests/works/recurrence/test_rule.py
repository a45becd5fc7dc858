"""Rules in text: what may be said, how it is kept, and what is refused with which name."""

from datetime import UTC, date, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from tests.works.recurrence.rules import examples, texts
from works.recurrence import rule as rules
from works.recurrence.rule import Rule

SEOUL = ZoneInfo("Asia/Seoul")
NEW_YORK = ZoneInfo("America/New_York")


class TestParse:
    def test_reads_every_part(self):
        text = "FREQ=YEARLY;COUNT=7;INTERVAL=2;BYMONTH=3;BYWEEKNO=12;BYYEARDAY=80;BYMONTHDAY=21;BYDAY=SU;BYSETPOS=1;WKST=SU"

        rule = Rule.parse(text)

        assert rule == Rule(
            frequency="YEARLY",
            interval=2,
            count=7,
            months=(3,),
            weeks=(12,),
            year_days=(80,),
            month_days=(21,),
            days=(("SU", 0),),
            positions=(1,),
            week_start="SU",
        )

    def test_supposes_what_goes_without_saying(self):
        assert Rule.parse("FREQ=DAILY") == Rule("DAILY", interval=1, count=None, until=None, week_start="MO")

    @pytest.mark.parametrize(
        "text",
        [
            "RRULE:FREQ=WEEKLY;BYDAY=FR",
            "freq=weekly;byday=fr",
            " BYDAY=FR;FREQ=WEEKLY;\n",
            "rrule:FREQ=WEEKLY;BYDAY=FR,FR",
        ],
    )
    def test_reads_what_others_write(self, text):
        assert str(Rule.parse(text)) == "FREQ=WEEKLY;BYDAY=FR"

    def test_counts_weekdays_from_either_end(self):
        rule = Rule.parse("FREQ=MONTHLY;BYDAY=+1MO,-5FR,TU")

        assert rule.days == (("TU", 0), ("MO", 1), ("FR", -5))

    @pytest.mark.parametrize(
        ("name", "smallest", "greatest"),
        [
            ("INTERVAL", 1, 1000),
            ("COUNT", 1, 1000),
            ("BYMONTH", 1, 12),
            ("BYWEEKNO", 1, 53),
            ("BYYEARDAY", 1, 366),
            ("BYMONTHDAY", 1, 31),
            ("BYSETPOS", 1, 366),
        ],
    )
    def test_knows_the_bounds_of_numbers(self, name, smallest, greatest):
        def parse(number):
            return Rule.parse(f"FREQ=YEARLY;BYDAY=MO;{name}={number}")

        assert parse(smallest) != parse(greatest)
        for number in (smallest - 1, greatest + 1, 99999):
            with pytest.raises(rules.RulePartOutOfRange) as refusal:
                parse(number)
            assert name in refusal.value.detail
            assert str(greatest) in refusal.value.detail

    @pytest.mark.parametrize(
        ("name", "greatest"), [("BYWEEKNO", 53), ("BYYEARDAY", 366), ("BYMONTHDAY", 31), ("BYSETPOS", 366)]
    )
    def test_counts_back_as_far_as_ahead(self, name, greatest):
        text = f"FREQ=YEARLY;BYMONTH=1;{name}="

        assert f"{name}=-{greatest},-1" in str(Rule.parse(f"{text}-1,-{greatest}"))
        with pytest.raises(rules.RulePartOutOfRange):
            Rule.parse(f"{text}-{greatest + 1}")

    @pytest.mark.parametrize("name", ["INTERVAL", "COUNT", "BYMONTH"])
    def test_counts_nothing_else_back(self, name):
        with pytest.raises(rules.RulePartOutOfRange):
            Rule.parse(f"FREQ=YEARLY;{name}=-1")

    @pytest.mark.parametrize(
        ("fine", "too_far"),
        [
            ("FREQ=MONTHLY;BYDAY=5MO", "FREQ=MONTHLY;BYDAY=6MO"),
            ("FREQ=MONTHLY;BYDAY=-5MO", "FREQ=MONTHLY;BYDAY=-6MO"),
            ("FREQ=YEARLY;BYDAY=53MO", "FREQ=YEARLY;BYDAY=54MO"),
            ("FREQ=YEARLY;BYDAY=-53MO", "FREQ=YEARLY;BYDAY=-54MO"),
        ],
    )
    def test_knows_how_many_of_a_weekday_there_are(self, fine, too_far):
        assert str(Rule.parse(fine)) == fine
        with pytest.raises(rules.RulePartOutOfRange):
            Rule.parse(too_far)

    def test_takes_so_many_characters(self):
        text = "FREQ=YEARLY;BYYEARDAY=" + ",".join(["100"] * 119) + ",1"

        assert len(text) == 499
        assert Rule.parse(text + "0").year_days == (10, 100)
        with pytest.raises(rules.RuleTooLong):
            Rule.parse(text + "00")

    @pytest.mark.parametrize(
        ("text", "refusal", "told"),
        [
            ("", rules.RuleNotUnderstood, "“”"),
            ("every Friday", rules.RuleNotUnderstood, "EVERY FRIDAY"),
            ("FREQ", rules.RuleNotUnderstood, "FREQ"),
            ("FREQ=", rules.RuleNotUnderstood, "FREQ="),
            ("FREQ=DAILY;;COUNT=2", rules.RuleNotUnderstood, "“FREQ=DAILY;;COUNT=2”"),
            ("FREQ=DAILY; COUNT=2", rules.RulePartUnknown, " COUNT"),
            ("FREQ=DAILY;COUNT=2 ;WKST=MO", rules.RuleNotUnderstood, "COUNT=2 "),
            ("FREQ=DAILY\nCOUNT=2", rules.RuleNotUnderstood, "FREQ"),
            ("FREQ=DAILY;BYEASTER=1", rules.RulePartUnknown, "BYEASTER"),
            ("FREQ=DAILY;X-PART=1", rules.RulePartUnknown, "BYMONTHDAY"),
            ("FREQ=DAILY;DTSTART=20260902", rules.RulePartUnknown, "DTSTART"),
            ("FREQ=DAILY;COUNT=2;COUNT=2", rules.RulePartTwice, "COUNT"),
            ("FREQ=DAILY;FREQ=WEEKLY", rules.RulePartTwice, "FREQ"),
            ("BYDAY=FR", rules.RulePartMissing, "FREQ"),
            ("FREQ=MONTHLY;BYSETPOS=1", rules.RulePartMissing, "BYDAY"),
            ("FREQ=HOURLY", rules.RuleFinerThanADay, "HOURLY"),
            ("FREQ=MINUTELY", rules.RuleFinerThanADay, "MINUTELY"),
            ("FREQ=SECONDLY", rules.RuleFinerThanADay, "SECONDLY"),
            ("FREQ=DAILY;BYHOUR=9", rules.RuleFinerThanADay, "BYHOUR"),
            ("FREQ=DAILY;BYMINUTE=30", rules.RuleFinerThanADay, "BYMINUTE"),
            ("FREQ=DAILY;BYSECOND=0", rules.RuleFinerThanADay, "BYSECOND"),
            ("FREQ=FORTNIGHTLY", rules.RulePartOutOfRange, "FORTNIGHTLY"),
            ("FREQ=DAILY;COUNT=TWO", rules.RulePartOutOfRange, "TWO"),
            ("FREQ=DAILY;COUNT=1,2", rules.RulePartOutOfRange, "1,2"),
            ("FREQ=DAILY;BYMONTH=1,,2", rules.RulePartOutOfRange, "BYMONTH"),
            ("FREQ=MONTHLY;BYMONTHDAY=0", rules.RulePartOutOfRange, "-31"),
            ("FREQ=MONTHLY;BYDAY=0MO", rules.RulePartOutOfRange, "BYDAY"),
            ("FREQ=MONTHLY;BYDAY=-MO", rules.RulePartOutOfRange, "BYDAY"),
            ("FREQ=WEEKLY;BYDAY=XX", rules.RulePartOutOfRange, "XX"),
            ("FREQ=WEEKLY;BYDAY=MO,", rules.RulePartOutOfRange, "BYDAY"),
            ("FREQ=WEEKLY;WKST=1MO", rules.RulePartOutOfRange, "WKST"),
            ("FREQ=DAILY;UNTIL=2026-12-30", rules.RulePartOutOfRange, "UNTIL"),
            ("FREQ=DAILY;UNTIL=20260230", rules.RulePartOutOfRange, "20260230"),
            ("FREQ=DAILY;UNTIL=20261230T250000Z", rules.RulePartOutOfRange, "UNTIL"),
            ("FREQ=DAILY;UNTIL=2026111T10101Z", rules.RulePartOutOfRange, "UNTIL"),
            ("FREQ=DAILY;UNTIL=20261230T09", rules.RulePartOutOfRange, "UNTIL"),
            ("FREQ=DAILY;COUNT=2;UNTIL=20261230", rules.RulePartsDisagree, "UNTIL"),
            ("FREQ=DAILY;BYWEEKNO=20", rules.RulePartsDisagree, "BYWEEKNO"),
            ("FREQ=WEEKLY;BYWEEKNO=20", rules.RulePartsDisagree, "BYWEEKNO"),
            ("FREQ=MONTHLY;BYWEEKNO=20", rules.RulePartsDisagree, "BYWEEKNO"),
            ("FREQ=DAILY;BYYEARDAY=100", rules.RulePartsDisagree, "BYYEARDAY"),
            ("FREQ=WEEKLY;BYYEARDAY=100", rules.RulePartsDisagree, "BYYEARDAY"),
            ("FREQ=MONTHLY;BYYEARDAY=100", rules.RulePartsDisagree, "BYYEARDAY"),
            ("FREQ=WEEKLY;BYMONTHDAY=13", rules.RulePartsDisagree, "BYMONTHDAY"),
            ("FREQ=DAILY;BYDAY=MO;BYSETPOS=1", rules.RulePartsDisagree, "BYSETPOS"),
            ("FREQ=DAILY;BYDAY=1MO", rules.RulePartsDisagree, "FREQ=DAILY"),
            ("FREQ=WEEKLY;BYDAY=-1MO", rules.RulePartsDisagree, "FREQ=WEEKLY"),
            ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", rules.RulePartsDisagree, "BYWEEKNO"),
            ("FREQ=DAILY;WKST=" + "M" * 500, rules.RuleTooLong, "500"),
        ],
    )
    def test_refuses(self, text, refusal, told):
        with pytest.raises(rules.Invalid) as raised:
            Rule.parse(text)

        assert type(raised.value) is refusal
        assert told in raised.value.detail
        assert raised.value.errors == {"rule": [raised.value.detail]}

    @pytest.mark.parametrize(
        ("until", "zone", "day"),
        [
            ("20261230", SEOUL, date(2026, 12, 30)),
            ("20261230T000000", SEOUL, date(2026, 12, 30)),
            ("20261230T235959", NEW_YORK, date(2026, 12, 30)),
            ("20261230T145959Z", SEOUL, date(2026, 12, 30)),
            ("20261230T150000Z", SEOUL, date(2026, 12, 31)),
            ("20261231T045959Z", NEW_YORK, date(2026, 12, 30)),
            ("20261231T050000Z", NEW_YORK, date(2026, 12, 31)),
            # Clocks are an hour ahead in summer.
            ("20260701T040000Z", NEW_YORK, date(2026, 7, 1)),
            ("20260701T040000Z", UTC, date(2026, 7, 1)),
        ],
    )
    def test_takes_an_instant_for_its_day_in_the_zone(self, until, zone, day):
        assert Rule.parse(f"FREQ=DAILY;UNTIL={until}", zone=zone).until == day

    @pytest.mark.parametrize(
        ("until", "zone"),
        [("00010101T000000Z", timezone(timedelta(hours=-5))), ("99991231T235959Z", SEOUL), ("00000101", UTC)],
    )
    def test_refuses_an_end_that_no_calendar_has(self, until, zone):
        with pytest.raises(rules.RulePartOutOfRange):
            Rule.parse(f"FREQ=DAILY;UNTIL={until}", zone=zone)


class TestStr:
    @pytest.mark.parametrize(
        ("text", "canonical"),
        [
            ("INTERVAL=1;FREQ=DAILY;WKST=MO", "FREQ=DAILY"),
            ("WKST=SU;INTERVAL=02;FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;WKST=SU"),
            ("FREQ=DAILY;COUNT=+5", "FREQ=DAILY;COUNT=5"),
            ("FREQ=DAILY;UNTIL=20261230T235959", "FREQ=DAILY;UNTIL=20261230"),
            ("FREQ=DAILY;UNTIL=09990101", "FREQ=DAILY;UNTIL=09990101"),
            ("FREQ=WEEKLY;BYDAY=SU,FR,MO,FR", "FREQ=WEEKLY;BYDAY=MO,FR,SU"),
            ("FREQ=MONTHLY;BYDAY=-1MO,2TU,+1WE,FR", "FREQ=MONTHLY;BYDAY=FR,1WE,2TU,-1MO"),
            ("FREQ=MONTHLY;BYMONTHDAY=-1,15,-2,01", "FREQ=MONTHLY;BYMONTHDAY=1,15,-2,-1"),
            ("FREQ=MONTHLY;BYMONTH=12,1,1;BYMONTHDAY=1", "FREQ=MONTHLY;BYMONTH=1,12;BYMONTHDAY=1"),
            (
                "WKST=SU;BYSETPOS=1;BYDAY=SU;BYMONTHDAY=21;BYYEARDAY=80;BYWEEKNO=12;BYMONTH=3;INTERVAL=2;COUNT=7;FREQ=YEARLY",
                "FREQ=YEARLY;COUNT=7;INTERVAL=2;BYMONTH=3;BYWEEKNO=12;BYYEARDAY=80;BYMONTHDAY=21;BYDAY=SU;BYSETPOS=1;WKST=SU",
            ),
        ],
    )
    def test_is_canonical(self, text, canonical):
        assert str(Rule.parse(text)) == canonical

    @given(text=texts())
    @examples(500)
    def test_says_all_that_was_said_and_changes_no_more(self, text):
        rule = Rule.parse(text)

        said = str(rule)

        assert Rule.parse(said) == rule
        assert str(Rule.parse(said)) == said


class TestStored:
    def test_reads_canonical_text(self):
        text = "FREQ=WEEKLY;UNTIL=20261230;BYDAY=FR"

        assert Rule.stored(text) == Rule.parse(text)
        assert str(Rule.stored(text)) == text
