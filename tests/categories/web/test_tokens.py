"""/settings/tokens/"""

from datetime import timedelta

import pytest

from categories.api_tokens import create_token, person_of
from categories.models import ApiToken
from categories.services import delete_category
from tests.makers import NOON, make_category
from tests.pages import page_of

PAGE = "/settings/tokens/"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def browser(client, ann):
    """Ann's, without the check of its forms' tokens."""
    client.force_login(ann)
    return client


def text_of(answer):
    return answer.content.decode()


class TestTheList:
    def test_shows_each_live_token_of_the_person_and_no_secret(self, browser, ann, ben):
        garden = make_category(user=ann, name="Garden")
        made = create_token(user=ann, name="sensor", scopes=["read", "add"], under=garden.pk, at=NOON)
        create_token(user=ben, name="of ben", scopes=["read"], at=NOON)

        text = text_of(browser.get(PAGE))

        assert all(part in text for part in ("sensor", "Read, Add", "Garden", "not used yet"))
        assert "of ben" not in text
        assert made.secret.split("_")[2] not in text

    def test_says_why_one_does_not_work(self, browser, ann, clock):
        garden = make_category(user=ann, name="Garden")
        create_token(user=ann, name="one", scopes=["read"], under=garden.pk, at=NOON)
        create_token(user=ann, name="two", scopes=["read"], expires_at=NOON + timedelta(hours=1), at=NOON)
        delete_category(user=ann, category_id=garden.pk, at=NOON)
        clock.shift(timedelta(hours=2))

        text = text_of(browser.get(PAGE))

        assert "Expired" in text
        assert "Its branch is in the trash" in text


class TestANewToken:
    def test_is_shown_once_and_never_stored(self, browser, ann):
        answer = browser.post(PAGE, {"name": "script", "scopes": ["read", "write"], "under": "", "expires_on": ""})

        secret = next(part for part in text_of(answer).split('"') if part.startswith("wb_") and len(part) > 20)
        assert answer.status_code == 201
        assert answer.headers["Cache-Control"] == "no-store"
        assert person_of(secret)[1].scopes == {"read", "write"}
        assert secret not in text_of(browser.get(PAGE))

    def test_ends_after_its_last_day_and_is_limited(self, browser, ann):
        garden = make_category(user=ann)
        browser.post(PAGE, {"name": "x", "scopes": ["add"], "under": str(garden.pk), "expires_on": "2026-09-30"})

        row = ApiToken.objects.get()
        assert ann.local_time(row.expires_at).isoformat().startswith("2026-09-30T23:59:59")
        assert row.under == garden

    def test_refuses_a_day_in_the_past_beside_its_field(self, browser):
        sent = {"name": "x", "scopes": ["read"], "under": "", "expires_on": "2020-01-01"}

        form = browser.post(PAGE, sent).context["form"]

        assert form.errors == {
            "expires_on": ["A token cannot expire in the past. Choose a later time, or none."],
        }

    @pytest.mark.parametrize(
        "wrong",
        [
            {"name": ""},
            {"scopes": []},
            {"scopes": ["all"]},
            {"under": "x"},
            {"under": "9" * 30},
            {"under": "999999"},
            {"expires_on": "2020-01-01"},
            {"expires_on": "x"},
            {"name": "a\0b"},
            {"name": "x" * 61},
        ],
        ids=str,
    )
    def test_is_refused_with_the_form(self, wrong, browser, ann):
        answer = browser.post(PAGE, {"name": "x", "scopes": ["read"], "under": "", "expires_on": "", **wrong})

        assert answer.status_code == 422
        assert 'class="errorlist' in text_of(answer) or 'class="errors' in text_of(answer)
        assert not ApiToken.objects.exists()

    def test_keeps_what_was_typed_while_the_branch_is_sought(self, browser, ann):
        make_category(user=ann, name="Garden")

        answer = browser.post(PAGE, {"name": "kept", "scopes": ["add"], "under_q": "Gard", "find": "1"})

        assert answer.status_code == 200
        assert 'value="kept"' in text_of(answer)
        assert "Garden" in text_of(answer)
        assert not ApiToken.objects.exists()


class TestRevoking:
    def test_ends_the_token_at_once(self, browser, ann):
        made = create_token(user=ann, name="script", scopes=["read"], at=NOON)

        page = page_of(browser, PAGE)
        assert page.all(id=f"revoke-token-{made.row.pk}")
        answer = browser.post(f"{PAGE}{made.row.pk}/revoke/", follow=True)

        assert "script” has ended" in text_of(answer)
        assert ApiToken.objects.get().revoked_at == NOON

    def test_of_a_strangers_token_changes_nothing(self, browser, ann, ben):
        made = create_token(user=ben, name="script", scopes=["read"], at=NOON)

        browser.post(f"{PAGE}{made.row.pk}/revoke/")

        assert person_of(made.secret)[0] == ben
