"""Requests every kind of page under the real settings and prints headers: `python -m tests.wheelbarrow.core.headers`.

The environment defines the deployment; DATABASE_URL is a new file. Also its URLconf: the project's, and failing views.
"""

import json
import os
import sys

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "wheelbarrow.settings"
    django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import path

from tests.makers import PASSWORD
from wheelbarrow.urls import handler400, handler403, handler404, handler411, handler413, handler500  # noqa: F401
from wheelbarrow.urls import urlpatterns as real_urlpatterns


def bug(_request):
    secret = "internal secret"
    raise ZeroDivisionError(secret)


urlpatterns = [path(f"{prefix}bug/", bug) for prefix in ("", "api/v1/", "admin/")] + real_urlpatterns

TOO_LONG = {"CONTENT_LENGTH": str(2**21)}
HTML = {"accept": "text/html"}
JSON = {"content_type": "application/json"}


def answers():
    """Return kind → (address, method, client, other arguments)."""
    login = {"username": "root@example.org", "password": "wrong"}
    token = {"email": "root@example.org", "password": "wrong"}
    return {
        "admin, entered": (
            "/admin/login/?next=/admin/",
            "post",
            "nobody",
            {"data": {**login, "password": PASSWORD}},
        ),
        "API": ("/api/v1/works/", "get", "token", {}),
        "API, session": ("/api/v1/works/", "get", "session", {}),
        "API, error": ("/api/v1/works/0/", "get", "token", {}),
        "API, wrong host": ("/api/v1/works/", "get", "token", {"headers": {"host": "evil.example"}}),
        "API, 401": ("/api/v1/works/", "get", "nobody", {}),
        "API, 404": ("/api/v1/nothing/", "get", "nobody", {}),
        "API, 413": ("/api/v1/works/", "post", "token", TOO_LONG),
        "API, first failure": ("/api/v1/auth/token/", "post", "nobody", {"data": token, **JSON}),
        "API, 429": ("/api/v1/auth/token/", "post", "nobody", {"data": token, **JSON}),
        "API, 500": ("/api/v1/bug/", "get", "token", {}),
        "browsable API": ("/api/v1/works/", "get", "session", {"headers": HTML}),
        "browsable API, login": ("/api/session/login/", "get", "nobody", {}),
        "page": ("/", "get", "nobody", {}),
        "page, 400": ("/", "get", "nobody", {"headers": {"host": "evil.example"}}),
        "page, 403": ("/password/reset/", "post", "strict", {}),
        "page, 404": ("/nothing/", "get", "nobody", {}),
        "page, 413": ("/password/reset/", "post", "nobody", TOO_LONG),
        "page, 429": ("/admin/login/", "post", "nobody", {"data": login}),
        "page, 500": ("/bug/", "get", "nobody", {}),
        "password reset": ("/password/reset/", "get", "nobody", {}),
        "walk": ("/walk", "get", "nobody", {}),
        "admin": ("/admin/", "get", "session", {}),
        "admin, list": ("/admin/works/work/", "get", "session", {}),
        "admin, form": ("/admin/works/work/add/", "get", "session", {}),
        "admin, login": ("/admin/login/", "get", "nobody", {}),
        "admin, redirect": ("/admin/", "get", "nobody", {}),
        "admin, 500": ("/admin/bug/", "get", "session", {}),
        "documentation": ("/api/docs/", "get", "nobody", {}),
        "documentation, script": ("/api/docs/?script=", "get", "nobody", {}),
        "schema": ("/api/schema/", "get", "nobody", {}),
        "static file": ("/static/wheelbarrow/logo.svg", "get", "nobody", {}),
        "healthz": ("/healthz", "get", "nobody", {}),
        "readyz": ("/readyz", "get", "nobody", {}),
    }


def ask(clients):
    """Return kind → status, headers, cookies and body, with the redirect to TLS last."""
    found = {}
    for kind, (address, method, who, more) in answers().items():
        found[kind] = headers_of(getattr(clients[who], method)(address, secure=settings.SECURE_SSL_REDIRECT, **more))
        clients["nobody"].cookies.clear()
    found["over plain HTTP"] = headers_of(clients["nobody"].get("/"))
    return found


def headers_of(answer):
    cookies = {name: {key: value for key, value in morsel.items() if value} for name, morsel in answer.cookies.items()}
    headers = {name.lower(): value for name, value in answer.headers.items()}
    body = answer.getvalue().decode()
    return {"status": answer.status_code, "headers": headers, "cookies": cookies, "body": body}


def main():
    from accounts import tokens
    from accounts.models import User

    settings.ROOT_URLCONF = "tests.wheelbarrow.core.headers"
    # Static files are not collected here.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_USE_FINDERS = True
    call_command("migrate", verbosity=0)
    user = User.objects.create_superuser("root@example.org", PASSWORD)
    bearer = {"authorization": f"Bearer {tokens.issue(user)['access']}"}
    clients = {
        "nobody": Client(raise_request_exception=False),
        "strict": Client(raise_request_exception=False, enforce_csrf_checks=True),
        "token": Client(raise_request_exception=False, headers=bearer),
        "session": Client(raise_request_exception=False),
    }
    clients["session"].force_login(user)
    sys.stdout.write(json.dumps(ask(clients)))


if __name__ == "__main__":
    main()
