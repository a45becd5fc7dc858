"""The headers of every kind of page, in production and, by `make prove`, in development."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.architecture.source import ROOT
from tests.makers import make_category, make_recurring_work, make_work

pytestmark = pytest.mark.alike
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
DEPLOYMENTS = {
    "development": {"DEBUG": "1"},
    "production": {"DEBUG": "0", "SECRET_KEY": "x1" * 30, "SECURE_SSL_REDIRECT": "1"},
}
# The ways in which a page contains code; blocks of JSON are data.
INLINE = re.compile(
    r"""<script(?![^>]*(?:\ssrc=|type="application/json"))[^>]*>|\son[a-z]+=["']|href=["']javascript:"""
)
STYLED = re.compile(r"""<style|\sstyle=["']""")
STATUS = {
    "API, error": 404,
    "API, wrong host": 400,
    "API, 401": 401,
    "API, 404": 404,
    "API, 413": 413,
    "API, first failure": 401,
    "API, 429": 429,
    "API, 500": 500,
    "page, 400": 400,
    "page, 403": 403,
    "page, 404": 404,
    "page, 413": 413,
    "page, 429": 429,
    "page, 500": 500,
    "admin, redirect": 302,
    "admin, entered": 302,
    "admin, 500": 500,
}
PROBLEMS = {"API, error", "API, wrong host", "API, 401", "API, 404", "API, 413", "API, 429", "API, 500"}
# Django's pages for developers, with a traceback.
OF_DEVELOPMENT = {"API, wrong host", "API, 500", "page, 400", "page, 404", "page, 500", "admin, 500"}


def expected(kind, deployment):
    policy = f"{POLICY}; style-src 'self' 'unsafe-inline'" if kind.startswith("documentation") else POLICY
    headers = {
        "content-security-policy": policy,
        "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
    }
    if deployment == "production" and kind != "over plain HTTP":
        headers["strict-transport-security"] = "max-age=31536000"
    return headers


NAMES = {*expected("page", "production")}


@pytest.fixture(params=["production", pytest.param("development", marks=pytest.mark.prove)], scope="module")
def deployment(request):
    return request.param


@pytest.fixture(scope="module")
def pages(deployment, tmp_path_factory):
    """Return kind → status, headers, cookies, body, read by a process with the environment of the deployment."""
    file = tmp_path_factory.mktemp(deployment) / "pages.sqlite3"
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite:///{file}", "ALLOWED_HOSTS": "testserver"}
    environment |= {"LOGIN_FAILURES": "1", "LOG_LEVEL": "CRITICAL", **DEPLOYMENTS[deployment]}
    command = [sys.executable, "-m", "tests.wheelbarrow.core.headers"]
    process = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


class TestEveryKindOfPage:
    def test_has_its_status(self, pages, deployment):
        plain = {"over plain HTTP": 301} if deployment == "production" else {}

        statuses = {kind: page["status"] for kind, page in pages.items()}

        assert statuses == dict.fromkeys(pages, 200) | STATUS | plain

    def test_has_the_headers(self, pages, deployment):
        wanted = {kind: expected(kind, deployment) for kind in pages}

        found = {
            kind: {name: text for name, text in page["headers"].items() if name in NAMES}
            for kind, page in pages.items()
        }

        assert found == wanted

    def test_has_no_inline_code(self, pages, deployment):
        shown = {
            kind: page["body"]
            for kind, page in pages.items()
            if page["headers"].get("content-type", "").startswith("text/html")
            and not (deployment == "development" and kind in OF_DEVELOPMENT)
        }

        assert len(shown) > 10
        assert {kind: INLINE.findall(body) for kind, body in shown.items() if INLINE.search(body)} == {}
        assert {kind for kind, body in shown.items() if STYLED.search(body)} <= {"documentation"}

    def test_sets_cookies_for_this_host_only(self, pages, deployment):
        cookies = {name: morsel for page in pages.values() for name, morsel in page["cookies"].items()}

        assert {name.removeprefix("__Host-") for name in cookies} >= {"sessionid", "csrftoken"}
        for name, morsel in cookies.items():
            assert (morsel["samesite"], "domain" in morsel) == ("Lax", False)
            assert name.startswith("__Host-") == ("secure" in morsel) == (deployment == "production")
            assert "httponly" in morsel or "csrf" in name


class TestRefusal:
    def test_is_a_problem_below_the_api(self, pages, deployment):
        kinds = PROBLEMS - (OF_DEVELOPMENT if deployment == "development" else set())

        assert {pages[kind]["headers"]["content-type"] for kind in kinds} == {"application/problem+json"}
        assert {kind: json.loads(pages[kind]["body"])["status"] for kind in kinds} == {k: STATUS[k] for k in kinds}

    def test_by_a_limit_has_retry_after(self, pages):
        # Less than 900 if the machine was slow between the failure and the refusal.
        for kind in ("API, 429", "page, 429"):
            assert 800 < int(pages[kind]["headers"]["retry-after"]) <= 900

    def test_shows_no_internals(self, pages, deployment):
        words = ("Traceback", "ZeroDivisionError", "internal secret", "site-packages", "DEBUG = True")

        leaking = {kind for kind, page in pages.items() if any(word in page["body"] for word in words)}

        assert leaking == (OF_DEVELOPMENT if deployment == "development" else set())


class TestEveryPageOfTheAdmin:
    def test_has_no_inline_code(self, client, operator):
        client.force_login(operator)
        make_work(user=operator, category=make_category(user=operator))
        make_recurring_work(user=operator)
        addresses = [
            reverse("admin:index"),
            reverse("admin:password_change"),
            reverse("admin:app_list", args=["works"]),
        ]
        for model in admin.site._registry:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            addresses += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
            if row := model._default_manager.first():
                addresses += [reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "delete", "history")]

        pages = {address: client.get(address) for address in addresses}

        assert {page.status_code for page in pages.values()} <= {200, 302, 403}
        bodies = {address: page.content.decode() for address, page in pages.items()}
        assert {where for where, body in bodies.items() if INLINE.search(body) or STYLED.search(body)} == set()
