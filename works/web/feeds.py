"""The settings of calendar feeds: make one, see its link once, revoke it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from categories.selectors import ancestors_by_path, matching_paths
from wheelbarrow.core.db.secret_holder import LONGEST_NAME
from wheelbarrow.core.links import address_of
from wheelbarrow.core.web.forms import PageForm
from wheelbarrow.core.web.views import FormView, PersonView
from works.choices import FeedComponent
from works.models import Feed, Label
from works.services import feeds

# Branches that the form offers.
MOST_BRANCHES = 300
MINE = {"": None, "yes": True, "no": False}


class FeedForm(PageForm):
    """What a feed has. The service looks up the branch and the labels."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=LONGEST_NAME, help_text=gettext_lazy("The name of the calendar.")
    )
    under = forms.TypedChoiceField(
        label=gettext_lazy("Project"), required=False, coerce=int, empty_value=None, choices=()
    )
    component = forms.ChoiceField(
        label=gettext_lazy("Entries"),
        choices=FeedComponent.choices,
        help_text=gettext_lazy("Google Calendar and Outlook show events only."),
    )
    my_job = forms.ChoiceField(
        label=gettext_lazy("My job"),
        required=False,
        choices=[
            ("", gettext_lazy("all works")),
            ("yes", gettext_lazy("only mine")),
            ("no", gettext_lazy("only what I wait for")),
        ],
    )
    labels = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Only with one of these labels"),
        coerce=int,
        required=False,
        choices=(),
        widget=forms.CheckboxSelectMultiple,
    )
    with_closed = forms.BooleanField(label=gettext_lazy("Finished works too"), required=False, initial=True)

    def __init__(
        self, *args: Any, branches: list[tuple[int, str]], labels: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields
        choices["under"].choices = [("", _("everything")), *branches]
        choices["labels"].choices = labels
        if not labels:
            del self.fields["labels"]

    def clean_my_job(self) -> bool | None:
        """Return the flag; None for all works."""
        return MINE[self.cleaned_data["my_job"]]


class FeedsView(FormView):
    """List the feeds, and create one."""

    template = "works/feeds.html"

    def form(self, **kwargs: Any) -> FeedForm:
        """Return the form with the person's projects and labels."""
        found = matching_paths(self.user.pk, "", limit=MOST_BRANCHES)
        branches = [(pk, " / ".join(link.name for link in above)) for pk, above in found]
        labels = list(Label.objects.owned_by(self.user).in_order().values_list("pk", "name"))
        return FeedForm(branches=branches, labels=labels, **kwargs)

    def context(self) -> dict[str, Any]:
        """Add the feeds with the names of what they are limited to."""
        rows = feeds.feeds_of(self.user)
        above = ancestors_by_path(self.user.pk, {row.branch_path for row in rows if row.branch_path})
        names = dict(Label.objects.owned_by(self.user).values_list("pk", "name"))
        return {"feeds": [self._shown(row, above, names) for row in rows]}

    def act(self, form: FeedForm) -> HttpResponse:
        """Create it, and show its link: not by a redirect, because the link is stored nowhere."""
        created = feeds.create_feed(user=self.user, at=self.now, **form.cleaned_data)
        link = address_of(self.request, reverse("feed", args=[created.secret]))
        shown = {"link": link, "webcal": f"webcal:{link.partition(':')[2]}", "created": created.row}
        response = self.page(self.template, {**self.context(), **shown, "form": self.form()})
        response.headers["Cache-Control"] = "no-store"
        return response

    def _shown(self, row: Feed, above: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
        limits = [_("tasks") if row.component == FeedComponent.TODO else _("events")]
        if row.under_id is not None:
            path = " / ".join(link.name for link in above.get(row.branch_path or "", []))
            limits.append(path or _("a project in the trash: the link does not work"))
        if row.is_labelled:
            limits.append(
                ", ".join(names[pk] for pk in row.label_ids if pk in names) or _("labels in the trash: no works")
            )
        if row.my_job is not None:
            limits.append(_("only mine") if row.my_job else _("only what I wait for"))
        if not row.with_closed:
            limits.append(_("without finished works"))
        return {"row": row, "limits": " · ".join(limits)}


class RevokeFeedView(PersonView):
    """Revoke a feed."""

    fallback = "settings-feeds"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Revoke it; there is no way back, because the link is stored nowhere."""
        row = feeds.revoke_feed(user=self.user, feed_id=pk, at=self.now)
        message = _("“{name}” is revoked. Calendars that use its link get no more works.").format(name=row.name)
        return self.done(message, to=reverse("settings-feeds"), is_final=True)
