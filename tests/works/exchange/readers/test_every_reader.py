"""What holds for every reader: whose files it takes, and what it gives for damaged, large and hostile files."""

import random
import re
import time
import zipfile

import pytest
from django.utils import translation

from tests.works.exchange import hostile
from tests.works.exchange.formats import FORMATS, OTHERS, samples
from works.exchange import files, readers
from works.exchange.files import MAX_ROWS
from works.exchange.readers import table
from works.exchange.records import Unreadable
from works.exchange.sources import guess, reader_named
from works.exchange.sources import readers as all_readers

BEGINNINGS = [b"", b"PK\x03\x04", b"{", b"[", b"BEGIN:VCALENDAR", b"* TODO ", b"TYPE,CONTENT", b"\xef\xbb\xbf", b"pf_"]
each_format = pytest.mark.parametrize("name", FORMATS)
each_json = pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.value is not None])


class TestReaders:
    def test_have_a_format_and_a_sample_each(self):
        names = [reader.NAME for reader in all_readers()]

        assert sorted(names) == sorted([*FORMATS, *OTHERS])
        assert {name for name, _file, _data in samples()} == FORMATS.keys()

    def test_have_modules_with_their_name(self):
        modules = {path.stem for path in hostile.Path(readers.__path__[0]).glob("*.py")} - {"__init__"}
        of_readers = {reader.__name__.rpartition(".")[2] for reader in all_readers()}

        # A module beside them is a part of one, with its name first.
        assert of_readers <= modules
        assert {module for module in modules if not module.startswith((*of_readers,))} == set()


class TestMatches:
    def test_never_raises(self):
        chance = random.Random(7)
        texts = [chance.choice(BEGINNINGS) + chance.randbytes(chance.randrange(2000)) for _ in range(200)]

        answers = {reader.matches("file", data) for reader in all_readers() for data in [*texts, *hostile.NOTHING]}

        assert answers == {True, False} or answers == {False}

    @pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_never_raises_for_a_damaged_zip(self, method):
        members = {"manifest.json": b'{"format": "wheelbarrow"}', "a.csv": b"TYPE,CONTENT\n", "data.json": b"[]"}

        for data in hostile.changed_bytes(hostile.zipped(members, method)):
            for reader in all_readers():
                hostile.read_or_refuse(reader, data)

    def test_is_true_for_no_other_file(self):
        assert [
            reader.NAME for reader in all_readers() for data in hostile.NOTHING if reader.matches("file", data)
        ] == []

    @pytest.mark.parametrize(
        ("name", "file", "data"), [*samples()], ids=lambda value: value if isinstance(value, str) else ""
    )
    def test_is_true_for_one_reader_alone(self, name, file, data):
        for given in (file, "file"):
            claiming = [reader.NAME for reader in all_readers() if reader is not table and reader.matches(given, data)]

            assert claiming == ([] if name == "csv" else [name])
        assert name == guess(file, data).NAME

    @each_format
    def test_is_true_in_a_zip_and_with_a_byte_order_mark(self, name):
        one = FORMATS[name]
        if one.may_be:
            assert name == guess("a.zip", hostile.zipped({one.may_be: one.text})).NAME
        if not one.member:
            assert name == guess(one.name, b"\xef\xbb\xbf" + one.text.removeprefix(b"\xef\xbb\xbf")).NAME


class TestRead:
    @each_format
    def test_gives_the_same_keys_again(self, name):
        for data in (FORMATS[name].data, FORMATS[name].many(20)):
            first, second = (hostile.read_or_refuse(reader_named(name), data) for _ in range(2))

            assert first.tasks
            assert first == second

    @each_format
    def test_reads_or_refuses_a_part_of_the_file(self, name):
        one = FORMATS[name]
        cut = [*map(one.wrapped, hostile.truncations(one.text.rstrip())), *hostile.truncations(one.data.rstrip())]
        found = [hostile.read_or_refuse(reader_named(name), data) for data in cut]

        assert not any(contents and contents.tasks for contents in found) or one.value is None

    @each_format
    def test_refuses_other_encodings(self, name):
        one = FORMATS[name]
        for data in map(one.wrapped, hostile.other_encodings(one.text)):
            assert hostile.read_or_refuse(reader_named(name), data) is None

    @each_format
    def test_reads_or_refuses_other_bytes(self, name):
        one = FORMATS[name]
        found = [
            hostile.read_or_refuse(reader_named(name), one.wrapped(text)) for text in hostile.changed_bytes(one.text)
        ]

        assert None in found or name == "org"

    @each_format
    def test_reads_or_refuses_a_damaged_zip(self, name):
        one = FORMATS[name]
        if one.member or one.may_be:
            data = one.data if one.member else hostile.zipped({one.may_be: one.text})
            for damaged in [*hostile.truncations(data), *hostile.changed_bytes(data, 100)]:
                hostile.read_or_refuse(reader_named(name), damaged)

    @each_format
    def test_reads_or_refuses_lines_in_another_order(self, name):
        one = FORMATS[name]
        for text in hostile.shuffled_lines(one.text):
            hostile.read_or_refuse(reader_named(name), one.wrapped(text))

    @each_json
    def test_reads_or_refuses_values_of_other_types(self, name):
        one = FORMATS[name]
        found = [
            hostile.read_or_refuse(reader_named(name), one.wrapped(text)) for text in hostile.changed_values(one.value)
        ]

        assert sum(contents is not None for contents in found) > 100

    @each_json
    @pytest.mark.parametrize("text", ["\0\ud800", " "], ids=ascii)
    def test_reads_or_refuses_a_text_at_each_place(self, name, text):
        one = FORMATS[name]
        for data in hostile.with_text_at_each_place(one.value, text):
            hostile.read_or_refuse(reader_named(name), one.wrapped(data))

    @each_format
    def test_reads_or_refuses_what_is_no_such_file(self, name):
        for data in hostile.NOTHING:
            hostile.read_or_refuse(reader_named(name), data)

    @pytest.mark.parametrize("name", OTHERS)
    def test_of_what_is_no_list_of_tasks_reads_or_refuses_any_file(self, name):
        for data in [*hostile.NOTHING, *(data for _name, _file, data in samples())]:
            hostile.read_or_refuse(reader_named(name), data)

    @each_format
    def test_keeps_a_formula_as_text(self, name):
        title = hostile.FORMULA.replace('"', r"'") if name == "todoist-csv" else hostile.FORMULA
        contents = hostile.read_or_refuse(reader_named(name), FORMATS[name].many(2, title))

        assert [task.title for task in contents.tasks] == [title] * 2

    @pytest.mark.prove
    @each_format
    def test_refuses_more_rows_than_a_file_can_have(self, name):
        data = FORMATS[name].many(MAX_ROWS + 1)

        with pytest.raises(Unreadable, match=r"line [1-9]\d*.*100,000"):
            reader_named(name).read(data, hostile.SEOUL)

    @each_format
    def test_counts_the_rows(self, name, monkeypatch):
        monkeypatch.setattr(files, "MAX_ROWS", 1_000)

        with pytest.raises(Unreadable, match=r"line [1-9]\d*.*1,000 rows"):
            reader_named(name).read(FORMATS[name].many(1_001), hostile.SEOUL)
        assert len(reader_named(name).read(FORMATS[name].many(999), hostile.SEOUL).tasks) == 999

    @pytest.mark.prove
    @each_format
    def test_takes_time_in_proportion_to_the_file(self, name):
        took = []
        for count in (1_000, 8_000):
            data = FORMATS[name].many(count)
            begun = time.process_time()
            assert len(reader_named(name).read(data, hostile.SEOUL).tasks) == count
            took.append(time.process_time() - begun)

        # Eight times the rows; a loop within a loop would take 64 times.
        assert took[1] < 13 * took[0] + 0.1

    @pytest.mark.prove
    @each_format
    def test_takes_less_than_five_seconds(self, name):
        data = FORMATS[name].many(MAX_ROWS - 1)
        begun = time.process_time()

        contents = reader_named(name).read(data, hostile.SEOUL)

        assert len(contents.tasks) == MAX_ROWS - 1
        assert time.process_time() - begun < 5

    @each_format
    def test_has_notices_in_the_language_of_the_person(self, name):
        one = FORMATS[name]
        found = {}
        for language in ("en", "ko"):
            with translation.override(language):
                variants = [one.text, *hostile.shuffled_lines(one.text, 20), *hostile.changed_bytes(one.text, 20)]
                if one.value is not None:
                    variants += hostile.changed_values(one.value, 40)
                found[language] = [_messages(reader_named(name), one.wrapped(text)) for text in variants]

        assert any(found["ko"])
        for english, korean in zip(found["en"], found["ko"], strict=True):
            assert len(english) == len(korean)
            assert {*english} & {*korean} == set()
            assert all(re.search("[가-힣]", text) for text in korean)


def _messages(reader, data):
    """Return the sentences of the notices, or of the refusal."""
    try:
        return [notice.text for notice in reader.read(data, hostile.SEOUL).notices]
    except Unreadable as refusal:
        return [refusal.reason]
