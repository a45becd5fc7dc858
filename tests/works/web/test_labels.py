"""`/labels/` and the page of one label."""

import pytest

from tests.makers import NOON, make_finished_work, make_label, make_work
from tests.pages import page_of
from works.models import Label
from works.services import labels


def names(user):
    return list(Label.objects.owned_by(user).in_order().values_list("name", flat=True))


class TestLabels:
    def test_lists_them_in_order_with_open_works(self, browser, ann):
        home, phone = make_label(user=ann, name="Home"), make_label(user=ann, name="Phone")
        make_work(user=ann, labels=[phone.pk])
        make_finished_work(user=ann, labels=[phone.pk])

        page = page_of(browser, "/labels/")

        assert [each.text for each in page.all("a", class_="title")] == ["Home", "Phone"]
        assert page.one(id=f"label-node-{phone.pk}").text == "Phone 1"
        assert page.one(id=f"label-node-{home.pk}").text == "Home"

    def test_adds_one_and_refuses_its_name_again(self, browser, ann):
        page = page_of(browser, "/labels/").press("new-label-add", name="Phone")
        assert "Added “Phone”." in page.toast

        page = page_of(browser, "/labels/").press("new-label-add", name="phone")

        assert page.status == 422
        assert page.one(id="new-label")["value"] == "phone"
        assert "You have a label with the name" in page.one(id="new-label-error").text

    def test_has_none_of_a_stranger(self, other_browser, ann):
        make_label(user=ann, name="Secret")

        assert "You have no labels yet." in page_of(other_browser, "/labels/").main


class TestLabel:
    def test_shows_its_works_and_closed_ones_on_request(self, browser, ann):
        phone = make_label(user=ann, name="Phone")
        make_work(user=ann, title="Call", labels=[phone.pk])
        make_finished_work(user=ann, title="Called", labels=[phone.pk])
        make_work(user=ann, title="Other")

        assert page_of(browser, f"/labels/{phone.pk}/").works == ["Call"]
        assert page_of(browser, f"/labels/{phone.pk}/?closed=1").works == ["Call", "Called"]

    def test_is_gone_when_deleted_and_not_there_for_a_stranger(self, browser, other_browser, ann):
        phone = make_label(user=ann, name="Phone")
        assert page_of(other_browser, f"/labels/{phone.pk}/").status == 404

        labels.delete_label(user=ann, label_id=phone.pk, at=NOON)

        assert page_of(browser, f"/labels/{phone.pk}/").status == 404


class TestEditLabel:
    def test_changes_name_and_colour(self, browser, ann):
        phone = make_label(user=ann, name="Phone", colour="red")

        page = page_of(browser, f"/labels/{phone.pk}/edit/").press("save", name="전화", colour="blue")

        phone.refresh_from_db()
        assert (phone.name, phone.colour) == ("전화", "blue")
        assert "Saved “전화”." in page.toast

    def test_refuses_a_taken_name(self, browser, ann):
        phone, _home = make_label(user=ann, name="Phone"), make_label(user=ann, name="Home")

        page = page_of(browser, f"/labels/{phone.pk}/edit/").press("save", name="HOME")

        assert page.status == 422
        assert "You have a label with the name" in page.main

    def test_deletes_it_and_undo_restores_it(self, browser, ann):
        phone = make_label(user=ann, name="Phone")

        page = page_of(browser, f"/labels/{phone.pk}/edit/").press("delete")
        assert page.url == "/labels/"
        assert names(ann) == []
        page.undo()

        assert names(ann) == ["Phone"]


class TestPlaceLabel:
    def test_moves_up_and_down(self, browser, ann):
        made = [make_label(user=ann, name=name) for name in "abc"]

        page_of(browser, f"/labels/{made[2].pk}/edit/").press("place-up")
        assert names(ann) == ["a", "c", "b"]
        page_of(browser, f"/labels/{made[0].pk}/edit/").press("place-down")

        assert names(ann) == ["c", "a", "b"]

    def test_moves_where_deletions_have_left_gaps(self, ann):
        made = [make_label(user=ann, name=name) for name in "abc"]
        labels.delete_label(user=ann, label_id=made[0].pk, at=NOON)

        labels.place_label(user=ann, label_id=made[1].pk, before_id=None, at=NOON)

        assert names(ann) == ["c", "b"]

    def test_refuses_a_label_of_a_stranger(self, ann, ben):
        mine, other = make_label(user=ann, name="a"), make_label(user=ben, name="b")

        for user, label_id, before_id in ((ann, mine.pk, other.pk), (ann, other.pk, None)):
            with pytest.raises(labels.LabelNotFound):
                labels.place_label(user=user, label_id=label_id, before_id=before_id, at=NOON)
