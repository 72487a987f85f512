"""Titles in running text, and whom they belong to: before the name, behind it, or said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.lexicon.titles import TitleHead
from kg.link.houses import house
from kg.link.scene import BODIES, GROUPS, Board, Scene
from kg.model import STATES, Entity, Mention

__all__ = ["BODIES", "GROUPS", "Title", "past_abbreviation", "title_ends", "titles"]

_HIGHEST = "title-top"
"""Ranks that are an office only where "top" stands before them."""
_NEAR = 3
_LINKS = frozenset({"of", "for", "to", "at", "in", "on"})
_SKIPPED = frozenset({"'s", "'", "the", "and"})


@dataclass(frozen=True, slots=True)
class Title:
    """A title where it stands, with the state or body that it names itself."""

    first: int
    last: int
    """One past its head noun; a complement may follow."""
    end: int
    """One past its complement."""
    role: str
    head: TitleHead
    of: Entity | None
    body: Entity | None


def title_ends(scene: Scene) -> Iterator[tuple[int, int, TitleHead]]:
    """Find heads of titles: start, one past the end, and the head."""
    waiting: tuple[int, int, TitleHead] | None = None
    for found in _heads(scene):
        if waiting is not None and found[0] > waiting[0]:
            yield waiting
        waiting = found
    if waiting is not None:
        yield waiting


def _heads(scene: Scene) -> Iterator[tuple[int, int, TitleHead]]:
    """Heads by their last words; of "secretary general" also "secretary"."""
    heads, lower = scene.lexicon.titles.heads, scene.lower
    for at, word in enumerate(lower):
        for head in heads.get(word, ()):
            first = at - len(head.words) + 1
            if first < scene.starts[at] or tuple(lower[first : at + 1]) != head.words:
                continue
            if _is_title(scene, first, head):
                yield first, at + 1, head
                break


def _is_title(scene: Scene, first: int, head: TitleHead) -> bool:
    """Abbreviations are titles only as written (PM, not pm); a lone head is none as a verb."""
    word = scene.words[first]
    if head.title.split()[-1] != head.words[-1].rstrip("s") and head.words[0] in ("pm", "fm"):
        return word.isupper() and not scene.words[first - 1][:1].isdigit()
    if word.endswith("."):
        return word[0].isupper()
    token = scene.doc[first]
    if head.rule == _HIGHEST and "top" not in scene.lower[max(scene.starts[first], first - _NEAR) : first]:
        return False
    given = head.words == (scene.lower[first],) and scene.lower[first] in scene.lexicon.names.given
    if given and token.ent_type_ == "PERSON" and token.ent_iob_ == "B" and scene.doc[first + 1].ent_iob_ == "I":
        return False
    if token.tag_ == "JJ" and token.dep_ == "amod" and len(head.words) == 1 and token.head.ent_type_ != "PERSON":
        return False  # an "official visit"
    return not {*scene.tags[first : first + len(head.words)]} <= {"VERB", "AUX", "ADV"}


def titles(scene: Scene, board: Board) -> list[Title]:
    """Read every title with what stands before and behind it."""
    found: list[Title] = []
    edge = 0
    for first, last, head in title_ends(scene):
        if found and found[-1].last == first and last < len(scene.words) and scene.lower[first] in ("leader",):
            continue
        title = _title(scene, board, first, last, head, edge)
        found.append(title)
        edge = last
    return found


def _title(scene: Scene, board: Board, first: int, last: int, head: TitleHead, edge: int) -> Title:
    start, kept, owners = _before(scene, board, first, max(edge, scene.starts[first]))
    end, complement, behind = _behind(scene, board, last, head)
    if head.office == "scholar" and not any(mention.entity.kind in GROUPS for mention in behind):
        end, behind = house(scene, board, max(last, end))
    former = any(scene.lower[at].rstrip("-") in scene.lexicon.titles.former for at in kept)
    words = [scene.lower[at] for at in kept] + [head.title]
    role = " ".join(words).replace(" - ", "-") + complement
    state, body = _owner([*owners, *behind])
    return Title(start, last, end, role if not former else _former(role), head, state, body)


def _former(role: str) -> str:
    words = [word for word in role.replace("ex-", "ex ").split() if word not in ("ex", "then", "late", "former")]
    return "former " + " ".join(words)


def _before(scene: Scene, board: Board, first: int, edge: int) -> tuple[int, list[int], list[Mention]]:
    """Walk left over the words of a title: modifiers stay in the role, names of states and bodies are its owners."""
    kept: list[int] = []
    owners: list[Mention] = []
    at = first
    modifiers = scene.lexicon.titles.modifiers
    while at > edge:
        mention = board.taken.get(at - 1)
        word, tag = scene.lower[at - 1], scene.tags[at - 1]
        if mention is not None:
            if mention.entity.kind == "Region" and mention.form == "name" and not owners:
                kept[:0] = range(mention.first, mention.last)
                at = mention.first
                continue
            if mention.entity.kind not in (*STATES, *GROUPS) or mention.form in ("pronoun",):
                break
            owners.append(mention)
            at = mention.first
            continue
        if (word in ("'s", "'") and at - 2 >= edge and _owns(board, at - 2)) or word == "-":
            at -= 1
        elif word in ("and", "&") and at - 2 >= edge and _field(scene, board, at - 2) and _field(scene, board, at):
            kept[:0] = [at - 2, at - 1]
            at -= 2
        elif (
            word in modifiers or (tag in ("NOUN", "PROPN") and not _foreign(scene, at - 1)) or _joined(scene, board, at)
        ):
            kept.insert(0, at - 1)
            at -= 1
        else:
            break
    return at, kept, owners


def _owns(board: Board, at: int) -> bool:
    """Tell whether a name may own an office: "Obama's adviser" is no adviser of a state called Obama."""
    owner = board.taken.get(at)
    return owner is not None and owner.entity.kind != "Person"


def _field(scene: Scene, board: Board, at: int) -> bool:
    """Tell whether a word may be of a ministry's field, as in "Trade and Industry Minister"."""
    alone = any(len(head.words) == 1 for head in scene.lexicon.titles.heads.get(scene.lower[at], ()))
    named = at in board.taken or scene.doc[at].ent_type_ == "PERSON"
    return scene.capital(at) and scene.tags[at] in ("NOUN", "PROPN", "ADJ") and not (alone or named)


def _joined(scene: Scene, board: Board, at: int) -> bool:
    """Tell whether the word before opens the second field of two: "Defence and War Veterans Minister"."""
    pair = at > 2 and scene.lower[at - 2] in ("and", "&") and at - 3 >= scene.starts[at - 1]
    return pair and _field(scene, board, at - 1) and _field(scene, board, at - 3)


def _foreign(scene: Scene, at: int) -> bool:
    """Tell whether a noun before a title is none of it: part of another phrase, a time, a person."""
    token = scene.doc[at]
    return token.ent_type_ in ("PERSON", "DATE", "TIME", "CARDINAL") or token.dep_ in (
        "pobj",
        "dobj",
        "nsubj",
        "conj",
        "appos",
        "npadvmod",
    )


def past_abbreviation(scene: Scene, at: int) -> int:
    """Step over what shortens a title: "National Security Adviser (NSA), Ola Berg"."""
    short = scene.words[at : at + 3]
    return at + 3 if len(short) == 3 and short[0] == "(" and short[2] == ")" and short[1].isupper() else at


def _behind(scene: Scene, board: Board, last: int, head: TitleHead) -> tuple[int, str, list[Mention]]:
    """Walk right over a complement: "of Japan", "of the Black Sea Fleet", "to the United Nations"."""
    edge, short = scene.ends[last - 1], past_abbreviation(scene, last)
    last = short if short < edge and scene.lower[short] in ("of", "for") else last
    if "of" in head.words and (stop := _fields_end(scene, board, last, edge)) > last:
        return stop, f" {scene.text(last, stop).lower()}", _trailing_state(scene, board, stop, edge)
    if last >= edge or scene.lower[last] not in _LINKS or (scene.lower[last] == "in" and head.office == "state"):
        return (_field_end(scene, board, last, edge) if head.rule == _HIGHEST else last), "", []
    at = last + 1
    if at < edge and scene.lower[at] == "the":
        at += 1
    mention = board.taken.get(at) if at < edge else None
    link = scene.lower[last]
    if mention is not None:
        led = _led_end(scene, board, mention.last, edge)
        if led > mention.last and mention.entity.kind in GROUPS:
            return led, f" {link} {scene.text(mention.first, led)}", []
        if link in ("of", "at", "in") or (link in ("for", "on") and mention.entity.kind in GROUPS):
            named = (
                ""
                if mention.entity.kind in STATES or head.office == "scholar" or mention.first < last
                else f" of {scene.text(mention.first, mention.last)}"
            )
            inner = _inner_body(scene, board, mention, edge) if link == "of" and head.office == "any" else mention.last
            if inner > mention.last:
                return inner, f" of {scene.text(mention.last + 1, inner)}", [mention, *_taken(board, mention.last + 1)]
            if link == "of" and (stop := _branch_end(scene, board, mention, edge)) > mention.last:
                return _field_end(scene, board, stop, edge), f" of {scene.text(mention.last, stop)}", [mention]
            stop = mention.last
            if mention.entity.kind in GROUPS:
                while stop < edge and scene.tags[stop] == "NOUN" and stop not in board.taken:
                    stop += 1
                stop = _field_end(scene, board, stop, edge)
            return stop, named if link == "of" else "", [mention]
        if link == "for" and (inner := _inner_body(scene, board, mention, edge)) > mention.last:
            return inner, f" for {scene.text(mention.first, inner)}", [mention, *_taken(board, mention.last + 1)]
        if link in ("to", "for"):
            stop = _led_end(scene, board, _list_end(scene, board, mention, edge), edge)
            while stop < edge and scene.tags[stop] == "NOUN" and stop not in board.taken:
                stop += 1
            return stop, f" {link} {scene.text(mention.first, stop)}", []
    if link == "to" and at < edge and scene.lower[at] in scene.lexicon.frames.words["state-nouns"]:
        return at + 1, "", []
    if link in ("of", "for") and at < edge and scene.tags[at] in ("NOUN", "PROPN", "ADJ"):
        stop = at
        while (
            stop < edge
            and scene.tags[stop] in ("NOUN", "PROPN", "ADJ", "CCONJ")
            and stop not in board.taken
            and stop - at < 6
        ):
            stop += 1
        while stop > at and scene.tags[stop - 1] in ("CCONJ", "ADJ"):
            stop -= 1
        if stop > at:
            field = _field_end(scene, board, stop, edge)
            return field, f" {link} {scene.text(at, stop).lower()}", _trailing_state(scene, board, stop, edge)
    return last, "", []


def _fields_end(scene: Scene, board: Board, at: int, edge: int) -> int:
    """Step over further fields of a ministry: "minister of foreign affairs and European integration"."""
    modifiers = scene.lexicon.titles.modifiers
    while at + 1 < edge and scene.lower[at] in ("and", "&"):
        stop = at + 1
        while stop < edge and (_field(scene, board, stop) or (scene.capital(stop) and scene.lower[stop] in modifiers)):
            stop += 1
        if stop == at + 1:
            break
        at = stop
    return at


def _inner_body(scene: Scene, board: Board, mention: Mention, edge: int) -> int:
    """Step over the body behind its state: "head of Iran's nuclear agency"."""
    at = mention.last
    if mention.entity.kind not in STATES or at + 1 >= edge or scene.lower[at] not in ("'s", "'"):
        return at
    body = board.taken.get(at + 1)
    if body is not None:
        return body.last if body.entity.kind in GROUPS else at
    stop = at + 1
    while stop < edge and scene.tags[stop] in ("NOUN", "PROPN", "ADJ") and stop not in board.taken:
        stop += 1
    return stop if scene.tags[stop - 1] in ("NOUN", "PROPN") else at


def _branch_end(scene: Scene, board: Board, mention: Mention, edge: int) -> int:
    """Step over what the adjective of a state tells of: "head of Norwegian military intelligence"."""
    stop = mention.last
    if mention.form == "demonym":
        while stop < edge and scene.tags[stop] in ("NOUN", "ADJ") and stop not in board.taken:
            stop += 1
    return stop if scene.tags[stop - 1] == "NOUN" else mention.last


def _taken(board: Board, at: int) -> list[Mention]:
    mention = board.taken.get(at)
    return [mention] if mention is not None and mention.entity.kind in GROUPS else []


def _led_end(scene: Scene, board: Board, at: int, edge: int) -> int:
    """Step over what a state leads: "for the Saudi-led Coalition in Yemen"."""
    if at + 2 >= edge or scene.words[at] != "-" or scene.tags[at + 1] not in ("VERB", "ADJ"):
        return at
    stop = at + 2
    while stop < edge and stop not in board.taken and scene.tags[stop] in ("NOUN", "PROPN"):
        stop += 1
    return _field_end(scene, board, stop, edge) if stop > at + 2 else at


def _field_end(scene: Scene, board: Board, stop: int, edge: int) -> int:
    """Step over the state in which a mission lies: "negotiator for peace in Afghanistan"."""
    land = board.taken.get(stop + 1) if stop + 1 < edge and scene.lower[stop] == "in" else None
    return land.last if land is not None and land.entity.kind in (*STATES, "Region", "City") else stop


def _list_end(scene: Scene, board: Board, mention: Mention, edge: int) -> int:
    """Step over further states of a list: "to Fiji, Tonga, and the Republic of Nauru"."""
    last = mention.last
    while last + 1 < edge and scene.words[last] in (",", "and"):
        at = last + 1
        while at + 1 < edge and scene.lower[at] in ("and", "the"):
            at += 1
        following = board.taken.get(at)
        if following is None or following.entity.kind not in STATES:
            break
        last = following.last
    return last


def _trailing_state(scene: Scene, board: Board, at: int, edge: int) -> list[Mention]:
    """The state behind a complement: "minister of defence of Poland"."""
    if at + 1 < edge and scene.lower[at] == "of":
        behind = board.taken.get(at + 2 if scene.lower[at + 1] == "the" else at + 1)
        if behind is not None and behind.entity.kind in STATES:
            return [behind]
    return []


def _owner(mentions: list[Mention]) -> tuple[Entity | None, Entity | None]:
    """The state of a title, and the body or organisation that it is an office of."""
    state = next((mention.entity for mention in mentions if mention.entity.kind in STATES), None)
    body = next((mention.entity for mention in mentions if mention.entity.kind in GROUPS), None)
    return state, body
