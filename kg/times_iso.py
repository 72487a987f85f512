"""ISO values as precise as words, to the first and last second they can mean, and back."""

from __future__ import annotations

from calendar import monthrange


def bounds(value: str) -> tuple[str, str]:
    """Return the first and the last second of an ISO value of any precision, or of a range A/B of two."""
    first, last = value.split("/")[0], value.split("/")[-1]
    return f"{_first_day(first)}T00:00:00Z", f"{_last_day(last)}T23:59:59Z"


def _first_day(value: str) -> str:
    return value[:10] + "-01-01"[len(value) - 4 :] if len(value) < 10 else value[:10]


def _last_day(value: str) -> str:
    if len(value) >= 10:
        return value[:10]
    year, month = int(value[:4]), int(value[5:7] or 12)
    return f"{year:04}-{month:02}-{monthrange(year, month)[1]:02}"
