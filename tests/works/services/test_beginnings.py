"""What a new account begins with."""

from datetime import UTC, date, datetime

import pytest

from categories.models import Category
from categories.services import NameTaken, delete_category
from tests.makers import NOON, make_user
from wheelbarrow.core.history.selectors import first_change_of
from wheelbarrow.core.history.undo import undo_last
from wheelbarrow.core.models import Change
from works.models import Label, RecurringWork, Work
from works.services import beginnings


def live(user):
    """How many rows of each kind the person has."""
    return [model.objects.owned_by(user).count() for model in (Category, Work, RecurringWork, Label)]


class TestCreateYear:
    def test_makes_the_project_of_the_year_in_the_zone_of_the_person(self, ann, ben):
        # In Seoul it is 2027 already.
        root = beginnings.create_year(user=ann, at=datetime(2026, 12, 31, 20, tzinfo=UTC))

        assert (root.name, root.level, root.starts_on, root.ends_on) == (
            "2027",
            0,
            date(2027, 1, 1),
            date(2027, 12, 31),
        )
        assert live(ben) == [0, 0, 0, 0]

    def test_is_refused_where_there_is_one(self, ann):
        beginnings.create_year(user=ann, at=NOON)

        with pytest.raises(NameTaken):
            beginnings.create_year(user=ann, at=NOON)

    def test_can_be_undone(self, ann):
        beginnings.create_year(user=ann, at=NOON)

        undo_last(user=ann, at=NOON)

        assert live(ann) == [0, 0, 0, 0]


class TestCreateExample:
    def test_is_one_act_that_one_undo_takes_back(self, ann, ben):
        beginnings.create_example(user=ann, at=NOON)
        made = live(ann)
        batches = {change.batch for change in Change.objects.owned_by(ann)}

        undo_last(user=ann, at=NOON)

        assert made == [3, 7, 1, 1]
        assert len(batches) == 1
        assert live(ann) == [0, 0, 0, 0]
        assert live(ben) == [0, 0, 0, 0]

    def test_goes_with_one_deletion_but_for_its_label(self, ann):
        root = beginnings.create_example(user=ann, at=NOON)

        deletion = delete_category(user=ann, category_id=root.pk, at=NOON)

        assert live(ann) == [0, 0, 0, 1]
        assert deletion.label == root.name

    def test_can_be_made_again_after_a_deletion(self, ann):
        root = beginnings.create_example(user=ann, at=NOON)
        delete_category(user=ann, category_id=root.pk, at=NOON)

        beginnings.create_example(user=ann, at=NOON)

        assert live(ann) == [3, 7, 1, 1]

    def test_is_refused_whole_where_there_is_one(self, ann):
        beginnings.create_example(user=ann, at=NOON)
        made = live(ann)

        with pytest.raises(NameTaken):
            beginnings.create_example(user=ann, at=NOON)
        assert live(ann) == made

    @pytest.mark.parametrize("language", ["en", "ko"])
    def test_speaks_the_language_of_the_person(self, db, language):
        user = make_user(language=language)

        root = beginnings.create_example(user=user, at=NOON)

        titles = [root.name, *Work.objects.owned_by(user).values_list("title", flat=True)]
        assert [any("가" <= letter <= "힣" for letter in title) for title in titles] == [language == "ko"] * len(titles)

    def test_is_on_the_first_change_of_its_batch(self, ann):
        beginnings.create_example(user=ann, at=NOON)

        assert first_change_of(ann, ann.version)
