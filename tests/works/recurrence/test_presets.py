"""Presets: the rule that each makes, and the preset that a rule is shown as."""

from datetime import date

import pytest

from works.recurrence.presets import Preset, preset_of, repeats_of, rule_of_preset, values_of
from works.recurrence.repeats import Repeats, to_rule
from works.recurrence.rule import Rule

START = date(2028, 2, 29)  # a Tuesday

PRESETS = [
    ({"preset": "daily"}, "FREQ=DAILY"),
    ({"preset": "daily", "interval": 3, "count": 5}, "FREQ=DAILY;COUNT=5;INTERVAL=3"),
    ({"preset": "workdays", "interval": 4}, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    ({"preset": "weekly"}, "FREQ=WEEKLY;BYDAY=TU"),
    ({"preset": "weekly", "interval": 2, "weekdays": ["MO", "FR"]}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR"),
    ({"preset": "month_day", "month_day": 10}, "FREQ=MONTHLY;BYMONTHDAY=10"),
    ({"preset": "month_day", "month_day": 31}, "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
    ({"preset": "month_day", "month_day": 31, "month_end": "skip"}, "FREQ=MONTHLY;BYMONTHDAY=31"),
    ({"preset": "month_end", "month_day": 3}, "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ({"preset": "month_weekday", "nth": 2, "nth_weekday": "TU"}, "FREQ=MONTHLY;BYDAY=2TU"),
    (
        {"preset": "month_weekday", "nth": -1, "nth_weekday": "FR", "interval": 3, "until": date(2030, 1, 1)},
        "FREQ=MONTHLY;UNTIL=20300101;INTERVAL=3;BYDAY=-1FR",
    ),
    ({"preset": "yearly", "month_end": "skip"}, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
    ({"preset": "rule", "rule": "FREQ=YEARLY;BYDAY=1MO"}, "FREQ=YEARLY;BYDAY=1MO"),
]


def made_by(values):
    """The rule that the services make of a preset."""
    given = rule_of_preset(values)
    if "rule" in given:
        return Rule.parse(given["rule"])
    return to_rule(given["repeats"], starts_on=START, week_start="MO")


class TestRuleOfPreset:
    @pytest.mark.parametrize(("values", "text"), PRESETS)
    def test_makes_the_rule(self, values, text):
        assert str(made_by(values)) == text

    def test_covers_every_preset(self):
        assert {values["preset"] for values, _text in PRESETS} == set(Preset.values)


class TestPresetOf:
    @pytest.mark.parametrize(("values", "text"), PRESETS)
    def test_shows_a_rule_as_the_preset_that_makes_it(self, values, text):
        shown = preset_of(Rule.stored(text), START)

        assert shown["preset"] == values["preset"]
        assert str(made_by(shown)) == text

    @pytest.mark.parametrize(
        "text",
        ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=MONTHLY;BYMONTH=3;BYDAY=1MO", "FREQ=YEARLY;BYDAY=1MO"],
    )
    def test_shows_others_as_text(self, text):
        shown = preset_of(Rule.stored(text), START)

        assert (shown["preset"], str(made_by(shown))) == ("rule", text)


class TestRepeatsOf:
    def test_leaves_out_what_has_no_meaning_for_the_frequency(self):
        values = {"frequency": "DAILY", "weekdays": ["MO"], "month_day": 31, "month_end": "skip", "interval": None}

        assert repeats_of(values) == Repeats("DAILY")

    def test_is_undone_by_values_of(self):
        repeats = Repeats("MONTHLY", interval=2, month_day=31, month_end="skip", count=3)

        assert repeats_of(values_of(repeats)) == repeats
