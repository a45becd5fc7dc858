"""The pages of reports, the same reports as files, and the kept ones."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Generator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from categories.models import Category
from categories.web.category_choice import category_choice
from wheelbarrow.core.exceptions import NotFound
from wheelbarrow.core.web.views import PersonView
from works.choices import Grouping
from works.models import ReportCopy
from works.report import as_csv, as_markdown
from works.report.contents import Contents, before, read
from works.report.frozen import thaw
from works.report.picture import draw
from works.report.reading import Report, find_place
from works.report.streaming import streamed
from works.services import report_copies
from works.services.lookup import find_report_copy
from works.web.report_context import presets, report_page
from works.web.report_forms import KeepForm, ReportForm

# The picture by itself has no other style sheet. The policy allows this one by its digest.
STYLE = (
    ".picture{font:12px system-ui,sans-serif;fill:#1d2a22}.paper{fill:#fff}.bar{fill:#23613f}.line{stroke:#d9d6cb}"
    ".head{font-size:15px;font-weight:600}.number,.day{text-anchor:middle;font-size:11px}.end{text-anchor:end}"
    "@media (prefers-color-scheme:dark){.picture:not(.light){fill:#e8e6de}"
    ".picture:not(.light) .paper{fill:#161a17}.picture:not(.light) .bar{fill:#8fd0a8}.picture:not(.light) .line{stroke:#384039}}"
)
_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; frame-ancestors 'none'"
MOST_COPIES = 200


class ReportView(PersonView):
    """A report: `?start=&end=` or `?preset=last-week`, `by=label`, `under=7`."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        form = self.asked(request.GET)
        if not form.is_valid():
            return self.show(form, status=422)
        return self.answer(form)

    def answer(self, form: ReportForm) -> HttpResponseBase:
        """Return the report that the valid form asks for."""
        return self.show(form, read(self.report(form)))

    def asked(self, query: Any) -> ReportForm:
        """Return the form of a query."""
        return ReportForm(data=query, today=self.moment.date(), week_start=self.user.week_starts_on)

    def report(self, form: ReportForm) -> Report:
        """Return the report that a valid form asks for. Raises NotFound for a category of somebody else."""
        return Report(self.user, form.cleaned_data["period"], self.now, under=self._place(form))

    def show(
        self, form: ReportForm, contents: Contents | None = None, *, keep: KeepForm | None = None, status: int = 200
    ) -> HttpResponse:
        """Return the page; without contents it shows only the form with its messages."""
        chosen = form.cleaned_data
        under, by = chosen.get("under"), chosen.get("by", Grouping.PROJECT)
        kept = {**({"by": by} if by != Grouping.PROJECT else {}), **({"under": under} if under else {})}
        also = f"&{urlencode(kept)}" if kept else ""
        context: dict[str, Any] = {
            "form": form,
            "by": by,
            "groupings": Grouping.choices,
            "presets": presets(chosen.get("preset") or _usual(form), also),
            "choice": category_choice(self.user, "under", under, self.request.GET.get("under_q", "")[:200]),
        }
        if contents:
            start, end = contents.period
            page = report_page(contents, by)
            days = {"start": start, "end": end}
            context |= {
                "report": page,
                "start": start,
                "end": end,
                "under": under,
                "query": urlencode({**days, **kept}),
                "other": urlencode({**days, **kept, "by": "project" if page.is_by_label else "label"}),
                "keep": keep or KeepForm(initial={"title": page.title}),
            }
        return self.page("works/report.html", context, status=status)

    def file(self, pieces: Generator[str, None, None], kind: str, name: str) -> StreamingHttpResponse:
        """Return the response with a file, without its content for HEAD."""
        content = () if self.request.method == "HEAD" else streamed(pieces)
        response = StreamingHttpResponse(content, content_type=f"{kind}; charset=utf-8")
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return response

    def _place(self, form: ReportForm) -> Category | None:
        if not (pk := form.cleaned_data.get("under")):
            return None
        place = find_place(self.user, pk, is_root=False)
        if place is None:
            raise NotFound
        return place


class MarkdownView(ReportView):
    """The report as Markdown, for an email."""

    def answer(self, form: ReportForm) -> HttpResponseBase:
        report = self.report(form)
        if form.cleaned_data["by"] == Grouping.LABEL:
            pieces = as_markdown.write_by_label(read(report))
        else:
            pieces = as_markdown.write(report, before=lambda: before(report))
        return self.file(pieces, "text/markdown", f"report-{report.period.start}.md")


class CsvView(ReportView):
    """The report as a table."""

    def answer(self, form: ReportForm) -> HttpResponseBase:
        report = self.report(form)
        return self.file(as_csv.write(report), "text/csv", f"report-{report.period.start}.csv")


class PictureView(ReportView):
    """The picture of the report by itself."""

    def answer(self, form: ReportForm) -> HttpResponseBase:
        return _picture(read(self.report(form)))


class CopiesView(ReportView):
    """The kept reports; a POST keeps one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        copies = list(ReportCopy.objects.owned_by(self.user).newest_first()[:MOST_COPIES])
        return self.page("works/report_copies.html", {"copies": copies})

    def post(self, request: HttpRequest) -> HttpResponse:
        form, keep = self.asked(request.POST), KeepForm(data=request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        contents = read(self.report(form))
        if not keep.is_valid():
            return self.show(form, contents, keep=keep, status=422)
        copy = report_copies.keep_report(
            user=self.user,
            at=self.now,
            title=keep.cleaned_data["title"],
            grouping=form.cleaned_data["by"],
            contents=contents,
        )
        message = _("Kept “{title}” as it is now.").format(title=copy.title)
        return self.done(message, to=reverse("report-copy", args=[copy.pk]))


class CopyView(PersonView):
    """A kept report, as it was."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        copy = find_report_copy(self.user, pk)
        return self.show(copy, thaw(copy.content))

    def show(self, copy: ReportCopy, contents: Contents) -> HttpResponse:
        """Return the kept report in one form."""
        page = report_page(contents, copy.grouping, is_kept=True)
        return self.page("works/report_copy.html", {"copy": copy, "report": page})


class CopyMarkdownView(CopyView):
    """A kept report as Markdown."""

    def show(self, copy: ReportCopy, contents: Contents) -> HttpResponse:
        if copy.grouping == Grouping.LABEL:
            pieces = as_markdown.write_by_label(contents)
        else:
            pieces = as_markdown.write(contents, before=lambda: contents.before)
        return HttpResponse("".join(pieces), content_type="text/markdown; charset=utf-8")


class CopyPictureView(CopyView):
    """The picture of a kept report by itself."""

    def show(self, copy: ReportCopy, contents: Contents) -> HttpResponse:
        return _picture(contents)


class DeleteCopyView(PersonView):
    """Move a kept report to the trash."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        deletion = report_copies.delete_report_copy(user=self.user, report_copy_id=pk, at=self.now)
        return self.done(_("Deleted “{title}”.").format(title=deletion.label), to=reverse("report-copies"))


def _usual(form: ReportForm) -> str:
    """Return the name of the period of a valid form that names none, and no days."""
    return "this_week" if form.is_valid() and not form.cleaned_data.get("start") else ""


def _picture(contents: Contents) -> HttpResponse:
    text = render_to_string("works/report.svg", {"picture": draw(contents), "style": STYLE})
    response = HttpResponse(text, content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Security-Policy"] = POLICY
    return response
