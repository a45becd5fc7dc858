"""The French words of Todoist's dates."""

from __future__ import annotations

from works.exchange.dialects.todoist_words import tokens as t

FRENCH = t.Language(
    [
        (r"(?:sans date|pas de date)", (t.NO_DATE,)),
        (r"après-demain", (t.Token(t.Kind.DAY, 2),)),
        (r"fin (?:du|de) mois", (t.LAST, t.DAY)),
        (r"(?:chaque|tou(?:s|tes)(?: les)?)\s?!(?:\s*les)?", (t.FROM_COMPLETION,)),
        (r"de chaque mois|de tous les mois", (t.EVERY, t.OF_MONTH)),
        (r"du mois", (t.OF_MONTH,)),
        (r"chaque|tou(?:s|tes|t) les", (t.EVERY,)),
        (r"quotidien(?:ne(?:ment)?)?", (t.EVERY, t.DAY)),
        (r"hebdomadaire(?:ment)?", (t.EVERY, t.WEEK)),
        (r"mensuel(?:le(?:ment)?)?", (t.EVERY, t.MONTH)),
        (r"trimestriel(?:le(?:ment)?)?", (t.EVERY, t.QUARTER)),
        (r"annuel(?:le(?:ment)?)?", (t.EVERY, t.YEAR)),
        (r"autre", (t.OTHER,)),
        (r"à (?:partir|compter) d(?:u|e)|(?:commençant|débutant)(?: le)?|dès|depuis", (t.STARTING,)),
        (r"jusqu['’]?(?:au|à|en|e)?|(?:finissant|se terminant)(?: le)?", (t.UNTIL,)),
        (r"pendant|durant", (t.FOR,)),
        (r"aujourd['’]hui", (t.Token(t.Kind.DAY, 0),)),
        (r"demain", (t.Token(t.Kind.DAY, 1),)),
        (r"hier", (t.Token(t.Kind.DAY, -1),)),
        (r"prochaine?", (t.NEXT,)),
        (r"cet?(?:te)?", (t.THIS,)),
        (r"midi", (t.NOON,)),
        (r"minuit", (t.MIDNIGHT,)),
        (r"(?:du )?matins?", (t.MORNING,)),
        (r"(?:de l['’])?après-midis?", (t.AFTERNOON,)),
        (r"(?:du )?soirs?", (t.EVENING,)),
        (r"nuits?", (t.NIGHT,)),
        (r"(?:à )\d{1,2}\s?heures?(?:\s?\d\d)?", t.hour_of),
        (r"à", (t.AT,)),
        (r"dans", (t.IN,)),
        (r"jours? (?:de (?:la )?semaine|ouvrés?|ouvrables?)", (t.WORKDAY,)),
        (r"week-?ends?|fins? de semaine", (t.WEEKEND,)),
        (r"le|la|les|du|de|des|et|en|au|aux", t.FILLER),
        (r"[ld]['’]", t.FILLER),
        (r"jours?", (t.DAY,)),
        (r"semaines?", (t.WEEK,)),
        (r"mois", (t.MONTH,)),
        (r"trimestres?", (t.QUARTER,)),
        (r"ans?|années?", (t.YEAR,)),
        (r"heures?", (t.HOUR,)),
        (r"minutes?", (t.MINUTE,)),
        *t.names(
            t.Kind.WEEKDAY,
            r"lun(?:dis?)?\.? mar(?:dis?)?\.? mer(?:credis?)?\.? jeu(?:dis?)?\.? ven(?:dredis?)?\.? sam(?:edis?)?\.?"
            r" dim(?:anches?)?\.?",
        ),
        *t.names(
            t.Kind.MONTH,
            r"janv(?:ier)?\.? févr?(?:ier)?\.?|fevrier mars avr(?:il)?\.? mai juin juil(?:let)?\.? août|aout"
            r" sept?(?:embre)?\.? oct(?:obre)?\.? nov(?:embre)?\.? déc(?:embre)?\.?|decembre",
            1,
        ),
        (r"\d{1,2}(?:ers?|res?|e|ème|eme)", t.ordinal),
        *t.names(t.Kind.ORDINAL, r"premiers?|premières? deuxièmes?|seconde? troisièmes? quatrièmes? cinquièmes?", 1),
        (r"derniers?|dernières?", (t.LAST,)),
        *t.names(t.Kind.NUMBER, r"une? deux trois quatre cinq six sept huit neuf dix onze douze", 1),
    ],
    rewrites=[(r"\bune? (\w+) sur (?:deux|2)\b", r"chaque autre \1")],
)
