"""Tests of this folder run at noon of 2 September 2026: in Seoul it is 18:00, a Wednesday."""

import pytest
import time_machine

from tests.makers import NOON, make_recurring_work
from tests.works.services.calendar import day
from works.choices import CatchUp


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def daily(ann):
    """Make a rule with a work of yesterday and one of today."""
    return make_recurring_work(user=ann, starts_on=day("09-01"), catch_up=CatchUp.CREATE_ALL)
