"""Every change made in the admin is logged with its actor, its row and a message."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from categories import services as categories
from categories.api_tokens import create_token
from tests.conftest import run_action
from tests.makers import (
    PASSWORD,
    make_ancestors,
    make_category,
    make_finished_work,
    make_label,
    make_recurring_work,
    make_work,
)
from tests.wheelbarrow.web.routes import make_report_copy
from wheelbarrow.core import jobs
from wheelbarrow.core.exceptions import NotFound
from wheelbarrow.core.models import Job
from works.models import Label
from works.services import branches, editing, labels, pausing, recurring, report_copies

CATEGORIES, WORKS, RULES = "/admin/categories/category/", "/admin/works/work/", "/admin/works/recurringwork/"
LABELS, COPIES = "/admin/works/label/", "/admin/works/reportcopy/"
TRASH, USERS = "/admin/wheelbarrow/deletion/", "/admin/accounts/user/"
IN_TRASH, ALL = "?state=trash", "?end_at__isempty=all"


def deleted_work(user):
    work = make_work(user=user)
    editing.delete_work(user=user, work_id=work.pk, at=timezone.now())
    return work


def labelled_work(user):
    return make_work(user=user, labels=[make_label(user=user).pk])


def work_beside_a_label(user):
    make_label(user=user)
    return make_work(user=user)


def label(user):
    return make_label(user=user)


def deleted_label(user):
    label = make_label(user=user)
    labels.delete_label(user=user, label_id=label.pk, at=timezone.now())
    return label


def report(user):
    return make_report_copy(user, "September")


def deleted_report(user):
    copy = report(user)
    report_copies.delete_report_copy(user=user, report_copy_id=copy.pk, at=timezone.now())
    return copy


def deleted_category(user):
    category = make_category(user=user)
    categories.delete_category(user=user, category_id=category.pk, at=timezone.now())
    return category


def deleted_rule(user):
    rule = make_recurring_work(user=user)
    recurring.delete_recurring_work(user=user, recurring_work_id=rule.pk, at=timezone.now())
    return rule


def deletion(user):
    work = make_work(user=user)
    return editing.delete_work(user=user, work_id=work.pk, at=timezone.now())


def person(user):
    return user


def category(user):
    return make_category(user=user)


def work(user):
    return make_work(user=user)


def finished_work(user):
    return make_finished_work(user=user)


def rule(user):
    return make_recurring_work(user=user)


def paused_category(user):
    return branches.pause_branch(user=user, category_id=category(user).pk, at=timezone.now())


def filed_category(user):
    return make_ancestors(user=user, names=["2026", "Garden"])[1]


def filed_work(user):
    return make_work(user=user, category=make_category(user=user))


def inactive_person(user):
    return accounts.set_permissions(user=user, at=timezone.now(), is_active=False)


def paused_rule(user):
    row = make_recurring_work(user=user)
    pausing.pause(user=user, recurring_work_id=row.pk, at=timezone.now())
    return row


def api_token(user):
    return create_token(user=user, name="Script", scopes=["read"], at=timezone.now()).row


def failed_job(user):
    job = jobs.start("try", user=user, subject=1, at=timezone.now())
    Job.objects.update(state="failed")
    return job


# model, action → the list, a row, what is sent besides, the message
ACTIONS = {
    ("category", "move"): (CATEGORIES, filed_category, {"target": ""}, "Moved below –."),
    ("category", "pause"): (CATEGORIES, category, {"from_on": "", "until_on": ""}, "Paused."),
    ("category", "resume"): (CATEGORIES, paused_category, {}, "Resumed."),
    ("category", "roll_over"): (CATEGORIES, category, {"name": "2027"}, "Continued as “2027”."),
    ("category", "restore"): (CATEGORIES + IN_TRASH, deleted_category, {}, "Restored from the trash."),
    ("category", "delete_selected"): (CATEGORIES, category, {"post": "yes"}, "Moved to the trash."),
    ("work", "finish"): (WORKS, work, {}, "Finished."),
    ("work", "reopen"): (WORKS + ALL, finished_work, {}, "Reopened."),
    ("work", "move"): (WORKS, filed_work, {"target": ""}, "Moved to –."),
    ("work", "add_labels"): (WORKS, work_beside_a_label, {}, "Labels added: Urgent."),
    ("work", "remove_labels"): (WORKS, labelled_work, {}, "Labels removed: Urgent."),
    ("work", "restore"): (WORKS + IN_TRASH, deleted_work, {}, "Restored from the trash."),
    ("work", "delete_selected"): (WORKS, work, {"post": "yes"}, "Moved to the trash."),
    ("label", "restore"): (LABELS + IN_TRASH, deleted_label, {}, "Restored from the trash."),
    ("label", "delete_selected"): (LABELS, label, {"post": "yes"}, "Moved to the trash."),
    ("recurringwork", "pause"): (RULES, rule, {"from_on": "", "until_on": ""}, "Paused."),
    ("recurringwork", "resume"): (RULES, paused_rule, {}, "Resumed."),
    ("recurringwork", "run_now"): (RULES, rule, {}, "Created due works."),
    ("recurringwork", "skip_next"): (RULES, rule, {}, "Skipped the next day."),
    ("recurringwork", "restore"): (RULES + IN_TRASH, deleted_rule, {}, "Restored from the trash."),
    ("recurringwork", "delete_selected"): (RULES, rule, {"post": "yes"}, "Moved to the trash."),
    ("reportcopy", "restore"): (COPIES + IN_TRASH, deleted_report, {}, "Restored from the trash."),
    ("reportcopy", "delete_selected"): (COPIES, report, {"post": "yes"}, "Moved to the trash."),
    ("deletion", "restore"): (TRASH, deletion, {}, "Restored from the trash."),
    ("deletion", "delete_selected"): (TRASH, deletion, {"post": "yes"}, "Purged."),
    ("user", "deactivate"): (USERS, person, {}, "Deactivated."),
    ("user", "activate"): (USERS, inactive_person, {}, "Activated."),
    ("user", "end_sessions"): (USERS, person, {}, "Ended all sessions and tokens."),
    ("apitoken", "revoke"): ("/admin/categories/apitoken/", api_token, {}, "Revoked."),
    ("job", "run_again"): ("/admin/wheelbarrow/job/", failed_job, {}, "Run again."),
}


# The services by which the pages delete.
SERVICES = [
    "categories.services.delete_category",
    "works.services.editing.delete_work",
    "works.services.editing.delete_works",
    "works.services.recurring.delete_recurring_work",
    "wheelbarrow.core.trash.purge_deletion",
]


def refuse(**_named):
    """As when another was there first."""
    raise NotFound


class TestActions:
    @pytest.mark.parametrize(("model", "action"), ACTIONS)
    def test_are_written_down(self, operator_client, operator, ann, model, action):
        path, make, more, message = ACTIONS[model, action]
        row = make(ann)
        if action.endswith("_labels"):
            more = {"target": Label.objects.ids()}

        run_action(operator_client, path, action, [row], **more)

        entry = LogEntry.objects.get()
        assert (entry.content_type.model, entry.user, entry.object_id) == (model, operator, str(row.pk))
        assert entry.get_change_message() == message

    @pytest.mark.parametrize("model", ["category", "work", "recurringwork", "deletion"])
    def test_that_are_refused_are_not(self, operator_client, ann, monkeypatch, model):
        path, make, more, _message = ACTIONS[model, "delete_selected"]
        row = make(ann)
        for name in SERVICES:
            monkeypatch.setattr(name, refuse)

        lists = run_action(operator_client, path, "delete_selected", [row], **more)
        page = operator_client.post(f"{path}{row.pk}/delete/", {"post": "yes"}, follow=True)

        for answer in (lists, page):
            assert [message.level_tag for message in answer.context["messages"]] == ["error"]
            assert NotFound.message() in answer.content.decode()
        assert not LogEntry.objects.exists()

    def test_write_down_a_branch_once(self, operator_client, ann):
        root, tree = make_ancestors(user=ann, names=["2026", "Garden"])

        run_action(operator_client, CATEGORIES, "delete_selected", [root, tree], post="yes")

        assert LogEntry.objects.get().object_id == str(root.pk)

    def test_are_all_here(self, rf, operator):
        request = rf.get("/")
        request.user = operator

        offered = {
            (model._meta.model_name, action)
            for model, page in admin.site._registry.items()
            for action in page.get_actions(request)
        }

        assert offered == set(ACTIONS)


class TestForms:
    def test_write_down_what_was_changed(self, operator_client, ann):
        tree = make_category(user=ann)

        shown = {"initial-name": "Garden", "initial-parent": "", "initial-position": "0"}
        operator_client.post(f"{CATEGORIES}{tree.pk}/change/", {"name": "Beds", "parent": "", "position": "0", **shown})

        assert LogEntry.objects.get().get_change_message() == "Name: “Garden” → “Beds”"

    def test_write_down_an_addition_and_a_deletion(self, operator_client, ann):
        operator_client.post(f"{CATEGORIES}add/", {"user": ann.pk, "name": "Garden", "parent": "", "position": "0"})
        tree = ann.pk and categories.Category.objects.get()
        operator_client.post(f"{CATEGORIES}{tree.pk}/delete/", {"post": "yes"})

        assert [str(entry) for entry in LogEntry.objects.order_by("pk")] == ["Added “Garden”.", "Deleted “Garden.”"]

    def test_write_down_a_new_password(self, operator_client, ann):
        operator_client.post(f"{USERS}{ann.pk}/password/", {"password1": PASSWORD * 2, "password2": PASSWORD * 2})

        assert LogEntry.objects.get().get_change_message() == "Changed password."

    def test_write_down_nothing_that_was_refused(self, operator_client, ann):
        make_category(user=ann)

        operator_client.post(f"{CATEGORIES}add/", {"user": ann.pk, "name": "Garden", "parent": "", "position": "0"})

        assert not LogEntry.objects.exists()
        assert User.objects.count() == 2
