"""Days as the tests of rules write them: "09-04" is the fourth of September 2026, the first Friday after NOON."""

from datetime import UTC, date, datetime, timedelta

from tests.makers import NOON
from wheelbarrow.core import trash
from works.models import RecurringWork, Work
from works.services import editing, scheduler

LATER = NOON + timedelta(hours=1)


def day(text) -> date:
    return date.fromisoformat(f"2026-{text}")


def days(*texts) -> list[date]:
    return [day(text) for text in texts]


def noon(text) -> datetime:
    """The instant of that day at which it is 18:00 in Seoul, as NOON is."""
    return datetime.combine(day(text), datetime.min.time(), UTC).replace(hour=9)


def words(some_days) -> list[str]:
    return [f"{each:%m-%d}" for each in some_days]


def made(rule) -> list[str]:
    """The days that have made a work, whatever became of it."""
    return words(Work.all_objects.made_by(rule.pk).order_by("occurs_on").values_list("occurs_on", flat=True))


def open_days(rule) -> list[str]:
    """The days whose work is live and open."""
    return words(Work.objects.made_by(rule.pk).open().order_by("occurs_on").values_list("occurs_on", flat=True))


def work_on(rule, text) -> Work:
    return Work.all_objects.made_by(rule.pk).get(occurs_on=day(text))


def cursor(rule) -> str | None:
    next_on = stored(rule).next_occurrence_on
    return next_on and f"{next_on:%m-%d}"


def missed(rule) -> list[str]:
    return [text.removeprefix("2026-") for text in stored(rule).missed_on]


def stored(rule) -> RecurringWork:
    return RecurringWork.all_objects.get(pk=rule.pk)


def tick_daily(*texts) -> None:
    for text in texts:
        scheduler.tick(noon(text))


def purge_work(rule, text, *, at=NOON) -> None:
    """Delete the work of that day and purge it."""
    deletion = editing.delete_work(user=rule.user, work_id=work_on(rule, text).pk, at=at)
    trash.purge_deletion(user=rule.user, deletion_id=deletion.pk, at=at)
