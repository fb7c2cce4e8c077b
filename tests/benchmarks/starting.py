"""Programs as processes, from start to exit: rows of what overrides, options, ``--help`` and a Tab take.

All read the same YAML, validate with the same models and print the same; the sides of a row run in turn. Byte code is
cached by the round that isn't counted.
"""

from __future__ import annotations

import math
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.benchmarks import generated
from tests.benchmarks.measuring import medians, medians_of
from tests.benchmarks.processes import output_of, program, run, run_on_terminal
from tests.benchmarks.programs.large_models import SECTIONS
from tests.benchmarks.rows import NotMeasured, Row, time_text
from typedconf.cli.completion import shells

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tests.benchmarks.measuring import Side

NO_BOUND: Final = math.inf
_SET: Final = ("seed=7", "trainer.log_every=5", "optimizer.weight_decay=0.2")
_OPTIONS: Final = tuple(f"--{text}" for text in _SET)


class Rival(NamedTuple):
    """A library that does the same task: the module to look for, its program, and what sets the same three values."""

    library: str
    module: str
    program: str
    sets: tuple[str, ...]
    always: tuple[str, ...] = ()

    def command(self, *words: str) -> list[str]:
        """Its program's command line."""
        return program(self.program, *words, *self.always)


_HYDRA: Final = Rival("Hydra", "hydra", "with_hydra", _SET, ("hydra.run.dir=.", "hydra.output_subdir=null"))
_RIVALS: Final = (
    _HYDRA,
    Rival("tyro", "tyro", "with_tyro", _OPTIONS),
    Rival("jsonargparse", "jsonargparse", "with_jsonargparse", _OPTIONS),
    Rival("pydantic-settings", "pydantic_settings", "with_pydantic_settings", _OPTIONS),
)


def running(folder: Path) -> Iterator[Row]:
    """Whole runs without a word on the command line."""
    ours = program("with_typedconf")
    by_hand, hydra = run(program("by_hand"), folder), run(_HYDRA.command(), folder)
    yield _shorter("script / script by hand", run(ours, folder), by_hand, 40, 1.25, 1.18)
    yield _shorter("script / script with Hydra", run(ours, folder), hydra, 12, 0.6, 0.6)
    what = "script with 50 groups, 200 options in a store / by hand"
    ours, by_hand = program("store_with_typedconf"), run(program("store_by_hand"), folder)
    yield _shorter(what, run(ours, folder), by_hand, 24, 1.25, 1.18)


def starting(folder: Path) -> Iterator[Row | NotMeasured]:
    """The same three values by overrides, by options, and ``--help``, against other libraries."""
    overriding = program("with_typedconf", *_SET)
    rivals = {rival: rival.command(*rival.sets) for rival in _RIVALS}
    yield from _against("three overrides", overriding, rivals, folder, 1)
    with_options = {rival: command for rival, command in rivals.items() if rival is not _HYDRA}
    yield from _against("three options", program("with_typedconf", *_OPTIONS), with_options, folder, NO_BOUND)
    helping = {rival: rival.command("--help") for rival in _RIVALS}
    yield from _against("--help", program("with_typedconf", "--help"), helping, folder, NO_BOUND, same_output=False)


def _against(
    what: str,
    ours: list[str],
    rivals: dict[Rival, list[str]],
    folder: Path,
    bound: float,
    *,
    same_output: bool = True,
) -> Iterator[Row | NotMeasured]:
    """Ours and each that is installed in the same rounds; that one isn't installed is told."""
    installed = {rival: command for rival, command in rivals.items() if find_spec(rival.module)}
    if same_output:
        _check_same_output([ours, *installed.values()], folder)
    mine, *others = medians_of([run(command, folder) for command in (ours, *installed.values())], 12)
    seconds = dict(zip(installed, others, strict=True))
    for rival in rivals:
        name = f"{what} / the same with {rival.library}"
        if rival in seconds:
            other = seconds[rival]
            yield Row(f"{name} ({time_text(mine)} / {time_text(other)})", mine / other, bound, 1, at_most=True)
        else:
            yield NotMeasured(name, f"{rival.library} is not installed")


def _check_same_output(commands: Iterable[list[str]], folder: Path) -> None:
    outputs = {output_of(command, folder) for command in commands}
    if len(outputs) != 1:
        raise AssertionError(outputs)


def helping(folder: Path) -> Iterator[Row]:
    """``--help`` against plain Typer programs with as many options, off a terminal and on one."""
    ours, typer = program("with_typedconf", "--help"), program("with_typer", "--help")
    count = output_of(typer, folder).count("--") - 1  # without its own --help
    what = f"--help / that of a plain Typer program with {count} options"
    yield _shorter(what, run(ours, folder), run(typer, folder), 16, 1, 0.7)
    what += ", on a terminal"
    yield _shorter(what, run_on_terminal(ours, folder), run_on_terminal(typer, folder), 16, 1.3, 1)
    ours, typer = program("large_with_typedconf", "--help"), program("large_with_typer", "--help")
    large = generated.write_sections(folder / "sections", SECTIONS)
    yield _shorter("--help of 1,000 fields / the same", run(ours, large), run(typer, large), 8, 1, 0.7)


def completing(folder: Path) -> Iterator[Row]:
    """A press of Tab, as bash asks the completer, against an interpreter that does nothing."""
    cache = {"XDG_CACHE_HOME": str(folder / "cache")}
    train = program("with_typedconf")
    line = f"{train[1]} optimizer."
    tab = [sys.executable, "-ISc", shells._RUN, shells._FOLDER, "bash", "program", line, " \t\n\"'@><=;|&(:"]
    output_of(tab, folder, **cache)  # the first leaves an empty index, which the program's next run fills
    output_of(train, folder, **cache)
    found = output_of(tab, folder, **cache)
    if "optimizer.weight_decay=" not in found:
        raise AssertionError(found)
    nothing = run([sys.executable, "-c", "pass"], folder)
    yield _shorter("a Tab / a bare interpreter", run(tab, folder, **cache), nothing, 40, 4, 2)


def _shorter(  # noqa: PLR0917  a row of a table
    what: str, ours: Side, theirs: Side, rounds: int, bound: float, aim: float
) -> Row:
    """How many times as long ours takes."""
    mine, other = medians(ours, theirs, rounds)
    return Row(f"{what} ({time_text(mine)} / {time_text(other)})", mine / other, bound, aim, at_most=True)
