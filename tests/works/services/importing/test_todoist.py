"""Todoist's files, imported as a person does it."""

import json
from pathlib import Path

import pytest

from categories.models import Category
from tests.makers import make_user
from tests.works.services.importing.importing import bring
from works.models import RecurringWork, Work

SAMPLES = Path(__file__).parent.parent.parent / "exchange" / "samples"

pytestmark = pytest.mark.django_db


class TestTodoist:
    def test_csv_becomes_works_below_the_project_of_the_file(self):
        owner, stranger = make_user(), make_user("bob@example.org")

        bring(owner, (SAMPLES / "todoist-csv-template.csv").read_bytes(), name="운영.csv")

        assert {category.name for category in Category.objects.owned_by(owner)} >= {"운영", "이번 주"}
        assert {(rule.title, rule.rule, rule.catch_up) for rule in RecurringWork.objects.owned_by(owner)} == {
            ("Pay rent", "FREQ=MONTHLY;BYMONTHDAY=1", "create_all"),
            ("Water plants", "FREQ=DAILY;INTERVAL=3", "wait_for_done"),
        }
        assert not Category.objects.owned_by(stranger).exists()

    def test_csv_that_was_downloaded_again_changes_nothing(self):
        owner, data = make_user(), (SAMPLES / "todoist-csv-template.csv").read_bytes()
        bring(owner, data, name="운영.csv")
        before = Work.objects.owned_by(owner).count(), Category.objects.owned_by(owner).count()

        bring(owner, data, name="운영 (1).csv")

        assert (Work.objects.owned_by(owner).count(), Category.objects.owned_by(owner).count()) == before

    def test_json_becomes_works_below_its_projects(self):
        owner = make_user()
        value = json.loads((SAMPLES / "todoist-sync.json").read_text())

        bring(owner, json.dumps([value]).encode(), name="todoist.json")

        paths = {category.name for category in Category.objects.owned_by(owner)}
        assert paths >= {"2026", "운영", "백업"}
        assert "Inbox" not in paths
        assert RecurringWork.objects.owned_by(owner).get(title="Stretch").category_id is None
