"""HTML becomes Markdown, at a cost that grows with its length alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from works.exchange.html import markdown

TASKS = (
    '<ul data-type="taskList">'
    '<li data-checked="true" data-type="taskItem"><label><input type="checkbox" checked="checked"><span></span></label>'
    "<div><p>done</p><p>more</p></div></li>"
    '<li data-checked="false" data-type="taskItem"><label><input type="checkbox"><span></span></label>'
    "<div><p>open</p><ul><li><p>below</p></li></ul></div></li></ul>"
)
# Pieces that make careless parsers slow when they are repeated.
HOSTILE = [
    "<",
    "<a ",
    "<a '",
    '<a "',
    "<a '\"",
    "<a b=",
    "<!--",
    "<!",
    "<![CDATA[",
    "<script>",
    "<style></script",
    "<ul><li>x",
    "<blockquote>x",
    "<b><i>x",
    "<b><i></b>",
    "<pre>```",
    "<br>",
    "&",
    "&#",
    "&#x",
    "&amp",
    "</p>",
    " ",
    "\n",
    "<p>x",
    "<td>x",
    "<a href='https://example.org'>x",
]


class TestMarkdown:
    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("", ""),
            ("plain & simple, 1 < 2 > 0", "plain & simple, 1 < 2 > 0"),
            ("line\n\nline", "line\n\nline"),
            ("<html><head><title>t</title><style>p{}</style></head><body>text</body></html>", "text"),
            ("<p>a</p><p>b<br>c</p>", "a\n\nb\nc"),
            ("<p>a\n   b&nbsp;c &lt;x&gt;</p>", "a b c <x>"),
            ("<div>a</div><div>b</div>", "a\n\nb"),
            ("<p>a <strong>b <em>c</em> </strong>d <s>e</s> <code>f</code></p>", "a **b *c*** d ~~e~~ `f`"),
            ("<b> </b><i></i>x", "x"),
            ("<b>a<p>b</p>c</b>", "**a**\n\n**b**\n\n**c**"),
            ("<b>a<i>b</b>c</i>", "**a*b***c"),
            ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul><p>d</p>", "- a\n- b\n   - c\n\nd"),
            ("<ol><li>a</li><li><p>b</p></li></ol>", "1. a\n2. b"),
            (TASKS, "- [x] done\n   more\n- [ ] open\n   - below"),
            ('<ul><li><input type="checkbox" checked> a</li></ul>', "- [x] a"),
            ("<h2>a</h2><hr><blockquote><p>b</p><p>c</p></blockquote>", "## a\n\n---\n\n> b\n\n> c"),
            ("<pre><code>x\n  <b>y</b></code></pre>", "```\nx\n  y\n```"),
            ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>x", "a | b\n1 | 2\n\nx"),
            ('<a href="https://e.org/a?b=1&amp;c=2">x</a>', "[x](https://e.org/a?b=1&c=2)"),
            ('<a href="https://e.org">https://e.org</a>', "https://e.org"),
            ('<a href="https://e.org/(a)">x]</a>', "[x)](<https://e.org/(a)>)"),
            ("<a href=mailto:a@e.org>x</a>", "[x](mailto:a@e.org)"),
            ('<a href="java\nscript:alert(1)">x</a>', "x"),
            ('<a href="/local">x</a>', "x"),
            ('<img src="https://e.org/a.png" alt="plan">', "[plan](https://e.org/a.png)"),
            ('<img src="data:image/png;base64,AAAA">', "image"),
            ("a<script>alert(1)</script>b<!-- c -->d", "abd"),
            ("<p>a<b", "a<b"),
            ("<p>a <!-- b", "a <!-- b"),
            ('<p title="a > b">c</p>', "c"),
            ("<P>a</P><UL><LI>b</UL>", "a\n\n- b"),
            ("&#0;&#xd800;&#99999999999;x", "\ufffd\ufffd\ufffdx"),
        ],
    )
    def test_writes(self, html, text):
        assert markdown(html) == text

    def test_leaves_a_reference_that_is_endless(self):
        html = "<p>&#" + 5000 * "9" + ";</p>"

        assert markdown(html) == html[3:-4]

    @given(st.lists(st.sampled_from([*HOSTILE, "x", "</a>", "</ul>", "</pre>", "-->", ">", "</script>"])).map("".join))
    def test_takes_anything(self, html):
        text = markdown(html)

        assert len(text) <= 40 * len(html)
        assert text == text.strip("\n")

    @pytest.mark.prove
    @pytest.mark.parametrize("piece", HOSTILE)
    def test_costs_no_more_than_its_length(self, piece):
        def cost(length):
            html = piece * (length // len(piece))
            begun = time.process_time()
            markdown(html)
            return time.process_time() - begun

        # Ten times the length would cost a hundred times as much, were it quadratic.
        # The best of three: what else the machine does is no cost of the text.
        long, short = (min(cost(length) for _ in range(3)) for length in (100_000, 10_000))
        assert long < 30 * max(short, 0.002)

    @pytest.mark.prove
    @pytest.mark.parametrize("piece", ["<!--", "<!", "<a '", '<a "', "<a b", "<a '\"", "<script>", "&#"])
    def test_looks_once_at_what_stays_open(self, piece):
        html = "<p>" + piece * (400_000 // len(piece))
        begun = time.process_time()

        markdown(html)

        # A search for the end of each takes several seconds.
        assert time.process_time() - begun < 1

    def test_indentation_is_bounded(self):
        assert max(map(len, markdown("<ul><li>x" * 1000).splitlines())) < 40
