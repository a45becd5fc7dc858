"""The host of mailed links."""

import pytest

from wheelbarrow.core import jobs
from wheelbarrow.core.links import host_for_links


@pytest.mark.parametrize(
    ("host", "server_port", "expected"),
    [
        ("work.example.org", "8000", "work.example.org"),
        ("work.example.org:1234", "8000", "work.example.org"),
        ("work.example.org:8000", "8000", "work.example.org:8000"),
        ("work.example.org:8443", "8000", "work.example.org:8443"),
        ("[::1]:1234", "8000", "[::1]"),
    ],
)
def test_has_a_port_only_if_it_is_known(rf, settings, host, server_port, expected):
    settings.ALLOWED_HOSTS, settings.CSRF_TRUSTED_ORIGINS = ["*"], ["http://work.example.org:8443"]

    assert host_for_links(rf.get("/", HTTP_HOST=host, SERVER_PORT=server_port)) == expected


@pytest.mark.parametrize(
    ("address", "form"),
    [("/password/reset/", {"content_type": None}), ("/api/v1/auth/password/reset/", {})],
)
def test_is_that_of_the_request_without_a_strange_port(ann, client, mailoutbox, settings, address, form):
    settings.ALLOWED_HOSTS = ["work.example.org"]
    json = {} if "content_type" in form else {"content_type": "application/json"}

    client.post(address, {"email": ann.email}, headers={"host": "work.example.org:1234"}, **json)
    jobs.run_waiting()

    assert "http://work.example.org/" in mailoutbox[0].body
