"""What a new account begins with: the project of the year, or a small example to learn from. Each is one act."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from categories.models import Category
from categories.services import create_category
from wheelbarrow.core.history.acts import recorded
from works.choices import Priority, Status
from works.models import Label
from works.services.editing import WorkFields, create_work
from works.services.labels import create_label, key_of
from works.services.recurring import create_recurring_work


@recorded("created")
def create_year(*, user: User, at: datetime) -> Category:
    """Create the yearly project of the present year. Raises NameTaken if there is one."""
    year = user.local_time(at).year
    return create_category(user=user, name=str(year), starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), at=at)


@recorded("created")
def create_example(*, user: User, at: datetime) -> Category:
    """Create a project that teaches, in the language of the person; return its root. Raises NameTaken if there is one."""
    today = user.local_time(at).date()
    with override(user.language):
        root = create_category(
            user=user,
            name=_("Learn Wheelbarrow"),
            content=_("An example. Delete this project when you have seen enough: everything in it goes with it."),
            at=at,
        )
        first, more = (
            create_category(user=user, name=name, parent=root.pk, at=at) for name in (_("First steps"), _("And then"))
        )
        label = _label(user, _("Example"), at)
        for fields in _first_steps(today, first.pk):
            create_work(user=user, at=at, **fields)
        for fields in _more(today, more.pk, label.pk):
            create_work(user=user, at=at, **fields)
        create_recurring_work(
            user=user,
            title=_("Look back on the week in the report"),
            content=_("A recurring work: it comes back every Friday."),
            category=more.pk,
            rule="FREQ=WEEKLY;BYDAY=FR",
            starts_on=today,
            deadline_days=0,
            my_job=True,
            at=at,
        )
    return root


def _label(user: User, name: str, at: datetime) -> Label:
    """Return the label of an earlier example that was deleted, or a new one."""
    label: Label | None = Label.objects.owned_by(user).with_key(key_of(name)).first()
    return label or create_label(user=user, name=name, at=at)


def _first_steps(today: date, category: int) -> list[WorkFields]:
    """Return works that are all on Today."""
    works: list[WorkFields] = [
        {"title": _("Open an account"), "current_status": Status.DONE, "deadline_on": today},
        {
            "title": _("Finish this work: press its circle"),
            "content": _("It moves to “Done”. “Undo” brings it back, here and after every other act."),
            "deadline_on": today,
            "priority": Priority.HIGH,
        },
        {
            "title": _("Postpone this work to tomorrow"),
            "content": _("Press the arrow beside it, or the key w."),
            "deadline_on": today,
        },
        {
            "title": _("Add a work of your own"),
            "content": _(
                "Press the key q, or the plus sign on a phone, and type one line:\n\n    Call Mum tomorrow 15:00 #First steps !high"
            ),
            "starts_on": today,
        },
    ]
    return [{**fields, "category": category, "my_job": True} for fields in works]


def _more(today: date, category: int, label: int) -> list[WorkFields]:
    """Return works of the days to come."""
    works: list[WorkFields] = [
        {
            "title": _("Open this work: it has notes"),
            "content": _("- [ ] A list to tick off\n- [x] Words in **bold** and [links](https://commonmark.org/help/)"),
            "starts_on": today + timedelta(days=1),
        },
        {
            "title": _("Move this work to “First steps”"),
            "content": _("A work belongs to one project. Its whole path is shown with it, on Today too."),
            "starts_on": today + timedelta(days=1),
            "deadline_on": today + timedelta(days=2),
            "priority": Priority.MEDIUM,
        },
        {
            "title": _("Delete this example"),
            "content": _(
                "Open “Learn Wheelbarrow” under “Projects” and delete it. Until it is purged, the trash can restore it."
            ),
            "starts_on": today + timedelta(days=7),
            "deadline_on": today + timedelta(days=7),
        },
    ]
    return [{**fields, "category": category, "my_job": True, "labels": [label]} for fields in works]
