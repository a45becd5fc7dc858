"""The page from which a person takes all their data away."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from wheelbarrow.core.web.forms import PageForm
from wheelbarrow.core.web.views import PersonView
from works.exchange.account.archive import Choice, file_name, stream


class ExportForm(PageForm):
    """What goes along besides the rows that pages show."""

    trash = forms.BooleanField(label=_("With what is in the trash"), required=False)
    history = forms.BooleanField(label=_("With the history, so that changes can be undone there"), required=False)


class DataView(PersonView):
    """Offers the download."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ExportForm(initial={"trash": True, "history": True})
        return self.page("works/data.html", {"form": form})


class ExportFileView(PersonView):
    """The download. A box that is not checked is absent from the query."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        form = ExportForm(request.GET)
        form.is_valid()
        pieces = stream(self.user, at=self.moment, choice=Choice(**form.cleaned_data))
        response = StreamingHttpResponse(pieces, content_type="application/zip")
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name(self.moment)}"'
        return response
