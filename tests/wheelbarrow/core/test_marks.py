"""The filter `marked`."""

import pytest

from wheelbarrow.core.templatetags.marks import marked


class TestMarked:
    @pytest.mark.parametrize(
        ("text", "words", "html"),
        [
            ("Dig & dig", (), "Dig & dig"),
            ("Dig & dig", ("dig",), "<mark>Dig</mark> &amp; <mark>dig</mark>"),
            ("<b>", ("b",), "&lt;<mark>b</mark>&gt;"),
            ("&amp;", ("amp",), "&amp;<mark>amp</mark>;"),
            ("분기보고서를", ("보고", "보고서"), "분기<mark>보고서</mark>를"),
            ("a.c abc", ("a.c",), "<mark>a.c</mark> abc"),
            ("", ("a",), ""),
        ],
    )
    def test_marks_words_and_escapes_the_rest(self, text, words, html):
        assert marked(text, words) == html
