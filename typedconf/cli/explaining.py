"""A composition goes in; where its values came from is printed: of one key its whole history, of all keys the origin.

Of all keys that is the config as YAML, each value with its origin as a comment, so that it is a config still.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.cli.annotating import annotated_yaml, one_line, without_controls
from typedconf.cli.flags import EXPLAIN, JSON
from typedconf.cli.printing import report, terminal_width, write_lines, write_yaml
from typedconf.errors import ConfigError, NoSuchItem, Problem
from typedconf.overrides.printing import shown_value
from typedconf.provenance import Hidden
from typedconf.reports import Segment, cells, place_text
from typedconf.trees import ABSENT, find, format_path, is_missing, parse_path, same, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typedconf.cli.answers import Application
    from typedconf.cli.words import CommandLine
    from typedconf.composition import Composition
    from typedconf.errors import Origin
    from typedconf.explanation import Explanation
    from typedconf.provenance import Step
    from typedconf.reports import Line, Role
    from typedconf.trees import KeyPath, Tree

_SETTINGS: Final = "hydra"
_LONGEST: Final = 60  # characters of a value; --cfg prints the whole
_WIDEST_VALUE: Final = 36  # columns; the origin of a longer value stands below it
_MOST_KEYS: Final = 8  # that one layer gave to a node


def print_explanation(line: CommandLine, application: Application) -> int:
    """Prints the history of a key, or the whole config with the origin of each value; what is wrong is a warning.

    Raises:
        ConfigError: it doesn't compose, or has no such key.
    """
    composition = application.compose()
    explanation = composition.explanation()
    key = line.value(EXPLAIN) or ""
    path = _path_of(key, explanation) if key else None
    warnings = _warnings(composition, explanation, path)
    if line.has(JSON):
        from typedconf.cli.machine import print_json  # noqa: PLC0415  only what other programs read

        every = list(_data_of_leaves(explanation)) if path is None else _data(explanation, key, path)
        print_json("explain", every, warnings)
        return 0
    for problem in warnings:
        report("warning", (problem,))
    if path is None:
        tree = explanation.tree()
        write_yaml(annotated_yaml(tree, (_comment(explanation, path) for path, _ in walk(tree))))
    else:
        write_lines([_printable(line) for line in _page(explanation, key, path)])
    return 0


def _path_of(key: str, explanation: Explanation) -> KeyPath:
    """Where the value at ``key`` stands.

    Raises:
        NoSuchItem: there is no such key, or it is one of the run settings, which are no part of the config.
    """
    try:
        return explanation.path_of(key)
    except NoSuchItem:
        if parse_path(key)[0] != _SETTINGS:
            raise
    message = f"{_SETTINGS} is no part of the config; --cfg {_SETTINGS} --package {key} prints what is set there"
    raise NoSuchItem(Problem(message, key))


def _warnings(composition: Composition[Any], explanation: Explanation, path: KeyPath | None) -> list[Problem]:
    """What is wrong with the config; of one key, with what stands there."""
    found = [*composition.problems, *composition.warnings]
    if path is None:
        return found
    keys = {explanation.key_of((*path, *inner)) for inner, _ in walk(find(explanation.tree(), path))}
    found = [problem for problem in found if problem.key in keys or problem.key == explanation.key_of(path)]
    try:
        explanation.value(path)
    except ConfigError as error:
        told = {problem.key for problem in found}
        found += [problem for problem in error.problems if problem.key not in told]
    return found


# -- for other programs ---------------------------------------------------------------------------------------------


def _data_of_leaves(explanation: Explanation) -> Iterator[dict[str, Any]]:
    return (_data(explanation, explanation.key_of(path), path) for path, _ in walk(explanation.tree()) if path)


def _data(explanation: Explanation, key: str, path: KeyPath) -> dict[str, Any]:
    """The key's value, or where it has none its text as written, and what gave it that."""
    from typedconf.reports import origin_data  # noqa: PLC0415  as above

    steps = explanation.history(path)
    history = [{"value": step.value, "origin": origin_data(step.origin)} for step in steps]
    return {"key": key, "value": _value(explanation, path), "history": history}


def _value(explanation: Explanation, path: KeyPath) -> Any:
    try:
        return explanation.value(path)
    except ConfigError:
        return find(explanation.tree(), path)


# -- for people -----------------------------------------------------------------------------------------------------


def _page(explanation: Explanation, key: str, path: KeyPath) -> Iterator[Line]:
    """All that is known of one key: its value, what gave it that, and what it reads."""
    real = explanation.key_of(path)
    behind = _line((f", which is {real}", "label")) if parse_path(real) != parse_path(key) else ()
    steps = explanation.history(path)
    node = find(explanation.tree(), path)
    if isinstance(node, (dict, list)) and node:
        yield (Segment(key, "key"), *behind, Segment(":", "text"))
        yield from _node(explanation, path, node)
        yield from _titled("Set by, lowest first:", [_node_row(step) for step in steps])
        return
    yield (Segment(key, "key"), *behind, Segment(f": {_shown(_value(explanation, path))}", "text"))
    yield from _rows([_leaf_row(step, is_last=step is steps[-1]) for step in steps])
    yield from _titled("It reads:", [_read_row(explanation, one) for one in explanation.reads(path)])


def _titled(title: str, rows: Sequence[_Row]) -> Iterator[Line]:
    """The rows below a line that says what they are; nothing without any."""
    if rows:
        yield ()
        yield _line((title, "label"))
        yield from _rows(rows)


def _node(explanation: Explanation, path: KeyPath, node: Tree) -> Iterator[Line]:
    """A node as YAML, indented, with the origin of each value."""
    comments = (_comment(explanation, (*path, *inner)) for inner, _ in walk(node))
    for text in annotated_yaml(node, comments).removesuffix("\n").split("\n"):
        yield _line(("  ", "blank"), (text, "text"))


class _Row(NamedTuple):
    """A value, where it was written, what brought that in, and what it did; ``is_last`` marks the one that counts."""

    value: str
    origin: str
    entry: str | None
    note: str = ""
    is_last: bool = False


def _leaf_row(step: Step, *, is_last: bool) -> _Row:
    note = "" if is_missing(step.replaced) else f"replaces {_shown(step.replaced)}"
    return _Row(_step_value(step), _source(step), step.origin.entry, note, is_last)


def _node_row(step: Step) -> _Row:
    """One of those that touched a node, with the keys below it that have another value since."""
    if _is_deleted(step):
        return _Row("", _origin(step.origin), step.origin.entry, "deletes it")
    before = dict(walk(step.replaced))
    changed = [inner for inner, leaf in walk(step.value) if not same(before.get(inner, ABSENT), leaf)]
    names = ", ".join(format_path(inner, step.value) for inner in changed[:_MOST_KEYS])
    more = f" and {len(changed) - _MOST_KEYS} more" if len(changed) > _MOST_KEYS else ""
    return _Row("", _origin(step.origin), step.origin.entry, f"sets {names}{more}" if names else "")


def _read_row(explanation: Explanation, path: KeyPath) -> _Row:
    value = f"{explanation.key_of(path)}: {_shown(_value(explanation, path))}"
    steps = explanation.history(path)
    return _Row(value, _origin(steps[-1].origin), steps[-1].origin.entry) if steps else _Row(value, "", None)


def _rows(rows: Sequence[_Row]) -> Iterator[Line]:
    """The rows side by side, the values in a column; what has no room in that or in the terminal goes on below."""
    column = max((width for row in rows if (width := cells(row.value)) <= _WIDEST_VALUE), default=0)
    start = column + 4 if column else 2
    room = terminal_width(sys.stdout)
    for row in rows:
        line = (
            _line(("* ", "caret"), (row.value, "key")) if row.is_last else _line(("  ", "blank"), (row.value, "text"))
        )
        width = 2 + cells(row.value)
        if width > start:
            yield line
            line, width = (), 0
        line += _line((" " * (start - width), "blank"), (row.origin, "text"))
        notes = [note for note in (f"({row.entry})" if row.entry else "", row.note) if note]
        behind = "".join((" " if note.startswith("(") else ", ") + note for note in notes)
        if room is None or start + cells(row.origin + behind) <= room:
            yield (*line, *_line((behind, "label")))
        else:
            yield line
            indent = " " * (start if column else start + 2)
            yield from (_line((indent, "blank"), (note, "label")) for note in notes)


def _step_value(step: Step) -> str:
    if _is_deleted(step):
        return "(missing)" if is_missing(step.replaced) else "(deleted)"
    return "??? (secret)" if isinstance(step.value, Hidden) else _shown(step.value)


def _is_deleted(step: Step) -> bool:
    return is_missing(step.value) and not isinstance(step.value, Hidden)


def _shown(value: Any) -> str:
    """A value in one line, as an override has it; an interpolation as it was written."""
    text = one_line(shown_value(value))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _comment(explanation: Explanation, path: KeyPath) -> str:
    """The origin of the value that counts; an empty config has none."""
    steps = explanation.history(path) if path else ()
    if not steps:
        return ""
    last = steps[-1]
    if isinstance(last.value, Hidden):
        return f"{_origin(last.origin)}, secret"
    return f"missing, {_source(last)}" if is_missing(last.value) else _origin(last.origin)


def _source(step: Step) -> str:
    """The origin of a value; of one that is missing, which field requires it."""
    is_required = step.origin.kind == "default" and _is_deleted(step)
    return f"required by {step.origin.text}" if is_required else _origin(step.origin)


def _origin(origin: Origin) -> str:
    return one_line(place_text(origin))


def _printable(line: Line) -> Line:
    """The line as a terminal may have it, whatever keys hold."""
    return tuple(Segment(without_controls(segment.text), segment.role) for segment in line)


def _line(*segments: tuple[str, Role]) -> Line:
    return tuple(Segment(text, role) for text, role in segments if text)
