"""Offices that an article gives to persons, each once, under its fullest title."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.iris import slug
from kg.model import Claim, Entity, Holding, Linked, Modality, Polarity, roles

if TYPE_CHECKING:
    from kg.lexicon import Lexicon, Titles

KIND = "Office"
_PLAIN = frozenset({"of", "the", "for", "to", "at", "former"})


def extract_roles(linked: Linked, lexicon: Lexicon) -> Iterator[Claim]:
    """Yield a claim for each place where a text gives an office to a person."""
    by_person: defaultdict[str, list[Holding]] = defaultdict(list)
    for holding in linked.holdings:
        if _tells(holding, lexicon):
            by_person[holding.person.name].append(holding)
    for person, held in by_person.items():
        for group in _offices(held, lexicon):
            title, of, body = _fullest(group, lexicon)
            for holding in group:
                yield _claim(linked, holding, f"office@{slug(person)}-{slug(title)}", title, of, body)


def _tells(holding: Holding, lexicon: Lexicon) -> bool:
    """Tell whether the title names an office; that of a scholar does only with his house."""
    scholar = any(
        head.office == "scholar" and head.rule == holding.rule
        for heads in lexicon.titles.heads.values()
        for head in heads
    )
    return not scholar or holding.of is not None


def _offices(held: list[Holding], lexicon: Lexicon) -> Iterator[list[Holding]]:
    """Titles of one person, those of one office together; a vague one joins the only other."""
    groups: list[list[Holding]] = []
    vague, titles = lexicon.frames.words["vague-titles"], lexicon.titles
    for holding in sorted(held, key=lambda item: (item.title in vague, -len(_words(item.title, titles)))):
        home = next((group for group in groups if _same(group[0], holding, titles)), None)
        if home is None and groups and holding.title in vague:
            home = groups[0]
        if home is None:
            groups.append([holding])
        else:
            home.append(holding)
    for group in groups:
        yield sorted(group, key=lambda item: item.first)


def _same(one: Holding, other: Holding, titles: Titles) -> bool:
    """Tell whether two titles of a person name one office: the words of one are among those of the other."""
    left, right = _words(one.title, titles), _words(other.title, titles)
    return right <= left or left <= right


def _words(title: str, titles: Titles) -> frozenset[str]:
    return titles.plain(title.lower().replace("-", " ")) - _PLAIN


def _fullest(group: list[Holding], lexicon: Lexicon) -> tuple[str, Entity | None, Entity | None]:
    """The title told most often, of those the longest, with the state and body that any of the places names."""
    vague = lexicon.frames.words["vague-titles"]
    titles = Counter(holding.title for holding in group if holding.title not in vague) or Counter(
        h.title for h in group
    )
    current = [title for title in titles if not title.startswith("former")]
    title = max(current or titles, key=lambda item: (len(_words(item, lexicon.titles)), titles[item], item))
    of = _first(holding.of for holding in group)
    return title, of, _first(holding.organisation for holding in group)


def _first(entities: Iterable[Entity | None]) -> Entity | None:
    return next((entity for entity in entities if entity is not None), None)


def _claim(
    linked: Linked, holding: Holding, handle: str, title: str, of: Entity | None, body: Entity | None
) -> Claim:
    annotation = linked.annotation
    return Claim(
        document=annotation.document.id,
        handle=handle,
        kind=KIND,
        roles=roles(person=holding.person, role=title, of=of, organisation=body),
        modality=Modality.CERTAIN,
        polarity=Polarity.POSITIVE,
        status="",
        evidence=annotation.sentence_of(holding.first).span,
        trigger=annotation.span(holding.first, holding.last),
        rule=holding.rule,
        confidence=0.9 if of is not None else 0.7,
    )
