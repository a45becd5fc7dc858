"""Notes in Markdown: what is rendered, what is not, and that Korean emphasis ends where a reader sees its end."""

import re
from html.parser import HTMLParser
from inspect import getsource
from time import process_time

import pytest

from wheelbarrow.core.text import LONGEST_NOTE
from wheelbarrow.core.web.markdown import _KoreanEmphasis, render

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>*{background:url(https://evil.example)}</style>",
    '"><script>alert(1)</script>',
    "</textarea><script>alert(1)</script>",
    "<input type=checkbox value=1 aria-label=x checked autofocus onfocus=alert(1)>",
    "<button formaction='javascript:alert(1)'>x</button>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](ftp://evil.example)",
    "[x](tel:123)",
    "[x](/logout/)",
    "<javascript:alert(1)>",
    '<https://evil.example/" onmouseover=alert(1)>',
    '[x](https://a.example "" onmouseover=alert(1) "")',
    "![x](https://evil.example/track.png)",
    "![x](javascript:alert(1))",
    "[x]: javascript:alert(1)\n\n[x]",
    "- [ ] <img src=x onerror=alert(1)>",
    '- [ ] " autofocus onfocus=alert(1) x="',
    "```<script>\nalert(1)\n```",
    '```" onclick="alert(1)\nx\n```',
    "|a<script>alert(1)</script>|\n|-|\n|<img src=x onerror=alert(1)>|",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "`<script>alert(1)</script>`",
    "<!-- --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "\u202e<script>",
    "javascript:alert(1) data:text/html,x https://a.example/<script>",
    'https://a.example/"onmouseover="alert(1)',
]
ALLOWED = {
    "a": {"href", "rel"},
    "ol": {"start"},
    "button": {"type", "form", "formaction", "id", "class", "role", "aria-checked", "aria-label"},
    "span": {"class", "role", "aria-checked", "aria-label", "aria-disabled"},
}
INLINE = {"br", "strong", "em", "s", "code"}
BLOCKS = {"p", "hr", "pre", "blockquote", "ul", "li", "h3", "h4", "h5", "h6"}
TAGS = set(ALLOWED) | INLINE | BLOCKS | {"table", "thead", "tbody", "tr", "th", "td"}


class Tags(HTMLParser):
    """Every tag of a text with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def rendered(text):
    return str(render(text).html).strip()


def assert_inert(html):
    for tag, attributes in Tags(html).found:
        assert tag in TAGS
        assert set(attributes) <= ALLOWED.get(tag, set())
        assert re.match("https?:|mailto:", attributes.get("href", "https:"))
        assert re.fullmatch(r"/works/7/checklist/\d+/", attributes.get("formaction", "/works/7/checklist/1/"))
        if tag == "a":
            assert attributes["rel"] == "noopener noreferrer nofollow"


class TestSafety:
    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_makes_every_payload_inert(self, payload):
        for text in (payload, f"- {payload}", f"> {payload}", f"- [ ] {payload}", f"**{payload}**", f"# {payload}"):
            assert_inert(str(render(text, checklist="/works/7/checklist/").html))

    def test_shows_raw_html_as_it_was_typed(self):
        assert rendered("<b>x</b>") == "<p>&lt;b&gt;x&lt;/b&gt;</p>"

    def test_shows_a_picture_as_a_link(self):
        assert rendered("![x](https://a.example/y.png)") == (
            '<p>!<a href="https://a.example/y.png" rel="noopener noreferrer nofollow">x</a></p>'
        )


class TestKoreanEmphasis:
    @pytest.mark.parametrize(
        ("text", "html"),
        [
            ('**"굵게"**이다', '<strong>"굵게"</strong>이다'),
            ("**“굵게”**이다", "<strong>“굵게”</strong>이다"),
            ("**굵게(강조)**는", "<strong>굵게(강조)</strong>는"),
            ("*제목:*은", "<em>제목:</em>은"),
            ("이것은**“굵게”** 이다", "이것은<strong>“굵게”</strong> 이다"),
            ('이것은**"굵게"**이다', '이것은<strong>"굵게"</strong>이다'),
            ("“**중요**”라고", "“<strong>중요</strong>”라고"),
            ('"**중요**"라고', '"<strong>중요</strong>"라고'),
            ("그는 (**중요**)라고", "그는 (<strong>중요</strong>)라고"),
            ("가**나**다", "가<strong>나</strong>다"),
            ('***"둘"***은', '<em><strong>"둘"</strong></em>은'),
            ("~~(취소)~~은", "<s>(취소)</s>은"),
            ("**`코드`**를 **강조!**입니다", "<strong><code>코드</code></strong>를 <strong>강조!</strong>입니다"),
            ("**日本「語」**は", "<strong>日本「語」</strong>は"),
            # What CommonMark says of other letters and of lone stars stays.
            ('**"a"**b', '**"a"**b'),
            ("2 * 3 * 4, snake_case_name", "2 * 3 * 4, snake_case_name"),
            ("값은 3*4*5이다", "값은 3<em>4</em>5이다"),
        ],
    )
    def test_ends_before_a_particle_and_begins_after_a_letter(self, text, html):
        assert rendered(text) == f"<p>{html}</p>"

    def test_is_a_small_change_of_the_parser(self):
        assert len(getsource(_KoreanEmphasis).splitlines()) <= 20


class TestFeatures:
    @pytest.mark.parametrize(
        ("text", "html"),
        [
            ("a\nb", "<p>a<br>\nb</p>"),
            ("# a", "<h3>a</h3>"),
            ("~~a~~", "<p><s>a</s></p>"),
            ("plan.md v1.0.io", "<p>plan.md v1.0.io</p>"),
            ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
            ("'a' -- (c)", "<p>'a' -- (c)</p>"),
            ("", ""),
        ],
    )
    def test_are_rendered(self, text, html):
        assert rendered(text) == html

    def test_link_plain_addresses(self):
        assert 'href="https://a.example/x?y=1&amp;z=2"' in rendered("see https://a.example/x?y=1&z=2 now")
        assert 'href="mailto:me@a.org"' in rendered("me@a.org")

    def test_show_tables(self):
        assert "<th>a</th>" in rendered("|a|b|\n|-|-|\n|1|2|")


class TestCheckBoxes:
    def test_name_their_line(self):
        note = render("# T\n\n- [ ] one\n- [x] two\n  - [X] three\n\n> 1. [ ] four\n", checklist="/c/")

        assert re.findall(r'formaction="/c/(\d+)/"', note.html) == ["3", "4", "5", "7"]
        assert (note.done, note.checks) == (2, 4)
        assert 'aria-label="one"' in note.html

    def test_are_no_buttons_without_an_address(self):
        assert "<button" not in rendered("- [ ] one")

    def test_are_not_made_by_code_or_by_a_paragraph(self):
        assert render("```\n- [ ] one\n```\n\n[ ] two\n\n    - [ ] three").checks == 0


NESTED = [
    "[",
    "*a ",
    "**a",
    ">",
    "- ",
    "[a](",
    "*_",
    "~~a",
    "<a",
    "&",
    "\\",
    "***a**b*",
    "a@b.co ",
    "![",
    "`a",
    "|a",
    "- [ ] ",
]


class TestBounds:
    @pytest.mark.parametrize("unit", NESTED)
    def test_hostile_nesting_is_inert(self, unit):
        assert_inert(str(render(unit * (LONGEST_NOTE // len(unit)), checklist="/works/7/checklist/").html))

    @pytest.mark.prove
    @pytest.mark.parametrize("unit", NESTED)
    def test_hostile_nesting_costs_no_more_than_the_square_of_its_length(self, unit):
        text = unit * (LONGEST_NOTE // len(unit))

        def seconds(note):
            """The better of two: other processes take the caches of the processor."""
            took = []
            for _attempt in range(2):
                start = process_time()
                render(note, checklist="/works/7/checklist/")
                took.append(process_time() - start)
            return min(took)

        assert seconds(text) <= 32 * seconds(text[: LONGEST_NOTE // 4]) + 0.25

    def test_nesting_ends_at_a_level(self):
        assert rendered(">" * 500 + "a").count("<blockquote>") <= 20

    def test_a_longer_note_is_shown_as_it_is(self):
        text = "**a** <b>\n" * LONGEST_NOTE

        note = render(text)

        assert "<strong>" not in note.html
        assert "**a** &lt;b&gt;" in note.html
