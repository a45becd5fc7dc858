"""The scene of a branch, made once for a module: what a test changes of it is rolled back."""

from copy import deepcopy

import pytest
import time_machine

from tests.kept import rows_of_a_module
from tests.makers import NOON, make_user
from tests.wheelbarrow.core.api.branch_scene import Scene


@pytest.fixture(scope="module")
def kept_scene(django_db_setup, django_db_blocker):
    with rows_of_a_module(django_db_blocker):
        with time_machine.travel(NOON, tick=False):
            made = Scene(make_user())
        yield made


@pytest.fixture
def scene(kept_scene, db):
    with time_machine.travel(NOON, tick=False):
        yield deepcopy(kept_scene)
