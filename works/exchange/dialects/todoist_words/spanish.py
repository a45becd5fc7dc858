"""The Spanish words of Todoist's dates."""

from __future__ import annotations

from works.exchange.dialects.todoist_words import tokens as t

SPANISH = t.Language(
    [
        (r"sin fecha", (t.NO_DATE,)),
        (r"pasado mañana", (t.Token(t.Kind.DAY, 2),)),
        (r"(?:fin(?:al)? de mes|final del mes)", (t.LAST, t.DAY)),
        (r"(?:cada|todos los|todas las)\s?!\s*mañana", (t.FROM_COMPLETION, t.MORNING)),
        (r"(?:cada|todas las) mañanas?", (t.EVERY, t.MORNING)),
        (r"(?:por|de|en) la mañana", (t.MORNING,)),
        (r"(?:por|de|en) la tarde", (t.AFTERNOON,)),
        (r"(?:por|de|en) la noche", (t.NIGHT,)),
        (r"(?:cada|todos|todas)(?: l[oa]s)?\s?!(?:\s*l[oa]s)?", (t.FROM_COMPLETION,)),
        (r"(?:de cada|de todos los) mes(?:es)?", (t.EVERY, t.OF_MONTH)),
        (r"del mes", (t.OF_MONTH,)),
        (r"cada|todos los|todas las|todos|todas", (t.EVERY,)),
        (r"diario|diariamente", (t.EVERY, t.DAY)),
        (r"semanal(?:mente)?", (t.EVERY, t.WEEK)),
        (r"quincenal(?:mente)?", (t.EVERY, t.OTHER, t.WEEK)),
        (r"mensual(?:mente)?", (t.EVERY, t.MONTH)),
        (r"trimestral(?:mente)?", (t.EVERY, t.QUARTER)),
        (r"anual(?:mente)?", (t.EVERY, t.YEAR)),
        (r"otr[oa]", (t.OTHER,)),
        (r"a partir del?|desde(?: el)?|(?:empezando|comenzando)(?: el)?", (t.STARTING,)),
        (r"hasta(?: el)?|(?:terminando|acabando)(?: el)?", (t.UNTIL,)),
        (r"durante|por", (t.FOR,)),
        (r"hoy", (t.Token(t.Kind.DAY, 0),)),
        (r"mañana", (t.Token(t.Kind.DAY, 1),)),
        (r"ayer", (t.Token(t.Kind.DAY, -1),)),
        (r"pr[óo]xim[oa]|que viene", (t.NEXT,)),
        (r"est[ea]", (t.THIS,)),
        (r"(?:al )?mediod[ií]a", (t.NOON,)),
        (r"(?:a )?medianoche", (t.MIDNIGHT,)),
        (r"tardes?", (t.AFTERNOON,)),
        (r"noches?", (t.NIGHT,)),
        (r"a las?", (t.AT,)),
        (r"dentro de|en(?= \d)", (t.IN,)),
        (
            r"d[ií]as? (?:laborable|laboral|h[áa]bil)(?:e?s)?|d[ií]as? (?:de|entre) (?:la )?semana|entre semana",
            (t.WORKDAY,),
        ),
        (r"fin(?:es)? de semana", (t.WEEKEND,)),
        (r"el|la|los|las|del?|y|en|al?", t.FILLER),
        (r"d[ií]a \d{1,2}(?![\d:h])", t.ordinal),
        (r"d[ií]as?", (t.DAY,)),
        (r"semanas?", (t.WEEK,)),
        (r"mes(?:es)?", (t.MONTH,)),
        (r"trimestres?", (t.QUARTER,)),
        (r"años?", (t.YEAR,)),
        (r"horas?", (t.HOUR,)),
        (r"minutos?", (t.MINUTE,)),
        *t.names(
            t.Kind.WEEKDAY,
            r"lun(?:es)?\.? mar(?:tes)?\.? mi[ée](?:rcoles)?\.? jue(?:ves)?\.? vie(?:rnes)?\.? s[áa]b(?:ados?)?\.?"
            r" dom(?:ingos?)?\.?",
        ),
        *t.names(
            t.Kind.MONTH,
            r"ene(?:ro)?\.? feb(?:rero)?\.? marzo abr(?:il)?\.? may(?:o)?\.? jun(?:io)?\.? jul(?:io)?\.? ago(?:sto)?\.?"
            r" sept?(?:iembre)?\.? oct(?:ubre)?\.? nov(?:iembre)?\.? dic(?:iembre)?\.?",
            1,
        ),
        (r"\d{1,2}(?:º|ª|°|er|ro|do|to)", t.ordinal),
        *t.names(t.Kind.ORDINAL, r"primer[oa]? segund[oa] tercer[oa]? cuart[oa] quint[oa]", 1),
        (r"últim[oa]|ultim[oa]", (t.LAST,)),
        *t.names(t.Kind.NUMBER, r"un[oa]? dos tres cuatro cinco seis siete ocho nueve diez once doce", 1),
    ],
)
