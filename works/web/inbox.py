"""The inbox: open works in no category, to file one by one or together."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wheelbarrow.core.web.views import PersonView
from works.models import Work
from works.web.lists import shown_in, work_list
from works.web.rows import RowMaker


class InboxView(PersonView):
    """Open works in no category, the last first; `?shown=`."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Work.objects.owned_by(self.user).open().in_category(None).newest_first()
        found = work_list(RowMaker(self.user, self.moment), rows, shown=shown_in(request))
        return self.page("works/inbox.html", {"list": found, "title": _("Inbox")})
