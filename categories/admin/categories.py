"""Every person's tree in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from categories import paths, services
from categories.admin.chain import ChainedForm, chain_of, linked
from categories.admin.check import check_page
from categories.models import Category
from categories.querysets import Link
from categories.summaries import roll_up_rows
from wheelbarrow.core.admin.filters import OwnerFilter, StateFilter
from wheelbarrow.core.admin.forms import ServiceForm
from wheelbarrow.core.admin.lists import BoundedChangeList, id_in
from wheelbarrow.core.admin.options import SoftDeletableAdmin

# Deeper categories are indented no further.
DEEPEST = 8
LEAF = SafeString('<span class="leaf"></span>')


class CategoryForm(ServiceForm):
    """Plants or changes a category."""

    class Meta:
        model = Category
        fields = ["user", "name", "content", "parent", "starts_on", "ends_on", "position"]

    def write(self) -> Category:
        if self.instance.pk:
            return services.edit_category(
                user=self.instance.user, category_id=self.instance.pk, at=timezone.now(), **self.changes
            )
        return services.create_category(at=timezone.now(), **{**self.changes, "user": self.cleaned_data["user"]})


class LevelFilter(admin.SimpleListFilter):
    """Yearly projects alone, or all down to a level."""

    title = gettext_lazy("level")
    parameter_name = "level__lte"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("0", _("Yearly projects")), *((str(n), _("Down to level {n}").format(n=n)) for n in range(1, 4))]

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        deepest = id_in(self.value() or "")
        return rows if deepest is None else rows.down_to(deepest)


class Tree(BoundedChangeList):
    """A page of rows in the order of the tree: parents before children, siblings by their place."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if ORDER_VAR not in self.params:
            self.result_list = paths.page_in_tree_order(self.result_list)


@admin.register(Category)
class CategoryAdmin(ChainedForm, SoftDeletableAdmin):
    """Every person's tree, parents before children, indented by level."""

    form = CategoryForm
    list_display = [
        "indented_name",
        "level",
        "user",
        "open_works",
        "overdue_works",
        "finished_works",
    ]
    list_filter = [StateFilter, LevelFilter, OwnerFilter]
    list_select_related = ["user"]
    search_fields = ["name", "content", "user__email"]
    autocomplete_fields = ["user", "parent"]
    readonly_fields = ["chain", "level", "path", "created_at", "updated_at", "deleted_at"]
    fields = [
        "user",
        "name",
        "content",
        "parent",
        "chain",
        ("starts_on", "ends_on"),
        "position",
        ("path", "level"),
        ("created_at", "updated_at", "deleted_at"),
    ]
    actions = ["move", "restore"]

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("user", "path")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Tree

    def get_urls(self) -> list[URLPattern]:
        check = self.admin_site.admin_view(lambda request: check_page(self, request))
        return [path("check/", check, name="categories_category_check"), *super().get_urls()]

    def chain_above(self, row: Category) -> list[Link]:
        return chain_of(row)[:-1]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """In autocompletion only live categories can be chosen."""
        rows: Any
        rows, has_duplicates = super().get_search_results(request, queryset, search_term)
        return (rows.live() if request.path.endswith("/autocomplete/") else rows), has_duplicates

    def prepare_rows(self, rows: list[Category]) -> None:
        summaries = roll_up_rows(rows, timezone.localtime())
        for row in rows:
            row.summary = summaries[row.pk]  # type: ignore[attr-defined]
        above = {row.parent_id for row in rows}
        for row in rows:
            row.has_children_here = row.pk in above  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("name"), ordering="path")
    def indented_name(self, category: Any) -> str:
        """The name, behind a button that tree.js shows where there is something to fold."""
        label = _("Fold or unfold {name}").format(name=category.name)
        fold = format_html(
            '<button type="button" class="fold" aria-expanded="true" aria-label="{}" hidden></button>', label
        )
        return format_html(
            '<span class="node level-{}" data-path="{}">{}{}</span>',
            min(category.level, DEEPEST),
            category.path,
            fold if category.has_children_here else LEAF,
            category.name,
        )

    @admin.display(description=gettext_lazy("chain"))
    def chain(self, category: Category) -> str:
        return linked(chain_of(category) if category.pk else [])

    @admin.display(description=gettext_lazy("open"))
    def open_works(self, category: Any) -> str:
        return _works_of(category, "open", end_at__isempty=1)

    @admin.display(description=gettext_lazy("overdue"))
    def overdue_works(self, category: Any) -> str:
        return _works_of(category, "overdue", due="overdue")

    @admin.display(description=gettext_lazy("finished"))
    def finished_works(self, category: Any) -> str:
        return _works_of(category, "finished", current_status__exact="DONE")

    @admin.action(description=gettext_lazy("Move below another category"), permissions=["change"])
    def move(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        rows = list(queryset.live().select_related("user"))
        if len({row.user_id for row in rows}) != 1:
            self.message_user(request, _("Choose live categories of one person."), messages.ERROR)
            return None
        answer = self.ask_where(request, rows, Category._meta.get_field("parent"), title=_("Move below"))
        if isinstance(answer, HttpResponse):
            return answer
        target = answer["target"]
        self.carry_out(
            request,
            rows,
            lambda row: services.move_category(
                user=row.user, category_id=row.pk, parent_id=target.pk if target else None, at=timezone.now()
            ),
            log=_("Moved below {target}.").format(target=target or "–"),
            done=lambda n: ngettext("%d category moved.", "%d categories moved.", n) % n,
        )
        return None

    def delete_model(self, request: HttpRequest, obj: Category) -> None:
        services.delete_category(user=obj.user, category_id=obj.pk, at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Of what was chosen, the tops: the rest goes with them."""
        places = dict(queryset.live().values_list("pk", "path"))
        tops = [pk for pk, place in places.items() if places.keys().isdisjoint(paths.parse(place)[:-1])]
        super().delete_queryset(request, queryset.among(tops))


def _works_of(category: Any, count: str, **query: Any) -> str:
    """A total of the branch that leads to the works it counts."""
    number = category.summary[count]
    if not number:
        return "0"
    address = reverse("admin:works_work_changelist", query={"under": category.pk, **query})
    late = " class=alarm" if count == "overdue" else ""
    return format_html('<a href="{}"{}>{}</a>', address, late, number)
