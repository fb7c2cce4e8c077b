"""A command line goes in; what is wrong with its config and its targets, or that nothing is, is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typedconf.cli.flags import JSON
from typedconf.cli.printing import report, write_out
from typedconf.config import plain
from typedconf.documents import Document
from typedconf.errors import ConfigError, Problem, listed
from typedconf.trees import MISSING, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typedconf.cli.answers import Application
    from typedconf.cli.words import CommandLine
    from typedconf.composition import Composition

_DONE = 0
_WRONG = 2


def print_check(line: CommandLine, application: Application) -> int:
    """Prints whether a run would start, and all that would keep it from it; gives the exit status.

    Targets are imported and checked in any case; what a run may never notice is a warning.

    Raises:
        ConfigError: nothing composes (as JSON, that is printed too); or stdout cannot be written to.
    """
    if line.has(JSON):
        return _print_data(application)
    composition = application.compose(check_targets=True)
    problems = composition.problems
    for warning in find_warnings(composition):
        report("warning", (warning,))
    if problems:
        report("error", problems)
        return _WRONG
    write_out(f"ok: {_summary(composition, application.schema())}\n")
    return _DONE


def find_warnings(composition: Composition[Any]) -> list[Problem]:
    """What deserves a look but keeps no run from starting.

    That is what composing warns of; values that only whoever reads them is told of, where no schema needs them; and
    secrets that flowed into values which are printed.
    """
    known = {problem.key for problem in composition.problems}  # first: this reads and validates
    explanation = composition.explanation()
    unread = [explanation.placed(problem) for problem in _unreadable(composition) if problem.key not in known]
    return [*composition.warnings, *unread, *explanation.exposed()]


def _print_data(application: Application) -> int:
    from typedconf.cli.machine import print_json  # noqa: PLC0415  only what other programs read
    from typedconf.cli.words import with_nearest_flags  # noqa: PLC0415  as above
    from typedconf.reports import problems_data  # noqa: PLC0415  as above

    warnings: Sequence[Problem] = ()
    try:
        composition = application.compose(check_targets=True)
    except ConfigError as error:
        problems = with_nearest_flags(error.problems)
    else:
        problems, warnings = composition.problems, find_warnings(composition)
    print_json("check", {"ok": not problems, "problems": problems_data(problems)}, warnings)
    return _WRONG if problems else _DONE


def _unreadable(composition: Composition[Any]) -> Iterator[Problem]:
    """Interpolations that give no value, and values that are missing."""
    try:
        plain(composition.config, missing="keep")
    except ConfigError as error:
        yield from error.problems
    for key in composition.missing():
        yield Problem(f"missing (???); set it with {key}=…", key, MISSING, suggestion=f"{key}=…")


def _summary(composition: Composition[Any], schema: Any) -> str:
    """What was checked, in one line."""
    documents = [layer.document for layer in composition.layers]
    files = sum(isinstance(document, Document) and bool(document.text) for document in documents)
    sources = [
        _counted(files, "file"),
        _counted(len(documents) - files, "store node"),
        _counted(len(composition.overrides), "override"),
    ]
    named = [source for source in sources if not source.startswith("0 ")]
    origin = f" from {listed(named)}" if named else ""
    values = _counted(sum(bool(path) for path, _ in walk(composition.explanation().tree())), "value")
    return f"{values}{origin} make a valid {getattr(schema, '__name__', schema)} (targets checked)"


def _counted(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
