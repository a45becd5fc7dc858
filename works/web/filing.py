"""File a work in a category."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from categories.web.places import Places, find_places
from works.models import Work
from works.services import editing
from works.services.lookup import find_work
from works.web.actions import ChoiceView
from works.web.forms import CategoryForm


def places_of(user: Any, work: Work, q: str, *, narrow: str, back: str = "") -> Places:
    """Return where the work may be moved to; the page `narrow` shows the list, `back` is the page to return to."""
    return Places(
        q=q,
        found=find_places(user.pk, q),
        narrow=narrow,
        action=reverse("work-file", args=[work.pk]),
        present=work.category_id,
        none=_("Inbox") if work.category_id else "",
        hidden=(("next", back),) if back else (),
        is_alone=bool(back),
    )


class FileView(ChoiceView):
    """File a work in a category, or in none; `?q=` narrows the list."""

    form_class = CategoryForm
    fallback = "today"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show where the work may be moved to."""
        work = find_work(self.user, pk)
        back = request.GET.get("next", "") or self.origin()
        narrow = reverse("work-file", args=[pk])
        places = places_of(self.user, work, request.GET.get("q", ""), narrow=narrow, back=back)
        return self.page("works/file.html", {"title": work.title, "targets": places})

    def act(self, pk: int, chosen: dict[str, Any]) -> HttpResponse:
        work = editing.edit_work(user=self.user, work_id=pk, category=chosen["category"], at=self.now)
        place = work.category.name if work.category else _("Inbox")
        return self.done(_("Moved “{title}” to {place}.").format(title=work.title, place=place))
