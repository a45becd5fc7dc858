"""The options and help texts of the browsable API are in the words of people, not in those of JSON."""

import re

import pytest

from tests.wheelbarrow.core.api.test_browsable import HANGUL, PATHS, address_of, open_page, rows_of

pytestmark = pytest.mark.alike
# The names of languages, and of the rows of the person.
NAMES = {"Mine", "English", "한국어"}
JSON = re.compile(r"(?<![a-z])(null|none|true|false)(?![a-z])")


@pytest.fixture
def fields_of(browser, ann):
    """A function that returns the fields of all forms of a page, and those of its filters."""

    def read(path, language):
        ann.language = language
        ann.save()
        page = open_page(browser, address_of(path, rows_of(ann))[0])
        return [field for form in page.forms for field in form.fields] + page.query_fields

    return read


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("path", PATHS)
def test_every_option_has_a_label(fields_of, path, language):
    options = [option for field in fields_of(path, language) for option in field.options or []]

    raw = {
        label
        for value, label in options
        if value and label not in NAMES and (label == value if language == "en" else not HANGUL.search(label))
    }
    assert raw == set()


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("path", PATHS)
def test_no_help_text_asks_for_a_word_of_json(fields_of, path, language):
    assert [field.help_text for field in fields_of(path, language) if JSON.search(field.help_text)] == []


def test_there_are_options_and_help_texts(fields_of):
    fields = fields_of("/api/v1/reports/period/", "en")

    assert ("then", "its project when it was closed") in [option for field in fields for option in field.options or []]
    assert "Only this yearly project." in [field.help_text for field in fields]
