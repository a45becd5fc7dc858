"""What an expression finds, on both databases."""

from datetime import date, time, timedelta

import pytest

from categories.services import delete_category
from tests.makers import (
    NOON,
    make_ancestors,
    make_category,
    make_finished_work,
    make_label,
    make_recurring_work,
    make_work,
)
from works.choices import Priority, Status
from works.search import parse
from works.searching import categories_of, deleted_rows, excluding, matching_nothing, prepare, rules_of, works_of
from works.services import labels

DAY = date(2026, 9, 2)


def search(user, text):
    return prepare(user, parse(text), user.local_time(NOON))


def works(user, text):
    """The titles of the works that are found."""
    found = search(user, text)
    assert found.problems == ()
    return sorted(work.title for work in works_of(found))


class TestWords:
    def test_are_sought_in_title_notes_projects_and_labels(self, ann, ben):
        _root, leaf = make_ancestors(user=ann, names=["Garden 2026", "Beds"])
        label = make_label(user=ann, name="gardening")
        make_work(user=ann, title="The GARDEN")
        make_work(user=ann, title="Notes", content="in the garden")
        make_work(user=ann, title="Filed", category=leaf)
        make_work(user=ann, title="Labelled", labels=[label.pk])
        make_work(user=ann, title="Other")
        make_work(user=ben, title="Ben's garden")

        assert works(ann, "garden") == ["Filed", "Labelled", "Notes", "The GARDEN"]

    def test_must_all_match_wherever_each_of_them_is(self, ann):
        root = make_category(user=ann, name="Garden")
        make_work(user=ann, title="Dig", content="deep", category=root)
        make_work(user=ann, title="Dig")

        assert works(ann, "dig deep garden") == ["Dig"]

    def test_in_quotes_are_one_text(self, ann):
        make_work(user=ann, title="weekly report")
        make_work(user=ann, title="report weekly")

        assert works(ann, '"weekly report"') == ["weekly report"]

    def test_with_a_minus_exclude(self, ann):
        root = make_category(user=ann, name="Garden")
        make_work(user=ann, title="Dig", category=root)
        make_work(user=ann, title="Dig here")
        make_work(user=ann, title="Dig there")

        assert works(ann, "dig -garden -there") == ["Dig here"]

    def test_are_found_inside_korean_words_in_either_form(self, ann):
        make_work(user=ann, title="분기보고서를 쓴다")
        make_work(user=ann, title="\u1107\u1169\u1100\u1169")

        assert works(ann, "보고서") == ["분기보고서를 쓴다"]
        assert works(ann, "\u1107\u1169\u1100\u1169") == ["보고", "분기보고서를 쓴다"]

    @pytest.mark.parametrize("text", ["ÉTÉ", "été", "Été"])
    def test_are_found_in_any_case_of_any_letter(self, ann, text):
        make_work(user=ann, title="L'Été")

        assert works(ann, text) == ["L'Été"]

    @pytest.mark.parametrize("text", ["50%", "a_b", "c:\\d", "(x", "[y", "'", "; DROP TABLE"])
    def test_mean_what_they_are(self, ann, text):
        make_work(user=ann, title=f"has {text} in it")
        make_work(user=ann, title="has 500 axb in it")

        assert works(ann, f'"{text}"') == [f"has {text} in it"]

    def test_find_nothing_by_a_deleted_label(self, ann):
        label = make_label(user=ann, name="phone")
        make_work(user=ann, title="Call", labels=[label.pk])
        labels.delete_label(user=ann, label_id=label.pk, at=NOON)

        assert works(ann, "phone") == []


class TestFilters:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("status:done", ["done"]),
            ("status:todo,done -status:done", ["due", "late", "mine", "none", "time", "urgent", "week"]),
            ("priority:urgent", ["urgent"]),
            ("due:today", ["due", "time"]),
            ("due:tomorrow", []),
            ("due:week", ["due", "late", "time", "week"]),
            ("due:month", ["due", "late", "time", "week"]),
            ("due:overdue", ["late", "time"]),
            ("due:none is:open", ["mine", "none", "urgent"]),
            ("due:any", ["due", "late", "time", "week"]),
            ("due<2026-09-02", ["late"]),
            ("due<=today", ["due", "late", "time"]),
            ("due>2026-09-02", ["week"]),
            ("due>=tomorrow", ["week"]),
            ("due=2026-09-06", ["week"]),
            ("-due:any is:open", ["mine", "none", "urgent"]),
            ("due<0001-01-01", []),
            ("due>9999-12-31", []),
            ("is:open,mine", ["mine"]),
            ("is:closed", ["done"]),
            ("is:done", ["done"]),
            ("is:overdue", ["late", "time"]),
            ("is:waiting status:done", ["done"]),
            ("is:recurring", []),
            ("is:unfiled priority:urgent", ["urgent"]),
        ],
    )
    def test_narrow(self, ann, text, found):
        make_work(user=ann, title="none")
        make_work(user=ann, title="mine", my_job=True)
        make_work(user=ann, title="urgent", priority=Priority.URGENT)
        make_work(user=ann, title="late", deadline_on=DAY - timedelta(days=1))
        make_work(user=ann, title="due", deadline_on=DAY)
        make_work(user=ann, title="time", deadline_on=DAY, deadline_time=time(9))
        make_work(user=ann, title="week", deadline_on=DAY + timedelta(days=4))
        make_finished_work(user=ann, title="done")

        assert works(ann, text) == found

    def test_of_a_branch_take_the_end_of_a_path_or_part_of_a_name(self, ann, ben):
        year, garden = make_ancestors(user=ann, names=["2026", "Garden"])
        old = make_category(user=ann, name="Garden", parent=make_category(user=ann, name="2025"))
        slashed = make_category(user=ann, name="R/D", parent=year)
        make_category(user=ben, name="Secret")
        make_work(user=ann, title="new", category=make_category(user=ann, name="Beds", parent=garden))
        make_work(user=ann, title="old", category=old)
        make_work(user=ann, title="slashed", category=slashed)
        make_work(user=ann, title="nowhere")

        assert works(ann, "under:2026/garden") == ["new"]
        assert works(ann, 'under:"2026 / Garden"') == ["new"]
        assert works(ann, "분류:garden") == ["new", "old"]
        assert works(ann, "under:gard") == ["new", "old"]
        assert works(ann, "under:r/d") == ["slashed"]
        assert works(ann, "-under:2026") == ["nowhere", "old"]
        assert search(ann, "under:Secret").problems == ("You have no project “Secret”.",)
        assert search(ann, "under:/").problems == ("You have no project “/”.",)

    def test_of_a_label_take_its_name(self, ann, ben):
        make_label(user=ben, name="theirs")
        phone = make_label(user=ann, name="Phone calls")
        make_work(user=ann, title="Call", labels=[phone.pk])
        make_work(user=ann, title="Dig")

        assert works(ann, 'label:"phone CALLS"') == ["Call"]
        assert works(ann, '-라벨:"phone calls"') == ["Dig"]
        assert search(ann, "label:theirs").problems == ("You have no label “theirs”.",)

    def test_find_works_of_rules(self, ann):
        make_recurring_work(user=ann, title="Water")
        make_work(user=ann, title="Dig")

        assert works(ann, "is:recurring") == ["Water"]
        assert works(ann, "-is:recurring") == ["Dig"]


class TestKinds:
    def test_are_found_where_all_terms_can_be_met(self, ann, ben):
        root = make_category(user=ann, name="Garden")
        rule = make_recurring_work(user=ann, title="Water", category=root)
        make_category(user=ben, name="Garden")

        assert [row.name for row in categories_of(search(ann, "garden"))] == ["Garden"]
        assert [row.pk for row in rules_of(search(ann, "garden water is:recurring"))] == [rule.pk]
        assert [row.name for row in categories_of(search(ann, "-garden"))] == []
        for text, has_rules, has_categories in [
            ("garden", True, True),
            ("under:garden", True, True),
            ("is:recurring", True, False),
            ("is:open", False, False),
            ("status:done", False, False),
            ("due:any", False, False),
            ("", False, False),
            ("foo:bar garden", False, False),
        ]:
            found = search(ann, text)
            assert (found.has_rules, found.has_categories) == (has_rules, has_categories), text


class TestTrash:
    def test_is_searched_on_request_only(self, ann, ben):
        for user in (ann, ben):
            root = make_category(user=user, name="Garden")
            make_work(user=user, title="Garden plan", category=root)
            make_recurring_work(user=user, title="Garden walk", category=root)
            delete_category(user=user, category_id=root.pk, at=NOON)
        make_work(user=ann, title="Garden here")

        assert works(ann, "garden") == ["Garden here"]
        found = list(deleted_rows(search(ann, "garden in:trash")))
        # The rule has made a work.
        assert sorted((kind, title) for kind, title, _deletion, _at in found) == [
            ("category", "Garden"),
            ("recurring_work", "Garden walk"),
            ("work", "Garden plan"),
            ("work", "Garden walk"),
        ]
        assert [row[1] for row in deleted_rows(search(ann, "garden in:trash -walk status:todo"))] == ["Garden plan"]

    def test_knows_no_projects_and_labels(self, ann):
        make_category(user=ann, name="Garden")

        assert search(ann, "in:trash under:garden").problems == (
            "In the trash, search without a project and without labels.",
        )


class TestReasons:
    def test_are_the_terms_without_which_something_is_found(self, ann):
        make_work(user=ann, title="Dig the garden")

        found = search(ann, "dig garden status:done")

        assert [term.source for term in excluding(found)] == ["status:done"]

    def test_are_the_terms_that_nothing_meets_if_several_exclude(self, ann):
        make_work(user=ann, title="Dig")

        found = search(ann, "dig deep wide")

        assert excluding(found) == []
        assert [term.source for term in matching_nothing(found)] == ["deep", "wide"]

    def test_say_nothing_of_strangers(self, ann, ben):
        make_work(user=ben, title="dig garden")

        assert excluding(search(ann, "dig garden")) == []

    def test_take_one_query(self, ann, django_assert_num_queries):
        words = " ".join(f"word{number}" for number in range(10))
        found = search(ann, f"{words} is:open due:any status:done")

        with django_assert_num_queries(1):
            excluding(found)


class TestCost:
    def test_of_the_longest_expressions_is_no_error(self, ann):
        _root, leaf = make_ancestors(user=ann, names=["Garden", "Beds"])
        label = make_label(user=ann, name="garden")
        make_work(user=ann, title="Dig", category=leaf, labels=[label.pk])
        words = " ".join(f"{'-' if number % 2 else ''}word{number} gard{'en'[: number % 3]}" for number in range(5))
        longest = (
            f"{words} -status:done -due:none -is:closed -label:garden -priority:high -is:mine -due<today under:garden"
        )
        found = search(ann, longest)

        assert found.problems == ()
        few = search(ann, f"{words} -under:beds")
        for rows in (works_of(found), rules_of(few), categories_of(few)):
            assert list(rows) == []
        assert len(str(works_of(found).query)) < 20_000
        assert excluding(found) == []
        matching_nothing(found)

    def test_is_the_same_for_each_text(self, ann, django_assert_num_queries):
        make_work(user=ann, title="Dig", current_status=Status.TODO)
        words = " ".join(f"word{number}" for number in range(10))

        for text in ["dig", words, f"{words} -is:open -status:done -due:any"]:
            # Labels, categories, the newest texts, works.
            with django_assert_num_queries(4):
                list(works_of(search(ann, text)))
