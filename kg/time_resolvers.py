"""What each shape of time expression means: a day, a month, a year, a season or a span, by the day of publication."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kg.calendar_spans import Value, add_months, day, month, part_of, season, week, weekend, year
from kg.tense import FUTURE, PAST

if TYPE_CHECKING:
    from kg.times import Reader

SATURDAY = 5
Tense = Callable[[], int]


def _near(reader: Reader, m: str, d: str, y: str | None, published: date | None, tense: Tense) -> date | None:
    """The day meant by a month and day, in the year that lies nearest when none is given."""
    number, of_month = reader.number("month", m), int(re.sub(r"\D", "", d))
    if y:
        return date(int(y), number, of_month)
    if published is None:
        return None
    years = [
        date(other, number, of_month)
        for other in (published.year - 1, published.year, published.year + 1)
        if _exists(other, number, of_month)
    ]
    nearest = min(years, key=lambda day_: abs(day_ - published))
    gap = (nearest - published).days
    if abs(gap) > 45:
        wanted = tense()
        if wanted == PAST and gap > 0:
            return min(
                years,
                key=lambda day_: (
                    day_ > published,
                    published - day_ if day_ <= published else day_ - published,
                ),
            )
        if wanted == FUTURE and gap < -120:
            return min(years, key=lambda day_: (day_ < published, day_))
    return nearest


def _exists(y: int, m: int, d: int) -> bool:
    try:
        date(y, m, d)
    except ValueError:
        return False
    return True


def _near_month(reader: Reader, m: str, published: date | None, tense: Tense) -> Value | None:
    """The month meant by its name alone: the last one in the past tense, the next one in the future."""
    if published is None:
        return None
    number = reader.number("month", m)
    ahead = (number - published.month) % 12
    if tense() == FUTURE:
        return month(*add_months(published, ahead))
    if ahead == 0 or tense() != FUTURE:
        return month(*add_months(published, ahead - 12 if ahead else 0))
    return month(*add_months(published, ahead - 12))


def _iso(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    return day(date(int(p["y"]), int(p["m"]), int(p["d"])))


def _span_of_days(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    first_month, last_month = p.get("m") or p["n"], p.get("n") or p["m"]
    last = _near(reader, last_month, p["b"], p.get("y"), published, tense)
    if last is None:
        return None
    first = _near(reader, first_month, p["a"], p.get("z") or str(last.year), published, tense)
    if first is not None and first > last:
        first = first.replace(year=first.year - 1)
    return Value(day(first).first, day(last).last) if first else day(last)


def _single_day(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    found = _near(reader, p["m"], p["d"], p.get("y"), published, tense)
    return day(found) if found else None


def _months(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    first, last = reader.number("month", p["a"]), reader.number("month", p["b"])
    return Value(month(int(p["y"]), first).first, month(int(p["y"]), last).first)


def _month_year(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    return month(int(p["y"]), reader.number("month", p["m"]))


def _month_of(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    return (
        month(published.year + reader.number("direction", p["w"]), reader.number("month", p["m"]))
        if published
        else None
    )


def _part_month(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    if p.get("y"):
        whole: Value | None = month(int(p["y"]), reader.number("month", p["m"]))
    elif p.get("w"):
        whole = _dir_month(reader, {"w": p["w"].strip(), "m": p["m"]}, published, tense)
    else:
        whole = _near_month(reader, p["m"], published, tense)
    return part_of(whole, reader.words.value("part", p["p"])) if whole else None


def _part_year(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    return part_of(year(int(p["y"])), reader.words.value("part", p["p"]))


def _part_of(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    if published is None:
        return None
    step = 0 if p["w"] == "the" else reader.number("direction", p["w"])
    if p["u"] == "decade":
        return None
    whole = year(published.year + step) if p["u"] == "year" else month(*add_months(published, step))
    return part_of(whole, reader.words.value("part", p["p"]))


def _season_year(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    return season(int(p["y"]), reader.words.value("season", p["s"]))


def _quarter(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    last = 3 * int(p["q"])
    return Value(month(int(p["y"]), last - 2).first, month(int(p["y"]), last).first)


def _span_of_years(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    last = p["b"] if len(p["b"]) == 4 else p["a"][:2] + p["b"]
    return Value(p["a"], last) if p["a"] < last else year(int(p["a"]))


def _decade(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    return Value(p["d"], str(int(p["d"]) + 9))


def _ago(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    return _moved(reader, p, published, -1) if p["w"] == "ago" else None


def _ahead(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    return _moved(reader, p, published, 1) if tense() == FUTURE else None


def _moved(reader: Reader, p: dict[str, str], published: date | None, sign: int) -> Value | None:
    """So many units before or after publication, as exact as the unit."""
    size = reader.words.value("unit", p["u"])
    if published is None or not size or size == "weekend":
        return None
    count = sign * (int(p["n"]) if p["n"].isdigit() else reader.number("number", p["n"]))
    amount, unit = int(size.split()[0]), size.split()[1]
    if unit == "days":
        moved = published + timedelta(days=count * amount)
        return day(moved) if amount == 1 or (abs(count) == 1 and amount == 14) else week(moved)
    if amount == 1:
        return month(*add_months(published, count))
    return year(published.year + count * amount // 12) if amount >= 12 else None


def _span_back(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    """ "the last two years": from so long ago until publication; "the next two weeks" the other way round."""
    step = reader.number("direction", p["w"])
    moved = _moved(reader, p, published, step or -1)
    if moved is None or published is None or step == 0:
        return None
    here = day(published).first[: len(moved.first)]
    return Value(moved.first, here) if step < 0 else Value(here, moved.last)


def _dir_unit(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    size, step = reader.words.value("unit", p["u"]), reader.number("direction", p["w"])
    if published is None or p["u"].endswith("s") or not size:
        return None
    if size == "weekend":
        return weekend(published, step or _weekend_meant(published, tense))
    amount, unit = int(size.split()[0]), size.split()[1]
    if unit == "days":
        return week(published + timedelta(days=7 * step)) if amount == 7 else None
    if amount == 1:
        return month(*add_months(published, step))
    if amount == 3:
        first = add_months(date(published.year, 3 * ((published.month - 1) // 3) + 1, 1), 3 * step)
        return Value(month(*first).first, month(*add_months(date(*first, 1), 2)).first)
    if amount == 12:
        return year(published.year + step)
    return Value(str(published.year - 10), str(published.year)) if step < 0 else None


def _weekend_meant(published: date, tense: Tense) -> int:
    """Which weekend "this weekend" is: the one behind us in the past tense, as long as the week is young."""
    return -1 if tense() == PAST and published.weekday() < SATURDAY else 0


def _the_weekend(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    return weekend(published, _weekend_meant(published, tense)) if published else None


def _the_season(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    """ "In the spring": the last one in the past tense, the next one in the future."""
    wanted = tense()
    if published is None or wanted not in (PAST, FUTURE):
        return None
    size = reader.words.value("season", p["s"])
    began = date(published.year, int(size.split("/")[0]), 1)
    if wanted == FUTURE:
        return season(published.year if began > published else published.year + 1, size)
    return season(published.year if began <= published else published.year - 1, size)


def _dir_season(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    if published is None:
        return None
    size, step = reader.words.value("season", p["s"]), reader.number("direction", p["w"])
    first = int(size.split("/")[0])
    here = published.year - (first == 12 and published.month < 3)
    began = date(here, first, 1)
    if step < 0:
        ended = date(*add_months(began, 3), 1)
        return season(here if ended <= published else here - 1, size)
    if step > 0:
        return season(here if began > published else here + 1, size)
    return season(here, size)


def _dir_month(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    if published is None:
        return None
    number, step = reader.number("month", p["m"]), reader.number("direction", p["w"])
    if step == 0:
        return month(published.year, number)
    before = number < published.month
    return month(
        published.year if before == (step < 0) and number != published.month else published.year + step,
        number,
    )


def _dir_day(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    if published is None:
        return None
    number, step = reader.number("weekday", p["d"]), reader.number("direction", p["w"])
    gap = (number - published.weekday()) % 7
    if step < 0:
        return day(published + timedelta(days=gap - 7))
    return day(published + timedelta(days=gap or (7 if step else 0)))


def _day_of(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    if published is None:
        return None
    monday = published - timedelta(days=published.weekday())
    return day(monday + timedelta(days=7 * reader.number("direction", p["w"]) + reader.number("weekday", p["d"])))


def _weekday(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    if published is None:
        return None
    gap = (reader.number("weekday", p["d"]) - published.weekday()) % 7
    return day(published + timedelta(days=gap if tense() == FUTURE or gap == 0 else gap - 7))


def _deictic(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    return day(published + timedelta(days=reader.number("day", p["d"]))) if published else None


def _lone_month(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    return _near_month(reader, p["m"], published, tense)


def _year(reader: Reader, p: dict[str, str], published: date | None, tense: Tense) -> Value | None:
    return year(int(p["y"]))


RESOLVERS: dict[str, Callable[[Reader, dict[str, str], date | None, Tense], Value | None]] = {
    "iso": _iso,
    "spanmd": _span_of_days,
    "spandm": _span_of_days,
    "md": _single_day,
    "dm": _single_day,
    "months": _months,
    "partmonth": _part_month,
    "monthyear": _month_year,
    "monthof": _month_of,
    "partyear": _part_year,
    "partof": _part_of,
    "seasonyear": _season_year,
    "quarter": _quarter,
    "spanyears": _span_of_years,
    "decade": _decade,
    "ago": _ago,
    "ahead": _ahead,
    "span": _span_back,
    "theweekend": _the_weekend,
    "theseason": _the_season,
    "ofmonth": _lone_month,
    "dirunit": _dir_unit,
    "dirseason": _dir_season,
    "dirmonth": _dir_month,
    "dirday": _dir_day,
    "dayof": _day_of,
    "weekday": _weekday,
    "deictic": _deictic,
    "bare": _lone_month,
    "month": _lone_month,
    "year": _year,
}
"""Resolver of each shape by the name of its group in the pattern."""
