"""A copy of a person's rows that follows `GET /api/v1/changes/?since=`, by the algorithm of docs/api.md."""

from collections import defaultdict
from dataclasses import dataclass, field

import orjson
from django.db import connection

from wheelbarrow.core.db.soft_delete import soft_deletable_models
from wheelbarrow.core.history.acts import kind_of
from wheelbarrow.core.history.recording import fields_of
from wheelbarrow.core.history.sentences import model_of

# The key of a work to its rule is in another column while the rule is in the trash; a copy has one.
IN_TRASH = "recurring_work_in_trash"


@dataclass
class Copy:
    """Rows by kind and id: their fields, and `deletion` while they are in the trash."""

    since: int = 0
    rows: dict = field(default_factory=dict)
    read: list = field(default_factory=list)

    def follow(self, client, *, limit=100):
        """Apply all changes that there are now."""
        while True:
            answer = client.get("/api/v1/changes/", {"since": self.since, "limit": limit})
            assert answer.status_code == 200, answer.content
            page = answer.json()
            for change in page["results"]:
                self.read.append(change["id"])
                self.apply(change)
            self.since = page["since"]
            if not page["more"]:
                return

    def apply(self, change):
        key = change["kind"], change["row"]
        before, after = dict(change["before"]), dict(change["after"])
        if not after:
            self.remove(key, change)
            return
        if not before:
            # A row can be imported into the trash.
            self.rows[key] = {**{name: [] for name in links_of(key[0])}, "deletion": None, **after}
            self.renew([key], change["batch"])
            return
        old, new = before.pop("deletion", None), after.pop("deletion", None)
        self.renew([key], change["batch"])
        if old is None and new is not None:
            marked = self.mark(key, new)
            self.renew([*marked, *self.showing(marked)], change["batch"])
        elif old is not None and new is None:
            unmarked = self.unmark(old)
            self.renew([*unmarked, *self.showing(unmarked)], change["batch"])
        if key in self.rows:
            if after.get("path", path := self.rows[key].get("path")) != path:
                self.renew([other for other in self.below(key) if other[0] == "category"], change["batch"])
            # What the log keeps of a deletion besides is no field of the row.
            self.edit(key, {name: value for name, value in after.items() if name in self.rows[key]})

    def edit(self, key, after):
        row = self.rows[key]
        if "path" in after and after["path"] != row["path"]:
            old, new = row["path"], after["path"]
            for (kind, _pk), other in self.rows.items():
                if kind == "category" and other["path"].startswith(f"{old}/"):
                    other["path"] = new + other["path"].removeprefix(old)
                    other["level"] = other["path"].count("/") - 1
        row.update(after)

    def mark(self, key, deletion):
        """Mark the row and all live rows below it; return the keys of these."""
        marked = [other for other in self.below(key) if self.rows[other]["deletion"] is None]
        for other in marked:
            self.rows[other]["deletion"] = deletion
        return marked

    def unmark(self, deletion):
        """Unmark all rows of the deletion; return their keys."""
        unmarked = [key for key, row in self.rows.items() if row["deletion"] == deletion]
        for key in unmarked:
            self.rows[key]["deletion"] = None
        return unmarked

    def renew(self, keys, batch):
        """Give these rows the version of a change."""
        for key in keys:
            if key in self.rows:
                self.rows[key]["version"] = batch

    def showing(self, keys):
        """The rows that show something else when these are marked or unmarked: works of a rule, what has a label."""
        rules, labels = ({pk for kind, pk in keys if kind == each} for each in ("recurring_work", "label"))
        return [
            key
            for key, row in self.rows.items()
            if row.get("recurring_work") in rules
            or (row["deletion"] is None and labels.intersection(row.get("labels", ())))
        ]

    def remove(self, key, change):
        """Apply a change that has no contents any more, or a removal.

        Changes of a row that was purged since are empty. Those before its deletion change nothing; the deletion still
        gives a new version to what has shown the row.
        """
        if not change["before"] and change["action"] not in ("deleted", "purged"):
            return
        if change["action"] == "deleted":
            live = [other for other in self.below(key) if self.rows[other]["deletion"] is None]
            self.renew(self.showing({key, *live}), change["batch"])
        self.drop(key)

    def drop(self, key):
        """Drop the row and what is below it."""
        for other in self.below(key):
            del self.rows[other]

    def below(self, key):
        """The row, and if it is a category, the categories below it and what is filed in them."""
        if key not in self.rows:
            return []
        if key[0] != "category":
            return [key]
        path = self.rows[key]["path"]
        inside = {
            pk
            for (kind, pk), row in self.rows.items()
            if kind == "category" and (pk == key[1] or row["path"].startswith(f"{path}/"))
        }
        return [
            (kind, pk)
            for (kind, pk), row in self.rows.items()
            if (pk in inside if kind == "category" else row.get("category") in inside)
        ]

    def contents(self):
        """The rows, comparable with those of the database: what refers to a row that was dropped refers to none."""
        return {key: self._seen(key[0], row) for key, row in self.rows.items()}

    def _seen(self, kind, row):
        seen = {name: value for name, value in row.items() if name != IN_TRASH}
        if "recurring_work" in seen and ("recurring_work", seen["recurring_work"]) not in self.rows:
            seen["recurring_work"] = None
        for name, target in links_of(kind).items():
            seen[name] = [pk for pk in seen[name] if (target, pk) in self.rows]
        return seen


def links_of(kind):
    """The kind of row that each list of ids of this kind has, by the name of the list."""
    return {field.name: kind_of(field.related_model) for field in model_of(kind)._meta.many_to_many}


def stored(user):
    """The rows of the person as a copy should have them."""
    rows = {}
    for model in soft_deletable_models():
        for row in model.all_objects.owned_by(user):
            values = {name: as_json(getattr(row, attribute)) for name, attribute, _field in fields_of(model)}
            if values.get(IN_TRASH):
                values["recurring_work"] = values[IN_TRASH]
            values.pop(IN_TRASH, None)
            rows[kind_of(model), row.pk] = {**values, "deletion": row.deletion_id, "version": row.version}
        for links in model._meta.many_to_many:
            of_row = defaultdict(list)
            # As the tables have them: the ORM hides links of and to rows in the trash.
            columns = f"{links.m2m_column_name()}, {links.m2m_reverse_name()}"
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {columns} FROM {links.m2m_db_table()} WHERE user_id = %s", [user.pk])
                found = cursor.fetchall()
            for pk, target in found:
                of_row[pk].append(target)
            for (kind, pk), values in rows.items():
                if kind == kind_of(model):
                    values[links.name] = sorted(of_row[pk])
    return rows


def as_json(value):
    """The value as the API sends it."""
    return orjson.loads(orjson.dumps(value, default=str))
