"""`manage.py check_tree`: its output and its exit status."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from categories.models import Category
from tests.makers import make_ancestors


def damage(category):
    """Write columns that no service writes."""
    Category.all_objects.filter(pk=category.pk).update(path="/0/0")


def rows(user):
    fields = [field.attname for field in Category._meta.concrete_fields if field.name not in ("updated_at", "version")]
    return list(Category.all_objects.owned_by(user).order_by("pk").values(*fields))


@pytest.fixture
def branch(ann, ben):
    """2026 → Garden; Ben has the same."""
    make_ancestors(user=ben, names=["2026", "Garden"])
    return make_ancestors(user=ann, names=["2026", "Garden"])


class TestCheckTree:
    def run(self, *arguments):
        out = StringIO()
        call_command("check_tree", *arguments, stdout=out, no_color=True)
        return out.getvalue()

    def test_accepts_a_sound_tree(self, branch):
        assert self.run() == "No problems found.\n"
        assert self.run("--repair") == "No problems found.\n"

    def test_ends_with_status_1_where_something_is_wrong(self, ann, branch):
        damage(branch[1])
        before = rows(ann)

        with pytest.raises(CommandError, match=r"1 found.*--repair") as end:
            self.run()

        assert end.value.returncode == 1
        assert rows(ann) == before

    def test_names_the_person_and_the_row(self, ann, branch):
        damage(branch[1])
        out = StringIO()

        with pytest.raises(CommandError):
            call_command("check_tree", stdout=out, no_color=True)

        assert f"ann@example.org: found path: project {branch[1].pk} “Garden”" in out.getvalue()

    def test_repairs(self, ann, branch):
        sound = rows(ann)
        damage(branch[1])

        output = self.run("--repair")

        assert "repaired path" in output
        assert output.endswith("1 repaired.\n")
        assert rows(ann) == sound
        assert self.run() == "No problems found.\n"

    def test_looks_at_one_person_only(self, ann, ben, branch):
        damage(branch[1])

        assert self.run("--email", "ben@example.org") == "No problems found.\n"
        assert "1 repaired" in self.run("--email", "Ann@Example.org", "--repair")

    def test_refuses_an_email_that_nobody_has(self, db):
        with pytest.raises(CommandError, match="Nobody has the email nobody"):
            self.run("--email", "nobody@example.org")
