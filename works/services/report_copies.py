"""Keep a report as it is now, and delete such a copy."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from wheelbarrow.core import trash
from wheelbarrow.core.exceptions import Invalid
from wheelbarrow.core.history.acts import recorded
from wheelbarrow.core.history.recording import insert
from wheelbarrow.core.models import Deletion
from wheelbarrow.core.quotas import reserve
from works.choices import Grouping
from works.models import ReportCopy
from works.report.contents import Contents
from works.report.frozen import freeze
from works.services.lookup import find_report_copy

# Bytes of a copy: about 2,000 lines.
MOST_BYTES = 500_000


class ReportTooLong(Invalid):
    template = _("This report is too long to be kept. Choose a shorter period, or one project.")


@recorded("created")
def keep_report(*, user: User, at: datetime, title: str, grouping: Grouping, contents: Contents) -> ReportCopy:
    """Keep a report as it was read. Raises ReportTooLong, QuotaExceeded."""
    content = freeze(contents)
    if contents.left_out or len(content.encode()) > MOST_BYTES:
        raise ReportTooLong
    reserve(user, rows=1, notes=content)
    start, end = contents.period
    copy = ReportCopy(
        user=user,
        title=title,
        starts_on=start,
        ends_on=end,
        grouping=grouping,
        content=content,
        created_at=at,
        updated_at=at,
    )
    insert(copy)
    return copy


@recorded("deleted")
def delete_report_copy(*, user: User, report_copy_id: int, at: datetime) -> Deletion:
    """Move a kept report to the trash. Raises ReportCopyNotFound."""
    copy = find_report_copy(user, report_copy_id)
    chosen = ReportCopy.objects.with_id(copy.pk)
    return trash.move_to_trash(chosen, user=user, tops=[copy], label=copy.title, at=at)
