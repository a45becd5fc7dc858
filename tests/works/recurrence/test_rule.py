"""Rules as text: which are accepted, their canonical text, and the error that refuses each of the others."""

import re
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

    def test_has_defaults(self):
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
    def test_accepts_other_notations(self, text):
        assert str(Rule.parse(text)) == "FREQ=WEEKLY;BYDAY=FR"

    def test_numbers_weekdays_from_either_end(self):
        rule = Rule.parse("FREQ=MONTHLY;BYDAY=+1MO,-5FR,TU")

        assert rule.days == (("TU", 0), ("MO", 1), ("FR", -5))

    @pytest.mark.parametrize(
        ("name", "least", "greatest"),
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
    def test_bounds_numbers(self, name, least, greatest):
        def parse(number):
            return Rule.parse(f"FREQ=YEARLY;BYDAY=MO;{name}={number}")

        assert parse(least) != parse(greatest)
        for number in (least - 1, greatest + 1, 99999):
            with pytest.raises(rules.RulePartOutOfRange) as refusal:
                parse(number)
            assert name in refusal.value.detail
            assert str(greatest) in refusal.value.detail

    @pytest.mark.parametrize(
        ("name", "greatest"), [("BYWEEKNO", 53), ("BYYEARDAY", 366), ("BYMONTHDAY", 31), ("BYSETPOS", 366)]
    )
    def test_bounds_negative_numbers_alike(self, name, greatest):
        text = f"FREQ=YEARLY;BYMONTH=1;{name}="

        assert f"{name}=-{greatest},-1" in str(Rule.parse(f"{text}-1,-{greatest}"))
        with pytest.raises(rules.RulePartOutOfRange):
            Rule.parse(f"{text}-{greatest + 1}")

    @pytest.mark.parametrize("name", ["INTERVAL", "COUNT", "BYMONTH"])
    def test_has_no_other_negative_numbers(self, name):
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
    def test_bounds_the_number_of_a_weekday(self, fine, too_far):
        assert str(Rule.parse(fine)) == fine
        with pytest.raises(rules.RulePartOutOfRange):
            Rule.parse(too_far)

    def test_bounds_the_text(self):
        text = "FREQ=YEARLY;BYYEARDAY=" + ",".join(["100"] * 119) + ",1"

        assert len(text) == 499
        assert Rule.parse(text + "0").year_days == (10, 100)
        with pytest.raises(rules.RuleTooLong):
            Rule.parse(text + "00")

    @pytest.mark.parametrize(
        ("text", "refusal", "named"),
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
    def test_refuses(self, text, refusal, named):
        with pytest.raises(rules.Invalid) as raised:
            Rule.parse(text)

        assert type(raised.value) is refusal
        assert named in raised.value.detail
        assert not re.search(r"[:,.] ?\.$|There (is|are)", raised.value.detail)
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
    def test_reads_an_instant_as_its_day_in_the_zone(self, until, zone, day):
        assert Rule.parse(f"FREQ=DAILY;UNTIL={until}", zone=zone).until == day

    @pytest.mark.parametrize(
        ("until", "zone"),
        [("00010101T000000Z", timezone(timedelta(hours=-5))), ("99991231T235959Z", SEOUL), ("00000101", UTC)],
    )
    def test_refuses_an_end_outside_the_calendar(self, until, zone):
        with pytest.raises(rules.RulePartOutOfRange):
            Rule.parse(f"FREQ=DAILY;UNTIL={until}", zone=zone)


class TestMessages:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                "FREQ=DAILY;X=1",
                "A recurring work cannot have the part X. Remove it, or use one of FREQ, UNTIL, COUNT, INTERVAL, BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY, BYDAY, BYSETPOS, WKST.",
            ),
            ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY cannot be 32. Use 1–31, or -1 to -31 to count from the end."),
            ("FREQ=YEARLY;BYDAY=54MO", "BYDAY cannot be 54MO. Use 1–53, or -1 to -53 to count from the end."),
            ("FREQ=YEARLY;BYMONTH=13", "BYMONTH cannot be 13. Use 1–12."),
            ("FREQ=NEVER", "FREQ cannot be NEVER. Use one of DAILY, WEEKLY, MONTHLY, YEARLY."),
            (
                "FREQ=WEEKLY;BYMONTHDAY=1",
                "BYMONTHDAY cannot be combined with FREQ=WEEKLY. Remove or change one of them.",
            ),
        ],
    )
    def test_name_the_remedy(self, text, message):
        with pytest.raises(rules.Invalid) as raised:
            Rule.parse(text)

        assert raised.value.detail == message


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
    @examples(120)
    def test_keeps_every_part_and_is_stable(self, text):
        rule = Rule.parse(text)

        canonical = str(rule)

        assert Rule.parse(canonical) == rule
        assert str(Rule.parse(canonical)) == canonical


class TestStored:
    def test_reads_canonical_text(self):
        text = "FREQ=WEEKLY;UNTIL=20261230;BYDAY=FR"

        assert Rule.stored(text) == Rule.parse(text)
        assert str(Rule.stored(text)) == text
