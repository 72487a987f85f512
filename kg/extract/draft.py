"""What one trigger says of one thing, before the article's other sentences have been heard."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kg.extract.slots import Standing
from kg.extract.triggers import Nucleus
from kg.model import Entity, Filler, TimeExpression
from kg.parse import Token

Fillers = dict[str, tuple[Filler, ...]]


@dataclass(frozen=True)
class Draft:
    """A claim in the making."""

    family: str
    kind: str
    trigger: tuple[int, int]
    rule: str
    held: Standing
    confidence: float
    fillers: Fillers
    head: Token = field(repr=False)
    bare: bool = False
    """A phrase that no predicate says anything of; its status is only presumed."""
    shifted: bool = False
    """A phrase for another edition than the one told of: "the next meeting"."""
    definite: bool = False
    """A phrase that points back: "the deal", "these talks"."""
    plural: bool = False
    own: frozenset[str] = frozenset()
    """Short names of the states in the phrase itself: "the deal with Chad"."""
    ends: bool = False
    """Its time is when the thing ends, not when it takes place as a whole."""
    joined: bool = False
    """Told of by those who join: others whom the article names before take part as well."""
    furthers: tuple[int, ...] = ()
    """Heads of the phrases for what the thing is said to bring about."""
    handle: str = ""

    def entities(self, role: str) -> list[Entity]:
        """Entities in a role."""
        return [filler for filler in self.fillers.get(role, ()) if isinstance(filler, Entity)]

    def codes(self, role: str) -> frozenset[str]:
        """Short names of the entities in a role."""
        return frozenset(entity.short for entity in self.entities(role))

    def text(self, role: str) -> str:
        """The first filler of a role as text, empty when there is none."""
        for filler in self.fillers.get(role, ()):
            if isinstance(filler, Entity):
                return filler.short
            return filler.value if isinstance(filler, TimeExpression) else str(filler)
        return ""

    def only(self, *wanted: str) -> Fillers:
        """Return the fillers of some roles."""
        return {role: self.fillers[role] for role in wanted if role in self.fillers}

    def with_fillers(self, more: Fillers) -> Draft:
        """Return it with further fillers."""
        return replace(self, fillers={**self.fillers, **more})

    def under(self, handle: str) -> Draft:
        """Return it under a handle."""
        return replace(self, handle=handle)


@dataclass
class Thing:
    """What has been told so far of one thing."""

    handle: str
    family: str
    drafts: list[Draft] = field(default_factory=list)

    def codes(self, role: str) -> frozenset[str]:
        """All that any draft put into a role."""
        return frozenset(code for draft in self.drafts for code in draft.codes(role))

    def texts(self, role: str) -> set[str]:
        """All texts that any draft put into a role."""
        return {text for draft in self.drafts if (text := draft.text(role))}


def fillers(**given: Filler | tuple[Filler, ...] | list[Entity] | None) -> Fillers:
    """Build fillers from keyword arguments, leaving out what is empty."""
    built: Fillers = {}
    for role, value in given.items():
        if value is None or value == () or value == [] or value == "":
            continue
        built[role] = tuple(value) if isinstance(value, tuple | list) else (value,)
    return built


def points_back(nucleus: Nucleus) -> bool:
    """Tell whether the phrase has a determiner that points to something told before."""
    return any(
        child.lower_ in ("the", "this", "that", "these", "those", "such", "both", "its", "their")
        for child in nucleus.head.children
        if child.dep_ in ("det", "poss") and child.i < nucleus.head.i
    )


def is_shifted(nucleus: Nucleus, others: frozenset[str]) -> bool:
    """Tell whether the phrase names another edition than the one told of before."""
    return any(child.lower_ in others for child in nucleus.head.children if child.i < nucleus.head.i)


def is_plural(nucleus: Nucleus) -> bool:
    """Tell whether the phrase names several things."""
    return nucleus.head.tag_ in ("NNS", "NNPS")
