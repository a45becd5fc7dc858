"""The German words of Todoist's dates."""

from __future__ import annotations

from works.exchange.dialects.todoist_words.tokens import (
    AFTERNOON,
    AT,
    DAY,
    EVENING,
    EVERY,
    FILLER,
    FOR,
    FROM_COMPLETION,
    HOUR,
    IN,
    LAST,
    MIDNIGHT,
    MINUTE,
    MONTH,
    MORNING,
    NEXT,
    NIGHT,
    NO_DATE,
    NOON,
    OF_MONTH,
    OTHER,
    QUARTER,
    SECOND,
    STARTING,
    THIS,
    UNTIL,
    WEEK,
    WEEKEND,
    WORKDAY,
    YEAR,
    Kind,
    Language,
    Token,
    hour_of,
    names,
    numbers,
    ordinal,
)  # fmt: skip


def _ordinal(text: str) -> tuple[Token, ...]:
    """Return the ordinal of `3.`; `2.` is every other one, as `zweite` is."""
    return (SECOND,) if numbers(text) == [2] else ordinal(text)


GERMAN = Language(
    [
        (r"kein datum", (NO_DATE,)),
        (r"übermorgen", (Token(Kind.DAY, 2),)),
        (r"(?:jede[nrms]?|alle)\s?!\s*morgen", (FROM_COMPLETION, MORNING)),
        (r"jede[nrms]? morgen", (EVERY, MORNING)),
        (r"(?:heute|am) morgen|morgens|vormittags?|früh", (MORNING,)),
        (r"in jedem monat|jedes monats", (EVERY, OF_MONTH)),
        (r"des monats|im monat", (OF_MONTH,)),
        (r"monatsende|ende des monats", (LAST, DAY)),
        (r"(?:jede[nrms]?|alle)\s?!", (FROM_COMPLETION,)),
        (r"jede[nrms]?|alle", (EVERY,)),
        (r"täglich", (EVERY, DAY)),
        (r"wöchentlich", (EVERY, WEEK)),
        (r"zweiwöchentlich|vierzehntägig", (EVERY, OTHER, WEEK)),
        (r"monatlich", (EVERY, MONTH)),
        (r"vierteljährlich|quartalsweise", (EVERY, QUARTER)),
        (r"jährlich", (EVERY, YEAR)),
        (r"stündlich", (EVERY, HOUR)),
        (r"werktags|wochentags", (EVERY, WORKDAY)),
        *(
            (name, (EVERY, Token(Kind.WEEKDAY, number)))
            for number, name in enumerate(
                ["montags", "dienstags", "mittwochs", "donnerstags", "freitags", "samstags|sonnabends", "sonntags"]
            )
        ),
        (r"andere[nrms]?", (OTHER,)),
        (r"(?:beginnend|startend)(?: am| ab| mit)?|ab|von|seit", (STARTING,)),
        (r"(?:endend|endet)(?: am)?|bis(?: zum)?", (UNTIL,)),
        (r"für|während", (FOR,)),
        (r"heute", (Token(Kind.DAY, 0),)),
        (r"morgen", (Token(Kind.DAY, 1),)),
        (r"gestern", (Token(Kind.DAY, -1),)),
        (r"(?:am )?nächste[nrms]?|kommende[nrms]?", (NEXT,)),
        (r"diese[nrms]?", (THIS,)),
        (r"mittags?", (NOON,)),
        (r"mitternacht", (MIDNIGHT,)),
        (r"nachmittags?", (AFTERNOON,)),
        (r"abends?", (EVENING,)),
        (r"nachts?", (NIGHT,)),
        (r"\d{1,2}(?:[:.]\d\d)?\s?uhr(?:\s?\d\d)?", hour_of),
        (r"um", (AT,)),
        (r"in(?= (?:\d|ein|zwei|drei|vier|fünf|sechs))", (IN,)),
        (r"am|an|in|im|der|die|das|den|dem|des|und", FILLER),
        (r"wochenenden?", (WEEKEND,)),
        (r"werktage?[ns]?|arbeitstage?[ns]?|wochentage?[ns]?", (WORKDAY,)),
        (r"tag(?:e[ns]?|s)?", (DAY,)),
        (r"wochen?", (WEEK,)),
        (r"monat(?:en?|s)?", (MONTH,)),
        (r"quartale?[ns]?|vierteljahre?", (QUARTER,)),
        (r"jahr(?:e[ns]?|s)?", (YEAR,)),
        (r"stunden?", (HOUR,)),
        (r"minuten?", (MINUTE,)),
        *names(
            Kind.WEEKDAY,
            r"mo(?:ntag)?e?\.? di(?:enstag)?e?\.? mi(?:ttwoch)?e?\.? do(?:nnerstag)?e?\.? fr(?:eitag)?e?\.?"
            r" sa(?:mstag)?e?\.?|sonnabende? so(?:nntag)?e?\.?",
        ),
        *names(
            Kind.MONTH,
            r"jan(?:uar)?\.? feb(?:ruar)?\.? märz?\.?|maerz|mrz\.? apr(?:il)?\.? mai juni?\.? juli?\.? aug(?:ust)?\.?"
            r" sept?(?:ember)?\.? okt(?:ober)?\.? nov(?:ember)?\.? dez(?:ember)?\.?",
            1,
        ),
        (r"\d{1,2}\.", _ordinal),
        (r"erste[nrms]?", (Token(Kind.ORDINAL, 1),)),
        (r"zweite[nrms]?", (SECOND,)),
        *names(Kind.ORDINAL, r"dritte[nrms]? vierte[nrms]? fünfte[nrms]?", 3),
        (r"letzte[nrms]?", (LAST,)),
        *names(Kind.NUMBER, r"eine?[nrms]? zwei drei vier fünf sechs sieben acht neun zehn elf zwölf", 1),
    ],
    rewrites=[(r"(\S+) (tage|wochen|monate|jahre) lang\b", r"für \1 \2")],
)
