"""A token that was read before is looked at again."""

from datetime import timedelta

import pytest
import time_machine

from accounts import services, tokens
from accounts.models import User
from tests.conftest import client_of
from tests.makers import NOON

ME = "/api/v1/auth/me/"


def access_of(user):
    return tokens.issue(user)["access"].encode()


class TestReadAccess:
    def test_gives_a_token_of_the_person_only(self, ann, ben):
        anns, bens = access_of(ann), access_of(ben)

        for _time in range(2):
            assert tokens.person_of(tokens.read_access(anns)) == ann
            assert tokens.person_of(tokens.read_access(bens)) == ben

    def test_refuses_a_token_that_has_expired_since_it_was_read(self, ann):
        with time_machine.travel(NOON, tick=False) as clock:
            raw = access_of(ann)
            assert tokens.read_access(raw)
            clock.shift(timedelta(minutes=15) - timedelta(seconds=1))
            assert tokens.read_access(raw)

            clock.shift(timedelta(seconds=2))

            with pytest.raises(tokens.InvalidToken):
                tokens.read_access(raw)

    def test_refuses_a_token_that_had_expired_when_it_was_first_read(self, ann):
        with time_machine.travel(NOON, tick=False):
            raw = access_of(ann)

        with time_machine.travel(NOON + timedelta(hours=1), tick=False), pytest.raises(tokens.InvalidToken):
            tokens.read_access(raw)

    @pytest.mark.parametrize("change", ["its end", "its body", "its head"])
    def test_refuses_a_token_that_was_changed_after_it_was_read(self, ann, change):
        raw = access_of(ann)
        tokens.read_access(raw)
        head, body, signature = raw.split(b".")
        changed = {
            "its end": [head, body, signature[::-1]],
            "its body": [head, body[::-1], signature],
            "its head": [head[::-1], body, signature],
        }[change]

        with pytest.raises(tokens.InvalidToken):
            tokens.read_access(b".".join(changed))

    @pytest.mark.parametrize("raw", [b"", b"x", b"x.y.z", b"\xff\xfe", b"..", b"x" * 10_000])
    def test_refuses_what_is_no_token_each_time(self, raw):
        for _time in range(2):
            with pytest.raises(tokens.InvalidToken):
                tokens.read_access(raw)

    def test_refuses_a_refresh_token(self, ann):
        with pytest.raises(tokens.InvalidToken):
            tokens.read_access(tokens.issue(ann)["refresh"].encode())

    def test_remembers_no_more_than_so_many(self, ann):
        tokens._decoded.cache_clear()
        bound = tokens._decoded.cache_info().maxsize
        refresh = tokens.RefreshToken.for_user(ann)

        for _number in range(bound + 10):
            tokens.read_access(str(refresh.access_token).encode())

        assert tokens._decoded.cache_info().currsize <= bound == 1024

    def test_remembers_nothing_that_it_refused(self):
        tokens._decoded.cache_clear()

        with pytest.raises(tokens.InvalidToken):
            tokens.read_access(b"x.y.z")

        assert tokens._decoded.cache_info().currsize == 0


# Each ends what was given out before it.
ENDINGS = {
    "another password": lambda ann: _another_password(ann),
    "a deactivation in the table": lambda ann: User.objects.with_email(ann.email).update(is_active=False),
    "a deactivation": lambda ann: services.set_permissions(user=ann, at=NOON, is_active=False),
    "a deactivation that is taken back": lambda ann: [
        services.set_permissions(user=ann, at=NOON, is_active=active) for active in (False, True)
    ],
}


def _another_password(user):
    user.set_password("another horse battery")
    user.save(update_fields=["password"])


class TestAnEndedToken:
    @pytest.mark.parametrize("ending", ENDINGS)
    def test_is_refused_at_once_though_it_was_read_before(self, ann, ben, ending):
        client, stranger = client_of(ann), client_of(ben)
        assert [client.get(ME).status_code, client.get(ME).status_code] == [200, 200]

        ENDINGS[ending](ann)

        assert client.get(ME).status_code == 401
        assert stranger.get(ME).status_code == 200
