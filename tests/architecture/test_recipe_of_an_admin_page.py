"""The recipe "Add a page to the admin" of CONTRIBUTING.md: what accounts store, which an operator may correct."""

import pytest

from tests.architecture.recipes import Steps, Tree

CHECKS = """
import pytest
from django.utils import timezone

from wheelbarrow.core.models import Usage

pytestmark = pytest.mark.django_db
PAGE = "/admin/wheelbarrow/usage/"


@pytest.fixture
def usage(ann):
    return Usage.objects.create(user=ann, rows=3, bytes=14, measured_at=timezone.now())


def test_list_and_form_show_the_row(usage, operator_client):
    assert "ann@example.org" in operator_client.get(PAGE).content.decode()
    assert 'value="14"' in operator_client.get(f"{PAGE}{usage.pk}/change/").content.decode()
    assert PAGE in operator_client.get("/admin/").content.decode()


def test_form_writes_through_the_service_and_is_logged(usage, operator_client):
    form = {"rows": "3", "initial-rows": "3", "bytes": "20", "initial-bytes": "14"}
    answer = operator_client.post(f"{PAGE}{usage.pk}/change/", form, follow=True)
    assert answer.status_code == 200
    assert Usage.objects.get(pk=usage.pk).bytes == 20
    assert "“14” → “20”" in operator_client.get(f"{PAGE}{usage.pk}/history/").content.decode()


def test_refusal_is_shown_beside_its_field(usage, operator_client):
    form = {"rows": "0", "initial-rows": "3", "bytes": "14", "initial-bytes": "14"}
    page = operator_client.post(f"{PAGE}{usage.pk}/change/", form).content.decode()
    assert "An account has one row at least." in page
    assert Usage.objects.get(pk=usage.pk).rows == 3


def test_people_who_are_no_operators_change_nothing(usage, client, ann):
    client.force_login(ann)
    assert client.post(f"{PAGE}{usage.pk}/change/", {"rows": "9", "bytes": "9"}).status_code == 302
    assert Usage.objects.get(pk=usage.pk).rows == 3
"""

ADMIN_PAGE: Steps = {
    "works/services/usage.py": [
        (
            "",
            '''"""Correct the estimate of what an account stores."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from wheelbarrow.core.db.ownership import lock_and_bump
from wheelbarrow.core.exceptions import Invalid
from wheelbarrow.core.models import Usage


class NoRows(Invalid):
    template = _("An account has one row at least.")


@transaction.atomic
def set_usage(*, user: User, rows: int, size: int, at: datetime) -> Usage:
    """Store the estimate. Raises NoRows."""
    lock_and_bump(user)
    if rows < 1:
        raise NoRows(field="rows")
    usage = Usage(user=user, rows=rows, bytes=size, measured_at=at)
    usage.save()
    return usage
''',
        )
    ],
    "works/admin/usage.py": [
        (
            "",
            '''"""What accounts store, in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from wheelbarrow.core.admin.forms import ServiceForm
from wheelbarrow.core.admin.options import ServiceAdmin
from wheelbarrow.core.models import Usage
from works.services.usage import set_usage


class UsageForm(ServiceForm):
    """Correct an estimate."""

    class Meta:
        model = Usage
        fields = ["rows", "bytes"]

    def write(self) -> Usage:
        data = self.cleaned_data
        return set_usage(user=self.instance.user, rows=data["rows"], size=data["bytes"], at=timezone.now())


@admin.register(Usage)
class UsageAdmin(ServiceAdmin):
    """What each account stores."""

    form = UsageForm
    list_display = ["user", "rows", "bytes"]
    list_select_related = ["user"]
    ordering = ["-pk"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
''',
        )
    ],
    "works/admin/__init__.py": [("    scheduler,\n", "    scheduler,\n    usage,\n")],
    "docs/api.md": [("| 400 | `unknown_category`", "| 400 | `no_rows`, `unknown_category`")],
}


@pytest.mark.prove
def test_a_page_of_the_admin_lists_writes_and_refuses(tmp_path):
    tree = Tree(tmp_path)
    tree.follow(ADMIN_PAGE)

    tree.test(
        CHECKS,
        "tests/accounts/test_permissions.py",
        "tests/architecture/test_docs.py",
        "tests/architecture/test_imports.py",
        "tests/architecture/test_interfaces.py",
        "tests/architecture/test_words.py",
    )
