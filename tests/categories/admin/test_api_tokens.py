"""API tokens in the admin."""

from categories.api_tokens import create_token
from categories.models import ApiToken
from tests.conftest import run_action
from tests.makers import NOON

PAGE = "/admin/categories/apitoken/"


class TestTheList:
    def test_shows_no_secret_and_changes_nothing(self, operator_client, ann):
        made = create_token(user=ann, name="script", scopes=["read"], at=NOON)

        text = (
            operator_client.get(PAGE).content.decode()
            + operator_client.get(f"{PAGE}{made.row.pk}/change/").content.decode()
        )

        assert "script" in text
        assert made.row.digest not in text
        assert made.secret.split("_")[2] not in text
        assert operator_client.get(f"{PAGE}add/").status_code == 403
        assert operator_client.post(f"{PAGE}{made.row.pk}/delete/", {"post": "yes"}).status_code == 403

    def test_revokes_the_chosen(self, operator_client, ann, ben):
        rows = [create_token(user=user, name="script", scopes=["read"], at=NOON).row for user in (ann, ben)]

        page = run_action(operator_client, PAGE, "revoke", [rows[0]])

        assert "1 token has ended." in page.content.decode()
        assert [row.revoked_at is None for row in ApiToken.objects.order_by("pk")] == [False, True]
