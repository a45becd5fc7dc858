from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import encode_multipart

from categories.models import Category
from tests.conftest import client_of
from tests.makers import NOON, make_category, make_work
from tests.wheelbarrow.core.api.branch_scene import token_of
from tests.wheelbarrow.core.api.problems import assert_problem
from tests.works.exchange.account.scenes import export, larger
from tests.works.exchange.plain_reader import file_of
from tests.works.services.importing.importing import bring, run_jobs
from wheelbarrow.core.exceptions import DomainError
from wheelbarrow.core.models import Change
from wheelbarrow.core.web.acts import who_of
from works.models import Import, Work
from works.services.importing import requests

DIG = {"key": "t1", "title": "Dig"}


def start(user, data=None, **more):
    return requests.start_import(user=user, name="f.plain", data=data or file_of(tasks=[DIG]), at=NOON, **more)


class TestStart:
    def test_writes_nothing_but_the_preview(self, ann):
        row = start(ann)

        assert row.state == "ready"
        assert row.preview["counts"]["works"]["create"] == 1
        assert not Work.objects.exists()

    def test_reads_a_long_file_in_a_job(self, ann):
        row = start(ann, file_of(tasks=[DIG | {"content": "x" * requests.READ_AT_ONCE}]))

        assert (row.state, row.preview) == ("reading", {})
        run_jobs()
        row.refresh_from_db()
        assert row.state == "ready"
        assert "20,000" in row.preview["notices"][0]["text"]

    @pytest.mark.parametrize(
        ("data", "more", "code"),
        [
            (b"{", {}, "unreadable"),
            (b"x" * (20 * 2**20 + 1), {}, "file_too_large"),
            (None, {"source": "nothing"}, "unknown_source"),
            (None, {"answers": {"colour": "red"}}, "unknown_question"),
            (file_of(containers=[{"key": "p", "name": "P"}]), {"answers": {"where": "moon"}}, "unknown_answer"),
            (file_of(containers=[{"key": "p", "name": "P"}]), {"answers": {"where": "99"}}, "unknown_answer"),
            (file_of(asks=True), {"answers": {"shade": "grey"}}, "unknown_answer"),
        ],
    )
    def test_refuses(self, ann, data, more, code):
        with pytest.raises(DomainError) as refusal:
            start(ann, data, **more)

        assert refusal.value.code() == code
        assert not Import.objects.exists()

    def test_names_the_known_formats_for_another_file(self, ann):
        with pytest.raises(requests.UnknownFormat) as refusal:
            requests.start_import(user=ann, name="a.png", data=b"\x89PNG\0", at=NOON)

        assert "Todoist" in refusal.value.detail

    def test_keeps_three_files_at_most(self, ann, ben):
        for _number in range(requests.MOST_WAITING):
            start(ann)

        with pytest.raises(requests.TooManyImports):
            start(ann)
        assert start(ben).state == "ready"


class TestAnswer:
    def test_reads_again(self, ann):
        make_category(user=ann, name="Home")
        row = start(ann, file_of(containers=[{"key": "p", "name": "Garden"}], asks=True))
        assert row.preview["rows"][0]["title"] == "Plain"

        row = requests.answer_import(user=ann, import_id=row.pk, answers={"where": "top", "shade": "dark"}, at=NOON)

        assert row.preview["rows"][0]["title"] == "Garden"
        assert row.preview["notices"][0]["text"] == "The shade is dark."

    def test_is_refused_when_it_is_imported(self, ann):
        row = bring(ann, tasks=[DIG])

        with pytest.raises(requests.ImportNotReady):
            requests.answer_import(user=ann, import_id=row.pk, answers={}, at=NOON)
        with pytest.raises(requests.ImportNotReady):
            requests.apply_import(user=ann, import_id=row.pk, at=NOON)


class TestStranger:
    def test_finds_nothing(self, ann, ben):
        row = start(ann)
        for act in (requests.answer_import, requests.apply_import, requests.discard_import):
            with pytest.raises(requests.ImportNotFound):
                act(user=ben, import_id=row.pk, at=NOON)
        row.refresh_from_db()
        assert row.state == "ready"


class TestPurge:
    def test_removes_files_after_a_week_but_not_what_is_done(self, ann):
        done, waiting = bring(ann, tasks=[DIG]), start(ann)

        assert requests.purge_imports(before=NOON, at=NOON + timedelta(days=6)) == 0
        assert requests.purge_imports(before=NOON, at=NOON + timedelta(days=8)) == 1
        assert list(Import.objects.all()) == [done]
        assert waiting.pk != done.pk


class TestApi:
    def test_imports_a_file(self, ann, api, tmp_path):
        path = tmp_path / "f.plain"
        path.write_bytes(file_of(containers=[{"key": "p", "name": "Garden"}], tasks=[DIG | {"container": "p"}]))
        with path.open("rb") as file:
            answer = api.post("/api/v1/imports/", {"file": file, "options": '{"where": "top"}'}, format="multipart")
        assert answer.status_code == 201, answer.content
        address = answer.headers["Location"]

        assert api.post(f"{address}apply/", {}, format="json").status_code == 202
        assert api.get(address).json()["state"] == "applying"
        run_jobs()

        done = api.get(address).json()
        assert done["state"] == "done"
        assert api.post(f"/api/v1/changes/{done['change']}/undo/", {}, format="json").status_code == 200
        assert api.get(address).json()["is_undone"] is True
        assert not Category.objects.exists()

    def test_reads_no_long_body_of_a_stranger(self, anonymous, api):
        sent = {"CONTENT_LENGTH": str(2 * 2**20), "wsgi.input": Untouched()}
        kind = "multipart/form-data; boundary=x"

        assert anonymous.generic("POST", "/api/v1/imports/", b"", kind, **sent).status_code == 401
        assert anonymous.generic("POST", "/settings/imports/", b"", kind, **sent).status_code in (302, 403)
        assert api.generic("POST", "/api/v1/works/", b"", kind, **sent).status_code == 413
        too_long = {**sent, "CONTENT_LENGTH": str(102 * 2**20)}
        assert api.generic("POST", "/api/v1/imports/", b"", kind, **too_long).status_code == 413

    def test_takes_a_long_file(self, ann):
        data = file_of(tasks=[DIG | {"content": "x" * 2 * 2**20}])
        file = SimpleUploadedFile("f.plain", data)

        answer = client_of(ann).post("/api/v1/imports/", {"file": file}, format="multipart")

        assert (answer.status_code, answer.json()["state"]) == (201, "reading")
        assert bytes(Import.objects.get().data) == data


class TestLongUploads:
    def test_an_own_export_may_be_larger_than_other_files(self, ann, api, settings):
        make_work(user=ann)
        data = larger(export(ann), 21 * 2**20)
        file = SimpleUploadedFile("w.zip", data)

        answer = api.post("/api/v1/imports/", {"file": file}, format="multipart")

        assert (answer.status_code, answer.json()["source"]) == (201, "wheelbarrow")
        assert bytes(Import.objects.get().data) == data
        run_jobs()
        assert Import.objects.get().state == "ready"

    def test_it_has_a_limit_too(self, ann, settings):
        settings.EXPORT_UPLOAD_MB = 20
        data = larger(export(ann), 21 * 2**20)

        with pytest.raises(requests.FileTooLarge, match="20 MB"):
            start(ann, data)

    def test_the_page_takes_a_long_file(self, ann, browser):
        data = file_of(tasks=[DIG | {"content": "x" * 2 * 2**20}])

        answer = browser.post("/settings/imports/", {"file": SimpleUploadedFile("f.plain", data)})

        assert answer.status_code == 303
        assert bytes(Import.objects.get().data) == data

    def test_a_key_makes_a_long_upload_take_effect_once(self, ann, api):
        for _time in range(2):
            file = SimpleUploadedFile("f.plain", file_of(tasks=[DIG | {"content": "x" * 2 * 2**20}]))
            body = encode_multipart("bound", {"file": file})
            kind = "multipart/form-data; boundary=bound"
            answer = api.generic("POST", "/api/v1/imports/", body, kind, headers={"Idempotency-Key": "k1"})
            assert answer.status_code == 201, answer.content

        assert Import.objects.count() == 1

    def test_many_parts_of_a_long_body_are_refused(self, ann, api, browser):
        body = b"--x\r\n\r\n\r\n" * 300 + b"--x\r\n\r\n" + b"y" * 2 * 2**20 + b"\r\n--x--"
        kind = "multipart/form-data; boundary=x"

        for client, address in ((api, "/api/v1/imports/"), (browser, "/settings/imports/")):
            assert client.generic("POST", address, body, kind).status_code == 400


class TestTokens:
    def test_add_uploads_write_applies_and_history_names_the_token(self, ann):
        adds, writes = token_of(ann, "add", name="Sensor"), token_of(ann, "write", name="Mover")
        row = start(ann)
        upload = {"file": SimpleUploadedFile("f.plain", file_of(tasks=[DIG]))}
        assert adds.post("/api/v1/imports/", upload, format="multipart").status_code == 201
        refused = adds.post(f"/api/v1/imports/{row.pk}/apply/", {}, format="json")
        assert_problem(refused, 403, "scope_missing")

        assert writes.post(f"/api/v1/imports/{row.pk}/apply/", {}, format="json").status_code == 202
        run_jobs()

        change = Change.objects.owned_by(ann).of_kind("work").get()
        assert (change.actor, change.token[:5]) == ("import", "Mover")
        assert change.token in who_of(change)

    def test_an_import_without_a_token_names_none(self, ann):
        bring(ann, tasks=[DIG])

        assert Change.objects.owned_by(ann).of_kind("work").get().token == ""


class Untouched:
    """A stream that must not be read."""

    def read(self, *_size):
        raise AssertionError("read")

    readline = read
