"""The presets of the form of a recurring work."""

from datetime import date

import pytest

from tests.makers import make_recurring_work
from tests.works.admin.test_recurring_works import RULES, errors, form
from works.models import RecurringWork

# What is chosen → the stored rule.
PRESETS = [
    ({"frequency": "DAILY"}, "FREQ=DAILY"),
    ({"frequency": "DAILY", "interval": "2", "until": "2028-03-01"}, "FREQ=DAILY;UNTIL=20280301;INTERVAL=2"),
    ({"frequency": "WEEKLY", "count": "3"}, "FREQ=WEEKLY;COUNT=3;BYDAY=TU"),
    ({"frequency": "WEEKLY", "weekdays": ["MO", "FR"]}, "FREQ=WEEKLY;BYDAY=MO,FR"),
    ({"frequency": "MONTHLY"}, "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1"),
    ({"frequency": "MONTHLY", "month_day": "31"}, "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
    ({"frequency": "MONTHLY", "month_day": "31", "month_end": "skip"}, "FREQ=MONTHLY;BYMONTHDAY=31"),
    ({"frequency": "MONTHLY", "month_day": "-1"}, "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ({"frequency": "YEARLY"}, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"),
    ({"frequency": "YEARLY", "month_end": "skip"}, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
    # The fields of another frequency are hidden.
    ({"frequency": "DAILY", "weekdays": ["MO"], "month_day": "31"}, "FREQ=DAILY"),
    ({"frequency": "", "rule": "FREQ=YEARLY;BYDAY=1MO"}, "FREQ=YEARLY;BYDAY=1MO"),
]


def as_shown(page):
    """The fields of the form as a browser sends them when nothing is changed."""
    form = page.context["adminform"].form
    sent = {}
    for bound in form:
        value = bound.value()
        text = bound.field.widget.format_value(value)
        sent[bound.html_name] = sent[bound.html_initial_name] = text if text is not None and value is not False else ""
    return sent


@pytest.mark.alike
class TestPresets:
    @pytest.mark.parametrize(("chosen", "rule"), PRESETS)
    def test_make_a_rule_and_show_it_again(self, operator_client, ann, chosen, rule):
        typed = {"month_end": "clamp", "interval": "1", **chosen}

        added = operator_client.post(f"{RULES}add/", form(user=ann.pk, title="Water", starts_on="2028-02-29", **typed))
        row = RecurringWork.objects.get()
        address = f"{RULES}{row.pk}/change/"
        operator_client.post(address, as_shown(operator_client.get(address)))

        assert added.status_code == 302
        assert (row.rule, RecurringWork.objects.get().rule) == (rule, rule)

    def test_change_the_rule(self, operator_client, ann):
        row = make_recurring_work(user=ann, rule="FREQ=DAILY", starts_on=date(2990, 3, 1))
        address = f"{RULES}{row.pk}/change/"
        shown = as_shown(operator_client.get(address))

        operator_client.post(address, {**shown, "frequency": "WEEKLY", "weekdays": ["SU"]})

        row.refresh_from_db()
        assert row.rule == "FREQ=WEEKLY;BYDAY=SU"

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("rule", {"frequency": "DAILY", "interval": "2", "rule": "FREQ=YEARLY"}),
            ("count", {"frequency": "DAILY", "count": "2", "until": "2030-01-01"}),
            ("interval", {"frequency": "DAILY", "interval": "0"}),
            ("frequency", {"frequency": "DAILY", "starts_on": "2030-01-02", "until": "2030-01-01"}),
            ("rule", {"frequency": ""}),
        ],
    )
    def test_are_refused_beside_the_field(self, operator_client, ann, field, typed):
        page = operator_client.post(f"{RULES}add/", form(user=ann.pk, title="Water", **typed))

        assert list(errors(page)) == [field]
