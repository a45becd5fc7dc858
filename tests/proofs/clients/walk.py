"""A walk through the API with the client of openapi-python-client: `python walk.py http://server`."""

import sys
from datetime import date, timedelta
from typing import TypeVar

from wheelbarrow_client import AuthenticatedClient, Client
from wheelbarrow_client.api.auth import create_token, get_me, register
from wheelbarrow_client.api.categories import create_category, delete_category, get_tree
from wheelbarrow_client.api.recurring_works import create_recurring_work, list_occurrences
from wheelbarrow_client.api.reports import get_period_report
from wheelbarrow_client.api.trash import list_trash, restore_deletion
from wheelbarrow_client.api.works import create_work, finish_work, list_today, list_works, set_work_status
from wheelbarrow_client.models import (
    CategoryProblem,
    DeletionKindEnum,
    GetPeriodReportPeriod,
    ListWorksCategoryItemType1,
    ListWorksOrderingItem,
    ListWorksStatusItem,
    LoginRequest,
    NewCategoryRequest,
    NewRecurringWorkRequest,
    Priority,
    Problem,
    RegistrationRequest,
    Status,
    StatusRequest,
    TokenPair,
    WorkProblem,
    WorkRequest,
)

Answer = TypeVar("Answer")
EMAIL, PASSWORD = "client@example.org", "correct horse battery"


def good(answer: Answer | Problem | CategoryProblem | WorkProblem | None) -> Answer:
    """The answer, which is not a refusal."""
    assert answer is not None
    assert not isinstance(answer, Problem | CategoryProblem | WorkProblem), answer
    return answer


def log_in(server: str) -> AuthenticatedClient:
    anonymous = Client(base_url=server)
    good(register.sync(client=anonymous, body=RegistrationRequest(email=EMAIL, password=PASSWORD)))
    pair = create_token.sync(client=anonymous, body=LoginRequest(email=EMAIL, password=PASSWORD))
    assert isinstance(pair, TokenPair)
    return AuthenticatedClient(base_url=server, token=pair.access)


def walk(server: str) -> None:
    client = log_in(server)
    today = date.today()
    assert good(get_me.sync(client=client)).email == EMAIL
    year = good(create_category.sync(client=client, body=NewCategoryRequest(name="2026", starts_on=today)))
    part = good(create_category.sync(client=client, body=NewCategoryRequest(name="Garden", parent=year.id)))
    tree = good(get_tree.sync(client=client, summary=True))
    assert [child.id for child in tree[0].children] == [part.id]

    dig = good(create_work.sync(client=client, body=WorkRequest(title="Dig", category=part.id, priority=Priority.HIGH)))
    good(create_work.sync(client=client, body=WorkRequest(title="Plant", deadline_on=today + timedelta(days=1))))
    begun = good(set_work_status.sync(dig.id, client=client, body=StatusRequest(status=Status.IN_PROGRESS)))
    assert begun.started_at is not None
    found = good(
        list_works.sync(
            client=client,
            category=[part.id, ListWorksCategoryItemType1.NONE],
            status=[ListWorksStatusItem.TODO, ListWorksStatusItem.IN_PROGRESS],
            ordering=[ListWorksOrderingItem.VALUE_6, ListWorksOrderingItem.TITLE],
            open_=True,
        )
    )
    assert (found.count, found.next_) == (2, None)
    assert [work.title for work in found.results] == ["Plant", "Dig"]
    assert good(finish_work.sync(dig.id, client=client)).current_status is Status.DONE

    rule = NewRecurringWorkRequest(title="Water", rule="FREQ=DAILY", category=year.id)
    water = good(create_recurring_work.sync(client=client, body=rule))
    days = good(list_occurrences.sync(water.id, client=client, start=today, end=today + timedelta(days=2)))
    assert len(days.results) == 3
    assert {work.title for work in good(list_today.sync(client=client)).results} == {"Plant", "Water"}
    report = good(get_period_report.sync(client=client, period=GetPeriodReportPeriod.THIS_WEEK))
    assert not isinstance(report, str)
    assert report.totals.finished == 1

    deleted = good(delete_category.sync(year.id, client=client))
    assert deleted.deletion is not None
    assert [row.kind for row in good(list_trash.sync(client=client)).results] == [DeletionKindEnum.CATEGORY]
    assert good(restore_deletion.sync(deleted.deletion, client=client)).works == deleted.works
    refused = create_work.sync(client=client, body=WorkRequest(title="\u200b"))
    assert isinstance(refused, Problem)
    assert refused.code == "invalid"


if __name__ == "__main__":
    walk(sys.argv[1])
