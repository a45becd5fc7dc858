"""Pages of the admin whose forms, lists and actions write through services."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wheelbarrow.core.admin.choices import RowChoiceField, RowSelect
from wheelbarrow.core.admin.filters import OwnerFilter
from wheelbarrow.core.admin.forms import ServiceForm, shown_value
from wheelbarrow.core.admin.lists import ListAdmin, id_in
from wheelbarrow.core.db.ownership import Owned
from wheelbarrow.core.exceptions import DomainError

# The history shows values up to this many characters.
SHOWN = 60

# That one action can take: a form has at most DATA_UPLOAD_MAX_NUMBER_FIELDS fields.
MOST_ROWS = 1000


class ServiceAdmin(ListAdmin):
    """A page whose forms and actions call services."""

    # Forms

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer related rows in words, without Django's links that add or delete them in a window of their own."""
        if db_field.name not in self.get_autocomplete_fields(request):
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return db_field.formfield(form_class=RowChoiceField, widget=RowSelect(db_field, self.admin_site), **kwargs)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  Django's
        """Limit the choices to the owner's rows, and hand over what the service refused."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        for field in form.base_fields.values():
            if obj and isinstance(field, RowChoiceField):
                field.queryset = field.queryset.owned_by(obj.user_id)  # type: ignore[union-attr]
                field.widget.owner_id = obj.user_id
        return form

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        """Begin with the owner whose rows the list showed, else with the operator."""
        initial = super().get_changeform_initial_data(request)
        if issubclass(self.model, Owned) and "user" not in initial:
            shown = QueryDict(request.GET.get("_changelist_filters", "")).get(OwnerFilter.parameter_name, "")
            initial["user"] = str(id_in(shown) or request.user.pk)
        return initial

    def changeform_view(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form again with the error when the service refuses; Django's transaction has been rolled back."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except DomainError as error:
            request.refusal = error
            return super().changeform_view(request, *args, **kwargs)

    def save_form(self, request: HttpRequest, form: Any, change: Any) -> Any:
        """Write through the service of a valid form; the row is named in the log and in the message."""
        return form.save()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Do nothing: `save_form` has written the row."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Do nothing: no page has related rows."""

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:  # noqa: FBT001, FBT002  Django's
        """Name the old and the new value of each field that was changed."""
        if add or not isinstance(form, ServiceForm):
            return super().construct_change_message(request, form, formsets, add)
        changes = [_change_of(form[name]) for name in form.changed_data if name in form.cleaned_data]
        return "; ".join(changes) or _("No fields changed.")

    # Actions

    def response_action(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse | None:
        """Ignore selected values that are not ids, on which Django fails."""
        request.POST = request.POST.copy()
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        request.POST.setlist(ACTION_CHECKBOX_NAME, list(filter(id_in, chosen)))
        return super().response_action(request, *args, **kwargs)

    def carry_out(
        self,
        request: HttpRequest,
        rows: Iterable[Any],
        call: Callable[[Any], object],
        *,
        log: str,
        done: Callable[[int], str] | None = None,
    ) -> None:
        """Call the service for each row; report how many rows changed, how many did not, and what was refused.

        `call` returns False for a row that needed no change.
        """
        changed = same = 0
        for row in rows:
            try:
                result = call(row)
            except DomainError as error:
                self.message_user(request, f"{row}: {error.detail}", messages.ERROR)
                continue
            if result is False:
                same += 1
                continue
            changed += 1
            self.log_change(request, row, log)
        self.report(request, changed, same, done=done)

    def report(self, request: HttpRequest, changed: int, same: int, *, done: Callable[[int], str] | None) -> None:
        """Show how many rows an action changed, in the words of `done`, and how many needed no change."""
        if changed and done:
            self.message_user(request, done(changed), messages.SUCCESS)
        if same:
            text = ngettext("%d row needed no change.", "%d rows needed no change.", same) % same
            self.message_user(request, text, messages.INFO)

    # Deletions

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        return self.ask_to_delete(request, [context["object"]])

    def ask_to_delete(self, request: HttpRequest, rows: Iterable[Any]) -> HttpResponse:
        """Show what deleting these rows does, and ask; subclasses add `what` and `title`."""
        raise NotImplementedError

    def confirmation(self, request: HttpRequest, rows: list[Any], template: str, **more: Any) -> HttpResponse:
        """Render a page that asks before an action on these rows; it sends the id of each again."""
        if len(rows) > MOST_ROWS:
            text = _("Select at most {most} rows at once.").format(most=MOST_ROWS)
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "rows": rows,
            "is_action": ACTION_CHECKBOX_NAME in request.POST,
            "back": request.path.removesuffix("delete/") + ("change/" if request.path.endswith("delete/") else ""),
            **more,
        }
        return TemplateResponse(request, template, context)

    def ask(
        self,
        request: HttpRequest,
        rows: list[Any],
        form_class: type[forms.Form],
        *,
        title: str,
        template: str = "admin/question.html",
        refusal: DomainError | None = None,
        **more: Any,
    ) -> HttpResponse | Any:
        """Return a page that asks with a form before an action on these rows, or the form's `cleaned_data`.

        With a `refusal` of the service it is the page, with the error beside its field.
        """
        was_asked = "chosen" in request.POST or form_class.base_fields.keys() & request.POST.keys()
        form = form_class(request.POST if was_asked else None)
        for name, errors in (refusal.errors or {"": [refusal.detail]}).items() if refusal else ():
            form.add_error(name if name in form.fields else None, list(errors))
        if form.is_valid():
            return form.cleaned_data
        more |= {"form": form, "media": self.media + form.media, "action": request.POST["action"]}
        return self.confirmation(request, rows, template, title=title, **more)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Delete only what was confirmed; when the service refuses, show why in the list."""
        if request.method == "POST" and "post" not in request.POST:
            return HttpResponseRedirect(request.get_full_path())
        try:
            return super().delete_view(request, object_id, extra_context)
        except DomainError as error:
            self.message_user(request, error.detail, messages.ERROR)
            return self.response_post_save_change(request, None)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        """Go to the list; the message was left by `delete_model`."""
        return self.response_post_save_change(request, None)


def _change_of(field: Any) -> str:
    old, new = (shown_value(field, value) for value in (field.initial, field.form.cleaned_data[field.name]))
    label = capfirst(field.label)
    if len(old) > SHOWN or len(new) > SHOWN:
        return _("{field}: changed").format(field=label)
    return _("{field}: “{old}” → “{new}”").format(field=label, old=old or "–", new=new or "–")
