"""The page of API tokens in the settings."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from categories import api_tokens
from categories.models import ApiToken
from categories.selectors import ancestors_by_path
from categories.web.category_choice import category_choice, chosen_id
from wheelbarrow.core.db.secret_holder import LONGEST_NAME
from wheelbarrow.core.grants import ADD, READ, WRITE
from wheelbarrow.core.web.fields import LineField
from wheelbarrow.core.web.forms import PageForm
from wheelbarrow.core.web.views import FormView, PersonView

SCOPES = {
    READ: gettext_lazy("Read"),
    ADD: gettext_lazy("Add"),
    WRITE: gettext_lazy("Change and delete"),
}
HELP = {
    READ: gettext_lazy("See works, projects, labels, reports, the trash and the history."),
    ADD: gettext_lazy("Create works, recurring works, projects and labels; nothing is changed or deleted."),
    WRITE: gettext_lazy("All of “Add”, and edit, finish, move, delete, restore and undo."),
}
BIGGEST_ID = 2**63 - 1


class TokenForm(PageForm):
    """A token to create."""

    name = LineField(
        max_length=LONGEST_NAME,
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("What uses it, such as “backup script”. The history shows this name."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        choices=list(SCOPES.items()),
        label=gettext_lazy("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )
    under = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST_ID, label=gettext_lazy("Branch"))
    expires_on = forms.DateField(
        required=False,
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("After this day it ends by itself. Empty: it has no end."),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )


class Row(NamedTuple):
    """A token as the list shows it; `ended` says why it does not work, and is empty for a live one."""

    token: ApiToken
    scopes: str
    branch: str
    ended: str


class TokensView(FormView):
    """List the tokens that are not revoked, and create one."""

    template = "categories/tokens.html"
    form_class = TokenForm

    def context(self) -> dict[str, Any]:
        """Add the tokens, the choice of the branch, and what each scope is for."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        choice = category_choice(
            self.user, "under", chosen_id(sent.get("under")), sent.get("under_q", "")[:LONGEST_NAME]
        )
        return {"tokens": _rows(self.user, self.now), "choice": choice, "scope_help": HELP}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Create a token, or narrow the choice of the branch without a script."""
        if "find" in request.POST:
            return self.show(self.form(initial=request.POST.dict() | {"scopes": request.POST.getlist("scopes")}))
        return super().post(request, **kwargs)

    def act(self, form: TokenForm) -> HttpResponse:
        """Show the secret in the answer itself: it is stored nowhere, so no other page can."""
        values = form.cleaned_data
        last = values["expires_on"]
        try:
            created = api_tokens.create_token(
                user=self.user,
                name=values["name"],
                scopes=values["scopes"],
                under=values["under"],
                expires_at=last and datetime.combine(last, time.max, tzinfo=self.user.zone),
                at=self.now,
            )
        except api_tokens.ExpiresInThePast:
            # The form asks for the day, the service for the instant.
            raise api_tokens.ExpiresInThePast(field="expires_on") from None
        page = self.page(
            "categories/token_created.html", {"name": created.row.name, "secret": created.secret}, status=201
        )
        page.headers["Cache-Control"] = "no-store"
        return page


class RevokeTokenView(PersonView):
    """End one token at once."""

    fallback = "settings-tokens"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it. There is no way back."""
        row = api_tokens.revoke_token(user=self.user, token_id=pk, at=self.now)
        message = _("The token “{name}” has ended.").format(name=row.name)
        return self.done(message, to=reverse("settings-tokens"), is_final=True)


def _rows(user: Any, at: datetime) -> list[Row]:
    """Return the person's tokens for the list, in two queries."""
    found, state = api_tokens.tokens_of(user), api_tokens.state_of(user)
    paths: dict[int, str] = {row.pk: path for row in found if (path := getattr(row, "branch_path", None))}
    ancestors = ancestors_by_path(user.pk, set(paths.values()))
    rows = []
    for row in found:
        names = " / ".join(link.name for link in ancestors[paths[row.pk]]) if row.pk in paths else ""
        scopes = ", ".join(str(SCOPES[scope]) for scope in row.scopes)
        rows.append(Row(row, scopes, names, _ended(row, at, state)))
    return rows


def _ended(row: ApiToken, at: datetime, state: str) -> str:
    if row.expires_at and row.expires_at <= at:
        return _("Expired")
    if row.state != state:
        return _("Ended by a new password or log-out")
    return _("Its branch is in the trash") if row.under_id and not getattr(row, "branch_path", None) else ""
