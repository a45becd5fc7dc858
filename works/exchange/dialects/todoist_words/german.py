"""The German words of Todoist's dates."""

from __future__ import annotations

from works.exchange.dialects.todoist_words import tokens as t


def _ordinal(text: str) -> tuple[t.Token, ...]:
    """Return the ordinal of `3.`; `2.` is every other one, as `zweite` is."""
    return (t.SECOND,) if t.numbers(text) == [2] else t.ordinal(text)


GERMAN = t.Language(
    [
        (r"kein datum", (t.NO_DATE,)),
        (r"übermorgen", (t.Token(t.Kind.DAY, 2),)),
        (r"(?:jede[nrms]?|alle)\s?!\s*morgen", (t.FROM_COMPLETION, t.MORNING)),
        (r"jede[nrms]? morgen", (t.EVERY, t.MORNING)),
        (r"(?:heute|am) morgen|morgens|vormittags?|früh", (t.MORNING,)),
        (r"in jedem monat|jedes monats", (t.EVERY, t.OF_MONTH)),
        (r"des monats|im monat", (t.OF_MONTH,)),
        (r"monatsende|ende des monats", (t.LAST, t.DAY)),
        (r"(?:jede[nrms]?|alle)\s?!", (t.FROM_COMPLETION,)),
        (r"jede[nrms]?|alle", (t.EVERY,)),
        (r"täglich", (t.EVERY, t.DAY)),
        (r"wöchentlich", (t.EVERY, t.WEEK)),
        (r"zweiwöchentlich|vierzehntägig", (t.EVERY, t.OTHER, t.WEEK)),
        (r"monatlich", (t.EVERY, t.MONTH)),
        (r"vierteljährlich|quartalsweise", (t.EVERY, t.QUARTER)),
        (r"jährlich", (t.EVERY, t.YEAR)),
        (r"stündlich", (t.EVERY, t.HOUR)),
        (r"werktags|wochentags", (t.EVERY, t.WORKDAY)),
        *(
            (name, (t.EVERY, t.Token(t.Kind.WEEKDAY, number)))
            for number, name in enumerate(
                ["montags", "dienstags", "mittwochs", "donnerstags", "freitags", "samstags|sonnabends", "sonntags"]
            )
        ),
        (r"andere[nrms]?", (t.OTHER,)),
        (r"(?:beginnend|startend)(?: am| ab| mit)?|ab|von|seit", (t.STARTING,)),
        (r"(?:endend|endet)(?: am)?|bis(?: zum)?", (t.UNTIL,)),
        (r"für|während", (t.FOR,)),
        (r"heute", (t.Token(t.Kind.DAY, 0),)),
        (r"morgen", (t.Token(t.Kind.DAY, 1),)),
        (r"gestern", (t.Token(t.Kind.DAY, -1),)),
        (r"(?:am )?nächste[nrms]?|kommende[nrms]?", (t.NEXT,)),
        (r"diese[nrms]?", (t.THIS,)),
        (r"mittags?", (t.NOON,)),
        (r"mitternacht", (t.MIDNIGHT,)),
        (r"nachmittags?", (t.AFTERNOON,)),
        (r"abends?", (t.EVENING,)),
        (r"nachts?", (t.NIGHT,)),
        (r"\d{1,2}(?:[:.]\d\d)?\s?uhr(?:\s?\d\d)?", t.hour_of),
        (r"um", (t.AT,)),
        (r"in(?= (?:\d|ein|zwei|drei|vier|fünf|sechs))", (t.IN,)),
        (r"am|an|in|im|der|die|das|den|dem|des|und", t.FILLER),
        (r"wochenenden?", (t.WEEKEND,)),
        (r"werktage?[ns]?|arbeitstage?[ns]?|wochentage?[ns]?", (t.WORKDAY,)),
        (r"tag(?:e[ns]?|s)?", (t.DAY,)),
        (r"wochen?", (t.WEEK,)),
        (r"monat(?:en?|s)?", (t.MONTH,)),
        (r"quartale?[ns]?|vierteljahre?", (t.QUARTER,)),
        (r"jahr(?:e[ns]?|s)?", (t.YEAR,)),
        (r"stunden?", (t.HOUR,)),
        (r"minuten?", (t.MINUTE,)),
        *t.names(
            t.Kind.WEEKDAY,
            r"mo(?:ntag)?e?\.? di(?:enstag)?e?\.? mi(?:ttwoch)?e?\.? do(?:nnerstag)?e?\.? fr(?:eitag)?e?\.?"
            r" sa(?:mstag)?e?\.?|sonnabende? so(?:nntag)?e?\.?",
        ),
        *t.names(
            t.Kind.MONTH,
            r"jan(?:uar)?\.? feb(?:ruar)?\.? märz?\.?|maerz|mrz\.? apr(?:il)?\.? mai juni?\.? juli?\.? aug(?:ust)?\.?"
            r" sept?(?:ember)?\.? okt(?:ober)?\.? nov(?:ember)?\.? dez(?:ember)?\.?",
            1,
        ),
        (r"\d{1,2}\.", _ordinal),
        (r"erste[nrms]?", (t.Token(t.Kind.ORDINAL, 1),)),
        (r"zweite[nrms]?", (t.SECOND,)),
        *t.names(t.Kind.ORDINAL, r"dritte[nrms]? vierte[nrms]? fünfte[nrms]?", 3),
        (r"letzte[nrms]?", (t.LAST,)),
        *t.names(t.Kind.NUMBER, r"eine?[nrms]? zwei drei vier fünf sechs sieben acht neun zehn elf zwölf", 1),
    ],
    rewrites=[(r"(\S+) (tage|wochen|monate|jahre) lang\b", r"für \1 \2")],
)
