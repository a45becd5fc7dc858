"""The list of refresh tokens in the admin."""

import pytest
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken

from accounts import services, tokens
from tests.makers import NOON

TOKENS = "/admin/token_blacklist/outstandingtoken/"


def states(client):
    """Return (email, state) of each row of the list, the last token first."""
    page = client.get(TOKENS)
    emails = [row.user.email for row in page.context["cl"].result_list]
    shown = [text.split("<")[0] for text in page.content.decode().split('class="field-state">')[1:]]
    return list(zip(emails, shown, strict=True))


class TestOutstandingTokenAdmin:
    def test_shows_valid_tokens(self, operator_client, ann, ben):
        tokens.issue(ann)
        tokens.issue(ben)

        assert states(operator_client) == [("ben@example.org", "valid"), ("ann@example.org", "valid")]

    def test_shows_a_family_as_ended_and_no_row_for_its_mark(self, operator_client, ann, ben):
        first = tokens.issue(ann)["refresh"]
        tokens.rotate(first)
        tokens.issue(ben)
        with pytest.raises(tokens.InvalidToken):
            tokens.rotate(first)
        [mark] = OutstandingToken.objects.filter(token="")

        assert states(operator_client) == [
            ("ben@example.org", "valid"),
            ("ann@example.org", "ended"),
            ("ann@example.org", "ended"),
        ]
        assert operator_client.get(f"{TOKENS}{mark.pk}/change/").status_code == 302

    @pytest.mark.parametrize(
        "end",
        [
            lambda user: services.end_sessions(user=user),
            lambda user: services.set_password(user=user, password="another horse battery"),
            lambda user: services.set_permissions(user=user, at=NOON, is_active=False),
        ],
        ids=["end sessions", "new password", "deactivate"],
    )
    def test_shows_as_ended_what_ended_with_all_tokens_of_a_person(self, operator_client, ann, ben, end):
        tokens.issue(ann)
        tokens.issue(ben)

        end(ann)

        assert states(operator_client) == [("ben@example.org", "valid"), ("ann@example.org", "ended")]

    def test_shows_whether_a_record_of_an_earlier_version_was_revoked_itself(self, operator_client, ann, ben):
        RefreshToken.for_user(ann)
        RefreshToken.for_user(ben).blacklist()

        assert states(operator_client) == [("ben@example.org", "ended"), ("ann@example.org", "valid")]

    def test_shows_the_state_on_the_page_of_one_token(self, operator_client, ann):
        tokens.revoke(tokens.issue(ann)["refresh"])
        row = OutstandingToken.objects.get()

        page = operator_client.get(f"{TOKENS}{row.pk}/change/").content.decode()

        assert '<div class="readonly">ended</div>' in page

    def test_costs_the_same_for_more_tokens(self, operator_client, ann, ben, django_assert_num_queries):
        for user in (ann, ben):
            tokens.issue(user)
        with django_assert_num_queries(5):
            operator_client.get(TOKENS)
        for _number in range(10):
            tokens.issue(ann)

        with django_assert_num_queries(5):
            operator_client.get(TOKENS)


class TestIssue:
    def test_stores_no_token(self, ann):
        refresh = tokens.issue(ann)["refresh"]

        [record] = OutstandingToken.objects.all()

        assert record.user == ann
        assert refresh.split(".")[1] not in record.token
        assert RefreshToken(refresh)["jti"] == record.jti
        assert record.expires_at.timestamp() == RefreshToken(refresh)["exp"]
