"""The page that lists and repairs the problems of the trees, as `manage.py check_tree` does."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from categories.repair import Problem, find_problems, repair_tree
from wheelbarrow.core.admin.lists import id_in

# Trees per page. Each is read as a whole.
PEOPLE = 50
# The admin log lists at most this many problems of a tree.
NAMED = 20


class Finding(NamedTuple):
    """The problems of one person's tree."""

    user: User
    problems: list[Problem]


def check_page(page: admin.ModelAdmin[Any], request: HttpRequest) -> HttpResponse:
    """Check some trees on GET, ask before a repair on POST, and repair on POST with `sure`."""
    if not (page.has_change_permission(request) and request.user.is_superuser):
        raise PermissionDenied
    if request.method == "POST" and "sure" in request.POST:
        return _repair(page, request, _chosen(request))
    is_asking = request.method == "POST"
    people = _chosen(request) if is_asking else list(User.objects.after(_after(request))[: PEOPLE + 1])
    checked = people[:PEOPLE]
    findings = [Finding(user, problems) for user in checked if (problems := find_problems(user=user))]
    context = {
        **page.admin_site.each_context(request),
        "title": _("Check the trees"),
        "opts": page.opts,
        "findings": findings,
        "checked": len(checked),
        "is_asking": is_asking,
        "next": checked[-1].pk if len(people) > PEOPLE else None,
    }
    return TemplateResponse(request, "admin/categories/category/check.html", context)


def _repair(page: admin.ModelAdmin[Any], request: HttpRequest, people: list[User]) -> HttpResponse:
    for user in people:
        problems = repair_tree(user=user, at=timezone.now())
        if problems:
            found = "; ".join(f"{problem.row} {problem.detail}" for problem in problems[:NAMED])
            found += "; …" if len(problems) > NAMED else ""
            page.log_change(request, user, _("Repaired the tree. {problems}").format(problems=found))
            done = ngettext("%d problem repaired", "%d problems repaired", len(problems)) % len(problems)
            page.message_user(request, f"{done}: {user}", messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:categories_category_check"))


def _chosen(request: HttpRequest) -> list[User]:
    return list(User.objects.with_ids([pk for text in request.POST.getlist("user") if (pk := id_in(text))]))


def _after(request: HttpRequest) -> int:
    return id_in(request.GET.get("after", "")) or 0
