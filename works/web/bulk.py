"""What a person does to several works of a list at once. templates/works/_bulk.html is its bar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from categories.web.places import Places, find_places
from wheelbarrow.core.web.days import day_name
from wheelbarrow.core.web.views import PersonView
from works.services import editing
from works.services.planning import plan_works
from works.web.forms import CategoryForm, ChosenForm


class BulkView(PersonView):
    """Finish, plan, move or delete the chosen works; the page asks where to move them."""

    fallback = "inbox"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show where the works may be moved to."""
        form = ChosenForm(request.GET)
        if form.is_valid():
            return self._choose(form.cleaned_data["ids"])
        return self.page("works/file.html", {"title": _("Move works"), "errors": form.errors.values()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do what the button says."""
        form = ChosenForm(request.POST)
        if not form.is_valid():
            return self.invalid(form)
        action, ids = form.cleaned_data["action"], form.cleaned_data["ids"]
        if action in ("today", "tomorrow"):
            return self._plan(ids, self.moment.date() + timedelta(days=action == "tomorrow"))
        acts = {"choose": self._choose, "file": self._file, "delete": self._delete}
        return acts.get(action, self._finish)(ids)

    def _choose(self, ids: list[int]) -> HttpResponse:
        q = self.request.GET.get("q", "")
        back = self.request.GET.get("next", "") or self.origin()
        places = Places(
            q=q,
            found=find_places(self.user.pk, q),
            narrow=reverse("works-bulk"),
            action=reverse("works-bulk"),
            none=_("Inbox"),
            hidden=(*(("id", str(pk)) for pk in ids), ("action", "file"), ("next", back)),
            is_alone=True,
        )
        title = ngettext("Move %(count)d work", "Move %(count)d works", len(ids)) % {"count": len(ids)}
        return self.page("works/file.html", {"title": title, "targets": places})

    def _finish(self, ids: list[int]) -> HttpResponse:
        works = editing.finish_works(user=self.user, ids=ids, at=self.now)
        return self.done(_number(ngettext("Finished %(count)d work.", "Finished %(count)d works.", len(works)), works))

    def _plan(self, ids: list[int], day: date) -> HttpResponse:
        works = plan_works(user=self.user, ids=ids, day=day, at=self.now)
        text = ngettext("%(count)d work: %(day)s.", "%(count)d works: %(day)s.", len(works))
        return self.done(text % {"count": len(works), "day": day_name(day, self.moment.date())})

    def _file(self, ids: list[int]) -> HttpResponse:
        form = CategoryForm(self.request.POST)
        if not form.is_valid():
            return self.invalid(form)
        works = editing.edit_works(user=self.user, ids=ids, category=form.cleaned_data["category"], at=self.now)
        category = works[0].category
        text = ngettext("Moved %(count)d work to %(place)s.", "Moved %(count)d works to %(place)s.", len(works))
        return self.done(text % {"count": len(works), "place": category.name if category else _("Inbox")})

    def _delete(self, ids: list[int]) -> HttpResponse:
        editing.delete_works(user=self.user, ids=ids, at=self.now)
        return self.done(_number(ngettext("Deleted %(count)d work.", "Deleted %(count)d works.", len(ids)), ids))


def _number(text: str, works: list[Any]) -> str:
    return text % {"count": len(works)}
