"""The JSON of imports."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from wheelbarrow.core.api.fields import AnyField, InstantField, LineField
from wheelbarrow.core.api.serializers import StrictSerializer
from works.import_selectors import STATES

MOST_ANSWERS, LONGEST_ANSWER = 100, 200


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string", "maxLength": LONGEST_ANSWER}})
class AnswersField(AnyField):
    """Answers by the name of their question: an object, in a form as the text of one."""

    default_error_messages = {
        "invalid": _('Write the answers as an object of texts, such as {{"where": "new"}}.'),
        "too_many": _("Give at most {limit} answers, of at most {length} characters each."),
    }

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if isinstance(data, str):
            try:
                data = json.loads(data or "{}")
            except (ValueError, RecursionError):
                self.fail("invalid")
        if not isinstance(data, dict) or not all(isinstance(text, str) for text in data.values()):
            self.fail("invalid")
        if len(data) > MOST_ANSWERS or any(len(text) > LONGEST_ANSWER for pair in data.items() for text in pair):
            self.fail("too_many", limit=MOST_ANSWERS, length=LONGEST_ANSWER)
        if not all(text.isprintable() for pair in data.items() for text in pair):
            self.fail("invalid")
        return dict(data)

    def to_representation(self, value: Any) -> Any:
        return value


class AnswersSerializer(StrictSerializer):
    """Other answers, or another source."""

    source = LineField(  # type: ignore[assignment]  # the metaclass takes fields off the class
        required=False, max_length=30, label=_("Source"), help_text=_("The format of the file; else it is recognised.")
    )
    options = AnswersField(
        required=False, label=_("Answers"), help_text=_('To the questions of the preview, such as {"where": "new"}.')
    )


class UploadSerializer(AnswersSerializer):
    """A file to import."""

    file = serializers.FileField(
        label=_("File"), help_text=_("Of another tool, at most 20 MB, or an export, at most 100 MB.")
    )


class ApplySerializer(StrictSerializer):
    """Nothing: the preview is imported as it is."""


class FateCountsSerializer(serializers.Serializer[Any]):
    """Numbers of records by what becomes of them; `keep` have not changed."""

    create = serializers.IntegerField()  # type: ignore[assignment]  # the metaclass takes fields off the class
    update = serializers.IntegerField(required=False)  # type: ignore[assignment]  # the same
    keep = serializers.IntegerField(required=False)
    skip = serializers.IntegerField(required=False)


class ImportCountsSerializer(serializers.Serializer[Any]):
    """Numbers of records by kind."""

    categories = FateCountsSerializer()
    works = FateCountsSerializer()
    recurring_works = FateCountsSerializer()
    labels = FateCountsSerializer()
    saved_views = FateCountsSerializer(required=False)
    report_copies = FateCountsSerializer(required=False)


class PreviewRowSerializer(serializers.Serializer[Any]):
    """A record, in the order of the tree."""

    level = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.CharField()
    action = serializers.ChoiceField(choices=("create", "update", "keep", "skip"))
    reason = serializers.CharField(help_text="Why it is skipped.")
    is_closed = serializers.BooleanField()
    line = serializers.IntegerField(allow_null=True, help_text="The line or record in the file, counted from 1.")


class ImportNoticeSerializer(serializers.Serializer[Any]):
    """What the import changes or leaves out."""

    line = serializers.IntegerField(allow_null=True)
    text = serializers.CharField()


class ImportChoiceSerializer(serializers.Serializer[Any]):
    """An answer to a question."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the metaclass takes fields off the class


class ImportQuestionSerializer(serializers.Serializer[Any]):
    """What the file leaves open; `answer` is the one that was used."""

    name = serializers.CharField()
    text = serializers.CharField()
    choices = ImportChoiceSerializer(many=True)
    answer = serializers.CharField()


class SkippedSerializer(serializers.Serializer[Any]):
    """How many records are skipped for one reason."""

    reason = serializers.CharField()
    count = serializers.IntegerField()


class ImportPreviewSerializer(serializers.Serializer[Any]):
    """What the import would do, or has done."""

    counts = ImportCountsSerializer()
    rows = PreviewRowSerializer(many=True)
    more_rows = serializers.IntegerField()
    skipped = SkippedSerializer(many=True)
    kept = serializers.IntegerField(help_text="Rows with a field that the file and you have changed: yours stays.")
    notices = ImportNoticeSerializer(many=True)
    more_notices = serializers.IntegerField()
    questions = ImportQuestionSerializer(many=True)


class ListedImportSerializer(serializers.Serializer[Any]):
    """An import in the list."""

    id = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]  # the same
    file_name = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    failure = serializers.CharField(help_text="Why it failed.")
    done = serializers.IntegerField(help_text="Records that are written.")
    total = serializers.IntegerField(help_text="Records; 0 before they are known.")
    created_at = InstantField()
    ended_at = InstantField(allow_null=True)


class ImportSerializer(ListedImportSerializer):
    """An import with its preview."""

    preview = ImportPreviewSerializer(allow_null=True, help_text="null while the file is read.")
    change = serializers.IntegerField(
        allow_null=True, help_text="Undo it with POST changes/{id}/undo/; null if nothing changed."
    )
    is_undone = serializers.BooleanField()

    def to_representation(self, shown: Any) -> dict[str, Any]:
        preview, shown.preview = shown.preview, None
        found = super().to_representation(shown)
        shown.preview = preview
        return {**found, "preview": preview or None}
