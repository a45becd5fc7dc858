"""Staff may view every page of the admin and change nothing; an operator may do everything."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission

from accounts.models import User
from tests.conftest import run_action
from tests.makers import NOON, make_category, make_recurring_work, make_user, make_work
from works.models import Work
from works.services import editing


@pytest.fixture
def guest(db):
    """A member of the staff."""
    return make_user("guest@example.org", is_staff=True)


class TestStaff:
    def test_view_every_list_and_every_row(self, client, guest, ann):
        make_work(user=ann, category=make_category(user=ann))
        make_recurring_work(user=ann)
        client.force_login(guest)

        for model, page in admin.site._registry.items():
            address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
            assert client.get(address).status_code == 200, address
            if row := page.model._base_manager.first():
                assert client.get(f"{address}{row.pk}/change/").status_code == 200, address
        assert client.get("/admin/").context["dashboard"]

    def test_change_nothing(self, client, guest, ann):
        work = make_work(user=ann, category=make_category(user=ann))
        client.force_login(guest)

        list_of_works = client.get("/admin/works/work/").content.decode()
        page = client.get(f"/admin/works/work/{work.pk}/change/").content.decode()

        assert '<span class="badge todo">' in list_of_works
        assert 'name="_save"' not in list_of_works + page
        assert client.get("/admin/works/work/add/").status_code == 403
        assert "../password/" not in client.get(f"/admin/accounts/user/{ann.pk}/change/").content.decode()

    @pytest.mark.parametrize("field", ["is_staff", "is_active"])
    def test_are_active_and_have_the_flag(self, guest, field):
        setattr(guest, field, False)

        assert not guest.has_perm("works.view_work")
        assert not guest.has_module_perms("works")
        assert not guest.has_perm("works.change_work")

    def test_is_offered_no_action(self, rf, guest):
        request = rf.get("/")
        request.user = guest

        offered = {model: list(page.get_actions(request)) for model, page in admin.site._registry.items()}

        assert {model: actions for model, actions in offered.items() if actions} == {}

    def test_deactivates_nobody(self, client, guest, operator):
        client.force_login(guest)

        run_action(client, "/admin/accounts/user/", "deactivate", [operator])

        assert User.objects.get(pk=operator.pk).is_active

    @pytest.mark.parametrize("path", ["/admin/works/work/?state=trash", "/admin/wheelbarrow/deletion/"])
    def test_restores_nothing(self, client, guest, ann, path):
        work = make_work(user=ann)
        deletion = editing.delete_work(user=ann, work_id=work.pk, at=NOON)
        client.force_login(guest)

        run_action(client, path, "restore", [deletion if "deletion" in path else work])

        assert not Work.objects.filter(pk=work.pk).exists()

    def test_restores_nothing_from_a_page(self, client, guest, ann):
        work = make_work(user=ann)
        deletion = editing.delete_work(user=ann, work_id=work.pk, at=NOON)
        client.force_login(guest)

        for path in (f"/admin/works/work/{work.pk}/change/", f"/admin/wheelbarrow/deletion/{deletion.pk}/change/"):
            assert 'name="_restore"' not in client.get(path).content.decode()
            assert client.post(path, {"_restore": "Restore"}).status_code == 403

        assert not Work.objects.filter(pk=work.pk).exists()


class TestWhoMayChange:
    @pytest.fixture
    def keeper(self, guest):
        """Of the staff, and may change accounts."""
        guest.user_permissions.add(Permission.objects.get(codename="change_user"))
        return guest

    def test_gives_no_permissions(self, client, keeper):
        client.force_login(keeper)
        profile = {
            "email": keeper.email,
            "name": "Keeper",
            "time_zone": "UTC",
            "language": "en",
            "week_starts_on": "MO",
            "today_by": "urgency",
        }

        client.post(f"/admin/accounts/user/{keeper.pk}/change/", {**profile, "is_active": "on", "is_superuser": "on"})

        keeper.refresh_from_db()
        assert (keeper.name, keeper.is_superuser) == ("Keeper", False)

    def test_changes_no_operator(self, client, keeper, operator):
        client.force_login(keeper)

        answer = client.post(f"/admin/accounts/user/{operator.pk}/change/", {"email": "mine@example.org"})
        run_action(client, "/admin/accounts/user/", "deactivate", [operator])

        operator.refresh_from_db()
        assert (answer.status_code, operator.email, operator.is_active) == (403, "root@example.org", True)

    def test_restores(self, client, guest, ann):
        work = make_work(user=ann)
        deletion = editing.delete_work(user=ann, work_id=work.pk, at=NOON)
        guest.user_permissions.add(Permission.objects.get(codename="change_deletion"))
        client.force_login(guest)

        run_action(client, "/admin/wheelbarrow/deletion/", "restore", [deletion])

        assert Work.objects.filter(pk=work.pk).exists()
