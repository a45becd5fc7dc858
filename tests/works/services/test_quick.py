from datetime import date, time

import pytest

from categories.models import Category
from categories.services import delete_category
from tests.makers import NOON, make_ancestors, make_category, make_label, make_work
from wheelbarrow.core.history.selectors import first_change_of
from wheelbarrow.core.history.undo import undo
from works.choices import Priority
from works.models import Label, RecurringWork, Work
from works.services import quick, quick_places
from works.services.quick import add_lines, add_quickly
from works.services.quick_places import plan_line


def add(user, text, **options):
    return add_quickly(user=user, text=text, at=NOON, **options)


class TestAddQuickly:
    def test_creates_a_work(self, ann):
        home = make_ancestors(user=ann, names=["2026", "Home"])[-1]
        label = make_label(user=ann, name="Phone")

        work = add(ann, "Pay the rent tomorrow at 9am #2026/home @phone !high // from both")

        work = Work.objects.with_label_ids().get(pk=work.pk)
        assert (work.title, work.content, work.category_id) == ("Pay the rent", "from both", home.pk)
        assert (work.starts_on, work.deadline_on, work.deadline_time) == (date(2026, 9, 3), date(2026, 9, 3), time(9))
        assert (work.priority, work.label_ids) == (Priority.HIGH, [label.pk])

    def test_creates_a_recurring_work_with_what_is_due(self, ann):
        row = add(ann, "물 주기 매일 오후 8시")

        assert isinstance(row, RecurringWork)
        assert (row.title, row.rule, row.deadline_days, row.deadline_time) == ("물 주기", "FREQ=DAILY", 0, time(20))
        assert [work.occurs_on for work in Work.objects.made_by(row.pk)] == [date(2026, 9, 2)]

    def test_counts_days_in_the_time_zone_of_the_person(self, ann, ben):
        """At NOON it is 18:00 in Seoul and 23:00 in Kiritimati."""
        ben.time_zone = "Pacific/Kiritimati"
        ben.save()

        days = [add(user, "Dig 11pm").deadline_on for user in (ann, ben)]

        assert days == [date(2026, 9, 2), date(2026, 9, 2)]
        assert add(ben, "Dig 10pm").deadline_on == date(2026, 9, 3)

    def test_leaves_what_is_plain(self, ann):
        assert add(ann, "Call Bob tomorrow", plain=["tomorrow"]).title == "Call Bob tomorrow"

    @pytest.mark.parametrize("text", ["#Home", "@x !1", "// note", '""'])
    def test_refuses_a_line_without_a_title(self, ann, text):
        if text == '""':
            assert add(ann, text).title == '""'
            return
        with pytest.raises(quick.LineWithoutTitle):
            add(ann, text)

    def test_refuses_a_long_title(self, ann):
        with pytest.raises(quick.TitleTooLong):
            add(ann, "x" * 301)

    def test_offers_a_category_before_creating_it(self, ann):
        root = make_category(user=ann, name="2026")

        with pytest.raises(quick_places.UnknownPath) as refusal:
            add(ann, "Dig #2026/Garden/Beds")
        assert "“2026/Garden/Beds”" in refusal.value.detail
        assert (Category.objects.count(), Work.objects.count()) == (1, 0)

        work = add(ann, "Dig #2026/Garden/Beds", create_path=True)

        assert [link.name for link in Category.objects.ancestors_of(work.category)] == ["2026", "Garden", "Beds"]
        assert work.category.root_id == root.pk

    def test_is_undone_with_the_categories_and_labels_it_created(self, ann):
        add(ann, "Dig #2026/Garden @new", create_path=True, create_labels=True)

        ann.refresh_from_db()
        undo(user=ann, change_id=first_change_of(ann, ann.version), at=NOON)

        assert (Work.objects.count(), Category.objects.count(), Label.objects.count()) == (0, 0, 0)

    def test_offers_a_label_before_creating_it(self, ann):
        with pytest.raises(quick_places.UnknownLabels):
            add(ann, "Dig @garden")

        work = add(ann, "Dig @garden", create_labels=True)

        assert Label.objects.names() == {work.label_ids[0]: "garden"}

    def test_refuses_names_that_no_category_can_have(self, ann):
        for text in (f"Dig #{'x' * 201}", f"Dig @{'x' * 61}", "Dig #\u200b/a"):
            with pytest.raises(quick_places.NameCannotBeUsed):
                add(ann, text, create_path=True, create_labels=True)

    def test_uses_nothing_of_a_stranger(self, ann, ben):
        make_category(user=ben, name="Home")
        make_label(user=ben, name="phone")

        with pytest.raises(quick_places.UnknownPath):
            add(ann, "Dig #Home")
        with pytest.raises(quick_places.UnknownLabels):
            add(ann, "Dig @phone")


class TestPlanLine:
    @pytest.mark.parametrize(
        ("path", "meant"),
        [
            ("2026/Home", "2026/Home"),
            ("home", "2026/Home"),
            ("HOME/kitchen", "2026/Home/Kitchen"),
            ("ÜBUNG", "2026/Übung"),
            ("A/B", "2026/A/B"),
            ('"home  office"', "2026/Home office"),
        ],
    )
    def test_finds_the_category(self, ann, path, meant):
        root = make_category(user=ann, name="2026")
        home = make_category(user=ann, name="Home", parent=root)
        for name, parent in (("Kitchen", home), ("Übung", root), ("A/B", root), ("Home office", root)):
            make_category(user=ann, name=name, parent=parent)

        plan = plan_line(ann, f"Dig #{path}", at=NOON)

        assert (plan.category_path, plan.new_names) == (meant, ())

    def test_prefers_the_whole_path(self, ann):
        make_ancestors(user=ann, names=["2026", "Home"])
        home = make_category(user=ann, name="Home")

        assert plan_line(ann, "Dig #Home", at=NOON).category == home.pk

    def test_prefers_a_year_that_has_not_ended(self, ann):
        old = make_category(user=ann, name="2025", ends_on=date(2025, 12, 31))
        new = make_category(user=ann, name="2026", ends_on=date(2026, 12, 31))
        make_category(user=ann, name="Home", parent=old)
        home = make_category(user=ann, name="Home", parent=new)

        assert plan_line(ann, "Dig #home", at=NOON).category == home.pk

    def test_asks_which_of_several_is_meant(self, ann):
        for year in range(12):
            make_ancestors(user=ann, names=[str(year), "Home"])

        plan = plan_line(ann, "Dig #Home", at=NOON)

        assert plan.candidates == tuple(f"{year}/Home" for year in range(10))
        with pytest.raises(quick_places.AmbiguousPath):
            add(ann, "Dig #Home", create_path=True)

    def test_passes_over_the_trash(self, ann):
        home = make_category(user=ann, name="Home")
        delete_category(user=ann, category_id=home.pk, at=NOON)

        assert plan_line(ann, "Dig #Home", at=NOON).new_path == "Home"

    def test_creates_below_the_part_that_exists(self, ann):
        make_ancestors(user=ann, names=["2026", "Home"])

        plan = plan_line(ann, "Dig #home/attic/shelf", at=NOON)

        assert (plan.new_names, plan.new_path) == (("attic", "shelf"), "2026/Home/attic/shelf")

    def test_needs_the_same_queries_for_ten_times_the_rows(self, ann, django_assert_num_queries):
        root = make_category(user=ann, name="2026")
        make_category(user=ann, name="Home", parent=root)
        for number in range(20):
            make_category(user=ann, name=f"c{number}", parent=root)
            make_label(user=ann, name=f"l{number}")

        with django_assert_num_queries(3):
            plan_line(ann, "Dig #home @l1 @l2", at=NOON)


class TestAddLines:
    def test_makes_one_work_of_each_line_in_one_act(self, ann):
        rows = add_lines(user=ann, text="Dig tomorrow\n\n  - water daily\n\tPlant !1\n", at=NOON)

        assert [row.title for row in rows] == ["Dig", "- water", "Plant"]
        assert [type(row) for row in rows] == [Work, RecurringWork, Work]
        ann.refresh_from_db()
        undo(user=ann, change_id=first_change_of(ann, ann.version), at=NOON)
        assert (Work.objects.count(), RecurringWork.objects.count()) == (0, 0)

    @pytest.mark.parametrize(
        ("text", "error"),
        [
            (" \n ", quick.NoLines),
            ("a\n" * 201, quick.TooManyLines),
            ("a\n" + "b" * 501, quick.LineTooLong),
            ("Dig\n#Home", quick.LineWithoutTitle),
            ("Dig\nPlant #Home", quick_places.UnknownPath),
        ],
    )
    def test_makes_all_or_none(self, ann, text, error):
        with pytest.raises(error):
            add_lines(user=ann, text=text, at=NOON)

        assert Work.objects.count() == 0

    def test_creates_a_category_that_several_lines_name_once(self, ann):
        rows = add_lines(
            user=ann, text="Dig #Garden @a\nPlant #garden @A", at=NOON, create_path=True, create_labels=True
        )

        assert [row.category_id for row in rows] == [Category.objects.get().pk] * 2
        assert Label.objects.count() == 1

    def test_leaves_a_stranger_alone(self, ann, ben):
        make_work(user=ben)

        add_lines(user=ann, text="a\nb", at=NOON)

        assert Work.objects.owned_by(ben).count() == 1
