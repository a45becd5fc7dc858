"""What it costs at most to parse and check a rule that anybody may send, and to find its next day.

PROVE=1 asks twenty times as many; `-s` shows the worst. No time decides whether this passes. The promise is 50 ms.
"""

from datetime import date
from time import perf_counter

from hypothesis import given

from tests.works.recurrence.rules import examples, parts, starts
from wheelbarrow.core.exceptions import Invalid
from works.recurrence.rule import Rule
from works.recurrence.schedule import Schedule, check


def timed(call):
    """Gives what it costs in milliseconds, and what it returns, or the refusal."""
    began = perf_counter()
    try:
        outcome = call()
    except Invalid as refusal:
        outcome = refusal
    return (perf_counter() - began) * 1000, outcome


class TestARule:
    def test_is_cheap_to_take_or_to_refuse(self):
        costs = []

        @examples(200)
        @given(parts(), starts())
        def ask(found, start):
            text = ";".join(f"{name}={value}" for name, value in found.items())
            cost, refusal = timed(lambda: check(Rule.parse(text), start))
            costs.append((cost, text, start))
            if refusal is None:
                cost, _day = timed(lambda: Schedule(Rule.parse(text), start).next_from(date(start.year + 9, 3, 1)))
                costs.append((cost, f"{text} (next day)", start))

        ask()

        costs.sort(key=lambda row: row[0])
        cost, text, start = costs[-1]
        print(
            f"\n{len(costs):,} questions; median {costs[len(costs) // 2][0]:.2f} ms, worst {cost:.1f} ms: {text} {start}"
        )
        assert len(costs) > 100
