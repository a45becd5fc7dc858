"""API tokens: who may have which, and when they end."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from accounts import services as accounts
from accounts.tokens import InvalidToken
from categories import api_tokens
from categories.api_tokens import create_token, find_token, person_of, revoke_token, tokens_of
from categories.models import ApiToken
from categories.services import delete_category, move_category
from tests.makers import NOON, PASSWORD, make_ancestors, make_category
from wheelbarrow.core import trash

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


def make_token(user, name="Script", scopes=("read",), **fields):
    return create_token(user=user, name=name, scopes=scopes, at=NOON, **fields)


def is_live(made):
    try:
        person_of(made.secret)
    except InvalidToken:
        return False
    return True


class TestCreateToken:
    def test_stores_no_secret(self, ann):
        made = make_token(ann)

        stored = ApiToken.objects.filter(pk=made.row.pk).values_list().get()
        assert made.secret.split("_")[2] not in map(str, stored)

    def test_gives_the_scopes_and_the_branch(self, ann):
        garden = make_category(user=ann)
        made = make_token(ann, scopes=["add", "read"], under=garden.pk)

        user, grant = person_of(made.secret)

        assert (user, grant.token, grant.scopes) == (ann, "Script", {"read", "add"})
        assert grant.branch == (ann.pk, garden.pk, garden.path)

    def test_refuses_the_name_of_a_live_one(self, ann, ben):
        made = make_token(ann)
        make_token(ben)

        with pytest.raises(api_tokens.TokenNameTaken):
            make_token(ann)

        revoke_token(user=ann, token_id=made.row.pk, at=NOON)
        assert is_live(make_token(ann))

    def test_refuses_no_scope_a_strangers_branch_and_a_past_end(self, ann, ben):
        with pytest.raises(api_tokens.NoScope):
            make_token(ann, scopes=["all"])
        with pytest.raises(api_tokens.BranchNotFound):
            make_token(ann, under=make_category(user=ben).pk)
        with pytest.raises(api_tokens.ExpiresInThePast):
            make_token(ann, expires_at=NOON)

    def test_refuses_too_many_live_ones(self, ann, monkeypatch):
        monkeypatch.setattr(api_tokens, "MOST_LIVE", 2)
        first = make_token(ann, "1")
        make_token(ann, "2")

        with pytest.raises(api_tokens.TooManyTokens):
            make_token(ann, "3")

        revoke_token(user=ann, token_id=first.row.pk, at=NOON)
        make_token(ann, "3")

    def test_forgets_the_oldest_ended_ones(self, ann, ben, monkeypatch):
        monkeypatch.setattr(api_tokens, "MOST_ENDED", 1)
        kept = make_token(ben)
        revoke_token(user=ben, token_id=kept.row.pk, at=NOON)
        for name in "123":
            revoke_token(user=ann, token_id=make_token(ann, name).row.pk, at=NOON)

        live = make_token(ann, "4")

        assert [row.name for row in ApiToken.objects.owned_by(ann).order_by("pk")] == ["3", "4"]
        assert is_live(live)
        assert ApiToken.objects.owned_by(ben).count() == 1

    def test_cannot_be_made_without_a_scope_by_a_raw_write(self, ann):
        row = make_token(ann).row
        row.pk, row.prefix, row.may_read = None, "00000000", False

        with pytest.raises(IntegrityError):
            row.save()


class TestPersonOf:
    def test_takes_one_statement_and_once_an_hour_one_more(self, ann, clock):
        made, costs = make_token(ann), []
        for _ in range(2):
            is_live(made)
            for wait in (timedelta(), HOUR):
                clock.shift(wait)
                with CaptureQueriesContext(connection) as statements:
                    is_live(made)
                costs.append(len(statements))

        assert costs == [1, 2, 1, 2]
        assert ApiToken.objects.get().last_used_at == NOON + 2 * HOUR

    @pytest.mark.parametrize(
        "change", [lambda text: text[:-1], lambda text: text.replace("wb_", "wb_a"), lambda text: ""]
    )
    def test_refuses_a_wrong_secret_without_a_statement(self, change, ann):
        secret = make_token(ann).secret

        with CaptureQueriesContext(connection) as statements, pytest.raises(InvalidToken):
            person_of(change(secret))

        assert len(statements) == 0

    def test_refuses_the_secret_of_another_prefix(self, ann):
        one, other = make_token(ann, "1"), make_token(ann, "2")
        ApiToken.objects.filter(pk=one.row.pk).delete()
        ApiToken.objects.filter(pk=other.row.pk).update(prefix=one.row.prefix)

        assert not is_live(one)

    def test_refuses_one_that_has_expired(self, ann, clock):
        made = make_token(ann, expires_at=NOON + HOUR)
        assert is_live(made)

        clock.shift(HOUR)

        assert not is_live(made)


class TestTheEnd:
    @pytest.mark.parametrize(
        "act",
        [
            lambda user: accounts.change_password(user=user, old_password=PASSWORD, new_password="other horse battery"),
            lambda user: accounts.set_password(user=user, password="other horse battery"),
            lambda user: accounts.end_sessions(user=user),
            lambda user: accounts.close_account(user=user, password=PASSWORD, at=NOON),
            lambda user: accounts.set_permissions(user=user, at=NOON, is_active=False),
        ],
        ids=["change", "set", "sessions", "close", "deactivate"],
    )
    def test_comes_with_a_new_password_and_with_the_account(self, act, ann, ben):
        made, others = make_token(ann), make_token(ben)

        act(ann)

        assert (is_live(made), is_live(others)) == (False, True)

    def test_comes_with_the_password_of_manage_py(self, ann):
        made = make_token(ann)
        ann.set_password("other horse battery")
        ann.save()

        assert not is_live(made)

    def test_is_final_where_a_token_is_revoked(self, ann, ben):
        made = make_token(ann)
        with pytest.raises(api_tokens.ApiTokenNotFound):
            revoke_token(user=ben, token_id=made.row.pk, at=NOON)

        revoke_token(user=ann, token_id=made.row.pk, at=NOON)

        assert not is_live(made)
        assert tokens_of(ann) == []
        with pytest.raises(api_tokens.ApiTokenNotFound):
            find_token(ann, made.row.pk)

    def test_lasts_as_long_as_the_branch_is_in_the_trash(self, ann):
        root, leaf = make_ancestors(user=ann, names=["2026", "Garden"])
        made = make_token(ann, under=leaf.pk)
        deletion = delete_category(user=ann, category_id=root.pk, at=NOON)
        assert not is_live(made)

        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=NOON)

        assert is_live(made)

    def test_comes_with_the_purge_of_the_branch(self, ann):
        garden, other = make_category(user=ann), make_category(user=ann, name="Other")
        make_token(ann, under=garden.pk)
        kept = make_token(ann, "Kept", under=other.pk)
        deletion = delete_category(user=ann, category_id=garden.pk, at=NOON)

        trash.purge_deletion(user=ann, deletion_id=deletion.pk, at=NOON)

        assert list(ApiToken.objects.all()) == [kept.row]

    def test_is_removed_with_the_account(self, ann, ben):
        make_token(ann, under=make_category(user=ann).pk)
        make_token(ben)
        accounts.close_account(user=ann, password=PASSWORD, at=NOON)

        accounts.purge_closed_accounts(before=NOON + HOUR, at=NOON)

        assert [row.user for row in ApiToken.objects.all()] == [ben]

    def test_does_not_come_with_a_move(self, ann):
        root, leaf = make_ancestors(user=ann, names=["2026", "Garden"])
        made = make_token(ann, under=leaf.pk)

        move_category(user=ann, category_id=leaf.pk, parent_id=None, at=NOON)

        assert person_of(made.secret)[1].branch.path == f"/{leaf.pk}"
        assert root.pk


class TestCommands:
    def test_create_and_revoke(self, ann, capsys):
        make_ancestors(user=ann, names=["2026", "Garden"])
        call_command(
            "create_token",
            ann.email,
            "--name",
            "sensor",
            "--scopes",
            "read,add",
            "--under",
            "2026/Garden",
            "--expires-in",
            "7",
        )
        secret = capsys.readouterr().out.strip()

        user, grant = person_of(secret)
        assert (user, grant.token, grant.scopes) == (ann, "sensor", {"read", "add"})
        assert grant.branch is not None
        assert ApiToken.objects.get().expires_at == NOON + timedelta(days=7)

        call_command("revoke_token", ann.email, secret.split("_")[1])
        with pytest.raises(InvalidToken):
            person_of(secret)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (["--name", "x", "--scopes", "all"], "no scope"),
            (["--name", "x", "--scopes", "read", "--under", "Nowhere"], "no category"),
            (["--name", "x", "--scopes", "read", "--expires-in", "0"], "1 to"),
            (["--name", " ", "--scopes", "read"], "visible"),
            (["--name", "x" * 61, "--scopes", "read"], "60"),
        ],
    )
    def test_refuse_in_one_line(self, options, message, ann):
        from django.core.management.base import CommandError

        with pytest.raises(CommandError, match=message):
            call_command("create_token", ann.email, *options)
        assert not ApiToken.objects.exists()

    def test_refuse_an_unknown_person_and_token(self, ann):
        from django.core.management.base import CommandError

        with pytest.raises(CommandError, match="Nobody"):
            call_command("create_token", "none@example.org", "--name", "x", "--scopes", "read")
        with pytest.raises(CommandError, match="no token"):
            call_command("revoke_token", ann.email, "none")
