"""The jobs of imports: read a long file, and write what a file has."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from categories.models import Category
from wheelbarrow.core.db.expressions import reserve_ids
from wheelbarrow.core.db.ownership import lock_and_bump
from wheelbarrow.core.history.actors import Actor, acting_as
from wheelbarrow.core.history.acts import Act, acting
from wheelbarrow.core.jobs import Run
from works.models import Import
from works.services.importing import accounts
from works.services.importing.planning import plan_import
from works.services.importing.preview import Parsed, describe, find_base, make_preview, parse
from works.services.importing.writing import write_plan

ACTOR = Actor("import")


def read_in_background(run: Run) -> None:
    """Make the preview of a long file. Raises Unreadable."""
    row, at = _import_of(run), timezone.now()
    if row is None:
        run.finish()
        return
    preview = make_preview(row.user, row, at=at)
    with transaction.atomic():
        lock_and_bump(row.user)
        if Import.objects.with_id(row.pk).in_state(Import.State.READING).locked().exists():
            row.preview, row.state = preview, Import.State.READY
            row.save(update_fields=["preview", "state"])
        run.finish()


def apply_in_background(run: Run) -> None:
    """Write what the file has, in one act. Raises the errors of the file and of the rows, such as QuotaExceeded."""
    row, at = _import_of(run), timezone.now()
    if row is None:
        run.finish()
        return
    with acting_as(ACTOR._replace(token=str(run.job.parameters.get("token", "")))):
        if accounts.is_account(row):
            _write_account(run, row, at)
        else:
            parsed = parse(row.user, row, at=at)
            run.report(0, len(parsed.tree.places) + len(parsed.tree.tasks))
            _write(run, row, parsed, at)


def _write(run: Run, row: Import, parsed: Parsed, at: datetime) -> None:
    user: User = row.user
    with acting("imported", user=user, at=at) as act:
        base = find_base(user, str(parsed.base.pk)) if parsed.base else None
        ids = partial(reserve_ids, Category)
        plan = plan_import(user, row.source, parsed.tree, base=base, new_ids=ids)
        made = write_plan(user, row.source, plan, at=at)
        row.counts = {**plan.counts(), "made": made, "kept": sum(bool(item.kept) for item in plan.items)}
        row.answers = {question.name: question.answer for question in parsed.contents.questions}
        row.preview = describe(plan, parsed.contents)
        _finish(run, row, act, at)


def _write_account(run: Run, row: Import, at: datetime) -> None:
    package = accounts.open_import(row)
    run.report(0, package.count)
    with acting("imported", user=row.user, at=at) as act:
        preview = accounts.write_account(row, package, at=at)
        row.counts, row.preview = {**preview["counts"], "made": 0, "kept": 0}, preview
        _finish(run, row, act, at)


def _finish(run: Run, row: Import, act: Act, at: datetime) -> None:
    row.batch = batch_of(act, row)
    row.state, row.data, row.ended_at = Import.State.DONE, None, at
    row.save(update_fields=["counts", "answers", "preview", "batch", "state", "data", "ended_at"])
    run.finish()


def batch_of(act: Act, row: Import) -> int | None:
    """Return the number of the act of an import; None if it has changed nothing."""
    return act.batches[row.user_id] if act.entries or act.flushed else None


def _import_of(run: Run) -> Import | None:
    rows = Import.objects.owned_by(run.job.user_id).with_id(run.job.subject).select_related("user")
    row: Import | None = rows.waiting().first()
    return row
