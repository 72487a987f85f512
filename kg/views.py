"""What a group of claims says, role by role, in a form that can be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import STATES, Claim, Entity, Filler, Ref, TimeExpression


@dataclass(frozen=True)
class View:
    """What a group of claims says, role by role, as comparable text."""

    claims: Sequence[Claim]

    def texts(self, role: str) -> set[str]:
        """All values of a role."""
        return {text(filler) for claim in self.claims for filler in claim.roles.get(role, ())}

    def states(self, role: str) -> set[str]:
        """Codes of the states in a role, organisations with them."""
        fillers = (filler for claim in self.claims for filler in claim.roles.get(role, ()))
        return {f.short for f in fillers if isinstance(f, Entity) and f.kind != "Person"}

    def bodies(self, role: str) -> set[str]:
        """Short names of the organisations in a role."""
        fillers = (filler for claim in self.claims for filler in claim.roles.get(role, ()))
        return {f.short for f in fillers if isinstance(f, Entity) and f.kind == "InternationalOrganization"}

    def persons(self, role: str) -> dict[str, set[str]]:
        """Names of the persons in a role, by the state that they belong to."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for claim in self.claims:
            for filler in claim.roles.get(role, ()):
                if isinstance(filler, Entity) and filler.kind == "Person":
                    found[filler.state].add(filler.name)
        return found

    def places(self) -> list[tuple[str, str]]:
        """Names of the places that are known, each with the state that it is or lies in."""
        fillers = (filler for claim in self.claims for filler in claim.roles.get("place", ()))
        known = [filler for filler in fillers if isinstance(filler, Entity)]
        return [(place.short, place.code if place.kind in STATES else place.state) for place in known]

    def is_known(self) -> bool:
        """Tell whether its name is one of a thing known beforehand."""
        fillers = (filler for claim in self.claims for filler in claim.roles.get("name", ()))
        return any(isinstance(filler, Entity) and bool(filler.iri) for filler in fillers)

    def dates(self) -> set[str]:
        """Values of the dates."""
        return self.texts("date")


def text(filler: Filler) -> str:
    """Return a filler as text."""
    if isinstance(filler, Entity):
        return filler.short
    if isinstance(filler, TimeExpression):
        return filler.value
    return filler.handle if isinstance(filler, Ref) else str(filler)
