"""Labels in the admin: their own pages, the chooser of works and recurring works, and the actions of the list."""

import pytest
from django.contrib.admin.models import LogEntry

from tests.conftest import run_action
from tests.makers import NOON, make_finished_work, make_label, make_recurring_work, make_work
from wheelbarrow.core.history.links import linked
from works.models import Label, Work
from works.services import labels

LABELS = "/admin/works/label/"
WORKS = "/admin/works/work/"
RULES = "/admin/works/recurringwork/"


@pytest.fixture
def urgent(ann):
    return make_label(user=ann, name="Urgent")


@pytest.fixture
def home(ann):
    return make_label(user=ann, name="Home")


class TestList:
    def test_shows_the_colour_and_the_open_works(self, operator_client, ann, ben, urgent):
        make_label(user=ben, name="His")
        make_work(user=ann, labels=[urgent.pk])
        make_finished_work(user=ann, labels=[urgent.pk])

        html = operator_client.get(f"{LABELS}?user__id__exact={ann.pk}").content.decode()

        assert f'<span class="label {urgent.colour}">Urgent</span>' in html
        assert f'<a href="{WORKS}?label={urgent.pk}&amp;end_at__isempty=1">1</a>' in html
        assert "His" not in html

    def test_is_searched_by_name(self, operator_client, urgent, home):
        found = operator_client.get(f"{LABELS}?q=urg").context["cl"].result_list

        assert list(found) == [urgent]

    def test_takes_no_more_statements_for_more_labels(
        self, operator_client, ann, urgent, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(40) as few:
            operator_client.get(LABELS)
        for number in range(10):
            label = make_label(user=ann, name=str(number))
            make_work(user=ann, labels=[label.pk])
        with django_assert_max_num_queries(40) as many:
            operator_client.get(LABELS)

        assert len(few) == len(many)


class TestForm:
    def test_adds_changes_and_deletes_a_label(self, operator_client, ann):
        operator_client.post(f"{LABELS}add/", {"user": ann.pk, "name": "Urgent", "colour": ""})
        label = Label.objects.get()
        assert (label.user, label.name, label.colour) == (ann, "Urgent", "red")

        address = f"{LABELS}{label.pk}/change/"
        operator_client.post(
            address,
            {
                "name": "Now",
                "colour": "blue",
                "position": 0,
                "initial-name": "Urgent",
                "initial-colour": "red",
                "initial-position": 0,
            },
        )
        label.refresh_from_db()
        assert (label.name, label.colour) == ("Now", "blue")

        operator_client.post(f"{LABELS}{label.pk}/delete/", {"post": "yes"})
        assert not Label.objects.exists()
        assert LogEntry.objects.count() == 3

    def test_shows_that_a_name_is_taken(self, operator_client, ann, urgent):
        answer = operator_client.post(f"{LABELS}add/", {"user": ann.pk, "name": "URGENT", "colour": "red"})

        assert "name" in answer.context["adminform"].form.errors
        assert Label.objects.count() == 1


def choices(operator_client, owner, term=""):
    query = {"app_label": "works", "model_name": "work", "field_name": "labels", "term": term, "owner": owner.pk}
    return [row["text"] for row in operator_client.get("/admin/autocomplete/", query).json()["results"]]


class TestChooser:
    def test_offers_the_owners_live_labels(self, operator_client, ann, ben, urgent, home):
        make_label(user=ben, name="His")
        labels.delete_label(user=ann, label_id=home.pk, at=NOON)

        assert choices(operator_client, ann) == ["Urgent"]
        assert choices(operator_client, ann, "x") == []
        assert choices(operator_client, ben) == ["His"]

    def test_sets_the_labels_of_a_new_work(self, operator_client, ann, urgent):
        body = {"user": ann.pk, "title": "Dig", "current_status": "TODO", "priority": "NONE", "label_ids": [urgent.pk]}

        operator_client.post(f"{WORKS}add/", body)

        [work] = Work.objects.with_label_ids()
        assert work.label_ids == [urgent.pk]

    def test_changes_the_labels_of_a_work_and_names_them_in_the_history(self, operator_client, ann, urgent, home):
        work = make_work(user=ann, labels=[urgent.pk])
        address = f"{WORKS}{work.pk}/change/"
        assert f'<option value="{urgent.pk}" selected>Urgent</option>' in operator_client.get(address).content.decode()
        same = {"title": "Dig", "current_status": "TODO", "priority": "NONE", "position": 0}

        operator_client.post(
            address,
            {
                **same,
                **{f"initial-{name}": value for name, value in same.items()},
                "initial-label_ids": [urgent.pk],
                "label_ids": [home.pk],
            },
        )

        assert linked([work], "labels") == {work.pk: [home.pk]}
        assert LogEntry.objects.get().change_message == "Labels: “Urgent” → “Home”"

    def test_refuses_a_strangers_label(self, operator_client, ann, ben):
        his, work = make_label(user=ben), make_work(user=ann)
        body = {"title": "Dig", "current_status": "TODO", "priority": "NONE", "position": 0, "label_ids": [his.pk]}

        answer = operator_client.post(f"{WORKS}{work.pk}/change/", body)
        added = operator_client.post(f"{WORKS}add/", {**body, "user": ann.pk})

        for each in (answer, added):
            assert "label_ids" in each.context["adminform"].form.errors
        assert Work.objects.count() == 1

    def test_sets_the_labels_of_a_recurring_work(self, operator_client, ann, urgent):
        rule = make_recurring_work(user=ann, labels=[urgent.pk])

        html = operator_client.get(f"{RULES}{rule.pk}/change/").content.decode()

        assert f'<option value="{urgent.pk}" selected>Urgent</option>' in html

    def test_is_text_for_a_work_in_the_trash(self, operator_client, ann, urgent):
        from works.services import editing

        work = make_work(user=ann, labels=[urgent.pk])
        editing.delete_work(user=ann, work_id=work.pk, at=NOON)

        html = operator_client.get(f"{WORKS}{work.pk}/change/").content.decode()

        assert "Urgent" in html
        assert 'name="label_ids"' not in html


class TestActions:
    def test_add_and_remove_labels(self, operator_client, ann, urgent, home):
        works = [make_work(user=ann, labels=[urgent.pk]), make_work(user=ann, labels=[urgent.pk, home.pk])]

        question = run_action(operator_client, WORKS, "add_labels", works)
        assert question.template_name == "admin/question.html"
        run_action(operator_client, WORKS, "add_labels", works, chosen="1", target=[home.pk])
        page = run_action(operator_client, WORKS, "remove_labels", works, chosen="1", target=[urgent.pk])

        assert set(map(tuple, linked(works, "labels").values())) == {(home.pk,)}
        assert "2 works changed." in page.content.decode()
        assert LogEntry.objects.filter(change_message="Labels added: Home.").count() == 1

    def test_ask_again_without_a_label_and_refuse_a_strangers(self, operator_client, ann, ben, urgent):
        work, his = make_work(user=ann), make_label(user=ben)

        for chosen in ([], [his.pk], ["x"]):
            answer = run_action(operator_client, WORKS, "add_labels", [work], chosen="1", target=chosen)
            assert answer.context["form"].errors

        assert linked([work], "labels") == {work.pk: []}

    def test_take_works_of_one_person(self, operator_client, ann, ben, urgent):
        answer = run_action(operator_client, WORKS, "add_labels", [make_work(user=ann), make_work(user=ben)])

        assert "Select live works of one person." in answer.content.decode()


class TestFilter:
    def test_finds_works_by_label_and_without_one(self, operator_client, ann, urgent):
        one, other = make_work(user=ann, title="one", labels=[urgent.pk]), make_work(user=ann, title="other")

        def found(value):
            return list(operator_client.get(f"{WORKS}?label={value}").context["cl"].result_list)

        assert (found(urgent.pk), found("none")) == ([one], [other])
        assert found("x") == operator_client.get(WORKS).context["cl"].result_list[:0] or len(found("x")) == 2
