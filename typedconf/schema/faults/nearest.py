"""The errors of all members of a union go in, those of the member that came nearest come out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from typedconf.schema.faults.kinds import TAGS, UNION, UNKNOWN, is_pydantic
from typedconf.trees import find

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from typedconf.schema.derived import Choice, Place
    from typedconf.trees import KeyPath, Tree

_MOST_NAMED = 6
_VALUES = ("literal_error", "enum")
_TAGGING = (*_VALUES, "wrong_target")  # whoever has a value of its own is told by it


class Complaint(NamedTuple):
    """One of Pydantic's errors and its place; ``note`` is what is to be added of the union around it."""

    number: int
    kind: str
    text: str
    context: Mapping[str, Any]
    place: Place
    note: str = ""


def nearest(complaints: Iterable[Complaint], tree: Tree, level: int = 0) -> Iterator[Complaint]:
    """Of each union the complaints of the member that came nearest; the others as they are."""
    unions: dict[KeyPath, dict[int, list[Complaint]]] = {}
    for complaint in complaints:
        choices = _choices(complaint)
        if len(choices) <= level:
            yield complaint
        else:
            choice = choices[level]
            unions.setdefault(choice.path, {}).setdefault(choice.number, []).append(complaint)
    for path, branches in unions.items():
        yield from _of_union(path, branches, tree, level)


def _choices(complaint: Complaint) -> list[Choice]:
    return [choice for choice in complaint.place.choices if not choice.tagged]


def _of_union(path: KeyPath, branches: dict[int, list[Complaint]], tree: Tree, level: int) -> Iterator[Complaint]:
    takes_keys = isinstance(find(tree, path), dict)
    close = {
        number: found
        for number, found in branches.items()
        if not any(_is_misfit(one, path, takes_keys=takes_keys) for one in found)
    }
    if not close:
        yield next(one for found in branches.values() for one in found if one.place.path == path)._replace(kind=UNION)
        return
    distances = {number: _distance(number, close) for number in close}
    number = min(close, key=distances.__getitem__)
    equal = [close[other] for other in close if distances[other] == distances[number]]
    told_apart = _tags(equal) if len(equal) > 1 else set()
    note = "" if told_apart else _note(_choices(close[number][0])[level], number)
    for complaint in nearest(close[number], tree, level + 1):
        if complaint.place.path in told_apart:  # what any member takes there is what is expected
            yield complaint._replace(place=complaint.place._replace(owner=None, inner=()))
        else:
            yield complaint._replace(note=note + complaint.note)


def _note(choice: Choice, number: int) -> str:
    """Which of the union's classes is meant, where there are several."""
    names = [name for name in choice.names if name is not None]
    name = choice.names[number] if number < len(choice.names) else None
    if name is None or len(names) < 2:  # noqa: PLR2004  one alone is no choice
        return ""
    shown = names if len(names) <= _MOST_NAMED else [*names[:_MOST_NAMED], "…"]
    return f" ({name} comes nearest of {', '.join(shown)})"


def _is_misfit(complaint: Complaint, path: KeyPath, *, takes_keys: bool) -> bool:
    """Whether a member doesn't take a value of this kind at all; a user's validator that refuses it did take it."""
    if complaint.place.path != path or not is_pydantic(complaint.kind):
        return False
    return not (takes_keys and complaint.kind in TAGS)


def _distance(number: int, members: Mapping[int, list[Complaint]]) -> tuple[int, int, int]:
    """How far a value is from a member: tags that are another's first, then keys it doesn't know, then all else."""
    complaints = members[number]
    clean = [{one.place.path for one in found} for other, found in members.items() if other != number]
    values = [one.place.path for one in complaints if one.kind in _TAGGING]
    foreign = sum(any(path not in paths for paths in clean) for path in values)
    unknown = sum(one.kind in UNKNOWN for one in complaints)
    return foreign, unknown, len(complaints)


def _tags(members: list[list[Complaint]]) -> set[KeyPath]:
    """The paths at which every one of the members expects a value of its own, and none got it."""
    paths = Counter(path for found in members for path in {one.place.path for one in found if one.kind in _VALUES})
    return {path for path, number in paths.items() if number == len(members)}
