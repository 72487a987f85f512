"""Stretches of the calendar as ISO values: days, weeks, months, seasons, parts of years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Value:
    """First and last ISO value of a stretch; the same when one value is precise enough."""

    first: str
    last: str

    def __str__(self) -> str:
        """Return the value as time expressions hold it."""
        return self.first if self.first == self.last else f"{self.first}/{self.last}"


def _one(value: str) -> Value:
    return Value(value, value)


def day(when: date) -> Value:
    """Return one day."""
    return _one(when.isoformat())


def month(year_: int, number: int) -> Value:
    """Return one month."""
    return _one(f"{year_:04}-{number:02}")


def year(number: int) -> Value:
    """Return one year."""
    return _one(f"{number:04}")


def week(when: date) -> Value:
    """Return the week, Monday to Sunday, that holds the day."""
    monday = when - timedelta(days=when.weekday())
    return Value(monday.isoformat(), (monday + timedelta(days=6)).isoformat())


def weekend(published: date, step: int) -> Value:
    """Return the weekend of the week, or of one before or after it."""
    saturday = published + timedelta(days=5 - published.weekday() + 7 * step)
    return Value(saturday.isoformat(), (saturday + timedelta(days=1)).isoformat())


def add_months(when: date, count: int) -> tuple[int, int]:
    """Return year and month so many months later."""
    total = when.year * 12 + when.month - 1 + count
    return total // 12, total % 12 + 1


def season(year_: int, size: str) -> Value:
    """Return the months of a season that begins in the year; ``size`` is first month and number of months."""
    first, length = (int(part) for part in size.split("/"))
    return Value(month(year_, first).first, month(*add_months(date(year_, first, 1), length - 1)).first)


def part_of(whole: Value, size: str) -> Value:
    """Return a part of a year (in months) or of a month (in thirds of it); ``size`` is in twelfths."""
    first, last = (int(part) for part in size.split("/"))
    if len(whole.first) == 4:
        return Value(f"{whole.first}-{first:02}", f"{whole.first}-{last:02}")
    start, end = date.fromisoformat(whole.first + "-01"), _month_end(whole.first)
    days = end.day
    return Value(
        start.replace(day=max(1, round((first - 1) * days / 12) + 1)).isoformat(),
        start.replace(day=min(days, round(last * days / 12))).isoformat(),
    )


def _month_end(value: str) -> date:
    first = date.fromisoformat(value + "-01")
    return date(*add_months(first, 1), 1) - timedelta(days=1)


def near(a: str, b: str, days: int) -> bool:
    """Tell whether two dates, told to the day, are at most so many days apart."""
    try:
        first, last = (date.fromisoformat(one) for one in sorted((a.split("/")[0], b.split("/")[0])))
        ends = [date.fromisoformat(one.split("/")[-1]) for one in (a, b)]
    except ValueError:
        return False
    return min((last - first).days, (last - min(ends)).days) <= days
