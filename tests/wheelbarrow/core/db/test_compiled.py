"""Compiled statements give what their queryset gives, and refuse what cannot be compiled once."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from categories.models import Category
from categories.services import delete_category
from tests.makers import NOON, make_ancestors, make_finished_work, make_recurring_work, make_work
from wheelbarrow.core.db.compiled import Compiled
from works.choices import Priority, Status
from works.models import Work
from works.services.editing import delete_work

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")

# A way to ask with an argument of each kind, and the arguments.
KINDS = {
    "an int": (lambda user, pk: Work.objects.owned_by(user).filter(position=pk), [0, 1, 2, 2**40]),
    "a text": (lambda user, text: Work.objects.owned_by(user).filter(title=text), ["Dig", "Sow", "", "50 % of “it”'s"]),
    "a list": (lambda user, ids: Work.objects.owned_by(user).filter(category__among=ids), [[], [1], [1, 2, 3, 2**40]]),
    "a day": (
        lambda user, day: Work.objects.owned_by(user).due_by(day),
        [NOON.date() - timedelta(days=400), NOON.date(), date(2027, 1, 1)],
    ),
    "an instant": (
        lambda user, at: Work.objects.owned_by(user).filter(end_at__lte=at),
        [NOON, NOON.astimezone(SEOUL), NOON - timedelta(microseconds=1), datetime(2026, 9, 2, 5, tzinfo=NEW_YORK)],
    ),
    "the day of an instant": (
        lambda user, moment: Work.objects.owned_by(user).filter(deadline_on=moment.date()),
        [NOON, datetime(2026, 9, 3, 0, 30, tzinfo=SEOUL), datetime(2026, 9, 2, 23, 30, tzinfo=NEW_YORK)],
    ),
    "the day and time of an instant": (
        lambda user, moment: Work.objects.owned_by(user).overdue_at(moment),
        [NOON.astimezone(SEOUL), datetime(2026, 9, 3, 8, 59, tzinfo=NEW_YORK), datetime(2026, 9, 3, 9, 1, tzinfo=UTC)],
    ),
    "None or an int": (lambda user, pk: Work.objects.owned_by(user).in_category(pk), [None, 0, 1]),
    "a flag": (lambda user, flag: Work.objects.owned_by(user).of_mine(flag), [True, False]),
    "a choice": (lambda user, status: Work.objects.owned_by(user).filter(current_status=status), list(Status)),
    "a tuple": (
        lambda user, statuses: Work.objects.owned_by(user).with_status(list(statuses)),
        [("TODO",), ("TODO", "DONE"), ("DONE", "TODO"), ("CANCELLED",)],
    ),
}

# Each a way of reading rows.
READ = {
    "instances": lambda user: Work.objects.owned_by(user),
    "instances with another": lambda user: Work.objects.owned_by(user).select_related("category", "recurring_work"),
    "instances with another's other": lambda user: Work.objects.owned_by(user).select_related("category__parent"),
    "some columns of instances": lambda user: Work.objects.owned_by(user).only("title", "filed_under"),
    "annotated instances": lambda user: Work.objects.owned_by(user).annotate(twice=F("position") * 2, at=F("end_at")),
    "annotated instances with another": lambda user: (
        Work.objects.owned_by(user).select_related("category").annotate(depth=F("category__level"))
    ),
    "tuples": lambda user: Work.objects.owned_by(user).values_list("pk", "title", "my_job", "category__path"),
    "tuples of every type": lambda user: Work.objects.owned_by(user).values_list(
        "filed_under", "deadline_on", "deadline_time", "end_at", "created_at", "position", "my_job", "recurring_work"
    ),
    "tuples that begin with an annotation": lambda user: (
        Work.objects.owned_by(user).annotate(depth=F("category__level")).values_list("depth", "pk")
    ),
    "tuples of groups": lambda user: (
        Work.objects.owned_by(user).order_by().values("current_status").annotate(n=Count("pk")).values_list()
    ),
}


@pytest.fixture
def works(ann, ben):
    """Make works of every kind, some in the trash, of Ann and of Ben; return those of Ann."""
    for user in (ann, ben):
        trunk, branch, gone = make_ancestors(user=user, names=["Garden", "Beds", "Old"])
        day = NOON.date()
        make_work(user=user, category=trunk, title="Dig", my_job=True, priority=Priority.HIGH, deadline_on=day)
        make_work(user=user, category=branch, title="Sow", starts_on=day, deadline_on=day, deadline_time=time(17, 30))
        make_work(user=user, title="50 % of “it”'s", deadline_on=day + timedelta(days=1), deadline_time=time(9, 0))
        make_finished_work(user=user, category=branch, title="Rake")
        make_finished_work(user=user, title="Dig", at=NOON + timedelta(microseconds=5))
        make_recurring_work(user=user, category=branch, rule="FREQ=DAILY;COUNT=1", starts_on=day)
        make_work(user=user, category=gone, title="Dig", my_job=True, deadline_on=day)
        delete_category(user=user, category_id=gone.pk, at=NOON)
        delete_work(user=user, work_id=make_work(user=user, title="Sow", deadline_on=day).pk, at=NOON)
    return Work.objects.owned_by(ann).order_by("pk")


def values_of(row):
    """Return the values of a tuple, or those of an instance and its relations."""
    if not hasattr(row, "_meta"):
        return tuple(row)
    loaded = {name: value for name, value in vars(row).items() if name != "_state"}
    related = {name: one and values_of(one) for name, one in row._state.fields_cache.items()}
    return type(row), loaded, related, row._state.adding, row._state.db


def in_order(rows):
    return sorted((values_of(row) for row in rows), key=repr)


@pytest.mark.django_db
class TestCompiled:
    def test_gives_the_rows_and_the_count_of_its_queryset(self, ann, ben, works, subtests):
        for kind, (ask, arguments) in KINDS.items():
            compiled, unordered = (
                Compiled(ask),
                Compiled(lambda user, argument, ask=ask: ask(user, argument).order_by()),
            )
            for argument in [*arguments, *arguments]:
                for user in (ann, ben):
                    with subtests.test(f"{kind}: {argument}"):
                        assert in_order(compiled(user.pk, argument)) == in_order(ask(user.pk, argument))
                        assert unordered.count(user.pk, argument) == ask(user.pk, argument).count()

    def test_reads_as_its_queryset(self, ann, works, subtests):
        for (way, ask), replan in product(READ.items(), (False, True)):
            with subtests.test(f"{way}, replan {replan}"):
                compiled = Compiled(ask, replan=replan)

                assert in_order(compiled(ann.pk)) == in_order(ask(ann.pk))
                assert in_order(compiled(ann.pk))

    def test_gives_no_row_of_a_stranger_and_none_of_the_trash(self, ann, ben, works):
        compiled = Compiled(lambda user: Work.objects.owned_by(user).with_category())

        mine = compiled(ann.pk)

        assert {work.user_id for work in mine} == {ann.pk}
        assert not {work.pk for work in mine} & set(Work.all_objects.deleted().values_list("pk", flat=True))
        assert compiled(0) == []

    def test_follows_no_key_into_the_trash(self, ann, works):
        old = Category.all_objects.deleted().get(user=ann)
        work = make_work(user=ann, title="Stray")
        Work.objects.filter(pk=work.pk).update(category=old)
        compiled = Compiled(lambda pk: Work.objects.select_related("category").filter(pk=pk))
        paths = Compiled(lambda pk: Work.objects.filter(pk=pk).values_list("category__path"))

        assert compiled.first(work.pk).category is None
        assert tuple(paths.first(work.pk)) == (None,)
        Work.objects.filter(pk=work.pk).update(category=None)

    def test_asks_for_its_queryset_only_once(self, ann, ben, works):
        built = []
        compiled = Compiled(lambda user, title: built.append(user) or Work.objects.owned_by(user).filter(title=title))

        compiled(ann.pk, "Dig")
        at_first = len(built)
        compiled(ben.pk, "Sow")
        compiled.count(ben.pk, "Rake")

        assert len(built) == at_first
        assert not {ann.pk, ben.pk} & set(built)

    def test_has_a_statement_of_its_own_for_each_constant(self, ann, works):
        compiled = Compiled(lambda user, flag: Work.objects.owned_by(user).of_mine(flag))

        assert [len(compiled(ann.pk, flag)) for flag in (True, False, True)] == [1, 5, 1]

    def test_keeps_256_statements_at_most(self, ann, works):
        compiled = Compiled(lambda user, names: Work.objects.owned_by(user).filter(title__in=names))

        for number in range(300):
            compiled(ann.pk, (f"{number}",))

        assert compiled._statement.cache_info().currsize == 256
        assert len(compiled(ann.pk, ("Dig",))) == 2

    def test_takes_a_constant_whatever_it_holds(self, ann, works):
        day = NOON.date()
        for text in ["50 % of “it”'s", "%s", "100%s of 100%", "%%s", "$1 %", "Dig"]:
            make_work(user=ann, title=text)
            Work.objects.owned_by(ann).update(deadline_on=day)
            rows = Compiled(lambda user, names, day: Work.objects.owned_by(user).filter(title__in=names).due_by(day))

            assert {work.title for work in rows(ann.pk, (text,), day)} == {text}
            assert {work.title for work in rows(ann.pk, (text, "Sow"), day)} == {text, "Sow"}

    def test_cuts_a_page_out(self, ann, works):
        compiled = Compiled(lambda user: Work.objects.owned_by(user).order_by("pk"))

        pages = [compiled(ann.pk, limit=2, offset=offset) for offset in (0, 2, 4, 6)]

        assert [work for page in pages for work in page] == list(works)
        assert [len(page) for page in pages] == [2, 2, 2, 0]

    def test_sees_what_its_own_transaction_wrote(self, ann, works):
        compiled = Compiled(lambda user, title: Work.objects.owned_by(user).filter(title=title).values_list("pk"))

        with transaction.atomic():
            work = make_work(user=ann, title="Prune")
            inside = compiled(ann.pk, "Prune")
            transaction.set_rollback(True)

        assert [tuple(row) for row in inside] == [(work.pk,)]
        assert compiled(ann.pk, "Prune") == []

    def test_is_seen_by_who_counts_queries(self, ann, works):
        compiled = Compiled(lambda user, title: Work.objects.owned_by(user).filter(title=title))
        compiled(ann.pk, "Dig")

        with CaptureQueriesContext(connection) as queries:
            compiled(ann.pk, "Sow")
            compiled.count(ann.pk, "Dig")

        assert len(queries) == 2
        assert "works_work" in queries[0]["sql"]

    def test_is_the_same_with_replan(self, ann, works):
        ask = KINDS["a day"][0]
        once, replanned = Compiled(ask), Compiled(ask, replan=True)

        for day in KINDS["a day"][1]:
            assert in_order(replanned(ann.pk, day)) == in_order(once(ann.pk, day))

    def test_gives_the_first_row_or_none(self, ann, ben, works):
        compiled = Compiled(lambda user: Work.objects.owned_by(user).order_by("pk"))
        by_id = Compiled(lambda user, pk: Work.objects.owned_by(user).with_id(pk))

        assert compiled.first(ann.pk) == works.first()
        assert by_id.first(ben.pk, works[0].pk) is None
        assert compiled.count(0) == 0


# Ways to ask that would give wrong rows from their second call on, or rows of another kind.
WRONG = {
    "a column alone": (lambda pk: Work.objects.with_id(pk).values_list("pk", flat=True), 1),
    "named rows": (lambda pk: Work.objects.with_id(pk).values_list("pk", named=True), 1),
    "dicts": (lambda pk: Work.objects.with_id(pk).values("pk"), 1),
    "text that is escaped": (lambda text: Work.objects.filter(title__icontains=text), "Dig"),
    "text that is changed": (lambda text: User.objects.with_email(f"{text}@Example.org"), "Ann"),
    "a day made an instant": (
        lambda day: Work.objects.filter(end_at__gte=datetime.combine(day, time.min, tzinfo=SEOUL)),
        NOON.date(),
    ),
    "another day than the instant's": (lambda at: Work.objects.due_by(at.date() + timedelta(days=1)), NOON),
    "the instant's day in UTC": (lambda at: Work.objects.due_by(at.astimezone(UTC).date()), NOON),
    "the instant's day elsewhere": (
        lambda at: Work.objects.due_by(at.astimezone(timezone(timedelta(hours=-3))).date()),
        NOON,
    ),
    "the instant's year": (lambda at: Work.objects.filter(deadline_on__year=at.year), NOON),
    "a number that is reckoned with": (lambda pk: Work.objects.filter(pk=pk + 1), 1),
    "a number that cuts": (lambda limit: Work.objects.all()[:limit], 1),
    "a number as text": (lambda pk: Work.objects.filter(title=f"{pk}"), 1),
    "one id of many": (lambda ids: Work.objects.filter(pk=ids[0]), [1]),
    "ids one by one": (lambda ids: Work.objects.with_ids(ids), [1, 2]),
    "an argument that is not used": (lambda pk: Work.objects.all(), 1),
    "an argument that is used as it is, and otherwise": (
        lambda text: Work.objects.filter(Q(title=text) | Q(title__startswith=text)),
        "Dig",
    ),
    "SQL that depends on a number": (
        lambda pk: Work.objects.filter(pk=pk) if pk % 2 else Work.objects.filter(position=pk),
        1,
    ),
    "SQL that depends on a text": (
        lambda text: Work.objects.filter(title=text).order_by("pk" if text.endswith("0") else "-pk"),
        "Dig",
    ),
}


@pytest.mark.django_db
class TestRefusal:
    @pytest.mark.parametrize("way", WRONG)
    def test_meets(self, way):
        ask, argument = WRONG[way]

        with pytest.raises(TypeError):
            Compiled(ask)(argument)
