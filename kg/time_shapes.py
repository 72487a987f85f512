"""The shapes of time expressions: one pattern whose groups are named after what resolves them."""
# ruff: noqa: E501  (a shape is read best on one line)

from __future__ import annotations

import re

from kg.lexicon.clock import TimeWords

_LEADING = ("month", "weekday", "direction", "season", "number", "part", "day")
"""Kinds of words that begin a shape."""
_LED = (
    "after", "before", "between", "by", "during", "for", "from", "in", "late", "of", "since", "through", "until",
)  # fmt: skip
"""Words behind which a month's name alone is one, also as they begin a sentence."""
_LED_ON = ("and", "to")
"""The same within a sentence."""
_OPENING = (*_LED, *_LED_ON, "the")
"""Words of no kind that begin a shape."""


def _any(words: TimeWords, kind: str) -> str:
    """Words of a kind, small or as they begin a sentence: "last", "Last"."""
    forms = [form for word in words.forms(kind) for form in dict.fromkeys((word, word[0].upper() + word[1:]))]
    return "(?:" + "|".join(re.escape(form) for form in forms) + ")"


def _title(words: TimeWords, kind: str, no: str = "'") -> str:
    """Names written with a capital, no word going on behind them; ``no`` is what else may not follow: "May's" is a person's."""
    return "(?:" + "|".join(re.escape(form.title()) for form in words.forms(kind)) + rf")(?![\w{no}])"


def _led() -> str:
    """What leads up to the bare name of a month."""
    return "(?:" + "|".join([f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in _LED] + list(_LED_ON)) + ")"


def time_pattern(words: TimeWords) -> re.Pattern[str]:
    """Build the one pattern; a group's name is that of its resolver, its inner groups are named after it."""
    month_name, weekday = _title(words, "month"), _title(words, "weekday", "")
    direction, unit, season_name = (
        _any(words, "direction"),
        _any(words, "unit") + r"\b",
        _any(words, "season") + r"\b",
    )
    count = rf"(?:\d{{1,3}}|{_any(words, 'number')})"
    part = _any(words, "part")
    y, d, dash, to = (
        r"(?:19|20)\d\d(?![\d%])",
        r"\d{1,2}(?:st|nd|rd|th)?(?![\d%:]|,\d{3})",
        r" ?[-–—/] ?",
        r"(?:to|until|till|through|and|[-–—])",
    )
    shapes = {
        "iso": rf"(?P<iso_y>{y})-(?P<iso_m>[01]\d)-(?P<iso_d>[0-3]\d)",
        "spanmd": rf"(?P<spanmd_m>{month_name}) (?P<spanmd_a>{d}) ?{to} ?(?:(?P<spanmd_n>{month_name}) )?(?P<spanmd_b>{d})(?:,? (?P<spanmd_y>{y}))?",
        "spandm": rf"(?P<spandm_a>{d})(?: (?P<spandm_m>{month_name})(?: (?P<spandm_z>{y}))?)? ?{to} ?(?:the )?(?P<spandm_b>{d}) (?P<spandm_n>{month_name})(?:,? (?P<spandm_y>{y}))?",
        "md": rf"(?:{weekday},? )?(?P<md_m>{month_name}) (?:the )?(?P<md_d>{d})(?:(?:,? (?:in |of )?)(?P<md_y>{y}))?",
        "dm": rf"(?:{weekday},? )?(?:the )?(?P<dm_d>{d})(?: of)? (?P<dm_m>{month_name})(?:,? (?P<dm_y>{y}))?",
        "months": rf"(?P<months_a>{month_name}) ?{to} ?(?P<months_b>{month_name}),? (?P<months_y>{y})",
        "partmonth": rf"(?P<partmonth_p>{part})[ -]?(?P<partmonth_w>{direction} )?(?P<partmonth_m>{month_name})(?:,? (?:of )?(?P<partmonth_y>{y}))?",
        "monthyear": rf"(?P<monthyear_m>{month_name}),? (?:of )?(?P<monthyear_y>{y})",
        "monthof": rf"(?P<monthof_m>{month_name}) of (?P<monthof_w>{direction}) year",
        "partyear": rf"(?P<partyear_p>{part})[ -]?(?P<partyear_y>{y})",
        "partof": rf"(?P<partof_p>{part})[ -]?(?P<partof_w>{direction}|the) (?P<partof_u>year|month|decade)\b",
        "seasonyear": rf"(?P<seasonyear_s>{season_name})(?: of)? (?P<seasonyear_y>{y})",
        "quarter": rf"Q(?P<quarter_q>[1-4]) (?P<quarter_y>{y})",
        "spanyears": rf"(?P<spanyears_a>{y})(?:{dash}| to | and )(?P<spanyears_b>(?:19|20)\d\d|\d\d)(?![\d-])",
        "decade": r"(?P<decade_d>(?:19|20)\d0)s\b",
        "ago": rf"(?P<ago_n>{count})(?: |-)(?P<ago_u>{unit}) (?P<ago_w>ago|earlier|before)\b",
        "ahead": rf"\b[Ii]n (?P<ahead_n>{count}) (?P<ahead_u>{unit})(?:'s?)? ?(?:time)?",
        "span": rf"\b(?P<span_w>{direction}) (?P<span_n>{count}) (?P<span_u>{unit})",
        "theweekend": r"(?=the weekend\b)(?:(?<=[Oo]ver )|(?<=\b[Aa]t )|(?<=\b[Oo]n )|(?<=[Dd]uring ))(?P<theweekend_t>the) weekend",
        "theseason": rf"\b[Ii]n [“\"]?the (?P<theseason_s>{season_name})(?! of)",
        "ofmonth": rf"(?=[A-Z])(?:(?<=\b[Aa] )|(?<=\b[Aa]n )|(?<=\b[Tt]he )|(?<=\b[Tt]his )|(?<=\b[Ii]ts )|(?<=\b[Hh]is )|(?<=\b[Hh]er )|(?<=\b[Tt]heir )|(?<='s ))(?P<ofmonth_m>{month_name})(?= [a-z])",
        "dirunit": rf"\b(?P<dirunit_w>{direction}) (?P<dirunit_u>{unit})",
        "dirseason": rf"\b(?P<dirseason_w>{direction}) (?P<dirseason_s>{season_name})",
        "dirmonth": rf"\b(?P<dirmonth_w>{direction}) (?P<dirmonth_m>{month_name})(?! \d)",
        "dirday": rf"\b(?P<dirday_w>{direction}) (?P<dirday_d>{weekday})",
        "dayof": rf"(?P<dayof_d>{weekday}) of (?P<dayof_w>{direction}) week",
        "weekday": rf"(?P<weekday_d>{weekday})",
        "deictic": rf"\b(?P<deictic_d>{_any(words, 'day')}|{'|'.join(f.title() for f in words.forms('day'))})\b(?!'s [A-Z])",
        "bare": rf"\b{_led()} (?P<bare_m>{month_name})(?! \d)(?!-)(?! ?{to} ?{month_name},? {y})",
        "month": rf"(?P<month_m>{_distinct(words)})(?! \d)",
        "year": rf"(?<![\d$€£.,:/#-])(?P<year_y>{y})(?![\d,]\d|[-/]\d|\.\d| (?:troops|soldiers|people|men|km|miles|personnel|tons|tonnes|meters|metres|feet))",
    }
    # Shapes begin where words do, and few words begin one: the rest need not be tried shape by shape.
    tried = "|".join(rf"(?P<{name}>{shape})" for name, shape in shapes.items())
    return re.compile(rf"\b(?={_beginning(words)})(?:{tried})")


def _beginning(words: TimeWords) -> str:
    """A digit, or the first letters of a word that begins a shape."""
    listed = [form for kind in _LEADING for form in words.forms(kind)]
    letters: dict[str, set[str]] = {}
    for form in (*listed, *_OPENING):
        for first in (form[0].lower(), form[0].upper()):
            letters.setdefault(first, set()).add((form[1:2] or " ").lower())
    return r"\d|Q[1-4]|" + "|".join(f"{first}[{''.join(sorted(after))}]" for first, after in sorted(letters.items()))


def _distinct(words: TimeWords) -> str:
    """Months whose name is no other word."""
    names = [
        form.title()
        for form in words.forms("month")
        if form not in ("may", "march", "mar.") and len(form) > 4
    ]
    return "(?:" + "|".join(re.escape(name) for name in names) + r")\b"
