"""manage.py seed_demo."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpRequest

from accounts.models import User
from categories.models import Category
from categories.repair import find_problems
from wheelbarrow.core.models import Deletion
from works.models import Label, Work


def seed(*args):
    out = io.StringIO()
    call_command("seed_demo", *args, stdout=out)
    return out.getvalue()


class TestSeedDemo:
    def test_creates_a_year_of_work_in_two_languages_once(self, db, client):
        printed = seed()

        user = User.objects.get(email="demo@example.org")
        titles = " ".join(Work.objects.values_list("title", flat=True))
        assert Work.all_objects.owned_by(user).filter(occurs_on=None).count() == 300
        assert Work.objects.owned_by(user).filter(recurring_work__isnull=False).count() > 50
        assert set(Category.objects.values_list("level", flat=True)) == {0, 1, 2}
        assert "텃밭" in set(Category.objects.values_list("name", flat=True))
        assert "Rewrite the front page" in titles or "Collect photos" in titles
        assert Deletion.objects.count() == 1
        assert find_problems(user=user) == []
        assert {label.works.exists() for label in Label.objects.owned_by(user)} == {True}
        # It prints a password that opens the admin.
        password = printed.split("demo@example.org  ")[1].split()[0]
        assert client.login(request=HttpRequest(), username=user.email, password=password)
        assert client.get("/admin/").status_code == 200
        with pytest.raises(CommandError, match="already"):
            seed()
        assert Work.all_objects.filter(occurs_on=None).count() == 300

    @pytest.mark.alike
    def test_fills_the_account_of_the_named_person(self, ann):
        seed("--email", "ANN@example.org")

        assert Work.all_objects.owned_by(ann).filter(occurs_on=None).count() == 300
        assert User.objects.count() == 1

    def test_offers_nothing_if_there_are_people(self, ann):
        printed = seed("--offer")

        assert printed == ""
        assert not Work.all_objects.exists()

    @pytest.mark.alike
    def test_takes_no_answer_for_yes(self, db, monkeypatch):
        monkeypatch.setattr("sys.stdin", io.StringIO())

        seed("--offer")

        assert Work.all_objects.exists()
