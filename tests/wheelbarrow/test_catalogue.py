"""The Korean catalogue has every message, and is compiled."""

import ast
import importlib
import re
import shutil
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils.translation import gettext, override

from accounts.services import edit_profile
from tests.architecture.source import ROOT, modules
from tests.makers import make_category
from wheelbarrow.core.exceptions import DomainError
from works.choices import Status

pytestmark = pytest.mark.alike
CATALOGUE = ROOT / "wheelbarrow" / "locale" / "ko" / "LC_MESSAGES" / "django.po"
ENTRY = re.compile(r'^msgid ((?:".*"\n)+)(?:msgid_plural (?:".*"\n)+)?msgstr(?:\[0\])? ((?:".*"\n?)+)', re.MULTILINE)
HANGUL = re.compile("[가-힣]")
PLACEHOLDER = re.compile(r"\{\w*\}|%\(\w+\)\w|%\w")


def entries(catalogue: Path = CATALOGUE) -> list[tuple[str, str]]:
    """msgid and translation of each entry but the header; obsolete entries are none."""
    found = ENTRY.findall(catalogue.read_text(encoding="utf-8"))
    return [(_joined(msgid), _joined(translation)) for msgid, translation in found if _joined(msgid)]


def _joined(literals: str) -> str:
    return "".join(ast.literal_eval(line) for line in literals.splitlines())


def refusals() -> list[type[DomainError]]:
    """Every named error and kind of error."""
    for module in modules():
        if module.room not in ("settings", "asgi", "wsgi"):
            importlib.import_module(module.name)
    found = [DomainError]
    for kind in found:
        found += kind.__subclasses__()
    return found


class TestEntries:
    def test_are_all_translated(self):
        assert len(entries()) > 200
        assert [msgid for msgid, translation in entries() if not translation] == []

    def test_are_sure(self):
        assert re.findall(r"^#,.*\bfuzzy\b.*\n.*", CATALOGUE.read_text(encoding="utf-8"), re.MULTILINE) == []

    def test_keep_every_placeholder(self):
        differ = [
            msgid
            for msgid, translation in entries()
            if sorted(PLACEHOLDER.findall(msgid)) != sorted(PLACEHOLDER.findall(translation))
        ]

        assert differ == []

    def test_are_compiled(self):
        with CATALOGUE.with_suffix(".mo").open("rb") as file:
            compiled = GNUTranslations(file)

        contexts = set(re.findall(r'^msgctxt "(.*)"$', CATALOGUE.read_text(encoding="utf-8"), re.MULTILINE))

        # Each finds what the others do not: an entry with a plural, one without, and one with a context.
        stale = [
            msgid
            for msgid, translation in entries()
            if translation
            not in (
                compiled.gettext(msgid),
                compiled.ngettext(msgid, msgid, 1),
                *(compiled.pgettext(context, msgid) for context in contexts),
            )
        ]

        assert stale == []


class TestWords:
    def test_of_the_statuses_are_those_agreed(self):
        with override("ko"):
            words = [str(label) for label in Status.labels]

        assert words == ["예정", "진행 중", "검토 중", "반려", "완료", "취소"]

    def test_of_every_refusal_are_korean(self):
        with override("ko"):
            english = [error.__name__ for error in refusals() if not HANGUL.search(error.message())]

        assert len(refusals()) > 25
        assert english == []


@pytest.mark.usefixtures("korean")
class TestApi:
    @pytest.fixture
    def korean(self, ann):
        edit_profile(user=ann, language="ko")

    def test_refuses_a_body_in_korean(self, api):
        response = api.post("/api/v1/works/", {"title": "Dig", "colour": "red"}, "json")

        problem = response.json()
        assert response.status_code == 400
        assert problem["title"] == "올바르지 않은 요청"
        assert problem["detail"] == "errors에 있는 필드를 수정한 뒤 다시 시도하세요."
        assert problem["errors"]["colour"][0].startswith("없는 필드입니다. 다음 중 하나를 사용하세요: ")

    def test_misses_a_row_in_korean(self, api):
        response = api.get("/api/v1/works/999999/")

        assert response.status_code == 404
        assert response.json()["detail"] == "해당 작업이 없습니다. 삭제되었을 수 있으니 휴지통을 확인하세요."

    def test_fills_in_the_facts(self, api, ann):
        make_category(user=ann, name="텃밭")

        response = api.post("/api/v1/categories/", {"name": "텃밭"}, "json")

        translation = "같은 위치에 이름이 “텃밭”인 프로젝트가 이미 있습니다. 다른 이름을 사용하세요."
        assert response.status_code == 400
        assert response.json()["detail"] == translation
        assert response.json()["errors"] == {"name": [translation]}

    def test_answers_a_stranger_in_the_accepted_language(self, anonymous):
        answers = [anonymous.get("/api/v1/nothing/", headers={"accept-language": name}) for name in ("ko", "fr")]

        assert [bool(HANGUL.search(answer.json()["detail"])) for answer in answers] == [True, False]


@pytest.fixture
def found(tmp_path, monkeypatch, settings):
    """Every msgid in the code, by makemessages; where nothing is known of it, on a machine without gettext, skips."""
    if not shutil.which("xgettext"):
        pytest.skip("gettext is not installed")
    for folder in ("accounts", "categories", "templates", "wheelbarrow", "works"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("locale", "*.pyc"))
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(tmp_path)
    with override("ko"):
        call_command("makemessages", locale=["ko"], no_wrap=True, verbosity=0)
    return {msgid for msgid, _said in entries(tmp_path / "locale" / "ko" / "LC_MESSAGES" / "django.po")}


class TestMakemessages:
    def test_finds_no_untranslated_message(self, found):
        known = {msgid for msgid, _said in entries()}

        with override("ko"):
            missing = sorted(msgid for msgid in found - known if not HANGUL.search(gettext(msgid)))

        assert missing == []
