"""The recipes "Add a field to a work" and "Add a filter" of CONTRIBUTING.md give a right answer everywhere."""

import pytest

from tests.architecture.recipes import Tree

CHECKS = """
import pytest
from django.utils import timezone

from tests.makers import make_work
from works.services import lifecycle

pytestmark = pytest.mark.django_db
WORKS = "/api/v1/works/"


@pytest.mark.parametrize("path", ["", "?q=Dig", "today/", "finished/?start=2000-01-01&end=2100-01-01"])
def test_field_is_in_every_list(path, ann, api):
    work = make_work(user=ann, title="Dig", estimate=30)
    if "finished" in path:
        lifecycle.finish_work(user=ann, work_id=work.pk, at=timezone.now())
    assert [(row["estimate"], row["is_long"]) for row in api.get(WORKS + path).json()["results"]] == [(30, False)]


def test_field_is_written_and_shown(ann, api):
    made = api.post(WORKS, {"title": "Dig", "estimate": 30}).json()
    assert api.patch(f"{WORKS}{made['id']}/", {"estimate": 90}).json()["estimate"] == 90
    bulk = {"ids": [made["id"]], "action": "set", "data": {"estimate": 45}}
    assert api.post(f"{WORKS}bulk/", bulk).status_code == 200
    shown = api.get(f"{WORKS}{made['id']}/").json()
    assert (shown["estimate"], shown["is_long"]) == (45, False)


def test_filter_narrows_the_list_alone_and_with_others(ann, ben, api):
    for user, estimate in ((ann, 30), (ann, 90), (ben, 30)):
        make_work(user=user, title=f"{estimate}", estimate=estimate)
    found = [api.get(f"{WORKS}?estimate_to=60{more}").json() for more in ("", "&open=true", "&ordering=title")]
    assert [(page["count"], [row["title"] for row in page["results"]]) for page in found] == [(1, ["30"])] * 3
    assert api.get(f"{WORKS}?estimate_to=soon").status_code == 400


def test_admin_has_the_field(operator_client, ann):
    work = make_work(user=ann)
    assert 'name="estimate"' in operator_client.get(f"/admin/works/work/{work.pk}/change/").content.decode()
"""

# file → what to find, and what to put in its place: each stands in a step of the recipes.
FIELD = {
    "works/models/work.py": [
        (
            "    position = models.",
            '    estimate = models.PositiveIntegerField(_("estimate"), null=True, blank=True)\n    position = models.',
        ),
    ],
    "works/services/editing.py": [
        ('"deadline_time", "position"]', '"deadline_time", "position", "estimate"]'),
        ("    position: int\n", "    position: int\n    estimate: int | None\n"),
    ],
    "works/api/serializers.py": [
        (
            '            "position",\n            "labels"',
            '            "position",\n            "estimate",\n            "is_long",\n            "labels"',
        ),
        (
            '            "content",\n            "add",',
            '            "content",\n            "estimate",\n            "add",',
        ),
        # Not a column: lists ask an instance for it.
        (
            "    class Meta:\n        model = Work\n",
            "    is_long = serializers.SerializerMethodField()\n\n    class Meta:\n        model = Work\n",
        ),
        (
            "class RuleSerializer(",
            "    def get_is_long(self, work: Work) -> bool:\n        return bool(work.estimate and work.estimate > 60)\n\n\nclass RuleSerializer(",
        ),
    ],
    "works/admin/works.py": [
        (
            '            "deadline_time",\n            "position",',
            '            "deadline_time",\n            "estimate",\n            "position",',
        ),
        ('"deadline_on", "deadline_time"),', '"deadline_on", "deadline_time", "estimate"),'),
    ],
    "docs/data-model.md": [("        time deadline_time\n", "        time deadline_time\n        int estimate\n")],
    "docs/api.md": [("| `q` | text in title", "| `estimate_to` | at most so many minutes |\n| `q` | text in title")],
}
FILTER = {
    "works/querysets/work.py": [
        (
            "    def due_by(",
            '    def taking_at_most(self, minutes: int) -> Self:\n        """Estimated at so many minutes or fewer."""\n'
            "        return self.filter(estimate__lte=minutes)\n\n    def due_by(",
        ),
    ],
    "works/api/filters.py": [
        (
            "    ordering = OrderingFilter(",
            '    estimate_to = WholeNumberFilter(method="taking_at_most", label=_("Estimate"))\n    ordering = OrderingFilter(',
        ),
        (
            "    def containing(",
            "    def taking_at_most(self, rows: WorkQuerySet, _name: str, minutes: int) -> WorkQuerySet:\n"
            "        return rows.taking_at_most(minutes)\n\n    def containing(",
        ),
        ("    TextFilter,\n", "    TextFilter,\n    WholeNumberFilter,\n"),
    ],
}


@pytest.mark.prove
def test_a_field_and_a_filter_are_right_in_every_interface(tmp_path):
    tree = Tree(tmp_path)
    for steps in (FIELD, FILTER):
        tree.follow(steps)
    tree.run("manage.py", "makemigrations", "works", "--name", "add_estimate")

    tree.test(
        CHECKS,
        "tests/works/api/test_rows.py",
        "tests/architecture/test_docs.py",
        "tests/architecture/test_migrations.py",
    )
