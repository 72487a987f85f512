"""Who hosts whom: the bases of one state or alliance in another, existing ones apart from those only spoken of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from server import words
from server.panels import Row
from server.relations import speakers, spoken_words
from server.terms import local
from server.view import Value, get
from server.words import Standing

SHOWN = 12
"""Names that the title of a line of the map gives."""


@dataclass(frozen=True, slots=True)
class Hosted:
    """A base in a state, under an operator that may be unknown."""

    iri: str
    label: str
    host: Value
    operator: Value
    exists: bool
    closed: bool
    standing: Standing
    speakers: str
    passage: str


def hosted(rows: Iterable[Row]) -> list[Hosted]:
    """Read the panel ``hosting``. Of a base's operators, states stand for their armed forces."""
    found = [_hosted(row) for row in rows]
    with_state = {(one.iri, one.host.iri) for one in found if one.operator.code}
    return [one for one in found if one.operator.code or (one.iri, one.host.iri) not in with_state]


def _hosted(row: Row) -> Hosted:
    exists = get(row, "exists") == "1"
    claimed = [words.said(*words.parts(word)) for word in spoken_words(row)]
    return Hosted(
        iri=get(row, "base"),
        label=get(row, "label") or local(get(row, "base")),
        host=Value(get(row, "hostLabel") or local(get(row, "host")), get(row, "host"), get(row, "hostCode")),
        operator=Value(
            get(row, "operatorLabel") or local(get(row, "operator")),
            get(row, "operator"),
            get(row, "operatorCode"),
        ),
        exists=exists and get(row, "closed") != "1",
        closed=get(row, "closed") == "1",
        standing=words.summed(claimed, exists, not exists) if claimed else words.standing("background"),
        speakers=speakers(row),
        passage=get(row, "passage"),
    )


@dataclass(frozen=True, slots=True)
class Way:
    """What one operator has in one host: a line of the map, however many bases it stands for."""

    host: Value
    operator: Value
    exists: bool
    bases: tuple[Hosted, ...]

    @property
    def between(self) -> tuple[str, str] | None:
        """The codes of the two states, if both are: all that is between them has a page."""
        return (self.host.code, self.operator.code) if self.host.code and self.operator.code else None

    @property
    def told(self) -> str:
        """Whose bases they are and where, how many, and whether they exist."""
        count = len(self.bases)
        names = ", ".join(words.clip(one.label, 80) for one in self.bases[:SHOWN]) + (", …" if count > SHOWN else "")
        if count == 1:
            return f"{names}: {'exists' if self.exists else self.bases[0].standing.word}"
        return f"{count} {'exist' if self.exists else 'only spoken of'}: {names}"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who hosts whom: hosts down, operators across, in each cell what exists, and apart what is spoken of."""

    hosts: tuple[Value, ...]
    operators: tuple[Value, ...]
    cells: Mapping[tuple[str, str], tuple[Way, ...]]

    def ways(self) -> list[Way]:
        """Return the lines of the map."""
        return [way for cell in self.cells.values() for way in cell]

    def places(self) -> list[tuple[Value, bool]]:
        """Return the hosts of existing bases, and apart those of bases only spoken of: one point of the map each."""
        return list(dict.fromkeys((way.host, way.exists) for way in self.ways()))


def matrix(found: Sequence[Hosted]) -> Matrix:
    """Lay hosted bases out as a table; closed ones and a state's bases at home are left out."""
    abroad = [one for one in found if one.host.key != one.operator.key and not one.closed]
    sides: dict[tuple[str, str, bool], list[Hosted]] = defaultdict(list)
    for one in abroad:
        sides[one.host.key, one.operator.key, one.exists].append(one)
    cells: dict[tuple[str, str], tuple[Way, ...]] = {}
    for host, operator, exists in sorted(sides, key=lambda side: not side[2]):
        bases = sides[host, operator, exists]
        way = Way(bases[0].host, bases[0].operator, exists, tuple(bases))
        cells[host, operator] = (*cells.get((host, operator), ()), way)
    return Matrix(_by_name(one.host for one in abroad), _by_name(one.operator for one in abroad), cells)


def _by_name(values: Iterable[Value]) -> tuple[Value, ...]:
    # An unknown operator comes last.
    return tuple(
        sorted({value.key: value for value in values}.values(), key=lambda value: (not value.iri, value.text))
    )
