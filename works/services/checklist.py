"""The check boxes in the notes of works: lines such as `- [ ] Buy seeds`."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from wheelbarrow.core.exceptions import Conflict
from wheelbarrow.core.history.acts import recorded
from wheelbarrow.core.history.recording import update
from works.models import Work
from works.services.lookup import find_work

# What may stand before the box: quotes, and markers of nested lists. Each part begins with another character.
_box = re.compile(r"((?:[\s>]|[-*+]\s|\d{1,9}[.)]\s)*\[)([ xX])(?=\]\s)")


class NoSuchCheckBox(Conflict):
    template = _("Line {line} of the notes has no check box. Reload the page.")


@recorded("edited")
def toggle_check(*, user: User, work_id: int, line: int, at: datetime) -> Work:
    """Tick the box in a line of the notes, counted from 1, or clear it. Raises WorkNotFound, NoSuchCheckBox."""
    work = find_work(user, work_id)
    lines = work.content.split("\n")
    box = _box.match(lines[line - 1] + "\n") if 0 < line <= len(lines) else None
    if box is None:
        raise NoSuchCheckBox(line=line)
    lines[line - 1] = f"{box[1]}{'x' if box[2] == ' ' else ' '}{lines[line - 1][box.end() :]}"
    work.content = "\n".join(lines)
    update([work], ["content"])
    return work
