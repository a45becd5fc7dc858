"""The words of other tools for statuses and priorities, in English and Korean. Pure."""

from __future__ import annotations

import re

from works.choices import Priority, Status

_statuses = {
    Status.TODO: "to do|todo|open|new|backlog|not started|no|false|0|n|f|incomplete|pending|planned|triage|unstarted|needs action"
    "|할 일|할일|대기|대기 중|예정|미완료|시작 전|시작 안 함|아니요|아니오|☐|☐ ",
    Status.IN_PROGRESS: "in progress|doing|started|active|ongoing|in process|진행 중|진행|시작됨|하는 중",
    Status.UNDER_REVIEW: "in review|under review|review|reviewing|qa|testing|ready for review|검토|검토 중|리뷰|리뷰 중",
    Status.REJECTED: "rejected|changes requested|반려|반려됨|거절",
    Status.DONE: "done|completed|complete|finished|closed|resolved|merged|shipped|yes|true|1|y|x|t|✓|✔|☑|✅"
    "|완료|완료됨|끝|끝남|종료|예|네|마침",
    Status.CANCELLED: "cancelled|canceled|won't do|wont do|won't fix|wontfix|abandoned|dropped|duplicate|archived|obsolete"
    "|취소|취소됨|중단|보류 취소|중복",
}
_priorities = {
    Priority.NONE: "none|no priority|no|-|p4|없음|우선순위 없음",
    Priority.LOW: "low|lowest|minor|trivial|c|낮음|낮은|하",
    Priority.MEDIUM: "medium|normal|moderate|med|b|p3|보통|중간|중",
    Priority.HIGH: "high|major|important|a|p2|높음|높은|상|중요",
    Priority.URGENT: "urgent|highest|critical|blocker|immediate|p1|p0|긴급|최우선|매우 높음",
}


def _key(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.strip().casefold().replace("’", "'")) or text.strip()


_status_of = {_key(word): status for status, words in _statuses.items() for word in words.split("|")}
_priority_of = {_key(word): priority for priority, words in _priorities.items() for word in words.split("|")}


def status_of(word: str) -> Status | None:
    """Return the status that a word means, TODO for an empty one; None if it means none of ours."""
    return _status_of.get(_key(word)) if word.strip() else Status.TODO


def priority_of(word: str) -> Priority | None:
    """Return the priority that a word means, NONE for an empty one; None if it means none of ours."""
    return _priority_of.get(_key(word)) if word.strip() else Priority.NONE
