"""The check of tests/recorded_writes.py finds what it is there for."""

import pytest
from django.db import connection

from tests.makers import NOON, make_category, make_work
from wheelbarrow.core.history import acts
from works.models import Work
from works.services import lifecycle


def as_if_of_ours(code, **names):
    """Run the code as if it stood in a module of the project."""
    path = lifecycle.__file__.replace("lifecycle", "forgetful")
    exec(compile(code, path, "exec"), names)


class TestCheck:
    def test_watches_the_connection(self, db):
        assert any(wrapper.__name__ == "check" for wrapper in connection.execute_wrappers)

    def test_refuses_a_write_outside_of_an_act(self, ann):
        work = make_work(user=ann)

        with pytest.raises(AssertionError, match="outside of an act"):
            as_if_of_ours("Work.objects.filter(pk=pk).update(title='Plant')", Work=Work, pk=work.pk)

    @pytest.mark.parametrize("code", ["row.delete()", "row.save()", "Work.objects.bulk_create([copy])"])
    def test_refuses_every_kind_of_write(self, code, ann):
        work = make_work(user=ann)
        copy = Work(user=ann, title="Copy", created_at=NOON, updated_at=NOON)

        with pytest.raises(AssertionError, match="outside of an act"):
            as_if_of_ours(code, row=work, Work=Work, copy=copy)

    def test_refuses_an_act_without_a_change_of_the_kind(self, ann):
        work, category = make_work(user=ann), make_category(user=ann)

        @acts.recorded("edited")
        def edit(*, user, at):
            acts.current().note(category, {"name": "Garden"}, {"name": "Orchard"})
            as_if_of_ours("Work.objects.filter(pk=pk).update(title='Plant')", Work=Work, pk=work.pk)

        with pytest.raises(AssertionError, match="has no change of what it writes"):
            edit(user=ann, at=NOON)

    def test_lets_tests_write(self, ann):
        work = make_work(user=ann)

        assert Work.objects.filter(pk=work.pk).update(title="Plant") == 1
