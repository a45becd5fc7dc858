"""The box of quick add on every page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.text import normalize
from wheelbarrow.core.web.views import PersonView
from works.models import RecurringWork, Work
from works.quick_add.reading import LONGEST_LINE
from works.services.quick import MOST_LINES, add_lines, add_quickly, lines_of
from works.services.quick_places import UnknownLabels, UnknownPath, plan_line
from works.web.forms import QuickForm
from works.web.quick_box import Box, offer_of, paths_like, preview_of, preview_of_lines, words_of

MOST_PLAIN = 20


class QuickView(PersonView):
    """Add the work of the line, or the works of several lines."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = QuickForm(data=request.POST)
        if not form.is_valid():
            return self.show(" ".join(str(message) for found in form.errors.values() for message in found))
        typed, may_create = form.cleaned_data, bool(request.POST.get("create"))
        try:
            if typed["lines"]:
                return self._add_lines(typed["lines"], may_create=may_create)
            return self._add_line(typed["text"], may_create=may_create)
        except (UnknownPath, UnknownLabels) as error:
            lines = lines_of(typed["lines"]) or [typed["text"]]
            return self.show(error.detail, offer=offer_of(self.user, lines, self._plain(), self.now))
        except DomainError as error:
            return self.show(error.detail)

    def show(self, message: str, *, offer: str = "") -> HttpResponse:
        """Return the box again with what was typed; htmx takes it alone, the page below stays."""
        posted = self.request.POST
        box = Box(
            text=posted.get("text", ""),
            lines=posted.get("lines", ""),
            plain=self._plain(),
            message=message,
            offer=offer,
            next=self.origin(),
        )
        template = "works/_quick.html" if getattr(self.request, "htmx", None) else "works/quick.html"
        response = self.page(template, {"quick": box}, status=422)
        # The page below has not changed, nor has its address.
        response.headers["HX-Push-Url"] = "false"
        return response

    def _plain(self) -> list[str]:
        return self.request.POST.getlist("plain")[:MOST_PLAIN]

    def _add_line(self, text: str, *, may_create: bool) -> HttpResponse:
        plain = self._plain()
        row = add_quickly(
            user=self.user, text=text, plain=plain, create_path=may_create, create_labels=may_create, at=self.now
        )
        plan = plan_line(self.user, text, at=self.now, plain=plain)
        return self.done(_added(row, words_of(plan, self.moment.date())))

    def _add_lines(self, text: str, *, may_create: bool) -> HttpResponse:
        rows = add_lines(user=self.user, text=text, create_path=may_create, create_labels=may_create, at=self.now)
        return self.done(ngettext("Added %(count)d work.", "Added %(count)d works.", len(rows)) % {"count": len(rows)})


class ParseView(PersonView):
    """What is understood of the text in the box; nothing is written. It is a POST, since no log shall have the text."""

    def post(self, request: HttpRequest) -> HttpResponse:
        lines = normalize(request.POST.get("lines", "")[: MOST_LINES * (LONGEST_LINE + 1)])
        if lines:
            preview = preview_of_lines(self.user, lines, self.now)
        else:
            text = normalize(request.POST.get("text", "")[:LONGEST_LINE])
            plain = [normalize(each) for each in request.POST.getlist("plain")[:MOST_PLAIN]]
            preview = preview_of(self.user, text, plain, self.now)
        return self.page("works/_quick_read.html", {"read": preview})


class PathsView(PersonView):
    """Paths of categories to choose from, `?q=` with words of them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page("works/_quick_paths.html", {"paths": paths_like(self.user, request.GET.get("q", "")[:200])})


def _added(row: Work | RecurringWork, words: list[str]) -> str:
    if words:
        return _("Added “{title}”: {words}.").format(title=row.title, words=" · ".join(words))
    return _("Added “{title}”.").format(title=row.title)
