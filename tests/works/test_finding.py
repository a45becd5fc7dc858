"""Works are found by parts of words, on both databases, whether a word is common or rare."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.makers import NOON, make_category, make_label, make_work
from wheelbarrow.core import trash
from wheelbarrow.core.db.limits import Limit, limited_to
from wheelbarrow.core.text import fold
from works import finding
from works.finding import NO_HITS, Hits, count_hits, narrow, search
from works.models import Work
from works.querysets.worded import Word
from works.services.editing import delete_work

# Letters that fold to two, to one of another alphabet, or depend on their place; Hangul composed and not; of two bytes to four.
LETTERS = "aAbB éÉßẞſσςΣİıǰﬁ보고서병원\u1107\u1169\u1100\u0301%_'\"\\*:()-.😀𝒜"
texts = st.text(LETTERS, max_size=12)


def found(user, *words):
    return [work.title for work in search(Work.objects.owned_by(user), user.pk, *words).newest_first()]


@pytest.fixture(params=["by the index", "by looking at each"])
def way(request, monkeypatch):
    """Both ways to find works, whatever the words are."""
    monkeypatch.setattr(finding, "COMMON", {"by the index": 10**9, "by looking at each": 0}[request.param])


@pytest.mark.usefixtures("way")
class TestSearch:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        rows=st.lists(st.tuples(texts.map(lambda text: f"x{text}"), texts), max_size=6),
        words=st.lists(texts.filter(bool), min_size=1, max_size=3),
        cut=st.tuples(st.integers(0, 9), st.integers(1, 4)),
    )
    def test_finds_what_python_finds_in_the_folded_texts(self, ann, ben, rows, words, cut):
        Work.all_objects.owned_by(ann).delete()
        for title, content in rows:
            make_work(user=ann, title=title, content=content)
        make_work(user=ben, title="".join(words))
        parts = [title[cut[0] :][: cut[1]] for title, _content in rows[:1]]

        for sought in (words, [part for part in parts if part]):
            folded = [(work, fold(work.title), fold(work.content)) for work in Work.objects.owned_by(ann)]
            expected = {
                work.pk
                for work, title, content in folded
                if all(fold(word) in title or fold(word) in content for word in sought)
            }
            assert set(search(Work.objects.owned_by(ann), ann.pk, *sought).ids()) == expected

    @pytest.mark.parametrize("word", ["병원", "병", "강남병원에서", "QA", "qa", "ÉTÉ"])
    def test_finds_parts_of_words_of_any_length(self, ann, word):
        make_work(user=ann, title="강남병원에서 전화", content="qa, été")
        make_work(user=ann, title="병아리 원장")

        assert "강남병원에서 전화" in found(ann, word)
        assert len(found(ann, word)) == (2 if word == "병" else 1)

    def test_begins_with_the_newest(self, ann):
        for number in range(5):
            make_work(user=ann, title=f"보고 {number}")

        assert found(ann, "보고") == [f"보고 {number}" for number in (4, 3, 2, 1, 0)]

    def test_does_not_join_title_and_content(self, ann):
        make_work(user=ann, title="one", content="two")

        assert found(ann, "et") == []
        assert found(ann, "one", "two") == ["one"]

    def test_finds_nothing_in_the_trash_and_all_of_it_in_the_trash(self, ann):
        work = make_work(user=ann, title="Dig deep")
        deletion = delete_work(user=ann, work_id=work.pk, at=NOON)

        assert found(ann, "dig") == []
        assert list(search(Work.all_objects.owned_by(ann).deleted(), ann.pk, "dig")) == [work]

        trash.restore_deletion(user=ann, deletion_id=deletion.pk, at=NOON)
        assert found(ann, "dig") == ["Dig deep"]

    def test_finds_only_what_is_in_the_branch_of_a_limited_caller(self, ann):
        inside, outside = make_category(user=ann, name="A"), make_category(user=ann, name="B")
        make_work(user=ann, title="dig here", category=inside)
        make_work(user=ann, title="dig there", category=outside)
        make_work(user=ann, title="dig")

        with limited_to(Limit(ann.pk, inside.pk, inside.path)):
            assert found(ann, "dig") == ["dig here"]

    def test_of_no_text_is_all(self, ann, ben):
        make_work(user=ann, title="Dig")
        make_work(user=ben, title="Ben's")

        assert found(ann, "") == ["Dig"]


@pytest.mark.usefixtures("way")
class TestNarrow:
    def test_finds_works_by_the_name_of_their_place_or_label(self, ann):
        place, label = make_category(user=ann, name="Garden"), make_label(user=ann, name="garden")
        make_work(user=ann, title="by text: garden")
        make_work(user=ann, title="by place", category=place)
        make_work(user=ann, title="by label", labels=[label.pk])
        make_work(user=ann, title="other")
        garden, by = Word("garden", [place.pk], [label.pk]), Word("by", [], [])

        rows = narrow(Work.objects.owned_by(ann), ann.pk, [garden, by], count_hits(ann.pk, ["garden", "by"]))

        assert sorted(work.title for work in rows) == ["by label", "by place", "by text: garden"]


class TestCountHits:
    def test_counts_each_text_and_all_in_the_newest(self, ann, ben, monkeypatch):
        monkeypatch.setattr(finding, "NEWEST", 3)
        for title in ["dig", "dig", "Dig deep", "deep"]:
            make_work(user=ann, title=title)
        make_work(user=ben, title="dig deep")

        assert count_hits(ann.pk, ["dig", "deep", "none"]) == Hits({"dig": 2, "deep": 2, "none": 0}, 0)
        assert count_hits(ann.pk, ["dig", "deep"]).of_all == 1
        assert count_hits(ann.pk, []) == NO_HITS
