"""The sentences of rules that start on Wednesday, 2 September 2026: rule | in English | in Korean."""

TABLE = """
DAILY | every day | 매일
DAILY;INTERVAL=3 | every 3 days | 3일마다
DAILY;COUNT=10 | every day, 10 times | 매일, 총 10회
DAILY;COUNT=1 | once, on 2 September 2026 | 2026년 9월 2일 한 번
DAILY;BYDAY=MO,TU,WE,TH,FR | every weekday | 평일마다
DAILY;BYDAY=MO,TU,WE,TH,FR;BYMONTH=1 | every weekday in January | 평일마다, 1월에만
DAILY;BYDAY=MO,WE | every Monday and Wednesday | 매주 월·수요일
DAILY;BYMONTH=1 | every day in January | 매일, 1월에만
DAILY;INTERVAL=2;BYMONTH=1,3 | every 2 days, only in January and March | 2일마다, 1·3월에만
DAILY;BYMONTHDAY=1,15 | every month on the 1st and the 15th | 매월 1일과 15일
DAILY;BYDAY=MO,TU,WE,TH,FR;BYMONTHDAY=-1 | every month on the last day, if it is a weekday | 매월 말일이 평일인 날
DAILY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR | every 2 days, if it is a weekday | 2일마다, 평일인 경우에만
DAILY;INTERVAL=3;BYDAY=FR;BYMONTHDAY=13,-1;BYMONTH=2;UNTIL=20501231 | every 3 days, if it is a Friday and the 13th or the last day of the month, only in February, until 31 December 2050 | 3일마다, 금요일이고 13일 또는 말일인 경우에만, 2월에만, 2050년 12월 31일까지
DAILY;UNTIL=20261231 | every day until 31 December 2026 | 매일, 2026년 12월 31일까지
WEEKLY | every Wednesday | 매주 수요일
WEEKLY;BYDAY=FR | every Friday | 매주 금요일
WEEKLY;BYDAY=MO,WE,FR | every Monday, Wednesday and Friday | 매주 월·수·금요일
WEEKLY;BYDAY=MO,TU,WE,TH,FR | every weekday | 평일마다
WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR | every 2 weeks on weekdays | 2주마다 평일
WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20261230 | every 2 weeks on Monday and Wednesday until 30 December 2026 | 2주마다 월·수요일, 2026년 12월 30일까지
WEEKLY;INTERVAL=2;BYDAY=WE,SU;WKST=SU;COUNT=4 | every 2 weeks on Wednesday and Sunday, with weeks starting on Sunday, 4 times | 2주마다 수·일요일, 일요일에 시작하는 주 기준, 총 4회
WEEKLY;INTERVAL=2;BYDAY=MO,WE;WKST=SU | every 2 weeks on Monday and Wednesday | 2주마다 월·수요일
WEEKLY;BYDAY=WE,SU;WKST=SU | every Wednesday and Sunday | 매주 수·일요일
WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1,-1 | every week on the 1st and last Monday, Wednesday or Friday | 매주 월·수·금요일 중 첫 번째와 마지막 날
WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;WKST=SU | every week on the last weekday, with weeks starting on Sunday | 매주 마지막 평일, 일요일에 시작하는 주 기준
WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU | every day | 매일
WEEKLY;BYDAY=SA,SU | every Saturday and Sunday | 매주 토·일요일
WEEKLY;INTERVAL=3;BYDAY=MO,TU,WE,TH,FR,SA,SU | every 3 weeks on every day of the week | 3주마다 모든 요일
WEEKLY;COUNT=8;BYDAY=TU,TH | every Tuesday and Thursday, 8 times | 매주 화·목요일, 총 8회
MONTHLY | every month on the 2nd | 매월 2일
MONTHLY;BYMONTHDAY=31 | every month on the 31st, skipping months without one | 매월 31일, 없는 달은 건너뜀
MONTHLY;BYMONTHDAY=31;BYMONTH=1,3 | every year on the 31st of January and March | 매년 1·3월 31일
MONTHLY;BYMONTHDAY=15,30 | every month on the 15th and the 30th, skipping days that do not exist | 매월 15일과 30일, 없는 날은 건너뜀
MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1 | every month on the 31st, or the last day of shorter months | 매월 31일, 없는 달은 말일
MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1;BYMONTH=2,4 | every month on the 30th, or the last day of shorter months, only in February and April | 매월 30일, 없는 달은 말일, 2·4월에만
MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=1 | every month on the 1st day from the 28th to the 31st | 매월 28일~31일 중 첫 번째 날
MONTHLY;BYMONTHDAY=-1 | every month on the last day | 매월 말일
MONTHLY;BYMONTHDAY=1,2,8,-14,-1 | every month on the 1st, the 2nd, the 8th, the 14th-to-last day and the last day | 매월 1일, 2일, 8일, 끝에서 14번째 날과 말일
MONTHLY;BYMONTHDAY=-3,-2,-1 | every month on the 3rd-to-last day, the 2nd-to-last day and the last day | 매월 끝에서 세 번째 날, 끝에서 두 번째 날과 말일
MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 | every month on the last weekday | 매월 마지막 평일
MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1 | every month on the 1st weekday | 매월 첫 번째 평일
MONTHLY;BYDAY=MO,TU,WE,TH,FR | every weekday | 평일마다
MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1 | every month on the last day | 매월 마지막 날
MONTHLY;BYDAY=2TU | every month on the 2nd Tuesday | 매월 두 번째 화요일
MONTHLY;BYDAY=TU;BYSETPOS=2 | every month on the 2nd Tuesday | 매월 두 번째 화요일
MONTHLY;BYDAY=-1FR | every month on the last Friday | 매월 마지막 금요일
MONTHLY;BYDAY=-2FR | every month on the 2nd-to-last Friday | 매월 끝에서 두 번째 금요일
MONTHLY;BYDAY=1SU,-1SU | every month on the 1st and last Sunday | 매월 첫 번째와 마지막 일요일
MONTHLY;BYDAY=1MO,-1FR | every month on the 1st Monday and the last Friday | 매월 첫 번째 월요일과 마지막 금요일
MONTHLY;BYDAY=MO,1TU | every month on every Monday and the 1st Tuesday | 매월 모든 월요일과 첫 번째 화요일
MONTHLY;BYDAY=5FR | every month on the 5th Friday, skipping months without one | 매월 다섯 번째 금요일, 없는 달은 건너뜀
MONTHLY;INTERVAL=2;BYDAY=TU | every 2 months on every Tuesday of the month | 2개월마다 그달의 모든 화요일
MONTHLY;BYDAY=FR;BYMONTHDAY=13 | every month on the 13th, if it is a Friday | 매월 13일이 금요일인 날
MONTHLY;BYDAY=2FR;BYMONTHDAY=13;UNTIL=20301231 | every month on the 2nd Friday, if it is the 13th, until 31 December 2030 | 매월 두 번째 금요일이 13일인 날, 2030년 12월 31일까지
MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3 | every month on the 3rd Tuesday, Wednesday or Thursday | 매월 화·수·목요일 중 세 번째 날
MONTHLY;BYDAY=FR;BYMONTHDAY=1,2,3,4,5,6,7;BYSETPOS=1;UNTIL=20280101 | every month on the 1st Friday from the 1st to the 7th until 1 January 2028 | 매월 1일~7일의 금요일 중 첫 번째 날, 2028년 1월 1일까지
MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYMONTHDAY=25,26,27,28,29,30,31;BYSETPOS=1 | every month on the 1st weekday from the 25th to the 31st | 매월 25일~31일의 평일 중 첫 번째 날
MONTHLY;BYMONTHDAY=1,15;BYDAY=FR | every month on the 1st or the 15th, if it is a Friday | 매월 1일 또는 15일이 금요일인 날
MONTHLY;INTERVAL=3;BYMONTHDAY=-1 | every 3 months on the last day | 3개월마다 말일
MONTHLY;BYMONTH=12;BYMONTHDAY=24 | every year on 24 December | 매년 12월 24일
MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13 | every month on the Saturday from the 7th to the 13th | 매월 7일~13일의 토요일
MONTHLY;BYMONTHDAY=5,10,20;BYSETPOS=2 | every month on the 2nd of these days: the 5th, the 10th and the 20th | 매월 5일, 10일과 20일 중 두 번째 날
MONTHLY;BYDAY=1MO,3MO | every month on the 1st and 3rd Monday | 매월 첫 번째와 세 번째 월요일
MONTHLY;INTERVAL=6;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1 | every 6 months on the 1st weekday | 6개월마다 첫 번째 평일
MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYMONTHDAY=1,2,3,4,5,6,7,8,9,10 | every month on every weekday from the 1st to the 10th | 매월 1일~10일의 평일
MONTHLY;BYDAY=-1FR;BYMONTH=6,12 | every year on the last Friday of June and December | 매년 6·12월 마지막 금요일
YEARLY | every year on 2 September | 매년 9월 2일
YEARLY;INTERVAL=4;BYMONTH=7;BYMONTHDAY=4 | every 4 years on 4 July | 4년마다 7월 4일
YEARLY;BYMONTH=2;BYMONTHDAY=29 | every year on 29 February, in leap years only | 매년 2월 29일, 윤년에만
YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1 | every year on 29 February, or the 28th in other years | 매년 2월 29일, 없는 해는 28일
YEARLY;BYMONTH=2;BYMONTHDAY=28,29,30,31;BYSETPOS=-1 | every year on the last day from 28 to 31 February | 매년 2월 28일~31일 중 마지막 날
YEARLY;BYMONTH=2;BYMONTHDAY=-1 | every year on the last day of February | 매년 2월 말일
YEARLY;BYMONTH=6,7 | every year on the 2nd of June and July | 매년 6·7월 2일
YEARLY;BYMONTHDAY=13 | every month on the 13th | 매월 13일
YEARLY;BYDAY=20MO | every year on the 20th Monday of the year | 매년 20번째 월요일
YEARLY;BYDAY=53MO | every year on the 53rd Monday of the year, skipping years without one | 매년 53번째 월요일, 없는 해는 건너뜀
YEARLY;BYDAY=TH | every Thursday | 매주 목요일
YEARLY;BYDAY=TH;BYMONTH=3 | every Thursday in March | 매주 목요일, 3월에만
YEARLY;BYDAY=2SU;BYMONTH=3,4 | every year on the 2nd Sunday of March and April | 매년 3·4월 두 번째 일요일
YEARLY;BYDAY=-5SU;BYMONTH=3 | every year on the 5th-to-last Sunday of March, skipping years without one | 매년 3월 끝에서 다섯 번째 일요일, 없는 해는 건너뜀
YEARLY;BYWEEKNO=20;BYDAY=MO | every year on Monday of week 20 | 매년 20주차 월요일
YEARLY;BYWEEKNO=20;BYDAY=MO;WKST=SU | every year on Monday of week 20, with weeks starting on Sunday | 매년 20주차 월요일, 일요일에 시작하는 주 기준
YEARLY;BYWEEKNO=20,21,-1;BYDAY=MO,WE | every year on Monday and Wednesday of weeks 20 and 21 and the last week of the year | 매년 20주차, 21주차와 마지막 주 월·수요일
YEARLY;BYWEEKNO=53 | every year on all days of week 53, skipping years without one | 매년 53주차 매일, 없는 해는 건너뜀
YEARLY;BYWEEKNO=1,53 | every year on all days of weeks 1 and 53, skipping weeks that do not exist | 매년 1주차와 53주차 매일, 없는 주는 건너뜀
YEARLY;BYYEARDAY=100 | every year on day 100 of the year | 매년 100번째 날
YEARLY;BYYEARDAY=1,2,3,100,-1 | every year on days 1 to 3 and 100 and the last day of the year | 매년 1~3번째 날, 100번째 날과 마지막 날
YEARLY;BYYEARDAY=-113,-112,-111 | every year on the 113th-to-last, 112th-to-last and 111th-to-last day of the year | 매년 끝에서 113번째 날, 끝에서 112번째 날과 끝에서 111번째 날
YEARLY;BYWEEKNO=-3,-2,-1 | every year on all days of the 3rd-to-last, 2nd-to-last and last week of the year | 매년 끝에서 세 번째 주, 끝에서 두 번째 주와 마지막 주 매일
YEARLY;BYWEEKNO=53;BYMONTH=1 | every year on all days of week 53, if it is in January | 매년 53주차 중 1월인 날
YEARLY;BYWEEKNO=20;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1 | every year on the 1st of these days: weekdays of week 20 | 매년 20주차 평일 중 첫 번째 날
YEARLY;BYWEEKNO=1;BYMONTH=1;BYMONTHDAY=1 | every year on 1 January, if it is in week 1 | 매년 1월 1일이 1주차인 날
YEARLY;BYWEEKNO=1;BYMONTH=1,12 | every year on all days of week 1, if it is in January or December | 매년 1주차 중 1월 또는 12월인 날
YEARLY;BYYEARDAY=1;BYMONTH=1;BYMONTHDAY=1 | every year on day 1 of the year, if it is the 1st and in January | 매년 첫 번째 날이 1월이고 1일인 날
YEARLY;BYYEARDAY=100;BYDAY=FR | every year on day 100 of the year, if it is a Friday | 매년 100번째 날이 금요일인 날
YEARLY;BYYEARDAY=366 | every year on day 366 of the year, in leap years only | 매년 366번째 날, 윤년에만
YEARLY;BYYEARDAY=1,-366 | every year on day 1 and the 366th-to-last day of the year, skipping days that do not exist | 매년 첫 번째 날과 끝에서 366번째 날, 없는 날은 건너뜀
YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8 | every 4 years on the Tuesday from 2 to 8 November | 4년마다 11월 2일~8일의 화요일
YEARLY;BYDAY=MO,TU,WE,TH,FR;BYMONTH=1;BYSETPOS=1 | every year on the 1st weekday of January | 매년 1월 첫 번째 평일
YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 | every year on the last weekday of the year | 매년 마지막 평일
YEARLY;BYDAY=MO,TU;BYMONTH=1,6;BYSETPOS=1 | every year on the 1st of these days: every Monday and Tuesday of January and June | 매년 1·6월 월·화요일 중 첫 번째 날
YEARLY;BYWEEKNO=20;BYMONTH=5,6;BYMONTHDAY=20;BYYEARDAY=140;BYDAY=WE | every year on Wednesday of week 20, if it is the 20th and day 140 of the year and in May or June | 매년 20주차 수요일이 5월 또는 6월이고 20일이고 그해 140번째 날인 날
YEARLY;BYYEARDAY=1,2;BYMONTHDAY=1;BYWEEKNO=1,53 | every year on day 1 or 2 of the year, if it is the 1st and in week 1 or 53 | 매년 첫 번째 날 또는 두 번째 날이 1주차 또는 53주차이고 1일인 날
YEARLY;BYDAY=MO | every Monday | 매주 월요일
YEARLY;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8 | every year on the Tuesday from 2 to 8 November | 매년 11월 2일~8일의 화요일
YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY=1 | every month on the 1st | 매월 1일
YEARLY;INTERVAL=2;BYDAY=TH | every 2 years on every Thursday of the year | 2년마다 그해의 모든 목요일
YEARLY;INTERVAL=2;BYMONTHDAY=13 | every 2 years on the 13th of every month | 2년마다 모든 달의 13일
YEARLY;BYMONTH=5;BYDAY=2SU;COUNT=5 | every year on the 2nd Sunday of May, 5 times | 매년 5월 두 번째 일요일, 총 5회
YEARLY;BYMONTH=2;BYMONTHDAY=29;INTERVAL=4 | every 4 years on 29 February, in leap years only | 4년마다 2월 29일, 윤년에만
YEARLY;BYMONTH=3,6,9,12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 | every year on the last of these days: every weekday of March, June, September and December | 매년 3·6·9·12월 평일 중 마지막 날
"""

ROWS = [line.split(" | ") for line in TABLE.strip().splitlines()]
SENTENCES = {f"FREQ={rule}": (english, korean) for rule, english, korean in ROWS}
