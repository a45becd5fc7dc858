"""The order of imported rows: as in the file, after the rows that are in the same place already."""

from __future__ import annotations

from accounts.models import User
from categories.models import Category
from wheelbarrow.core.history.acts import kind_of
from works.exchange.account.references import CATEGORY
from works.exchange.account.values import Values
from works.models import Label, SavedView, Work


class Positions:
    """How far the positions of new rows are moved on, by place. In an empty account they stay as they are."""

    def __init__(self, user: User) -> None:
        places = Category.objects.owned_by(user)
        self.of_categories: dict[int | None, int] = {}
        ids: list[int | None] = [None]
        for pk, parent, position in places.values_list("pk", "parent_id", "position"):
            ids.append(pk)
            self.of_categories[parent] = max(self.of_categories.get(parent, 0), position + 1)
        found = Work.objects.next_positions({(user.pk, pk) for pk in ids})
        self.of_works = {category: free for (_user, category), free in found.items()}
        self.of_lists = {
            kind_of(Label): Label.objects.owned_by(user).next_position(),
            kind_of(SavedView): SavedView.objects.owned_by(user).next_position(),
        }

    def move_on(self, kind: str, values: Values) -> None:
        """Set the position of a new row, whose ids are those of this server."""
        if "position" not in values:
            return
        if kind == CATEGORY:
            values["position"] += self.of_categories.get(values["parent"], 0)
        elif kind == kind_of(Work):
            values["position"] += self.of_works.get(values["category"], 0)
        else:
            values["position"] += self.of_lists[kind]
