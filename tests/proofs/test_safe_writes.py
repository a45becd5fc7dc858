"""Requests with one Idempotency-Key, or one If-Match, at one moment. PROVE=1 repeats the first 200 times."""

import pytest
from django.db import connection

from tests.conftest import client_of
from tests.makers import NOON, make_work
from tests.proofs.racing import PROVE, overtake, race
from wheelbarrow.core.history.preconditions import ChangedElsewhere, expecting
from wheelbarrow.core.models import Change, StoredAnswer
from works.models import Work
from works.services import editing

pytestmark = pytest.mark.django_db(transaction=True)

WORKS = "/api/v1/works/"
IS_POSTGRESQL = connection.vendor == "postgresql"
AT_ONCE = 8 if IS_POSTGRESQL else 4
KEY_ROUNDS = (200 if IS_POSTGRESQL else 20) if PROVE else (10 if IS_POSTGRESQL else 3)
needs_postgresql = pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite has one writer at a time")


def creating(client, key, title):
    return lambda: client.post(WORKS, {"title": title}, headers={"Idempotency-Key": key})


def finishing(client, work):
    return lambda: client.post(f"{WORKS}{work.pk}/finish/", headers={"Idempotency-Key": f"finish-{work.pk}"})


class TestDuplicatesAtOnce:
    def test_make_one_work_and_get_one_answer(self, ann, ben):
        clients, his = [client_of(ann) for _ in range(AT_ONCE)], client_of(ben)
        for number in range(KEY_ROUNDS):
            title = f"Dig {number}"
            [*answers, of_ben] = race(
                *(creating(client, f"key-{number}", title) for client in clients),
                creating(his, f"key-{number}", title),
            )

            assert {answer.status_code for answer in answers} == {201}
            assert (
                len({(answer.content, answer.headers["ETag"], answer.headers["Location"]) for answer in answers}) == 1
            )
            assert Work.objects.owned_by(ann).filter(title=title).count() == 1
            assert of_ben.json()["id"] != answers[0].json()["id"]
        made = {"user": ann, "action": "created"}
        assert Change.objects.filter(**made).count() == StoredAnswer.objects.filter(user=ann).count() == KEY_ROUNDS

    def test_of_a_finish_are_one_change(self, ann):
        work, client = make_work(user=ann), client_of(ann)

        answers = race(*[finishing(client, work)] * 4)

        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
        assert Change.objects.owned_by(ann).filter(action="finished").count() == 1

    def test_with_other_bodies_make_one_work(self, ann):
        client = client_of(ann)

        answers = race(*(creating(client, "a", f"Dig {number}") for number in range(4)))

        assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]
        assert Work.objects.count() == 1


@needs_postgresql
class TestADuplicateOfARequestThatIsNotCommitted:
    def test_waits_and_gets_its_answer(self, ann):
        first, second = overtake(creating(client_of(ann), "a", "Dig"), creating(client_of(ann), "a", "Dig"))

        assert (first.status_code, second.status_code) == (201, 201)
        assert first.content == second.content
        assert Work.objects.count() == 1

    def test_becomes_the_first_when_that_is_rolled_back(self, ann):
        class Interrupted(Exception):
            pass

        def interrupted():
            creating(client_of(ann), "a", "Dig")()
            raise Interrupted

        first, second = overtake(interrupted, creating(client_of(ann), "a", "Dig"))

        assert isinstance(first, Interrupted)
        assert second.status_code == 201
        assert [work.pk for work in Work.objects.all()] == [second.json()["id"]]


def editing_at(user, work, title):
    def edit():
        with expecting({work.version}, model=Work, user=user, pk=work.pk):
            return editing.edit_work(user=user, work_id=work.pk, title=title, at=NOON)

    return edit


class TestTwoEditsOfOneVersion:
    @needs_postgresql
    def test_are_compared_after_the_lock(self, ann):
        for number in range(5):
            work = make_work(user=ann)

            first, second = overtake(
                editing_at(ann, work, f"First {number}"), editing_at(ann, work, f"Second {number}")
            )

            assert isinstance(second, ChangedElsewhere)
            work.refresh_from_db()
            assert (work.title, work.version) == (f"First {number}", first.version)

    def test_are_won_by_one(self, ann):
        work, client = make_work(user=ann), client_of(ann)
        tag = client.get(f"{WORKS}{work.pk}/").headers["ETag"]

        answers = race(
            *(
                lambda number=number: client.patch(
                    f"{WORKS}{work.pk}/", {"title": f"Dig {number}"}, headers={"If-Match": tag}
                )
                for number in range(4)
            )
        )

        assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
        [won] = [answer.json() for answer in answers if answer.status_code == 200]
        assert [answer.json()["current"] for answer in answers if answer.status_code == 412] == [won] * 3
        assert Change.objects.owned_by(ann).filter(action="edited").count() == 1
