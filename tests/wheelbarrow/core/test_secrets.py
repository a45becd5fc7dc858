"""Secrets that are shown once."""

import re

import pytest

from wheelbarrow.core import secrets


class TestMake:
    def test_gives_a_text_of_which_only_the_prefix_is_stored(self):
        made = secrets.make("wb")

        assert re.fullmatch("wb_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}", made.text)
        assert made.text.split("_")[1] == made.prefix
        assert len(made.digest) == 64
        assert made.digest not in made.text

    def test_gives_another_one_each_time(self):
        assert len({secrets.make("wb").text for _ in range(100)}) == 100


class TestSplit:
    def test_recognises_its_own(self):
        made = secrets.make("wb")

        assert secrets.split("wb", made.text) == (made.prefix, made.digest)

    def test_refuses_another_kind(self):
        assert secrets.split("feed", secrets.make("wb").text) is None

    def test_refuses_every_single_wrong_letter(self):
        text = secrets.make("wb").text

        wrong = [text[:n] + ("a" if text[n] != "a" else "b") + text[n + 1 :] for n in range(len(text))]

        assert [each for each in wrong if secrets.split("wb", each)] == []

    @pytest.mark.parametrize(
        "text", ["", "wb_", "wb__", "wb_12345678_", "wb_12345678", "wb_\0", "wb_가", "wb_" + "9" * 999_999]
    )
    def test_refuses_what_is_none(self, text):
        assert secrets.split("wb", text) is None


class TestIsSame:
    def test_compares_digests(self):
        one, other = secrets.make("wb"), secrets.make("wb")

        assert secrets.is_same(one.digest, one.digest)
        assert not secrets.is_same(one.digest, other.digest)
