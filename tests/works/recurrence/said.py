"""What is said of a rule that starts on Wednesday, 2 September 2026."""

# rule → the sentence in English, in Korean
SENTENCES = {
    "FREQ=DAILY": ("every day", "매일"),
    "FREQ=DAILY;INTERVAL=3": ("every 3 days", "3일마다"),
    "FREQ=DAILY;COUNT=10": ("every day, 10 times", "매일, 10회"),
    "FREQ=DAILY;COUNT=1": ("every day, once", "매일, 1회"),
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR": ("every weekday", "평일마다"),
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;BYMONTH=1": ("every weekday in January", "평일마다, 1월에만"),
    "FREQ=DAILY;BYDAY=MO,WE": ("every Mon and Wed", "매주 월요일, 수요일"),
    "FREQ=DAILY;BYMONTH=1": ("every day in January", "매일, 1월에만"),
    "FREQ=DAILY;INTERVAL=2;BYMONTH=1,3": ("every 2 days, only in January and March", "2일마다, 1월·3월에만"),
    "FREQ=DAILY;BYMONTHDAY=1,15": (
        "every day that is the 1st or 15th of the month",
        "매일, 1일 또는 15일인 날만",
    ),
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;BYMONTHDAY=-1": (
        "every weekday that is the last day of the month",
        "매일, 평일이고 말일인 날만",
    ),
    "FREQ=DAILY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR": ("every 2 days, if it is a weekday", "2일마다, 평일인 날만"),
    "FREQ=DAILY;INTERVAL=3;BYDAY=FR;BYMONTHDAY=13,-1;BYMONTH=2;UNTIL=20501231": (
        "every 3 days, if it is a Friday and the 13th or the last day of the month, only in February, until 31 Dec 2050",
        "3일마다, 금요일이고 13일 또는 말일인 날만, 2월에만, 2050년 12월 31일까지",
    ),
    "FREQ=WEEKLY": ("every week on Wednesday", "매주 수요일"),
    "FREQ=WEEKLY;BYDAY=FR": ("every week on Friday", "매주 금요일"),
    "FREQ=WEEKLY;BYDAY=MO": ("every week on Monday", "매주 월요일"),
    "FREQ=WEEKLY;BYDAY=MO,WE,FR": ("every week on Mon, Wed and Fri", "매주 월요일, 수요일, 금요일"),
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": ("every weekday", "평일마다"),
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR": ("every 2 weeks on weekdays", "2주마다 평일"),
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20261230": (
        "every 2 weeks on Mon and Wed until 30 Dec 2026",
        "2주마다 월요일, 수요일, 2026년 12월 30일까지",
    ),
    "FREQ=WEEKLY;BYDAY=FR;BYMONTH=6,7": ("every week on Friday in June and July", "매주 금요일, 6월·7월에만"),
    # 6 September is a Sunday.
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,SU;WKST=SU;COUNT=4": (
        "every 2 weeks on Wed and Sun, weeks beginning on Sunday, 4 times",
        "2주마다 수요일, 일요일, 한 주는 일요일부터, 4회",
    ),
    # No other days than with weeks from Monday on.
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU": ("every 2 weeks on Mon and Wed", "2주마다 월요일, 수요일"),
    "FREQ=WEEKLY;BYDAY=WE,SU;WKST=SU": ("every week on Wed and Sun", "매주 수요일, 일요일"),
    "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1,-1": (
        "every week on the first and last Mon, Wed or Fri",
        "매주 월요일, 수요일, 금요일 중 첫 번째, 마지막 날",
    ),
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;WKST=SU": (
        "every week on the last working day, weeks beginning on Sunday",
        "매주 마지막 평일, 한 주는 일요일부터",
    ),
    "FREQ=MONTHLY": ("every month on the 2nd", "매월 2일"),
    "FREQ=MONTHLY;BYMONTHDAY=31": (
        "every month on the 31st, skipping months without it",
        "매월 31일, 없는 달은 건너뜀",
    ),
    "FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20271231": (
        "every month on the 31st, skipping months without it, until 31 Dec 2027",
        "매월 31일, 없는 달은 건너뜀, 2027년 12월 31일까지",
    ),
    "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=1,3": (
        "every month on the 31st in January and March",
        "매월 31일, 1월·3월에만",
    ),
    "FREQ=MONTHLY;BYMONTHDAY=15,30": (
        "every month on the 15th and 30th, skipping days that do not exist",
        "매월 15일, 30일, 없는 날은 건너뜀",
    ),
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1": (
        "every month on the 31st, or the last day of shorter months",
        "매월 31일, 없는 달은 말일",
    ),
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1;BYMONTH=2,4": (
        "every month on the 30th, or the last day of shorter months, only in February and April",
        "매월 30일, 없는 달은 말일, 2월·4월에만",
    ),
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=1": (
        "every month on the first of these days: the 28th to 31st",
        "매월 28일~31일 중 첫 번째 날",
    ),
    "FREQ=MONTHLY;BYMONTHDAY=-1": ("every month on the last day", "매월 말일"),
    "FREQ=MONTHLY;BYMONTHDAY=1,2,8,-14,-1": (
        "every month on the 1st, 2nd, 8th, the 14th to last day and the last day",
        "매월 1일, 2일, 8일, 끝에서 14번째 날, 말일",
    ),
    "FREQ=MONTHLY;BYMONTHDAY=-3,-2,-1": (
        "every month on the 3rd to last day, the 2nd to last day and the last day",
        "매월 끝에서 세 번째 날, 끝에서 두 번째 날, 말일",
    ),
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1": ("every month on the last working day", "매월 마지막 평일"),
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1": ("every month on the first working day", "매월 첫 번째 평일"),
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR": ("every month on each weekday", "매월 모든 평일"),
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1": ("every month on the last day", "매월 마지막 날"),
    "FREQ=MONTHLY;BYDAY=2TU": ("every month on the second Tuesday", "매월 두 번째 화요일"),
    "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2": ("every month on the second Tuesday", "매월 두 번째 화요일"),
    "FREQ=MONTHLY;BYDAY=-1FR": ("every month on the last Friday", "매월 마지막 금요일"),
    "FREQ=MONTHLY;BYDAY=-2FR": ("every month on the second to last Friday", "매월 끝에서 두 번째 금요일"),
    "FREQ=MONTHLY;BYDAY=1SU,-1SU": ("every month on the first and last Sunday", "매월 첫 번째, 마지막 일요일"),
    "FREQ=MONTHLY;BYDAY=1MO,-1FR": (
        "every month on the first Mon and the last Fri",
        "매월 첫 번째 월요일, 마지막 금요일",
    ),
    "FREQ=MONTHLY;BYDAY=MO,1TU": ("every month on each Mon and the first Tue", "매월 모든 월요일, 첫 번째 화요일"),
    "FREQ=MONTHLY;BYDAY=5FR": (
        "every month on the fifth Friday, skipping months without it",
        "매월 다섯 번째 금요일, 없는 달은 건너뜀",
    ),
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU": ("every 2 months on each Tuesday", "2개월마다 모든 화요일"),
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13": (
        "every month on each Friday that is the 13th",
        "매월 모든 금요일, 13일인 날만",
    ),
    "FREQ=MONTHLY;BYDAY=2FR;BYMONTHDAY=13;UNTIL=20301231": (
        "every month on the second Friday, if it is the 13th, until 31 Dec 2030",
        "매월 두 번째 금요일, 13일인 날만, 2030년 12월 31일까지",
    ),
    "FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3": (
        "every month on the third Tue, Wed or Thu",
        "매월 모든 화요일, 수요일, 목요일 중 세 번째 날",
    ),
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=1,2,3,4,5,6,7;BYSETPOS=1;UNTIL=20280101": (
        "every month on the first of these days: each Friday that is the 1st to 7th, until 1 Jan 2028",
        "매월 모든 금요일, 1일~7일인 날 중 첫 번째 날, 2028년 1월 1일까지",
    ),
    "FREQ=YEARLY": ("every year on 2 September", "매년 9월 2일"),
    "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=4": ("every year on 4 July", "매년 7월 4일"),
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=7;BYMONTHDAY=4": ("every 4 years on 4 July", "4년마다 7월 4일"),
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29": (
        "every year on 29 February, skipping years without it",
        "매년 2월 29일, 없는 해는 건너뜀",
    ),
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1": (
        "every year on 29 February, or the 28th in years without it",
        "매년 2월 29일, 없는 해는 2월 28일",
    ),
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29,30,31;BYSETPOS=-1": (
        "every year on the last of these days: the 28th to 31st of February",
        "매년 2월의 28일~31일 중 마지막 날",
    ),
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1": ("every year on the last day of February", "매년 2월의 말일"),
    "FREQ=YEARLY;BYMONTH=6,7": ("every year on the 2nd of June and July", "매년 6월·7월의 2일"),
    "FREQ=YEARLY;BYMONTHDAY=13": ("every year on the 13th of every month", "매년 모든 달의 13일"),
    "FREQ=YEARLY;BYMONTHDAY=31": (
        "every year on the 31st of every month, skipping months without it",
        "매년 모든 달의 31일, 없는 달은 건너뜀",
    ),
    "FREQ=YEARLY;BYDAY=20MO": ("every year on the 20th Monday of the year", "매년 20번째 월요일"),
    "FREQ=YEARLY;BYDAY=53MO": (
        "every year on the 53rd Monday of the year, skipping years without it",
        "매년 53번째 월요일, 없는 해는 건너뜀",
    ),
    "FREQ=YEARLY;BYDAY=TH": ("every year on each Thursday", "매년 모든 목요일"),
    "FREQ=YEARLY;BYDAY=TH;BYMONTH=3": ("every year on each Thursday in March", "매년 3월의 모든 목요일"),
    "FREQ=YEARLY;BYDAY=2SU;BYMONTH=3,4": (
        "every year on the second Sunday of March and April",
        "매년 3월·4월의 두 번째 일요일",
    ),
    "FREQ=YEARLY;BYDAY=-5SU;BYMONTH=3": (
        "every year on the fifth to last Sunday of March, skipping years without it",
        "매년 3월의 끝에서 다섯 번째 일요일, 없는 해는 건너뜀",
    ),
    "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO": ("every year on Monday of week 20", "매년 20주차 월요일"),
    "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;WKST=SU": (
        "every year on Monday of week 20, weeks beginning on Sunday",
        "매년 20주차 월요일, 한 주는 일요일부터",
    ),
    "FREQ=YEARLY;BYWEEKNO=20,21,-1;BYDAY=MO,WE": (
        "every year on Mon and Wed of weeks 20 and 21 and the last week of the year",
        "매년 20주차·21주차·마지막 주 월요일, 수요일",
    ),
    "FREQ=YEARLY;BYWEEKNO=53": (
        "every year on every day of week 53, skipping years without it",
        "매년 53주차의 모든 날, 없는 해는 건너뜀",
    ),
    "FREQ=YEARLY;BYWEEKNO=1,53": (
        "every year on every day of weeks 1 and 53, skipping weeks that a year does not have",
        "매년 1주차·53주차의 모든 날, 없는 주는 건너뜀",
    ),
    "FREQ=YEARLY;BYYEARDAY=100": ("every year on day 100 of the year", "매년 100번째 날"),
    "FREQ=YEARLY;BYYEARDAY=1,2,3,100,-1": (
        "every year on days 1 to 3 and 100 and the last day of the year",
        "매년 1번째~3번째 날, 100번째 날, 마지막 날",
    ),
    "FREQ=YEARLY;BYYEARDAY=-113,-112,-111": (
        "every year on the 113th to last, 112th to last and 111th to last day of the year",
        "매년 끝에서 113번째 날, 끝에서 112번째 날, 끝에서 111번째 날",
    ),
    "FREQ=YEARLY;BYWEEKNO=-3,-2,-1": (
        "every year on every day of the 3rd to last, 2nd to last and last week of the year",
        "매년 끝에서 세 번째 주·끝에서 두 번째 주·마지막 주의 모든 날",
    ),
    "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=1": (
        "every year on every day of week 53, if it is in January",
        "매년 53주차의 모든 날, 1월인 날만",
    ),
    "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1": (
        "every year on the first of these days: Mon, Tue, Wed, Thu and Fri of week 20",
        "매년 20주차 평일 중 첫 번째 날",
    ),
    "FREQ=YEARLY;BYWEEKNO=1;BYMONTH=1;BYMONTHDAY=1": (
        "every year on 1 January, if it is in week 1",
        "매년 1월 1일, 1주차인 날만",
    ),
    "FREQ=YEARLY;BYWEEKNO=1;BYMONTH=1,12": (
        "every year on every day of week 1, if it is in January or December",
        "매년 1주차의 모든 날, 1월 또는 12월인 날만",
    ),
    "FREQ=YEARLY;BYYEARDAY=1;BYMONTH=1;BYMONTHDAY=1": (
        "every year on day 1 of the year, if it is the 1st and in January",
        "매년 첫 번째 날, 1월이고 1일인 날만",
    ),
    "FREQ=YEARLY;BYYEARDAY=100;BYDAY=FR": (
        "every year on each Friday that is day 100 of the year",
        "매년 모든 금요일, 그해 100번째 날인 날만",
    ),
    "FREQ=YEARLY;BYYEARDAY=366": (
        "every year on day 366 of the year, skipping years without it",
        "매년 366번째 날, 없는 해는 건너뜀",
    ),
    "FREQ=YEARLY;BYYEARDAY=1,-366": (
        "every year on day 1 and the 366th to last day of the year, skipping days that do not exist",
        "매년 첫 번째 날, 끝에서 366번째 날, 없는 날은 건너뜀",
    ),
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8": (
        "every 4 years on each Tuesday in November that is the 2nd to 8th",
        "4년마다 11월의 모든 화요일, 2일~8일인 날만",
    ),
    "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYMONTH=1;BYSETPOS=1": (
        "every year on the first working day of January",
        "매년 1월의 첫 번째 평일",
    ),
    "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1": (
        "every year on the last working day of the year",
        "매년 마지막 평일",
    ),
    "FREQ=YEARLY;BYDAY=MO,TU;BYMONTH=1,6;BYSETPOS=1": (
        "every year on the first of these days: each Mon and Tue in January and June",
        "매년 1월·6월의 모든 월요일, 화요일 중 첫 번째 날",
    ),
    "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=5,6;BYMONTHDAY=20;BYYEARDAY=140;BYDAY=WE": (
        "every year on Wednesday of week 20, if it is the 20th and day 140 of the year and in May or June",
        "매년 20주차 수요일, 5월 또는 6월이고 20일이고 그해 140번째 날인 날만",
    ),
    "FREQ=YEARLY;BYYEARDAY=1,2;BYMONTHDAY=1;BYWEEKNO=1,53": (
        "every year on days 1 and 2 of the year, if it is the 1st and in week 1 or 53",
        "매년 첫 번째 날, 두 번째 날, 1주차 또는 53주차이고 1일인 날만",
    ),
}
