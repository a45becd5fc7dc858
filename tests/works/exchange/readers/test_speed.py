"""The largest files that may be imported are read in seconds."""

import csv
import io
import json
import time

import pytest

from tests.works.exchange.damage import SEOUL, samples, zipped
from works.exchange.readers import google, microsoft, ticktick, vikunja

ROWS = 100_000
DAYS = [f"20{26 + number % 20}-{1 + number % 12:02}-{1 + number % 28:02}" for number in range(ROWS)]


def of_google():
    items = [{"id": i, "title": "A", "due": f"{day}T00:00:00Z", "status": "needsAction"} for i, day in enumerate(DAYS)]
    return google, json.dumps({"kind": "tasks#tasks", "items": items}).encode()


def of_microsoft():
    sample = json.loads(samples("microsoft-todo.json"))
    body = {"contentType": "html", "content": "<p>a <b>b</b></p>"}
    sample[0]["tasks"] = [
        {"id": i, "title": "A", "body": body, "dueDateTime": {"dateTime": f"{day}T00:00:00", "timeZone": "UTC"}}
        for i, day in enumerate(DAYS)
    ]
    return microsoft, json.dumps(sample).encode()


def of_ticktick():
    header = samples("ticktick-backup.csv").decode().split('"2026","운영"')[0]
    file = io.StringIO()
    writer = csv.writer(file)
    for i, day in enumerate(DAYS[:-4]):
        due, rule = f"{day}T15:00:00+0000", "FREQ=WEEKLY" if i % 10 == 0 else ""
        row = [
            "F",
            "L",
            "A",
            "TEXT",
            "a, b",
            "x",
            "N",
            due,
            due,
            "",
            rule,
            "5",
            "0",
            due,
            "",
            "1",
            "Asia/Seoul",
            "true",
        ]
        writer.writerow([*row, "false", "", "", "list", i, i - 1, "TASK"])
    return ticktick, (header + file.getvalue()).encode()


def of_vikunja():
    tasks = [
        {"id": i, "title": "A", "description": "<p>a</p>", "due_date": f"{day}T03:00:00Z", "repeat_mode": i % 10 == 0}
        for i, day in enumerate(DAYS)
    ]
    return vikunja, zipped({"data.json": json.dumps([{"id": 1, "title": "P", "tasks": tasks}]).encode()})


@pytest.mark.prove
class TestRead:
    @pytest.mark.parametrize("make", [of_google, of_microsoft, of_ticktick, of_vikunja])
    def test_takes_less_than_five_seconds(self, make):
        reader, data = make()
        begun = time.process_time()

        contents = reader.read(data, SEOUL)

        assert len(contents.tasks) >= ROWS - 4
        assert time.process_time() - begun < 5
