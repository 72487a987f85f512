"""Names that no list holds, by how they are built: treaties, dialogues, bases, exercises, seas, institutes, arms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.lexicon.names import Head
from kg.link.designations import designation_end
from kg.link.scene import Candidate, Scene
from kg.model import PLACES, STATES, Entity

NAMED, SITED = 50, 59
SITES = frozenset({"MilitaryBase", "AirBase", "NavalBase"})
"""Classes of things with a site: their names hold a designation ("K-2 Air Base"), and no "on" or "and"."""
AGREEMENTS = frozenset({"Agreement", "Treaty", "JointDeclaration", "MemorandumOfUnderstanding"})
_LONGEST = 14
_ACRONYM = 6
"""Letters; a longer word in capitals is no part of a name that is not in capitals itself."""
_LINKS = frozenset({"of", "and", "&", "for", "on", "the", "against"})
_AFTER = frozenset({"of", "on", "for", "concerning", "regarding"})
_NUMBER = re.compile(
    r"(?:\d{4}|\d{1,3}(?:st|nd|rd|th)|First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth)"
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_LOWERED = frozenset(
    {
        "Agreement",
        "Treaty",
        "MilitaryBase",
        "AirBase",
        "NavalBase",
        "MilitaryExercise",
        "Region",
        "JointDeclaration",
        "MemorandumOfUnderstanding",
    }
)
"""Classes whose head may be written small behind a name: "Minsk agreement", "Incirlik air base"."""


def named_things(scene: Scene, known: dict[int, Candidate]) -> Iterator[Candidate]:
    """Find names by their heads; ``known`` has the names of the gazetteer by their tokens."""
    lower, names = scene.lower, scene.lexicon.names
    for at, word in enumerate(lower):
        if word in names.last:
            yield from _ended(scene, at, names.last[word], known)
        if word in names.first:
            yield from _begun(scene, at, names.first[word], known)


def _ended(scene: Scene, at: int, heads: tuple[Head, ...], known: dict[int, Candidate]) -> Iterator[Candidate]:
    """Names that end with a head: "Shusha Declaration", "Balikatan exercise"."""
    for head in heads:
        first = at - len(head.words) + 1
        if first <= scene.starts[at] or tuple(scene.lower[first : at + 1]) != head.words:
            continue
        if head.names in AGREEMENTS and _goes_on(scene, at):
            return
        if scene.capital(first):
            start = _behind_noun(scene, _leftwards(scene, first, known), first, head)
            last = _rightwards(scene, at + 1, known) if _complement(scene, at + 1) else at + 1
            if head.names in SITES:
                start, last = _site(scene, start, first, at + 1, last, known)
        elif head.names in _LOWERED:
            start, last = _small_headed(scene, first, head, known), at + 1
        else:
            return
        if start < first:
            yield from _candidate(scene, start, first, last, head, known)
        return


def _behind_noun(scene: Scene, start: int, first: int, head: Head) -> int:
    """Step over a noun for exercises, behind which another name begins: "Exercise Desert Falcon"."""
    heads = scene.lexicon.names.first.get(scene.lower[start], ()) if start < first else ()
    other = head.names != "MilitaryExercise" and any(one.names == "MilitaryExercise" for one in heads)
    return start + 1 if other else start


def _goes_on(scene: Scene, at: int) -> bool:
    """Tell whether the name goes on behind its head: "the Lima Convention Center" is no convention."""
    token, after = scene.doc[at], at + 1
    within = after < scene.ends[at] and scene.capital(after) and scene.tags[after] == "PROPN"
    return within and token.dep_ == "compound" and token.head.i == after


def _begun(scene: Scene, at: int, heads: tuple[Head, ...], known: dict[int, Candidate]) -> Iterator[Candidate]:
    """Names that begin with a head: "Treaty on Open Skies", "Exercise Malabar", "Camp Lemonnier"."""
    for head in heads:
        last = at + len(head.words)
        if tuple(scene.lower[at:last]) != head.words or last >= scene.ends[at]:
            continue
        if head.names in AGREEMENTS and _goes_on(scene, last - 1):
            return
        small = not scene.capital(at)
        if small and head.names != "MilitaryExercise":
            return
        if head.names in SITES and at and scene.lower[at - 1] in scene.lexicon.frames.words["ship-prefixes"]:
            return
        if head.names in SITES and (place := known.get(at)) is not None and place.entity.kind in PLACES:
            return
        whole = head.names != "MilitaryExercise" and _complement(scene, last)
        if (scene.capital(last) and not _is_state(known.get(last))) or whole:
            end = _rightwards(scene, last, known)
            if head.names in SITES:
                end = _site(scene, at, at, last, end, known)[1]
            if end > last and not (small and scene.lower[last] in _AFTER):
                drop = head.names == "MilitaryExercise"
                name = scene.text(last if drop else at, end).rstrip("-–")
                yield Candidate(last if drop else at, end, Entity(head.names, name), "name", NAMED)
        return


def _site(scene: Scene, start: int, first: int, end: int, last: int, known: dict[int, Candidate]) -> tuple[int, int]:
    """Cut the name of a site where it stands with another's, and before the place that it lies on."""
    start = max((at + 1 for at in range(start, first) if scene.lower[at] in ("and", "/")), default=start)
    if start + 1 < first and (owner := known.get(start)) is not None and owner.entity.kind == "State":
        start = owner.last if owner.first == start and owner.last < first else start
    cuts = [at for at in range(end, last) if scene.lower[at] in _LINKS and scene.lower[at] not in ("of", "the")]
    return start, min(cuts, default=last)


def _complement(scene: Scene, at: int) -> bool:
    """Tell whether "of X", "on the X", "for X" with a capital X follows."""
    if at + 1 >= len(scene.words) or at + 1 >= scene.ends[at - 1] or scene.lower[at] not in _AFTER:
        return False
    after = at + 2 if scene.lower[at + 1] == "the" else at + 1
    return after < scene.ends[at - 1] and scene.capital(after) and scene.tags[after] != "PRON"


def _leftwards(scene: Scene, first: int, known: dict[int, Candidate]) -> int:
    """Return where a run of capitalised words begins that ends before ``first``."""
    at, edge = first, max(scene.starts[first], first - _LONGEST)
    while at > edge:
        before = at - 1
        shouted = scene.words[before].isupper() and len(scene.words[before]) > _ACRONYM and before not in known
        if shouted and not scene.words[first].isupper():
            break
        if (
            _part(scene, before, known)
            or (scene.words[before] in ("-", "–", "/", "+") and scene.glued[before] and before > edge)
        ) or (scene.lower[before] in ("and", "&", "of", "for") and before > edge and _joins(scene, before, at, known)):
            at = before
        else:
            break
    while at < first and (
        scene.words[at] in ("-", "–", "/", "and", "of", "for", "&")
        or _NUMBER.fullmatch(scene.words[at])
        or scene.lower[at] in ("the", "a", "an")
    ):
        at += 1
    return at


def _part(scene: Scene, at: int, known: dict[int, Candidate]) -> bool:
    """Tell whether the word can be part of a name: capitalised, and no function word that opens the sentence."""
    word = scene.words[at]
    if word[:1].isdigit():
        return bool(_NUMBER.fullmatch(word)) or (word.isalnum() and len(word) < 4)
    if not word[:1].isupper():
        return False
    if scene.tags[at] in ("DET", "PRON", "ADP", "SCONJ", "CCONJ", "AUX") and word.lower() not in ("us",):
        return False
    if (
        at == scene.starts[at]
        and at not in known
        and word.lower() in scene.lexicon.names.common
        and scene.tags[at] != "PROPN"
    ):
        return False
    return word.lower() not in scene.lexicon.names.calendar and word not in scene.lexicon.titles.honorifics


def _joins(scene: Scene, link: int, after: int, known: dict[int, Candidate]) -> bool:
    """Tell whether "and" or "of" joins two parts of one name rather than two names."""
    left, right = known.get(link - 1), known.get(after)
    if not _part(scene, link - 1, known) or scene.doc[link - 1].ent_type_ == "PERSON":
        return False
    if scene.lower[link - 1] in scene.lexicon.titles.heads or _is_whole(scene, link - 1):
        return False
    return not _is_state(left) and not _is_state(right) and link - 1 > scene.starts[link]


def _is_whole(scene: Scene, at: int) -> bool:
    """Tell whether a name ends with the word: "the Lima Treaty and 1999 Quito Agreement" are two."""
    heads = scene.lexicon.names.last.get(scene.lower[at], ())
    return any(head.names in AGREEMENTS and len(head.words) == 1 for head in heads)


def _rightwards(scene: Scene, last: int, known: dict[int, Candidate]) -> int:
    """Return where a run of capitalised words and links ends that begins at ``last``."""
    at, edge = last, min(scene.ends[last - 1], last + _LONGEST)
    heads = scene.lexicon.titles.heads
    while at < edge:
        word = scene.words[at]
        if scene.lower[at] in heads and not heads[scene.lower[at]][0].plural and scene.lower[at - 1] not in _AFTER:
            break
        if (
            word[:1].isupper()
            and scene.tags[at] not in ("PRON", "DET")
            and scene.lower[at] not in scene.lexicon.names.calendar
        ) or (
            (word in ("-", "–") and scene.glued[at - 1] and at + 1 < edge)
            or (word.isdigit() and scene.words[at - 1] in ("-", "–"))
        ):
            at += 1
        elif scene.lower[at] in _LINKS and (step := _link(scene, at, edge, known)):
            at = step
        else:
            break
    modifiers = scene.lexicon.titles.modifiers if at < edge and scene.lower[at] in heads else ()
    while at > last and (scene.words[at - 1] in ("-", "–", "/") or scene.lower[at - 1] in {*modifiers, *_LINKS}):
        at -= 1
    return at


def _link(scene: Scene, at: int, edge: int, known: dict[int, Candidate]) -> int:
    """Step over links to the next capitalised word, 0 when none follows or another name begins there."""
    step = at
    while step < edge and scene.lower[step] in _LINKS:
        step += 1
    if step >= edge or step - at > 3 or not scene.capital(step) or scene.tags[step] == "PRON":
        return 0
    if scene.lower[at] == "and" and _is_whole(scene, at - 1):
        return 0
    if scene.lower[at] == "and" and (_is_state(known.get(step)) or scene.doc[step].ent_type_ == "PERSON"):
        return 0
    return step


def _general(scene: Scene, head: Head) -> frozenset[str]:
    """Words between a name and its noun that belong to neither: "the Silver Reef joint naval drills"."""
    words = scene.lexicon.frames.words
    return words["plain-words"] | (words["military-words"] if head.names == "MilitaryExercise" else frozenset())


def _small_headed(scene: Scene, first: int, head: Head, known: dict[int, Candidate]) -> int:
    """Where the name begins before a head written small: a proper name, with plain adjectives between."""
    at, edge = first, scene.starts[first]
    general = _general(scene, head)
    while at > edge and scene.lower[at - 1] in general and not scene.capital(at - 1):
        at -= 1
    dated = at - 1 > edge and bool(_YEAR.fullmatch(scene.words[at - 1])) and scene.capital(at - 2)
    if at == edge or not _part(scene, at - 1 - dated, known):
        return first
    if scene.doc[at - 1 - dated].ent_type_ == "PERSON" or (scene.doc[at - 1].ent_type_ == "DATE" and not dated):
        return first
    waters = scene.lexicon.frames.words["waters"]
    if scene.lower[at - 1] in waters and head.names in ("MilitaryBase", "MilitaryExercise"):
        return first
    if head.names == "MilitaryExercise" and scene.words[at - 1].isupper() and len(scene.words[at - 1]) > _ACRONYM:
        return at - 1
    water = head.names == "Region" and head.words[-1] in waters
    start = _leftwards(scene, at, known)
    inside = [known.get(token) for token in range(start, at)]
    if all(
        (found is not None and (found.entity.kind in STATES or found.form == "demonym"))
        or scene.words[start + n] in ("-", "–", "/")
        for n, found in enumerate(inside)
    ):
        return start if water else first
    if any(
        found is not None
        and found.entity.kind
        in (
            "GovernmentBody",
            "MediaOrganization",
            "ArmedForces",
            "ArmedGroup",
            "DefenceMinistry",
            "ForeignMinistry",
            "InternationalOrganization",
        )
        for found in inside
    ):
        return first
    opener = start == scene.starts[start] and at - start == 1 and scene.tags[start] != "PROPN"
    if scene.words[start].isdigit() or (opener and head.names == "MilitaryExercise"):
        return first
    if head.words == ("facility",) and at == first:
        return first
    if head.names in (*SITES, "MilitaryExercise") and all(
        found is not None and found.entity.kind == "Region" for found in inside
    ):
        return first
    return start


def _candidate(
    scene: Scene, start: int, first: int, last: int, head: Head, known: dict[int, Candidate]
) -> Iterator[Candidate]:
    """The candidate, unless all that stands before the head is the name of a state or of a person's government."""
    owners = [known.get(token) for token in range(start, first)]
    only_states = all(found is not None and found.entity.kind in STATES for found in owners)
    if only_states and head.names in (
        "Organization",
        "MilitaryBase",
        "AirBase",
        "NavalBase",
        "MilitaryExercise",
        "ArmedConflict",
    ):
        return
    if head.names == "Organization" and not scene.capital(last - 1):
        return
    if head.names == "Region" and only_states and scene.lower[last - 1] == "state":
        return
    drop = head.names == "MilitaryExercise"
    general = _general(scene, head)
    whole = scene.capital(first)
    while drop and first > start and scene.lower[first - 1] in general and (whole or not scene.capital(first - 1)):
        first -= 1
    while drop and first > start and (_is_state(known.get(start)) or scene.words[start] in ("-", "–", "/")):
        start += 1
    if first <= start:
        return
    if drop and first - start == 1 and _is_no_name(scene, start):
        return
    if drop and first - start == 1 and scene.doc[start].lemma_.lower() in scene.lexicon.frames.words["force-nouns"]:
        return
    end = first if drop else last
    rank = SITED if head.names in SITES and designation_end(scene, start) > start else NAMED
    rank += drop and first - start > 1 and not _is_whole_body(scene, first - 1)
    yield Candidate(start, end, Entity(head.names, scene.text(start, end)), "name", rank)


def _is_no_name(scene: Scene, at: int) -> bool:
    """Tell whether a single word is what the article abbreviates, or a participle that opens a quotation."""
    around = zip(scene.words, scene.words[1:], scene.words[2:], strict=False)
    short = scene.words[at].isupper() and ("(", scene.words[at], ")") in around
    opens = at == scene.starts[at] or scene.words[at - 1] in ('"', "'")
    return short or (opens and scene.lower[at].endswith("ing"))


def _is_whole_body(scene: Scene, last: int) -> bool:
    """Tell whether the words before the noun end like the name of forces: "the Coast Guard exercise"."""
    return scene.doc[last].lemma_.lower() in scene.lexicon.frames.words["force-nouns"]


def _is_state(candidate: Candidate | None) -> bool:
    return candidate is not None and candidate.entity.kind in STATES
