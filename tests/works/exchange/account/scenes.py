"""An account with everything exotic in it, exports of accounts, and the comparison of two accounts field by field."""

import io
import json
import os
import zipfile
from datetime import date, time, timedelta
from hashlib import sha256

from categories import services as categories
from categories.models import Category
from tests.makers import NOON, make_category, make_label, make_recurring_work, make_report_copy, make_work
from wheelbarrow.core import trash
from wheelbarrow.core.history.acts import acting, kind_of
from wheelbarrow.core.history.undo import undo, undo_last
from wheelbarrow.core.models import Change, Deletion
from works.choices import CatchUp, Priority, Status
from works.exchange.account import archive
from works.exchange.account.layout import TABLES, links_of
from works.exchange.account.package import open_package
from works.exchange.account.references import keys_of
from works.exchange.account.restore import apply
from works.exchange.digests import digest
from works.models import ImportedRow, RecurringWork, Work
from works.services import editing, labels, lifecycle, pausing, recurring, saved_views, splitting
from works.services.generation import make_due_works

LONG = "가" * 299 + "🎉"
DAY = timedelta(days=1)
# Fields whose values are those of the server that imports → why.
OF_THE_SERVER = {
    "id": "compared by the order of the rows",
    "user": "the person who imports",
    "version": "counts the writes of the server",
    "updated_at": "the import, for clients that ask what was updated since",
    "operator": "another person of the first server",
    "purge_started_at": "always empty in an export",
    "batch": "compared by the order of the acts",
    "undoes": "compared by the order of the acts",
}


def make_everything(user):
    """Make rows of every kind in every state, by the services, with a history that has undos, restores and purges."""
    at = NOON
    root = make_category(user=user, name="2026년 집", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    garden = make_category(user=user, name="텃밭", parent=root, content="- [ ] 흙\n- [x] 물")
    beds = make_category(user=user, name="Beds", parent=garden)
    other = make_category(user=user, name="2027")
    waiting, phone = make_label(user=user, name="Waiting"), make_label(user=user, name="전화")
    gone_label = make_label(user=user, name="Straße")
    labels.place_label(user=user, label_id=phone.pk, before_id=waiting.pk, at=at)
    first = make_work(user=user, category=beds, title=LONG, content="é\n=1+1", labels=[waiting.pk, gone_label.pk])
    make_work(
        user=user,
        category=garden,
        title="Timed",
        starts_on=date(2026, 9, 1),
        deadline_on=date(2026, 9, 4),
        deadline_time=time(17, 30),
        priority=Priority.URGENT,
        my_job=True,
        labels=[phone.pk],
    )
    editing.edit_work(user=user, work_id=first.pk, deadline_on=date(2026, 9, 3), at=at + DAY)
    editing.edit_work(user=user, work_id=first.pk, deadline_on=date(2026, 9, 9), at=at + DAY)
    lifecycle.set_status(user=user, work_id=first.pk, status=Status.IN_PROGRESS, at=at + DAY)
    lifecycle.finish_work(user=user, work_id=first.pk, at=at + 2 * DAY)
    # A closed work keeps the names of then.
    categories.edit_category(user=user, category_id=garden.pk, name="정원", at=at + 3 * DAY)
    categories.move_category(user=user, category_id=beds.pk, parent_id=other.pk, at=at + 3 * DAY)
    undo_last(user=user, at=at + 3 * DAY)
    labels.delete_label(user=user, label_id=gone_label.pk, at=at + 3 * DAY)
    _make_rules(user, garden, waiting)
    _make_trash(user, other)
    # A purge leaves a work that refers to a category which is gone.
    purged = make_category(user=user, name="Old place")
    moved = make_work(user=user, category=purged, title="Closed in a place that is gone")
    lifecycle.finish_work(user=user, work_id=moved.pk, at=at)
    editing.edit_work(user=user, work_id=moved.pk, category=other.pk, at=at)
    deletion = categories.delete_category(user=user, category_id=purged.pk, at=at + 4 * DAY)
    trash.purge_deletion(user=user, deletion_id=deletion.pk, at=at + 4 * DAY)
    saved_views.save_view(user=user, name="Board of beds", address=f"board/?under={beds.pk}", at=at)
    saved_views.save_view(user=user, name="찾기", address="search/?q=is%3Aopen+%EB%AC%BC", at=at)
    make_report_copy(user=user)
    _make_imported_rows(user)


def _make_imported_rows(user):
    """Note that some rows, one of them in the trash, came from files of other programs."""
    beds, timed = Category.objects.owned_by(user).get(name="Beds"), Work.objects.owned_by(user).get(title="Timed")
    gone = RecurringWork.all_objects.owned_by(user).get(title="Rule in the trash")
    facts = [
        ("category", beds.pk, {"name": "aa", "parent": digest(beds.parent_id)}),
        ("work", timed.pk, {"title": "bb", "category": digest(timed.category_id)}),
        ("recurring_work", gone.pk, {}),
    ]
    for n, (kind, row, digests) in enumerate(facts):
        ImportedRow.objects.create(
            user=user, source="todoist", external_id=f"t{n}", kind=kind, row=row, digests=digests
        )


def _make_rules(user, garden, label):
    at = NOON
    daily = make_recurring_work(
        user=user,
        category=garden,
        title="화분 물주기",
        starts_on=date(2026, 8, 28),
        catch_up=CatchUp.CREATE_ALL,
        deadline_days=1,
        deadline_time=time(9),
        labels=[label.pk],
        lead_days=2,
    )
    pausing.skip(user=user, recurring_work_id=daily.pk, at=at)
    splitting.edit_this_and_future(
        user=user, recurring_work_id=daily.pk, occurs_on=date(2026, 9, 8), title="Water twice", at=at + DAY
    )
    paused = make_recurring_work(user=user, title="Paused", rule="FREQ=WEEKLY;BYDAY=FR", time_zone="Europe/Berlin")
    pausing.pause(user=user, recurring_work_id=paused.pk, until_on=date(2026, 10, 1), at=at)
    counted = make_recurring_work(user=user, title="Counted", rule="FREQ=DAILY;COUNT=5")
    recurring.edit_recurring_work(user=user, recurring_work_id=counted.pk, extra_on=[date(2026, 10, 3)], at=at)
    in_trash = make_recurring_work(user=user, title="Rule in the trash")
    recurring.delete_recurring_work(user=user, recurring_work_id=in_trash.pk, at=at + DAY)
    categories.pause_category(user=user, category_id=garden.pk, from_on=date(2026, 9, 20), at=at + 2 * DAY) if hasattr(
        categories, "pause_category"
    ) else None
    with acting("generated", user=user, at=at + 5 * DAY):
        make_due_works(user=user, ids=[daily.pk, paused.pk, counted.pk], at=at + 5 * DAY)


def _make_trash(user, other):
    at = NOON
    branch = make_category(user=user, name="In the trash", parent=other)
    below = make_category(user=user, name="Below", parent=branch)
    inside = make_work(user=user, category=below, title="Deleted before its branch")
    make_work(user=user, category=below, title="Deleted with its branch")
    make_recurring_work(user=user, category=branch, title="Rule of the branch")
    editing.delete_work(user=user, work_id=inside.pk, at=at)
    categories.delete_category(user=user, category_id=branch.pk, at=at + DAY)
    # The same name lives again.
    make_category(user=user, name="In the trash", parent=other)
    back = make_category(user=user, name="Deleted and restored", parent=other)
    make_work(user=user, category=back, title="Came back")
    deletion = categories.delete_category(user=user, category_id=back.pk, at=at + DAY)
    trash.restore_deletion(user=user, deletion_id=deletion.pk, at=at + 2 * DAY)
    again = editing.delete_work(user=user, work_id=make_work(user=user, title="Undone deletion").pk, at=at)
    change = Change.objects.owned_by(user).of_kind("work").newest_first().first()
    assert change.after["deletion"] == again.pk
    undo(user=user, change_id=change.pk, at=at + 3 * DAY)


def export(user, **choice):
    """Return the zip of everything that the person has."""
    return b"".join(archive.stream(user, at=NOON + 6 * DAY, choice=archive.Choice(**choice)))


def restore(user, data, *, at=NOON + 7 * DAY, **options):
    """Import a zip."""
    with acting("imported", user=user, at=at):
        return apply(user, open_package(data), at=at, **options)


def files_of(data):
    """Return the files of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive_:
        return {name: archive_.read(name) for name in archive_.namelist()}


def lines_of(data, table):
    """Return the lines of a table as they are in the zip."""
    return [json.loads(line) for line in files_of(data)[f"{table}.jsonl"].splitlines()]


def rewritten(data, *, sums=True, manifest=None, **tables):
    """Return a zip with other files: a list of lines, or bytes, for each table. With `sums` the manifest fits them."""
    files = files_of(data)
    for name, lines in tables.items():
        content = lines if isinstance(lines, bytes) else b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        files[f"{name}.jsonl"] = content
    facts = {**json.loads(files["manifest.json"]), **(manifest or {})}
    if sums:
        facts["sha256"] = {name: sha256(files[name]).hexdigest() for name in files if name != "manifest.json"}
    files["manifest.json"] = json.dumps(facts).encode()
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files.items():
            out.writestr(name, content)
    return box.getvalue()


def larger(data, size):
    """Return a zip with one more file that cannot be compressed, which no reader looks at."""
    box = io.BytesIO(data)
    with zipfile.ZipFile(box, "a", zipfile.ZIP_STORED) as out:
        out.writestr("padding.bin", os.urandom(size))
    return box.getvalue()


def contents_of(user, *, but_batch=None):
    """Return every value of every row of an account, comparable with those of another: ids are numbers of the order.

    `but_batch` is an act whose changes are left out: the import itself.
    """
    numbers, found = {}, {}
    for table in TABLES:
        rows = list(_rows(user, table, but_batch))
        numbers[kind_of(table.model)] = {row.pk: n for n, row in enumerate(rows)}
        found[table.name] = rows
    batches = {batch: n for n, batch in enumerate(sorted({row.batch for row in found["changes"]}))}
    return {table.name: [_values(row, table, numbers, batches) for row in found[table.name]] for table in TABLES}


def _rows(user, table, but_batch):
    if table.model is Change:
        changes = Change.objects.owned_by(user).contents().order_by("pk")
        return changes.exclude(batch=but_batch) if but_batch else changes
    if table.model is ImportedRow:
        return ImportedRow.objects.owned_by(user).of_other_sources("wheelbarrow").order_by("source", "external_id")
    manager = Deletion.objects if table.model is Deletion else table.model.all_objects
    order = ["level", "pk"] if table.name == "categories" else ["pk"]
    return manager.owned_by(user).order_by(*order)


def _values(row, table, numbers, batches):
    from wheelbarrow.core.history.links import linked_ids

    def new(kind, pk):
        return numbers[kind].get(pk, "gone")

    found = {}
    for field in row._meta.concrete_fields:
        if field.name not in OF_THE_SERVER:
            found[field.name] = getattr(row, field.attname)
    found = _renumbered(type(row), found, new)
    for name in links_of(type(row)):
        [ids] = linked_ids(type(row), name, [row.pk]).values()
        found[name] = sorted(new(kind_of(row._meta.get_field(name).related_model), pk) for pk in ids)
    if table.model is ImportedRow:
        places = {digest(pk): n for pk, n in numbers["category"].items()}
        found["row"] = new(row.kind, row.row)
        found["digests"] = {name: places.get(text, text) for name, text in row.digests.items()}
    if table.model is Change:
        model = next((other.model for other in TABLES if kind_of(other.model) == row.kind), None)
        found["batch"], found["undoes"] = batches[row.batch], batches.get(row.undoes, row.undoes and "gone")
        found["row"] = new(row.kind, row.row)
        for side in ("before", "after"):
            found[side] = _renumbered(model, found[side], new)
    return found


def _renumbered(model, values, new):
    """Return values with the numbers of rows: written apart from the code that is tested."""
    found = dict(values)
    for name, kind in keys_of(model).items():
        if found.get(name) is not None:
            found[name] = new(kind, found[name])
    if found.get("labels"):
        found["labels"] = sorted(map(str, (new("label", pk) for pk in found["labels"])))
    for name in ("path", "filed_path"):
        if found.get(name):
            found[name] = [new("category", int(step)) for step in found[name].split("/")[1:]]
    if found.get("filed_under"):
        found["filed_under"] = [(new("category", link["id"]), link["name"]) for link in found["filed_under"]]
    if found.get("series"):
        found["series"] = new("recurring_work", found["series"])
    if "=" in str(found.get("address")) and "under=" in found["address"]:
        before, _mark, pk = found["address"].partition("under=")
        found["address"] = before, new("category", int(pk))
    return found
