"""Problems go in; lines for a log or a terminal, or data for JSON, come out. Loaded only once something is wrong.

Each problem shows its key, what is wrong, and below that where it was written with the characters marked, which entry
brought the file in, and where a schema declares the key. There is one layout: lines of segments, each with its role,
which plain text joins and a terminal colours. With a width nothing is wider than it has to be: messages are wrapped,
and a line of a file is cut around the place that it shows.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from typedconf.trees import format_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typedconf.errors import Origin, Problem

# "lead" is what the line begins with (error:), "count" the line above several problems; a "text" is what a label names.
Role: TypeAlias = Literal["lead", "count", "key", "message", "label", "text", "caret", "blank"]

_LABEL: Final = 13  # "declared as" and two blanks
_WIDEST_KEY: Final = 24
_WIDEST_LINE: Final = 60
_LEAST_LINE: Final = 16  # columns of a file's line that are shown however narrow the terminal
_LEAST_MESSAGE: Final = 40  # columns; where less is left beside the keys, each key gets a line of its own
_MOST_SHOWN: Final = 50


class Segment(NamedTuple):
    """A piece of a line, and what it is."""

    text: str
    role: Role


Line: TypeAlias = tuple[Segment, ...]


def render_problems(problems: Sequence[Problem]) -> str:
    """The problems as plain text: one by itself, several under a line that counts them, with aligned keys.

    Nothing is wrapped, so that a log can be searched for a message.
    """
    return "\n".join("".join(segment.text for segment in line) for line in report_lines(problems))


def report_lines(problems: Sequence[Problem], *, width: int | None = None, lead: str = "") -> list[Line]:
    """The lines of a report, which begins with ``lead``; wrapped to ``width`` columns where one is given."""
    if len(problems) == 1:
        return list(_alone(problems[0], width, lead))
    where = " in the composed config" if any(problem.key for problem in problems) else ""
    lines: list[Line] = [_line((lead, "lead"), (f"{len(problems)} problems{where}", "count"))]
    shown = problems[:_MOST_SHOWN]
    widest = _WIDEST_KEY if width is None else min(_WIDEST_KEY, width - _LEAST_MESSAGE)
    column = max((cells(problem.key) for problem in shown if cells(problem.key) <= widest), default=0)
    for problem in shown:
        lines += [(), *_among_others(problem, column, width)]
    if len(problems) > _MOST_SHOWN:
        lines += [(), _line(("  ", "blank"), (f"and {len(problems) - _MOST_SHOWN} more", "count"))]
    return lines


def cells(text: str) -> int:
    """How many columns of a terminal ``text`` takes: two a wide character, none a mark that joins the one before."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width  # noqa: PLC0415  most texts are ASCII

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def _alone(problem: Problem, width: int | None, lead: str) -> Iterator[Line]:
    """A problem by itself: its key and message on a line, the details indented below."""
    key = f"{printable(problem.key)}: " if problem.key else ""
    first, *more = problem.message.split("\n")
    # the first line is wrapped with what stands before it, so that its end is where it seems to be
    head, *rest = _wrapped(printable(first), width, indent=2, before=cells(lead + key))
    yield _line((lead, "lead"), (key.removesuffix(": "), "key"), (": " if key else "", "message"), (head, "message"))
    for text in rest:
        yield _line(("  ", "blank"), (text, "message"))
    for line in more:
        head, *rest = _wrapped(printable(line), width, indent=2, before=0)
        yield _line((head, "message"))
        yield from (_line(("  ", "blank"), (text, "message")) for text in rest)
    for detail in _details(problem, None if width is None else width - 2):
        yield (Segment("  ", "blank"), *detail)


def _among_others(problem: Problem, column: int, width: int | None) -> Iterator[Line]:
    """One of several problems: its key in ``column`` columns, the rest to the right of it."""
    indent = " " * (column + 5 if column else 4 if problem.key else 2)
    room = None if width is None else width - len(indent)
    texts = [text for line in problem.message.split("\n") for text in _wrapped(printable(line), room)]
    key = printable(problem.key)
    gap = column - cells(key)
    if gap < 0:
        yield _line(("  ", "blank"), (key, "key"))
    else:
        first = texts.pop(0)
        yield _line(("  ", "blank"), (key, "key"), (" " * (gap + 3 if column else 0), "blank"), (first, "message"))
    for text in texts:
        yield _line((indent, "blank"), (text, "message"))
    for detail in _details(problem, room):
        yield (Segment(indent, "blank"), *detail)


def _details(problem: Problem, room: int | None) -> Iterator[Line]:
    """The lines below a problem's message: its place, what brought it in, its declaration."""
    origin = problem.origin
    if origin is not None:
        yield from _place(problem, origin, room)
        if origin.kind == "file" and origin.entry is not None:
            yield from _labelled("by", origin.entry, room)
    if problem.declared is not None:
        yield from _labelled("declared as", problem.declared, room)


def _place(problem: Problem, origin: Origin, room: int | None) -> Iterator[Line]:
    if origin.kind in ("override", "option"):
        yield from _marked(origin.kind, origin.text or "", origin.column, problem.span, room)
        return
    label = {"environment": "variable", "dotenv": "file"}.get(origin.kind, origin.kind)
    where = place_text(origin) if origin.kind in ("file", "dotenv") else origin.text or ""
    yield from _labelled(label, where, room)
    if problem.excerpt is not None:
        yield from _marked("", problem.excerpt, origin.column, problem.span, room)


def place_text(origin: Origin) -> str:
    """The place in one line that also says what it is: ``conf/a.yaml:3:5``, ``variable LR``, ``.env:2 LR``."""
    match origin.kind:
        case "environment":
            return f"variable {origin.text}"
        case "dotenv":
            return f"{origin.file}:{origin.line} {origin.text}"
        case "secret":
            return f"{origin.text} of the secrets folder"
        case _:
            return str(origin)


def _marked(label: str, text: str, column: int | None, span: int, room: int | None) -> Iterator[Line]:
    """``text`` behind its label, with carets under ``span`` characters from ``column`` on."""
    widest = _WIDEST_LINE if room is None else max(_LEAST_LINE, min(_WIDEST_LINE, room - _LABEL))
    shown, start = _cut(text, (column or 1) - 1, widest)
    yield _line((label.ljust(_LABEL), "label"), (shown, "text"))
    if column is not None:
        marked = shown[start : start + _with_quotes(shown, start, max(1, span))]
        before = " " * (_LABEL + cells(shown[:start]))
        yield _line((before, "blank"), ("^" * max(1, cells(marked)), "caret"))


def _with_quotes(text: str, start: int, span: int) -> int:
    """How many characters to mark: of a text in quotes, whose ``span`` is that of its content, the quotes too."""
    quote = text[start : start + 1]
    return span + 2 if quote in ("'", '"') and text[start + span + 1 : start + span + 2] == quote else span


def _cut(text: str, start: int, widest: int) -> tuple[str, int]:
    """One line's part of ``text`` around ``start``, printable, and where ``start`` is in it."""
    head, _, rest = text[start:].partition("\n")
    begin = text.rfind("\n", 0, start) + 1
    left = text[begin:start]
    if len(left) + len(head) + (2 if rest else 0) <= widest:
        line = left + head + (" …" if rest else "")
    else:
        half = widest // 2
        left = left if len(left) <= half else "…" + left[1 - half :]
        room = widest - len(left)
        line = left + (head if len(head) <= room and not rest else head[: room - 1] + "…")
    return printable(line), len(left)


def _labelled(label: str, text: str, room: int | None) -> Iterator[Line]:
    """``text`` behind its label; what doesn't fit stands below it, cut between words only: a path stays whole."""
    head, *rest = _wrapped(printable(text), None if room is None else room - _LABEL, is_cut=False)
    yield _line((label.ljust(_LABEL), "label"), (head, "text"))
    for part in rest:
        yield _line((" " * _LABEL, "blank"), (part, "text"))


def _wrapped(text: str, width: int | None, *, indent: int = 0, before: int = 0, is_cut: bool = True) -> list[str]:
    """``text`` in pieces of ``width`` columns; ``before`` are taken on the first line, ``indent`` on the others.

    A word that has no room on any line is cut, where it may be.
    """
    if width is None or before + cells(text) <= width:
        return [text]
    longest = max(_LEAST_LINE, width - indent) if is_cut else len(text)
    lines = [""]
    for word in text.split(" "):
        for piece in [word[at : at + longest] for at in range(0, len(word), longest)] or [""]:
            taken = (before if len(lines) == 1 else indent) + cells(lines[-1])
            if lines[-1] and taken + 1 + cells(piece) > width:
                lines.append(piece)
            else:
                lines[-1] += f" {piece}" if lines[-1] else piece
    return lines


def printable(text: str, *, keeps_lines: bool = False) -> str:
    """``text`` as a terminal may have it: what would move its cursor or turn its text around is replaced."""
    if text.isprintable():
        return text
    kept = "\n" if keeps_lines else ""
    return "".join(
        char if char.isprintable() or char in kept else " " if char.isspace() else "\N{REPLACEMENT CHARACTER}"
        for char in text
    )


def _line(*segments: tuple[str, Role]) -> Line:
    return tuple(Segment(text, role) for text, role in segments if text)


def problems_data(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """The six fields of each problem as data that strict JSON holds."""
    return [
        {
            "key": problem.key,
            "value": json_data(problem.value),
            "expected": problem.expected,
            "suggestion": problem.suggestion,
            "origin": origin_data(problem.origin),
            "message": problem.message,
        }
        for problem in problems
    ]


def origin_data(origin: Origin | None) -> dict[str, Any] | None:
    """The six fields of an origin as data that strict JSON holds."""
    return None if origin is None else origin._asdict()


def json_data(value: Any) -> Any:
    """Any value as what strict JSON holds: keys as a path has them, objects as their text, mappings in their order."""
    if isinstance(value, dict):
        return {key if type(key) is str else format_key(key): json_data(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_data(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return [json_data(item) for item in sorted(value, key=str)]
    if value is None or isinstance(value, (bool, int, float, str)):
        return json_leaf(value)
    if isinstance(value, bytes):
        return value.decode(errors="backslashreplace")
    return value.isoformat() if hasattr(type(value), "isoformat") else str(value)


def json_leaf(value: Any) -> Any:
    """A scalar as strict JSON can hold it: infinite numbers as the texts that YAML has for them."""
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    return value
