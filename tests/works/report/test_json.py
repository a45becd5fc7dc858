"""A report as JSON: what the report has, and one known report."""

import json

from tests.works.report.reports import entries_of, september
from works.models import Work
from works.report import as_json
from works.report.entries import SECTIONS


class TestJson:
    def test_has_what_the_report_has(self, nasty):
        report = september(nasty)

        found = json.loads("".join(as_json.write(report)))

        for project, (root, groups) in zip(found["projects"], report.projects(), strict=True):
            assert project["root"] == (root and {"id": root.id, "name": root.name})
            for shown, group in zip(project["groups"], groups, strict=True):
                assert shown["ancestors"] == [link._asdict() for link in group.ancestors]
                assert {name: [entry["works"] for entry in shown[name]] for name in SECTIONS} == (
                    {name: [entry.works for entry in group.sections[name]] for name in SECTIONS}
                )
        found = [
            (section, entry)
            for project in found["projects"]
            for group in project["groups"]
            for section in SECTIONS
            for entry in group[section]
        ]
        assert [(section, entry["title"], entry["times"]) for section, entry in found] == (
            [(section, entry.title, entry.times) for section, entry in entries_of(report)]
        )

    def test_totals_of_projects_add_up_to_those_of_all(self, nasty):
        found = json.loads("".join(as_json.write(september(nasty))))

        for name in SECTIONS:
            of_projects = [project["totals"][name] for project in found["projects"]]
            listed = [
                entry["times"] for project in found["projects"] for group in project["groups"] for entry in group[name]
            ]
            assert sum(of_projects) == sum(listed) == found["totals"][name]
        assert sum(found["totals"].values()) == Work.objects.owned_by(nasty).count()

    def test_has_projects_groups_sections_and_totals(self, ann, planted):
        found = json.loads("".join(as_json.write(september(ann))))

        first, second, nowhere = found.pop("projects")
        assert found == {
            "start": "2026-09-01",
            "end": "2026-09-30",
            "as_filed": "now",
            "totals": {"finished": 3, "overdue": 1, "slipped": 1, "open": 1, "cancelled": 1},
            "labels": [],
        }
        root, tree = planted["Plan"].category, planted["Dig"].category
        assert first["root"] == {"id": root.pk, "name": "2026"}
        assert [[link["name"] for link in group["ancestors"]] for group in first["groups"]] == [
            ["2026"],
            ["2026", "Garden"],
        ]
        assert first["groups"][1]["ancestors"] == [
            {"id": root.pk, "name": "2026", "level": 0},
            {"id": tree.pk, "name": "Garden", "level": 1},
        ]
        assert first["totals"] == {"finished": 3, "overdue": 1, "slipped": 0, "open": 1, "cancelled": 0}
        assert second["totals"] == {"finished": 0, "overdue": 0, "slipped": 1, "open": 0, "cancelled": 0}
        assert (nowhere["root"], [group["ancestors"] for group in nowhere["groups"]]) == (None, [[]])

    def test_has_every_section_of_a_group_and_all_of_an_entry(self, ann, planted):
        found = json.loads("".join(as_json.write(september(ann))))

        group = found["projects"][0]["groups"][1]
        assert list(group) == ["ancestors", "finished", "overdue", "slipped", "open", "cancelled"]
        assert (group["slipped"], group["open"], group["cancelled"]) == ([], [], [])
        assert group["overdue"] == [
            {
                "title": "Seeds",
                "times": 1,
                "works": [planted["Seeds"].pk],
                "recurring_work": None,
                "current_status": "TODO",
                "priority": "NONE",
                "my_job": True,
                "starts_on": None,
                "deadline_on": "2026-09-10",
                "end_at": None,
                "slipped": False,
                "labels": [],
            }
        ]
        assert [(entry["title"], entry["times"]) for entry in group["finished"]] == [("Dig", 1), ("Water", 2)]
        assert group["finished"][0]["end_at"] == "2026-09-02T14:30:00Z"
        assert found["projects"][1]["groups"][0]["slipped"][0]["slipped"] is True

    def test_of_nothing_has_no_projects(self, ann):
        found = json.loads("".join(as_json.write(september(ann, as_filed="then"))))

        assert found == {
            "start": "2026-09-01",
            "end": "2026-09-30",
            "as_filed": "then",
            "projects": [],
            "totals": {"finished": 0, "overdue": 0, "slipped": 0, "open": 0, "cancelled": 0},
            "labels": [],
        }
