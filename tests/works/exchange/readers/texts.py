"""A file of each format with everything that its reader knows."""

import json

TASKWARRIOR = json.dumps(
    [
        {
            "id": 1, "uuid": "11111111", "description": "보고서", "entry": "20261101T000000Z", "status": "pending",
            "start": "20261102T010203Z", "due": "20261130T010000Z", "scheduled": "20261120T003000Z",
            "wait": "20261110T150000Z", "until": "20270101T000000Z", "project": "2026.Ops", "priority": "H",
            "tags": ["ops", "ops", "집"], "depends": "22222222,33333333", "urgency": 9.1, "estimate": "PT2H",
            "reviewed": "20261103T000000Z", "annotations": [{"entry": "20261102T000000Z", "description": "둘째 줄"}],
        },
        {"uuid": "22222222", "description": "Done", "entry": "20261101T000000Z", "status": "completed",
         "end": "20261105T000000Z", "project": "2026", "priority": "L"},
        {"uuid": "44444444", "description": "Waits", "entry": "20261101T000000Z", "status": "waiting",
         "wait": "20261201T000000Z", "priority": "X"},
        {"uuid": "55555555", "description": "Gone", "entry": "20261101T000000Z", "status": "deleted"},
        {"uuid": "66666666", "description": "Plants", "entry": "20261101T000000Z", "status": "recurring",
         "recur": "3d", "due": "20261101T150000Z", "until": "20271231T000000Z", "mask": "+X+-", "priority": "M"},
        {"uuid": "66660001", "description": "Plants", "entry": "20261101T000000Z", "status": "completed",
         "end": "20261102T080000Z", "parent": "66666666", "recur": "3d", "imask": 0, "due": "20261101T150000Z"},
        {"uuid": "66660002", "description": "Plants", "entry": "20261101T000000Z", "status": "pending",
         "parent": "66666666", "recur": "3d", "imask": 3, "due": "20261110T150000Z", "until": "20271231T000000Z",
         "priority": "M"},
        {"uuid": "77777777", "description": "Pulse", "entry": "20261101T000000Z", "status": "recurring",
         "recur": "90min", "due": "20261101T150000Z"},
    ],
    ensure_ascii=False,
).encode()  # fmt: skip

ORG = """#+TITLE: My life
#+FILETAGS: :home:
#+TODO: TODO(t) NEXT WAIT(w@/!) | DONE(d) CANCELLED(c@)

Intro with [[https://example.org/a b][a link]].

* Projects [1/2]                                   :proj:
  :PROPERTIES:
  :ID: 11111111-2222
  :END:
  Text of the container.
** TODO [#A] 보고서
   DEADLINE: <2026-12-01 Tue 17:00 -3d> SCHEDULED: <2026-11-30 Mon 09:00>
   :LOGBOOK:
   CLOCK: [2026-11-01 Sun 10:00]--[2026-11-01 Sun 11:20] =>  1:20
   - State "WAIT" from "TODO" [2026-11-02 Mon 10:00]
   :END:
   :PROPERTIES:
   :Effort: 2:00
   :END:
   See [[https://example.org][the page]] and [[file:a.pdf]].
   - [X] one
   - [-] two
*** NEXT Part                                      :deep:
    SCHEDULED: <2026-12-05 Sat .+2d/4d>
*** Notes
    Something
**** DONE [#C] Below the notes
     CLOSED: [2026-11-20 Fri 16:10]
** CANCELLED [[https://example.org][Old]]
   CLOSED: [2026-11-19 Thu]
** WAIT Water
   SCHEDULED: <2026-11-29 Sun 08:00 +12h>
* TODO Rent
  DEADLINE: <2026-01-31 Sat ++1m>
* TODO Rent
  SCHEDULED: <2026-11-01 Sun +1w> DEADLINE: <2026-12-31 Thu>
""".encode()

VTODO = """BEGIN:VCALENDAR
VERSION:2.0
X-WR-CALNAME:집안일
BEGIN:VTIMEZONE
TZID:My Zone
X-LIC-LOCATION:Europe/Berlin
END:VTIMEZONE
BEGIN:VTODO
UID:a
CREATED:20260801T000000Z
SUMMARY:보고서
DESCRIPTION:A long line that is fo
 lded\\, with\\nanother\\; line
DTSTART;TZID=My Zone:20260902T210000
DUE;TZID="My Zone":20260902T230000
RRULE:FREQ=WEEKLY;BYDAY=WE;UNTIL=20261231T225959Z
EXDATE;TZID=My Zone:20260909T210000,20260916T210000
CATEGORIES:home,a\\,b
CATEGORIES:home,c
PRIORITY:1
PERCENT-COMPLETE:40
ATTENDEE;CN="Lee, Ann":mailto:ann@example.org
ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY:AAAA
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT15M
END:VALARM
END:VTODO
BEGIN:VTODO
UID:a
RECURRENCE-ID;TZID=My Zone:20260923T210000
SUMMARY:Moved
DUE;VALUE=DATE:20260924
STATUS:COMPLETED
COMPLETED:20260924T010203Z
END:VTODO
BEGIN:VTODO
UID:b
RELATED-TO:a
SUMMARY:Child
PRIORITY:5
DUE;VALUE=DATE:20261001
RRULE:FREQ=DAILY;BYHOUR=9
END:VTODO
BEGIN:VTODO
UID:c
SUMMARY:Orphan
STATUS:CANCELLED
RELATED-TO;RELTYPE=PARENT:zzz
DTSTART;TZID=W. Europe Standard Time:20261001T120000
DURATION:PT1H30M
END:VTODO
BEGIN:VEVENT
UID:e
END:VEVENT
END:VCALENDAR
BEGIN:VCALENDAR
X-WR-CALNAME:Work
BEGIN:VTODO
UID:d
SUMMARY:Floating
DUE:20261201T093000
PRIORITY:9
RRULE:FREQ=MONTHLY;BYDAY=1TU
RDATE;VALUE=DATE:20261224
RELATED-TO;RELTYPE=CHILD:c
RELATED-TO;RELTYPE=SIBLING:b
END:VTODO
END:VCALENDAR
""".replace("\n", "\r\n").encode()

SUPER_PRODUCTIVITY = json.dumps(
    {
        "data": {
            "project": {
                "ids": ["INBOX_PROJECT", "p1"],
                "entities": {
                    "INBOX_PROJECT": {"id": "INBOX_PROJECT", "title": "Inbox", "taskIds": ["t5"]},
                    "p1": {"id": "p1", "title": "집", "taskIds": ["t2", "t1"], "backlogTaskIds": ["t4"]},
                },
            },
            "tag": {
                "ids": ["TODAY", "g1", "KANBAN_IN_PROGRESS"],
                "entities": {"TODAY": {"title": "Today"}, "g1": {"title": "ops"}, "KANBAN_IN_PROGRESS": {"title": "doing"}},
            },
            "task": {
                "ids": ["t1", "t2", "t3", "t4", "t5"],
                "entities": {
                    "t1": {
                        "title": "보고서", "projectId": "p1", "tagIds": ["TODAY", "g1", "KANBAN_IN_PROGRESS"],
                        "subTaskIds": ["t3"], "created": 1790000000000, "dueWithTime": 1796083200000, "priority": 3,
                        "timeEstimate": 5400000, "timeSpent": 1800000, "notes": "Text", "isDone": False,
                        "attachments": [{"title": "a.pdf", "path": "/home/a.pdf"}], "issueId": "7", "issueType": "GITHUB",
                        "remindAt": 1796079600000,
                    },
                    "t2": {"title": "Planned", "projectId": "p1", "dueDay": "2026-12-01", "deadlineDay": "2026-12-24"},
                    "t3": {"title": "Part", "projectId": "p1", "parentId": "t1", "isDone": True, "doneOn": 1790100000000},
                    "t4": {"title": "Backlog", "projectId": "p1", "parentId": "gone", "priority": "low"},
                    "t5": {"title": "Daily", "projectId": "INBOX_PROJECT", "repeatCfgId": "r1", "dueDay": "2026-11-28"},
                },
            },
            "taskRepeatCfg": {
                "ids": ["r1", "r2", "r3"],
                "entities": {
                    "r1": {"title": "Daily", "repeatCycle": "DAILY", "repeatEvery": 2, "startDate": "2026-11-24",
                           "startTime": "10:00", "lastTaskCreationDay": "2026-11-28", "notes": "N", "tagIds": ["g1"],
                           "defaultEstimate": 3600000, "subTaskTemplates": [{"title": "step"}],
                           "deletedInstanceDates": ["2026-12-02", "2026-11-26"]},
                    "r2": {"title": "Paused", "repeatCycle": "DAILY", "repeatEvery": 1, "isPaused": True},
                    "r3": {"title": "Odd", "repeatCycle": "WEEKLY", "repeatEvery": 1, "projectId": "p1"},
                },
            },
            "note": {"ids": ["n1", "n2"], "entities": {"n1": {"content": "About it", "projectId": "p1"}, "n2": {"content": "x"}}},
            "archiveYoung": {"task": {"ids": ["o1"], "entities": {"o1": {"title": "Old", "doneOn": 1780000000000}}}},
            "archiveOld": {"task": {"ids": ["o2"], "entities": {"o2": {"title": "Older", "parentId": "o1"}}}},
        },
        "crossModelVersion": 4.1,
    },
    ensure_ascii=False,
).encode()  # fmt: skip
