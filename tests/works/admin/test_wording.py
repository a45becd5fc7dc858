"""The refusals of services in the forms of the admin: none asks for a field or a value of the API."""

import re

import pytest
from django.utils.translation import override

from wheelbarrow.core.exceptions import DomainError
from works.admin.recurring_work_forms import RuleForm
from works.admin.works import WorkForm
from works.services import editing, lookup, pausing, previews, recurring, splitting

API = re.compile(r"[a-z]+_[a-z]+|[a-z]=|\bnull\b")
# The forms check these themselves, before they call the service.
CHECKED = {lookup.UnknownCategory, recurring.RuleAndRepeats, splitting.ScopeNeeded}


def words(text):
    """The text without its placeholders."""
    return re.sub(r"\{\w+\}", "", str(text))


def refusals():
    """The named errors of the services of works that have words of the API."""
    for module in (editing, lookup, pausing, previews, recurring, splitting):
        for error in vars(module).values():
            if isinstance(error, type) and issubclass(error, DomainError) and API.search(words(error.template)):
                yield error


def test_there_are_such_refusals():
    assert {recurring.TooManySingleDays, editing.TimeWithoutDeadline} < set(refusals())


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("error", sorted(set(refusals()) - CHECKED, key=str))
def test_each_has_the_words_of_a_form(error, language):
    wording = {**RuleForm.wording, **WorkForm.wording}

    with override(language):
        assert not API.search(words(wording[error]))
