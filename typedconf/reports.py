"""Problems go in, text for a log or data for JSON comes out. Loaded only once something is wrong.

Each problem shows its key, what is wrong, and below that where it was written with the characters marked, which entry
brought the file in, and where a schema declares the key. Nothing here is wider than it has to be: a line of a file is
cut around the place that it shows.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typedconf.errors import Origin, Problem

_LABEL: Final = 13  # "declared as" and two blanks
_WIDEST_KEY: Final = 24
_WIDEST_LINE: Final = 60
_MOST_SHOWN: Final = 50


def render_problems(problems: Sequence[Problem]) -> str:
    """The problems as plain text: one by itself, several under a line that counts them, with aligned keys."""
    if len(problems) == 1:
        (problem,) = problems
        return "\n".join([str(problem), *(f"  {line}" for line in details(problem))])
    width = max((len(problem.key) for problem in problems if len(problem.key) <= _WIDEST_KEY), default=0)
    indent = " " * (width + 5 if width else 2)
    lines = [f"{len(problems)} problems in the composed config"]
    for problem in problems[:_MOST_SHOWN]:
        lines.append("")
        first, *more = problem.message.split("\n")
        if len(problem.key) > width:
            lines += [f"  {problem.key}", indent + first]
        else:
            lines.append(f"  {problem.key.ljust(width)}   {first}" if width else f"  {first}")
        lines += [indent + line for line in (*more, *details(problem))]
    if len(problems) > _MOST_SHOWN:
        lines += ["", f"  and {len(problems) - _MOST_SHOWN} more"]
    return "\n".join(lines)


def details(problem: Problem) -> Iterator[str]:
    """The lines below a problem's message: its place, what brought it in, its declaration."""
    origin = problem.origin
    if origin is not None:
        yield from _place(problem, origin)
        if origin.kind == "file" and origin.entry is not None:
            yield _labelled("by", origin.entry)
    if problem.declared is not None:
        yield _labelled("declared as", problem.declared)


def _place(problem: Problem, origin: Origin) -> Iterator[str]:
    if origin.kind in ("override", "option"):
        yield from _marked(origin.kind, origin.text or "", origin.column, problem.span)
        return
    label = {"file": "file", "environment": "variable", "dotenv": "file"}.get(origin.kind, origin.kind)
    where = str(origin) if origin.kind not in ("default", "store", "resolver") else origin.text or ""
    yield _labelled(label, where)
    if problem.excerpt is not None:
        yield from _marked("", problem.excerpt, origin.column, problem.span)


def _marked(label: str, text: str, column: int | None, span: int) -> Iterator[str]:
    """``text`` behind its label, with carets under ``span`` characters from ``column`` on."""
    shown, start = _cut(text, (column or 1) - 1)
    yield _labelled(label, shown)
    if column is not None:
        length = max(1, min(span, len(shown) - start))
        yield " " * (_LABEL + start) + "^" * length


def _cut(text: str, start: int) -> tuple[str, int]:
    """One line's part of ``text`` around ``start``, printable, and where ``start`` is in it."""
    head, _, rest = text[start:].partition("\n")
    begin = text.rfind("\n", 0, start) + 1
    left = text[begin:start]
    if len(left) + len(head) <= _WIDEST_LINE:
        line = left + head + (" …" if rest else "")
    else:
        left = left if len(left) <= _WIDEST_LINE // 2 else "…" + left[-(_WIDEST_LINE // 2) :]
        room = _WIDEST_LINE - len(left)
        line = left + (head if len(head) <= room else head[:room] + "…")
    return "".join(char if char.isprintable() else "�" if char != "\t" else " " for char in line), len(left)


def _labelled(label: str, text: str) -> str:
    return label.ljust(_LABEL) + text


def problem_data(problem: Problem) -> dict[str, Any]:
    """The six fields of a problem as data that strict JSON holds."""
    origin = problem.origin
    return {
        "key": problem.key,
        "value": _strict(problem.value),
        "expected": problem.expected,
        "suggestion": problem.suggestion,
        "origin": None
        if origin is None
        else {name: getattr(origin, name) for name in ("kind", "file", "line", "column", "text", "entry")},
        "message": problem.message,
    }


def _strict(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _strict(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_strict(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)
