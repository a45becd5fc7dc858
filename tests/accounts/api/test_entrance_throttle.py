"""Attempts at the token endpoint are throttled by network address."""

import pytest
import time_machine

from tests.accounts.api.test_entrance import log_in
from tests.makers import NOON
from wheelbarrow.core.api.parsers import JSONParser
from wheelbarrow.core.api.throttles import AddressThrottle


@pytest.fixture
def three_a_minute(monkeypatch):
    monkeypatch.setattr(AddressThrottle, "THROTTLE_RATES", {"auth": "3/min"})
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.mark.usefixtures("three_a_minute")
class TestThrottle:
    def test_of_an_address_holds_whatever_the_account(self, anonymous):
        answers = [log_in(anonymous, email=f"{number}@example.org") for number in range(4)]

        assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
        assert answers[-1].json()["code"] == "throttled"
        assert int(answers[-1].headers["Retry-After"]) <= 60
        assert answers[-1].headers["Content-Type"] == "application/problem+json"

    def test_refuses_before_a_body_is_parsed(self, anonymous, monkeypatch):
        for number in range(3):
            log_in(anonymous, email=f"{number}@example.org")
        monkeypatch.setattr(JSONParser, "parse", None)

        assert log_in(anonymous).status_code == 429

    def test_cannot_be_dodged_with_a_forwarded_for(self, anonymous):
        answers = [
            log_in(anonymous, email=f"{number}@example.org", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
            for number in range(4)
        ]

        assert [answer.status_code for answer in answers] == [401, 401, 401, 429]

    def test_lets_in_again_when_the_minute_is_over(self, anonymous, ann, three_a_minute):
        for _attempt in range(4):
            log_in(anonymous, password="wrong")

        three_a_minute.shift(61)

        assert log_in(anonymous).status_code == 200

    @pytest.mark.parametrize("email", [r"\ud800", "x" * 5000, "한" * 300])
    def test_survives_any_email(self, email, anonymous):
        body = f'{{"email": "{email}", "password": "x"}}'

        response = anonymous.generic("POST", "/api/v1/auth/token/", body, content_type="application/json")

        assert response.status_code in (400, 401)
