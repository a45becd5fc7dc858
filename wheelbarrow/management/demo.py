"""The demo data: a year of works, in English and in Korean."""

from __future__ import annotations

# Yearly project → sub-project → place for works.
TREE: dict[str, dict[str, list[str]]] = {
    "Work {year}": {
        "Website relaunch": ["Content", "Design", "Hosting"],
        "Customers": ["Offers", "Support", "Invoices"],
        "Team": ["Hiring", "Reviews"],
    },
    "{year}년 집": {
        "텃밭": ["봄 심기", "물주기", "수확"],
        "집수리": ["욕실", "지붕"],
        "가족": ["생일", "여행", "학교"],
    },
    "Learning {year}": {
        "한국어": ["단어", "회화"],
        "PostgreSQL": ["Reading", "Exercises"],
        "Cello": ["Scales", "Pieces"],
    },
}

# Place → what is done there.
TITLES: dict[str, list[str]] = {
    "Content": ["Rewrite the front page", "Collect photos of the team", "Check every link", "Translate the imprint"],
    "Design": ["Choose the typeface", "Draw the icons", "Test the dark colours", "Make the print style"],
    "Hosting": ["Renew the certificate", "Move the mail", "Restore a backup to try it", "Read the access log"],
    "Offers": ["Offer for Kim & Partners", "Call back about the quote", "Adjust the price list", "Send the follow-up"],
    "Support": ["Answer the open tickets", "Write down the workaround", "Reproduce the export bug"],
    "Invoices": ["Write the invoices", "Remind the late payers", "File the receipts"],
    "Hiring": ["Read the applications", "Talk to the first three", "Write the offer letter"],
    "Reviews": ["Prepare the yearly talk", "Collect feedback", "Agree on goals"],
    "봄 심기": ["상추 씨 뿌리기", "토마토 모종 심기", "퇴비 섞기", "감자 심기"],
    "물주기": ["화분 물주기", "호스 고치기", "빗물통 청소"],
    "수확": ["고추 따기", "토마토 따기", "감자 캐기", "이웃과 나누기"],
    "욕실": ["타일 고르기", "수도꼭지 바꾸기", "업자 견적 받기"],
    "지붕": ["빗물받이 청소", "기와 확인하기"],
    "생일": ["엄마 선물 사기", "케이크 주문하기", "초대장 보내기"],
    "여행": ["기차표 예약", "숙소 비교하기", "짐 싸기", "사진 정리"],
    "학교": ["상담 신청", "급식비 내기", "준비물 사기"],
    "단어": ["단어 50개 외우기", "복습 시험", "카드 만들기"],
    "회화": ["언어 교환 모임", "드라마 한 편 따라 말하기"],
    "Reading": ["Read about MVCC", "Read about query plans", "Summarise the chapter"],
    "Exercises": ["Explain ten slow queries", "Build a partial index", "Write a migration by hand"],
    "Scales": ["D major, two octaves", "Slow bow exercise", "Thumb position"],
    "Pieces": ["Learn the sarabande", "Play for the neighbours", "Record the prelude"],
}

# Labels of works of any place, with the share of works that has each.
LABELS: dict[str, float] = {"Waiting": 0.1, "5 minutes": 0.2, "전화": 0.08, "밖에서": 0.12}

# Place, title, rule, days to the deadline: what comes back by itself.
RULES: list[tuple[str, str, str, int | None]] = [
    ("Reviews", "Write the weekly report", "FREQ=WEEKLY;BYDAY=FR", 0),
    ("Support", "Look through the tickets", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", None),
    ("Invoices", "Send the monthly invoices", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", 2),
    ("물주기", "화분 물주기", "FREQ=DAILY;INTERVAL=2", 0),
    ("학교", "급식비 내기", "FREQ=MONTHLY;BYMONTHDAY=10", 3),
    ("단어", "지난주 단어 복습", "FREQ=WEEKLY;BYDAY=SU", None),
    ("Scales", "Scales, ten minutes", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", None),
]
# How far back they go.
WEEKS = 8
