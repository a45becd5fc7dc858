"""The admin of categories."""

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
from categories.admin.ancestors import SEPARATOR, AncestorsForm, ancestors_of, linked
from categories.admin.check import check_page
from categories.models import Category
from categories.querysets import CategoryQuerySet, Link
from categories.selectors import roll_up_rows
from wheelbarrow.core.admin.filters import OwnerFilter, StateFilter
from wheelbarrow.core.admin.forms import ServiceForm
from wheelbarrow.core.admin.lists import BoundedChangeList, id_in
from wheelbarrow.core.admin.soft_deletable import SoftDeletableAdmin
from wheelbarrow.core.models import Deletion

LEAF = SafeString('<span class="leaf"></span>')
# admin.css narrows the steps of a deep category.
STEP = SafeString('<span class="step"></span>')


class CategoryForm(ServiceForm):
    """Add or change a category."""

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
    """Yearly projects only, or all categories down to a level."""

    title = gettext_lazy("level")
    parameter_name = "level__lte"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("0", _("Yearly projects")), *((str(n), _("Down to level {n}").format(n=n)) for n in range(1, 4))]

    def queryset(self, request: HttpRequest, rows: Any) -> Any:
        deepest = id_in(self.value() or "")
        return rows if deepest is None else rows.down_to(deepest)


class Tree(BoundedChangeList):
    """A list whose pages are in tree order: parents before children, siblings by position."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if ORDER_VAR not in self.params:
            self.result_list = paths.page_in_tree_order(self.result_list)


WHAT = ["user", "name", "content", "parent", ("starts_on", "ends_on")]
DATES = ("created_at", "updated_at")


class CategoryAdmin(AncestorsForm, SoftDeletableAdmin):
    """The categories of all people."""

    form = CategoryForm
    list_display = ["indented_name", "open_works", "overdue_works", "finished_works", "user"]
    list_filter = [LevelFilter, OwnerFilter, StateFilter]
    list_select_related = ["user"]
    search_fields = ["name", "content", "user__email"]
    autocomplete_fields = ["user", "parent"]
    readonly_fields = ["ancestor_links", "pause_in_words", "created_at", "updated_at", "deleted_at"]
    actions = ["move", "restore"]

    def get_fieldsets(self, request: HttpRequest, obj: Category | None = None) -> Any:
        """Omit the fields that a new category does not have yet; it becomes the last of its siblings."""
        if obj is None:
            return [(None, {"fields": WHAT})]
        paused = ["pause_in_words"] if obj.paused_from else []
        dates = (*DATES, "deleted_at") if obj.deleted_at else DATES
        path = [] if self.has_change_permission(request, obj) else ["ancestor_links"]
        return [(None, {"fields": [*WHAT, "position", *path]}), (_("Dates"), {"fields": [*paused, dates]})]

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("user", "path")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Tree

    def get_urls(self) -> list[URLPattern]:
        check = self.admin_site.admin_view(lambda request: check_page(self, request))
        return [path("check/", check, name="categories_category_check"), *super().get_urls()]

    def ancestors(self, row: Category) -> list[Link]:
        return ancestors_of(row)[:-1]

    def search_choices(self, rows: Any, text: str) -> Any:
        """Find live categories by words in the names of their ancestors, also in the form of label_choices."""
        for word in text.replace(SEPARATOR, " ").split():
            rows = rows.within_named(word)
        return rows.live()

    def label_choices(self, rows: list[Category]) -> dict[int, str]:
        """Return the names of the ancestors, joined, in tree order."""
        links = Category.all_objects.ancestors_by_path([row.path for row in rows])
        in_order = paths.page_in_tree_order(rows)
        return {row.pk: SEPARATOR.join(link.name for link in links[row.path]) for row in in_order}

    def prepare_rows(self, rows: list[Category]) -> None:
        """Count the works of each subtree, and read the ancestors of rows whose parent is not on the page."""
        summaries = roll_up_rows(rows, timezone.localtime())
        by_id: dict[int, Any] = {row.pk: row for row in rows}
        parents = {row.parent_id for row in rows}
        tops = {row.path for row in rows if row.parent_id not in by_id}
        links = Category.all_objects.ancestors_by_path(tops)
        for row in sorted(by_id.values(), key=lambda row: row.level):
            row.summary = summaries[row.pk]
            row.has_children_here = row.pk in parents
            row.above = links[row.path][:-1] if row.path in tops else []
            row.indent = by_id[row.parent_id].indent + 1 if row.parent_id in by_id else 0

    @admin.display(description=gettext_lazy("name"), ordering="path")
    def indented_name(self, category: Any) -> str:
        """Return the name, indented below its parent or after its ancestors, with the button by which tree.js folds the branch."""
        label = _("Fold or unfold {name}").format(name=category.name)
        fold = format_html(
            '<button type="button" class="fold" aria-expanded="true" aria-label="{}" hidden></button>', label
        )
        above = "".join(f"{link.name}{SEPARATOR}" for link in category.above)
        return format_html(
            '<span class="node" data-path="{}">{}{}{}{}{}</span>',
            category.path,
            SafeString(STEP * category.indent),
            fold if category.has_children_here else LEAF,
            format_html('<small class="quiet">{}</small> ', above) if above else "",
            category.name,
            format_html(' <small class="quiet">({})</small>', _pause_of(category)) if _is_paused(category) else "",
        )

    @admin.display(description=gettext_lazy("path"))
    def ancestor_links(self, category: Category) -> str:
        return linked(ancestors_of(category))

    @admin.display(description=gettext_lazy("Pause"))
    def pause_in_words(self, category: Category) -> str:
        return _pause_of(category)

    @admin.display(description=gettext_lazy("open"))
    def open_works(self, category: Any) -> str:
        return _works_of(category, "open", end_at__isempty=1)

    @admin.display(description=gettext_lazy("overdue"))
    def overdue_works(self, category: Any) -> str:
        return _works_of(category, "overdue", due="overdue")

    @admin.display(description=gettext_lazy("finished"))
    def finished_works(self, category: Any) -> str:
        return _works_of(category, "finished", current_status__exact="DONE")

    @admin.action(description=gettext_lazy("Move below another project"), permissions=["change"])
    def move(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        rows = list(queryset.live().select_related("user"))
        if len({row.user_id for row in rows}) != 1:
            self.message_user(request, _("Select live projects of one person."), messages.ERROR)
            return None
        answer = self.ask_where(request, rows, Category._meta.get_field("parent"), title=_("Move below"))
        if isinstance(answer, HttpResponse):
            return answer
        target = answer["target"]
        parent_id = target.pk if target else None

        def move(row: Category) -> bool:
            at, is_there = timezone.now(), row.parent_id == parent_id
            services.move_category(user=row.user, category_id=row.pk, parent_id=parent_id, at=at)
            return not is_there

        self.carry_out(
            request,
            rows,
            move,
            log=_("Moved below {target}.").format(target=target or "–"),
            done=lambda n: ngettext("%d project moved.", "%d projects moved.", n) % n,
        )
        return None

    def taken_with(self, rows: list[Category]) -> CategoryQuerySet:
        return Category.objects.subtrees_of(rows)

    def move_to_trash(self, row: Category) -> Deletion:
        return services.delete_category(user=row.user, category_id=row.pk, at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete the topmost of the selected categories; the others are in their subtrees."""
        selected = dict(queryset.live().values_list("pk", "path"))
        tops = [pk for pk, path in selected.items() if selected.keys().isdisjoint(paths.parse(path)[:-1])]
        super().delete_queryset(request, queryset.among(tops))


def _is_paused(category: Category) -> bool:
    """Report whether the category has a pause of its own that is not over on its owner's day."""
    return category.has_pause_at(category.user.local_time(timezone.now()).date())


def _pause_of(category: Category) -> str:
    """Return the days of a pause in words."""
    if category.paused_until is None:
        return _("Paused from {paused_from}").format(paused_from=category.paused_from)
    days = {"paused_from": category.paused_from, "paused_until": category.paused_until}
    return _("Paused from {paused_from} until {paused_until}").format(**days)


def _works_of(category: Any, count: str, **query: Any) -> str:
    """Return a count of the subtree, with a link to the works that it counts."""
    number = category.summary[count]
    if not number:
        return "0"
    address = reverse("admin:works_work_changelist", query={"under": category.pk, **query})
    alarm = SafeString(" class=alarm") if count == "overdue" else ""
    return format_html('<a href="{}"{}>{}</a>', address, alarm, number)
