"""The trash: one row for each act of deleting, what it holds, and the ways out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wheelbarrow.core import trash
from wheelbarrow.core.db.soft_delete import plural_name, soft_deletable_models
from wheelbarrow.core.exceptions import DomainError, NotFound
from wheelbarrow.core.history.acts import kind_of
from wheelbarrow.core.models import Deletion
from wheelbarrow.core.row_counts import describe_counts
from wheelbarrow.core.web.days import day_name
from wheelbarrow.core.web.views import PersonView

# Rows of one page.
PAGE = 50
# Deletions that one press purges; each is several statements.
MOST_PURGED = 200


@dataclass(slots=True)
class Row:
    """One deletion as the trash shows it; `days_left` is in words, `kind` of the row that was chosen."""

    id: int
    title: str
    kind: str
    counts: str
    when: str
    days_left: str
    is_last: bool
    href: str


class Kind(NamedTuple):
    """One kind of rows in a deletion."""

    name: str
    title: str
    rows: int
    is_current: bool


class TrashPage(PersonView):
    """A page of the trash."""

    def row_of(self, deletion: Deletion) -> Row:
        """Return a deletion as pages show it."""
        days = max((self.user.local_time(deletion.purge_at).date() - self.moment.date()).days, 0)
        at = self.user.local_time(deletion.deleted_at)
        model = next((model for model in soft_deletable_models() if kind_of(model) == deletion.kind), None)
        return Row(
            id=deletion.pk,
            title=deletion.label,
            kind=str(capfirst(model._meta.verbose_name)) if model else "",
            counts=describe_counts(deletion.counts) if sum(deletion.counts.values()) > 1 else "",
            when=f"{day_name(at.date(), self.moment.date())} {at:%H:%M}",
            days_left=ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days},
            is_last=days <= 3,
            href=f"{reverse('trash')}{deletion.pk}/",
        )

    def number(self) -> int:
        """Return the number of the page in the address, from 1."""
        text = self.request.GET.get("page", "")
        return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 6 else 1

    def refused(self, error: DomainError) -> HttpResponse:
        """Show the reason on the list: a deletion that is gone has no page any more."""
        if self.request.method != "POST" or not isinstance(error, NotFound):
            return super().refused(error)
        messages.error(self.request, error.detail)
        return self.redirect(self.back())

    def back(self) -> str:
        """Return the list from which an act came; the first page of it from elsewhere."""
        origin = self.origin()
        return origin if urlsplit(origin).path == reverse("trash") else reverse("trash")


class TrashView(TrashPage):
    """The deletions, the newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        number = self.number()
        found = trash.deletions(self.user, limit=PAGE + 1, offset=(number - 1) * PAGE)
        context = {
            "rows": [self.row_of(deletion) for deletion in found[:PAGE]],
            "keeps": settings.TRASH_DAYS,
            "page": number,
            "newer": number - 1,
            "older": number + 1 if len(found) > PAGE else None,
        }
        return self.page("core/trash.html", context)


class ContentsView(TrashPage):
    """What one deletion holds, one kind of rows at a time: `?kind=work&page=2`."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        deletion, number = trash.find_deletion(self.user, pk), self.number()
        held = [model for model in soft_deletable_models() if deletion.counts.get(plural_name(model))]
        asked = [model for model in held if kind_of(model) == request.GET.get("kind")] or held[:1]
        found = trash.contents(deletion, asked[0], limit=PAGE + 1, offset=(number - 1) * PAGE) if asked else []
        context: dict[str, Any] = {
            "deletion": self.row_of(deletion),
            "kinds": [
                Kind(
                    kind_of(model),
                    str(capfirst(model._meta.verbose_name_plural)),
                    deletion.counts[plural_name(model)],
                    model in asked,
                )
                for model in held
            ],
            "kind": kind_of(asked[0]) if asked else "",
            "titles": found[:PAGE],
            "page": number,
            "newer": number - 1,
            "older": number + 1 if len(found) > PAGE else None,
        }
        return self.page("core/trash_contents.html", context)


class RestoreView(TrashPage):
    """Restore a deletion."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        deletion = trash.restore_deletion(user=self.user, deletion_id=pk, at=self.now)
        return self.done(_("Restored “{title}”.").format(title=deletion.label), to=self.back())


class PurgeView(TrashPage):
    """Ask once, then remove a deletion permanently."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        deletion = trash.find_deletion(self.user, pk)
        return self.page(
            "core/purge.html",
            {"deletion": self.row_of(deletion), "what": describe_counts(deletion.counts)},
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        deletion = trash.purge_deletion(user=self.user, deletion_id=pk, at=self.now)
        message = _("Removed permanently: {what}.").format(what=describe_counts(deletion.counts))
        return self.done(message, to=reverse("trash"), is_final=True)


class EmptyView(TrashPage):
    """Ask once, then remove permanently what the question has counted; what is deleted meanwhile stays."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = trash.deletions(self.user)
        if not found:
            return self.redirect(reverse("trash"))
        context = {
            "what": describe_counts(*(deletion.counts for deletion in found)),
            "up_to": max(deletion.pk for deletion in found),
        }
        return self.page("core/empty_trash.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        text = request.POST.get("up_to", "")
        up_to = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
        purged, rest = trash.empty_trash(user=self.user, up_to=up_to, most=MOST_PURGED, at=self.now)
        message = _("Removed permanently: {what}.").format(what=describe_counts(*purged))
        if rest:
            message = f"{message} {_('There is more: empty it again.')}"
        return self.done(message, to=reverse("trash"), is_final=True)
