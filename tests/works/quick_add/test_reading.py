import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.works.quick_add.phrases import FRIDAY, SEOUL, as_row, reading_of
from works.quick_add.reading import LONGEST_LINE, read

TOMORROW = {"starts_on": "2026-11-28", "deadline_on": "2026-11-28"}
TODAY = {"starts_on": "2026-11-27", "deadline_on": "2026-11-27"}
NEXT_FRIDAY = {"starts_on": "2026-12-04", "deadline_on": "2026-12-04"}

READ = [
    # The parts of a day.
    ("Call Bob tomorrow morning", {"title": "Call Bob", **TOMORROW}),
    ("Call Bob Saturday morning at 7", {"title": "Call Bob", **TOMORROW, "deadline_time": "07:00"}),
    ("Dinner Friday night", {"title": "Dinner", **NEXT_FRIDAY, "deadline_time": "20:00"}),
    ("Dinner on Friday evening at 8", {"title": "Dinner", **NEXT_FRIDAY, "deadline_time": "20:00"}),
    ("Friday night dinner", {"title": "dinner", **NEXT_FRIDAY, "deadline_time": "20:00"}),
    ("Friday: call Bob", {"title": "call Bob", **NEXT_FRIDAY}),
    ("금요일 회의", {"title": "회의", **NEXT_FRIDAY}),
    ("주말 등산", {"title": "등산", **TOMORROW}),
    ("Plant the oak Sun", {"title": "Plant the oak", "starts_on": "2026-11-29", "deadline_on": "2026-11-29"}),
    ("tonight at 8:30 dinner", {"title": "dinner", **TODAY, "deadline_time": "20:30"}),
    ("밤 12시 폭죽", {"title": "폭죽", **TODAY, "deadline_time": "23:59"}),
    ("점심 12시 식사", {"title": "식사", **TODAY, "deadline_time": "12:00"}),
    ("저녁 7시반 식사", {"title": "식사", **TODAY, "deadline_time": "19:30"}),
    ("오후 두시 회의", {"title": "회의", **TODAY, "deadline_time": "14:00"}),
    # Words that stand together without a space.
    ("회의 내일오후3시", {"title": "회의", **TOMORROW, "deadline_time": "15:00"}),
    ("12월 4일(금) 치과", {"title": "치과", **NEXT_FRIDAY}),
    # Spans.
    ("trip Friday to Monday", {"title": "trip", "starts_on": "2026-12-04", "deadline_on": "2026-12-07"}),
    ("12월 30일부터 2일까지 여행", {"title": "여행", "starts_on": "2026-12-30", "deadline_on": "2027-01-02"}),
    ("12/3~12/5 출장", {"title": "출장", "starts_on": "2026-12-03", "deadline_on": "2026-12-05"}),
    # Rules.
    ("weekly on Monday sync", {"title": "sync", "starts_on": "2026-11-30", "rule": "FREQ=WEEKLY;BYDAY=MO"}),
    ("매주 월~금 출근", {"title": "출근", "starts_on": "2026-11-27", "rule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"}),
    ("매월 15일, 30일 급여", {"title": "급여", "starts_on": "2026-11-30", "rule": "FREQ=MONTHLY;BYMONTHDAY=15,30"}),
    ("격주 화요일 면담", {"title": "면담", "starts_on": "2026-12-01", "rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"}),
    (
        "내일부터 금요일까지 매일 운동",
        {"title": "운동", "starts_on": "2026-11-28", "rule": "FREQ=DAILY;UNTIL=20261204"},
    ),
    ("Pay 31st rent every month on the 31st", {
        "title": "Pay 31st rent",
        "starts_on": "2026-11-30",
        "rule": "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
    }),
    # What is left alone goes too.
    ("Meet Bob (tomorrow)", {"title": "Meet Bob", **TOMORROW}),
    ("Pay rent, tomorrow", {"title": "Pay rent", **TOMORROW}),
    # Marks.
    ('회의 #"2026/Home office" @"두 단어"', {"title": "회의", "path": "2026/Home office", "labels": ["두 단어"]}),
    ("Plant @a @A !2, now", {"title": "Plant !2, now", "labels": ["a"]}),
    ("Plant #One #Two", {"title": "Plant #One", "path": "Two"}),
    ("Plant // from // both", {"title": "Plant", "content": "from // both"}),
]  # fmt: skip

TITLES = [
    "Sit in the sun",
    "Open 24/7",
    "Sun cream for the beach",
    "Friday Night Lights poster",
    "Look at 3 apartments",
    "Shop on 5th Avenue",
    "Meet on the 5th floor",
    "Watch Friday Night Lights",
    "The week before Friday",
    "Plan Black Friday",
    "Plan for next year",
    "Meeting 3-5pm",
    "Meeting from 3pm to 5pm",
    "Catch the 8:15 train",
    "fix issue #12",
    "email ann@example.com",
    "see https://example.com/a//b",
    "every! 3 days clean",
    "완료 후 3일마다 청소",
    "한시 외우기",
    "3시부터 5시까지 회의",
    "영화 토요일 밤의 열기 보기",
    "3일 안에 답장",
    "tomorrow",
    "내일 3시",
    "every day",
]


class TestRead:
    @pytest.mark.parametrize(("text", "meant"), READ)
    def test_reads_what_is_meant(self, text, meant):
        assert as_row(reading_of(text)) == meant

    @pytest.mark.parametrize("text", TITLES)
    def test_leaves_a_title(self, text):
        assert as_row(reading_of(text)) == {"title": text}

    def test_has_no_title_in_a_line_of_marks(self):
        assert reading_of("#Home @a !1 // notes").title == ""

    def test_leaves_what_the_person_has_unread(self):
        reading = reading_of("Call Bob on Friday tomorrow #Home", plain=["tomorrow", "#Home"])

        assert as_row(reading) == {"title": "Call Bob tomorrow #Home", **NEXT_FRIDAY}

    def test_counts_days_in_the_zone_of_the_person(self):
        late = datetime(2026, 11, 27, 14, 59, tzinfo=UTC)

        days = [
            read("Dig tomorrow", now=late, zone=ZoneInfo(zone)).starts_on
            for zone in ("Asia/Seoul", "UTC", "Pacific/Auckland")
        ]

        assert days == [date(2026, 11, 28), date(2026, 11, 28), date(2026, 11, 29)]

    @pytest.mark.parametrize(("week_starts_on", "day"), [("MO", 30), ("SU", 29), ("FR", None)])
    def test_counts_weeks_as_the_person_does(self, week_starts_on, day):
        meant = date(2026, 11, day) if day else date(2026, 12, 4)

        assert reading_of("Dig next week", week_starts_on=week_starts_on).starts_on == meant

    @pytest.mark.parametrize(("hour", "day"), [(9, "2026-11-28"), (10, "2026-11-27"), (11, "2026-11-27")])
    def test_takes_tomorrow_for_a_time_that_has_passed(self, hour, day):
        assert as_row(reading_of(f"Dig {hour}am"))["deadline_on"] == day

    def test_ends_with_the_calendar(self):
        last = datetime(9999, 12, 31, 12, tzinfo=UTC)

        for text in (
            "Dig tomorrow",
            "Dig next week",
            "Dig in 999 years",
            "Dig Friday",
            "글피 파기",
            "Dig every day",
            "매년 1월 1일 파기",
        ):
            assert read(text, now=last, zone=SEOUL)


SOME_WORDS = (
    "every other 2nd first last of month the on by from until to in 3 5th 12 at 3pm 15:00 noon tonight tomorrow next week Friday "
    'sun Dec May 3 2026-12-03 12/3 3.12. 24/7 and , - – ~ / ( ) " “ # @ ! !1 !높음 #a/b #" @x // //x weekly monthly on weekdays '
    "매주 매월 매년 격주 월 월·수 월요일 월수금마다 까지 부터 마다 내일 내일까지 다음 주 다음 달 5일 말일 첫째 둘째 주 오후 3시 반 세시 정오에 밤 "
    "12월 3일 12월3일부터 주말 연말 사흘 뒤 2주 후 분기마다 완료 후 3일마다 a í ꙮ \u2028 \t \U0001f600 0 99 999 1999"
)
WORDS = SOME_WORDS.split(" ")
texts = st.lists(st.sampled_from(WORDS), max_size=30).flatmap(
    lambda words: st.sampled_from([" ", "", "  "]).map(lambda space: space.join(words))
) | st.text(max_size=LONGEST_LINE)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2900, 1, 1), timezones=st.just(UTC))


class TestAnyLine:
    @given(texts, moments, st.lists(st.sampled_from(WORDS), max_size=3))
    def test_is_read_into_spans_and_a_title(self, text, now, plain):
        """The spans lie apart in the text, and what is not in them is in the title."""
        reading = read(text, now=now, zone=SEOUL, plain=plain)

        places = [place for span in reading.spans for place in (span.start, span.end)]
        assert places == sorted(places)
        assert all(0 <= span.start < span.end <= len(text) for span in reading.spans)
        rest, position = "", 0
        for span in reading.spans:
            rest += text[position : span.start]
            position = span.end
        rest += text[position:]
        stops = ' "“”,:;()-–—'
        assert _without(reading.title, stops) == _without(rest, stops)

    @given(texts)
    def test_is_read_the_same_in_its_title(self, text):
        """A title that was left has nothing to read once it is quoted."""
        title = reading_of(text).title
        if title and not {'"', "“", "”"} & {*title}:
            assert reading_of(f'"{title}"').title == title

    @pytest.mark.prove
    @pytest.mark.parametrize("word", [*WORDS, '"a', 'a"', " ", "3 ", "every ", "월", "on on ", '#"', "3-", "1/"])
    def test_costs_the_same_for_each_letter(self, word):
        """Four times the text costs about four times as much: the limit is that of a cost that grows with its square."""
        short, long = (word * 500)[: LONGEST_LINE // 4], (word * 500)[:LONGEST_LINE]

        ratios = [_seconds(long) / _seconds(short) for _ in range(3)]

        assert min(ratios) < 10 or _seconds(long) < 0.005


def _without(text, letters):
    return [letter for letter in text if letter not in letters and not letter.isspace()]


def _seconds(text):
    start = time.perf_counter()
    read(text, now=FRIDAY, zone=SEOUL)
    return time.perf_counter() - start
