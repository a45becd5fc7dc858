"""Undo on pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wheelbarrow.core.history.undo import undo, undo_last
from wheelbarrow.core.web.views import PersonView


class UndoView(PersonView):
    """Undo the act of one change."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        undo(user=self.user, change_id=pk, at=self.now)
        return self.done(_("Undone."))


class UndoLastView(PersonView):
    """Undo the person's last act that is not undone."""

    def post(self, request: HttpRequest) -> HttpResponse:
        undo_last(user=self.user, at=self.now)
        return self.done(_("Undone."))
