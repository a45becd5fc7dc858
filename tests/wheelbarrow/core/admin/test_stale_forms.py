"""A form of the admin that was opened before the row was changed elsewhere writes nothing and shows both values."""

import re

import pytest

from accounts.models import User
from categories import services as categories
from categories.models import Category
from tests.makers import NOON, make_category, make_recurring_work, make_work
from works.models import RecurringWork, Work
from works.services import editing, recurring

CATEGORIES, WORKS, RULES = "/admin/categories/category/", "/admin/works/work/", "/admin/works/recurringwork/"


def form_at(client, address):
    """What the page of a form sends as it stands."""
    page = client.get(address)
    return sent_by(page)


def sent_by(page):
    form = page.context["adminform"].form
    sent = {}
    for name, field in form.fields.items():
        value, initial = form[name].value(), form[name].initial
        shown = field.widget.format_value(field.prepare_value(value))
        if value is True:
            sent[name] = "on"
        elif value is not False:
            sent[name] = "" if shown is None else shown
        hidden = re.search(rf'name="initial-{name}" value="([^"]*)"', page.content.decode())
        if hidden:
            sent[f"initial-{name}"] = hidden[1]
        elif isinstance(initial, list):
            sent[f"initial-{name}"] = initial
    [sent["version"]] = re.findall(r'name="version" value="([^"]*)"', page.content.decode())
    return sent


def errors(page):
    assert page.status_code == 200
    return {name: list(texts) for name, texts in page.context["adminform"].form.errors.items()}


class TestWork:
    def test_shows_both_values_and_can_then_be_sent(self, operator_client, ann, ben):
        bed = make_category(user=ann, name="Bed")
        work, his = make_work(user=ann, title="Dig", content="Deep"), make_work(user=ben)
        address = f"{WORKS}{work.pk}/change/"
        shown = form_at(operator_client, address)
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Sow", category=bed.pk, my_job=True, priority="LOW")

        stale = operator_client.post(address, {**shown, "title": "Rake", "content": "Deeper"})
        form = stale.context["adminform"].form
        after = Work.objects.get(pk=work.pk)
        again = sent_by(stale)
        sent = operator_client.post(address, again)

        assert "changed elsewhere" in errors(stale)["__all__"][0]
        assert (errors(stale)["title"], errors(stale)["content"]) == (["Now: Sow"], ["Now: Deep"])
        assert (after.title, after.content) == ("Sow", "Deep")
        # Typed here; changed there.
        assert (form["title"].value(), form["content"].value()) == ("Rake", "Deeper")
        assert (form["category"].value(), form["priority"].value(), form["my_job"].value()) == (
            str(bed.pk),
            "LOW",
            True,
        )
        assert again["version"] == str(after.version)
        work.refresh_from_db()
        assert sent.status_code == 302
        assert (work.title, work.content, work.category_id, work.my_job) == ("Rake", "Deeper", bed.pk, True)
        assert Work.objects.get(pk=his.pk).version == his.version

    def test_shows_the_status_in_words(self, operator_client, ann):
        work = make_work(user=ann)
        address = f"{WORKS}{work.pk}/change/"
        shown = form_at(operator_client, address)
        editing.finish_works(user=ann, ids=[work.pk], at=NOON)

        stale = operator_client.post(address, {**shown, "current_status": "IN_PROGRESS"})

        assert errors(stale)["current_status"] == ["Now: Done"]
        assert Work.objects.get().current_status == "DONE"

    def test_stays_stale_after_another_error(self, operator_client, ann):
        work = make_work(user=ann)
        address = f"{WORKS}{work.pk}/change/"
        shown = form_at(operator_client, address)
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Sow")

        wrong = operator_client.post(address, {**shown, "title": ""})
        stale = operator_client.post(address, {**sent_by(wrong), "title": "Rake"})

        assert "__all__" not in errors(wrong)
        assert errors(stale)["title"] == ["Now: Sow"]

    def test_is_in_korean(self, operator_client, operator, ann):
        User.objects.filter(pk=operator.pk).update(language="ko")
        work = make_work(user=ann)
        address = f"{WORKS}{work.pk}/change/"
        shown = form_at(operator_client, address)
        editing.edit_work(user=ann, work_id=work.pk, at=NOON, title="Sow")

        stale = operator_client.post(address, {**shown, "title": "Rake"})

        assert errors(stale)["title"] == ["현재 값: Sow"]

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
    def test_with_a_version_that_is_none_is_stale(self, operator_client, ann, version):
        work = make_work(user=ann)
        address = f"{WORKS}{work.pk}/change/"

        stale = operator_client.post(
            address, {**form_at(operator_client, address), "title": "Rake", "version": version}
        )

        assert "__all__" in errors(stale)
        assert Work.objects.get().title == "Dig"


class TestCategory:
    def test_shows_both_values_and_can_then_be_sent(self, operator_client, ann):
        root, tree = make_category(user=ann, name="2026"), make_category(user=ann, name="Garden")
        address = f"{CATEGORIES}{tree.pk}/change/"
        shown = form_at(operator_client, address)
        categories.edit_category(user=ann, category_id=tree.pk, at=NOON, name="Park", parent=root.pk)

        stale = operator_client.post(address, {**shown, "name": "Beds"})
        sent = operator_client.post(address, sent_by(stale))

        assert errors(stale)["name"] == ["Now: Park"]
        assert stale.context["adminform"].form["parent"].value() == str(root.pk)
        assert sent.status_code == 302
        tree = Category.objects.get(pk=tree.pk)
        assert (tree.name, tree.parent_id) == ("Beds", root.pk)


class TestRecurringWork:
    def test_shows_both_values_and_can_then_be_sent(self, operator_client, ann):
        rule = make_recurring_work(user=ann, title="Water", rule="FREQ=WEEKLY;BYDAY=MO,WE")
        address = f"{RULES}{rule.pk}/change/"
        shown = form_at(operator_client, address)
        recurring.edit_recurring_work(
            user=ann, recurring_work_id=rule.pk, at=NOON, title="Pour", priority="HIGH", deadline_days=3
        )

        stale = operator_client.post(address, {**shown, "title": "Spray"})
        after = RecurringWork.objects.get(pk=rule.pk)
        sent = operator_client.post(address, sent_by(stale))

        assert errors(stale)["title"] == ["Now: Pour"]
        assert (after.title, stale.context["adminform"].form["priority"].value()) == ("Pour", "HIGH")
        assert (sent.status_code, errors(sent) if sent.status_code == 200 else {}) == (302, {})
        rule.refresh_from_db()
        assert (rule.title, rule.priority, rule.deadline_days) == ("Spray", "HIGH", 3)
        assert rule.rule == after.rule
