"""The formats that every test of all readers tries: for each a file with all that its reader knows, and a file of many rows."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.works.exchange.hostile import SAMPLES, sample, zipped


@dataclass(frozen=True)
class Format:
    """`name` is that of a sample; `rows` returns a file with so many tasks of these titles; `member` is their file in a zip.

    A file that may, but need not, be in a zip has its name there in `may_be`.
    """

    name: str
    rows: Callable[[int, str], bytes]
    member: str = ""
    may_be: str = ""

    @property
    def text(self):
        return sample(self.name)

    @property
    def data(self):
        return self.wrapped(self.text)

    @property
    def value(self):
        """The JSON of the sample; None if it is none."""
        return json.loads(self.text) if self.name.endswith(".json") else None

    def wrapped(self, text):
        """Return the file that has the text."""
        return _package(self.member, text) if self.member else text

    def many(self, count, title="T"):
        """Return a file with so many tasks."""
        return self.wrapped(self.rows(count, title))


def _package(member, text):
    return zipped({member: text, "filters.json": b"[]", "VERSION": b"1"})


def _day(number):
    return f"20{26 + number % 20}-{1 + number % 12:02}-{1 + number % 28:02}"


def _json(item, around=lambda items: items):
    return lambda count, title: json.dumps(around([item(number, title) for number in range(count)])).encode()


def _csv(heads, row):
    def rows(count, title):
        file = io.StringIO()
        writer = csv.writer(file)
        writer.writerow(heads.split(","))
        writer.writerows(row(number, title) for number in range(count))
        return file.getvalue().encode()

    return rows


def _text(row, before="", after=""):
    return lambda count, title: (
        before + "".join(row.replace("{n}", str(number)).replace("{title}", title) for number in range(count)) + after
    ).encode()


def _backup(items):
    entities = {item["id"]: item for item in items}
    return {"data": {"task": {"ids": list(entities), "entities": entities}, "taskRepeatCfg": {}}}


def _board(cards):
    return {"id": "b", "name": "B", "labelNames": {}, "lists": [{"id": "l", "name": "L", "pos": 1}], "cards": cards}


def _taskwarrior(number, title):
    return {"uuid": f"u{number}", "description": title, "entry": "20261101T000000Z", "due": "20261130T000000Z"}


FORMATS = {
    "csv": Format(
        "csv-table.csv",
        _csv("Title,Project,Due,Status,Repeats", lambda n, title: [title, "a/b", _day(n), "done", "매주 월요일"]),
    ),
    "google": Format(
        "google-tasks.json",
        _json(
            lambda n, title: {"id": f"t{n}", "title": title, "due": f"{_day(n)}T00:00:00Z", "status": "needsAction"},
            lambda items: {"kind": "tasks#tasks", "items": items},
        ),
        may_be="Takeout/Tasks/Tasks.json",
    ),
    "linear": Format(
        "linear-everything.csv",
        _csv(
            "ID,Team,Title,Status,Created,Labels,Cycle Number,UUID",
            lambda n, title: [
                f"A-{n}",
                "T",
                title,
                "Todo",
                "Fri Oct 02 2026 17:00:00 GMT+0000 (GMT+00:00)",
                "a, b",
                "",
                f"u{n}",
            ],
        ),
    ),
    "microsoft": Format(
        "microsoft-todo.json",
        _json(
            lambda n, title: {
                "id": f"t{n}",
                "title": title,
                "body": {"contentType": "html", "content": "<p>a <b>b</b></p>"},
                "dueDateTime": {"dateTime": f"{_day(n)}T00:00:00", "timeZone": "UTC"},
            },
            lambda items: [{"displayName": "L", "tasks": items}],
        ),
    ),
    "org": Format("org-everything.org", _text("* TODO {title} :a:\n  DEADLINE: <2026-12-01 Tue +1w>\n")),
    "plane": Format(
        "plane-everything.json",
        _json(lambda n, title: {"Sequence ID": n, "ID": f"W-{n}", "Name": title, "Priority": "low", "State": "Todo"}),
        may_be="a.json",
    ),
    "super_productivity": Format(
        "super_productivity-everything.json",
        _json(lambda n, title: {"id": f"t{n}", "title": title, "created": 1_753_370_083_272}, _backup),
    ),
    "taskwarrior": Format("taskwarrior-everything.json", _json(_taskwarrior)),
    "ticktick": Format(
        "ticktick-backup.csv",
        _csv(
            "Folder Name,List Name,Title,Due Date,Repeat,taskId",
            lambda n, title: ["F", "L", title, f"{_day(n)}T15:00:00+0000", "" if n % 10 else "FREQ=WEEKLY", f"t{n}"],
        ),
    ),
    "todoist": Format(
        "todoist-sync.json",
        _json(
            lambda n, title: {
                "id": f"t{n}",
                "content": title,
                "project_id": None,
                "due": {
                    "date": f"2026-12-{n % 28 + 1:02}",
                    "string": f"every {n % 50 + 1} days",
                    "lang": "en",
                    "is_recurring": True,
                },
            },
            lambda items: {"items": items},
        ),
    ),
    "todoist-csv": Format(
        "todoist-csv-template.csv",
        _csv(
            "TYPE,CONTENT,INDENT,DATE,DATE_LANG",
            lambda n, title: ["task", title, n % 4 + 1, f"every {n % 300 + 1} days", "en"],
        ),
        may_be="Work.csv",
    ),
    "trello": Format(
        "trello-everything.json",
        _json(lambda n, title: {"id": f"c{n}", "name": title, "idList": "l", "pos": n}, _board),
    ),
    "vikunja": Format(
        "vikunja-data.json",
        _json(
            lambda n, title: {
                "id": n + 1,
                "title": title,
                "description": "<p>a</p>",
                "due_date": f"{_day(n)}T03:00:00Z",
            },
            lambda items: [{"id": 1, "title": "P", "tasks": items}],
        ),
        member="data.json",
    ),
    "vtodo": Format(
        "vtodo-everything.ics",
        _text(
            "BEGIN:VTODO\r\nUID:{n}\r\nSUMMARY:{title}\r\nDUE;TZID=Europe/Berlin:20261201T090000\r\nEND:VTODO\r\n",
            "BEGIN:VCALENDAR\r\n",
            "END:VCALENDAR\r\n",
        ),
    ),
}
# Readers of what is no list of tasks, with where their tests are.
OTHERS = {"wheelbarrow": "tests/works/exchange/account/"}


def samples():
    """Yield the name of the format, the name of the file and the file, of each sample."""
    for path in sorted(SAMPLES.iterdir()):
        name = max((name for name in FORMATS if path.name.startswith(f"{name}-")), key=len)
        yield name, path.name, FORMATS[name].wrapped(path.read_bytes())
