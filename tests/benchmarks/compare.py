"""``python tests/benchmarks/compare.py`` prints how typedconf compares with what it must beat, in one run.

Everything is a ratio to Hydra, to Pydantic or to a script by hand, measured in turn with it, never an absolute time.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import traceback
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
sys.path.insert(0, str(ROOT))  # the package of this checkout, and the modules beside this one

import typedconf as tc  # noqa: E402  found by the line above
from tests.benchmarks import generated, sides  # noqa: E402
from tests.benchmarks.measuring import Act, Side, medians, seconds_of  # noqa: E402
from tests.benchmarks.programs.models import Training  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TRAINING: Final = HERE / "trees" / "training"


class Row(NamedTuple):
    """One line of the table; a ratio is right from its bound upwards, or downwards where ``at_most``."""

    what: str
    ratio: float
    bound: float
    aim: float
    at_most: bool = False

    def __str__(self) -> str:
        sign = "≤" if self.at_most else "≥"
        marks = f"{sign} {self.bound:g}", f"{sign} {self.aim:g}"
        return f"| {self.what} | {self.ratio:.3g} | {marks[0]} | {marks[1]} | {self._verdict()} |"

    def _verdict(self) -> str:
        for name, limit in (("aim", self.aim), ("yes", self.bound)):
            if self.ratio <= limit if self.at_most else self.ratio >= limit:
                return name
        return "**no**"


def faster(  # noqa: PLR0917  a row of a table
    what: str, ours: Side, theirs: Side, rounds: int, bound: float, aim: float
) -> Row:
    """How many times faster ours is."""
    mine, other = medians(ours, theirs, rounds)
    return Row(f"{what} ({_time(other)} / {_time(mine)})", other / mine, bound, aim)


def composing(folder: Path) -> Iterator[Row]:
    """Composing and resolving, cold and warm, against Hydra."""
    groups, leaves = generated.write_groups(folder / "g100", 100), generated.write_leaves(folder / "l10000", 10_000)
    name = "train"
    hydra = Side(sides.cold_by_hydra(TRAINING, name))
    yield faster("12-file training tree, cold", Side(sides.cold(TRAINING, name), 10), hydra, 15, 50, 100)
    hydra = Side(sides.cold_by_hydra(groups))
    yield faster("100 groups, cold", Side(sides.cold(groups), 3), hydra, 9, 50, 100)
    hydra = Side(sides.cold_by_hydra(leaves))
    yield faster("one file of 10,000 leaves", Side(sides.cold(leaves), 2), hydra, 5, 15, 20)
    hydra = Side(sides.warm_by_hydra(TRAINING, name))
    yield faster("training tree, warm, another override", Side(sides.warm(TRAINING, name), 30), hydra, 15, 250, 400)
    job = Side(sides.job_by_hydra(TRAINING, name))
    for what, schema in (("expand() of a grid, a job", None), ("the same, each job validated", Training)):
        yield per_job(what, sides.grid(TRAINING, name, schema), job)


def per_job(what: str, ours: Act, job: Side) -> Row:
    """A hundred jobs of ours against one of Hydra's."""
    mine, other = medians(Side(ours), job, 9)
    return Row(f"{what} ({_time(other)} / {_time(mine / 100)})", other / mine * 100, 100, 300)


def validating(folder: Path) -> Iterator[Row]:
    """The first value of a fresh, warm composition against Pydantic's own validation of the same data."""
    schema = sides.fields(24)
    composer = tc.Composer(generated.write_fields(folder / "fields", 24))
    tree = composer.compose("config").tree
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(200):
        composition = composer.compose("config", schema=schema)
        taken[0].append(seconds_of(Side(lambda: composition.value)))  # noqa: B023  called at once
        taken[1].append(seconds_of(Side(lambda: schema.model_validate(tree))))
    mine, other = (sorted(seconds)[len(seconds) // 2] for seconds in taken)
    yield Row(
        f"first .value of 240 fields / model_validate ({_time(mine)} / {_time(other)})",
        mine / other,
        4,
        3,
        at_most=True,
    )


def building(_: Path) -> Iterator[Row]:
    """What a tree names, built, against Hydra."""
    tree = sides.nested_targets(1_000)
    yield faster("1,000 nested targets", Side(sides.building(tree)), Side(sides.building_by_hydra(tree)), 9, 10, 20)


def growing(folder: Path) -> Iterator[Row]:
    """How many times longer ten times as much takes."""
    kinds: dict[str, tuple[Callable[[Path, int], Path], int]] = {
        "groups": (generated.write_groups, 30),
        "files": (generated.write_files, 30),
        "leaves": (generated.write_leaves, 5_000),
    }
    for kind, (write, count) in kinds.items():
        small, large = (write(folder / f"{kind}{size}", size) for size in (count, count * 10))
        less, more = medians(Side(sides.cold(small), 5), Side(sides.cold(large)), 7)
        yield Row(
            f"growth: {count * 10:,} {kind} / {count:,} ({_time(more)} / {_time(less)})",
            more / less,
            12,
            12,
            at_most=True,
        )


def remembering(folder: Path) -> Iterator[Row]:
    """The peak memory of a process that composes and resolves."""
    cases = (("training tree", TRAINING, "train"), ("10,000 leaves", folder / "l10000", "config"))
    for what, where, name in cases:
        mine, other = (_peak(library, where, name) for library in ("typedconf", "hydra"))
        yield Row(f"peak memory, {what} ({mine / 1024:.0f} / {other / 1024:.0f} MiB)", mine / other, 1, 1, at_most=True)


def _peak(library: str, where: Path, name: str) -> int:
    command = [sys.executable, str(HERE / "child.py"), library, str(where), name]
    return int(subprocess.run(command, check=True, capture_output=True, env=_environment(), text=True).stdout)


def running(folder: Path) -> Iterator[Row]:
    """Whole runs of the training program, from start to exit, byte code cached by the round that isn't counted."""
    ours, by_hand = _program("with_typedconf", folder), _program("by_hand", folder)
    hydra = _program("with_hydra", folder, "hydra.run.dir=.", "hydra.output_subdir=null")
    mine, other = medians(ours, by_hand, 40)
    yield Row(f"script / script by hand ({_time(mine)} / {_time(other)})", mine / other, 1.25, 1.18, at_most=True)
    mine, other = medians(ours, hydra, 12)
    yield Row(f"script / script with Hydra ({_time(mine)} / {_time(other)})", mine / other, 0.6, 0.6, at_most=True)
    mine, other = medians(_program("store_with_typedconf", folder), _program("store_by_hand", folder), 24)
    what = f"script with 50 groups, 200 options in a store / by hand ({_time(mine)} / {_time(other)})"
    yield Row(what, mine / other, 1.25, 1.18, at_most=True)
    mine, other = medians(_program("with_typedconf", folder, "--help"), _program("with_typer", folder, "--help"), 16)
    what = f"--help / that of a plain Typer program with as many options ({_time(mine)} / {_time(other)})"
    yield Row(what, mine / other, 1, 0.7, at_most=True)


def _program(name: str, folder: Path, *overrides: str) -> Side:
    command, environment = [sys.executable, str(HERE / "programs" / f"{name}.py"), *overrides], _environment()
    return Side(lambda: subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment))


def _environment() -> dict[str, str]:
    """This process's own, but with byte code cached, and this checkout's package first."""
    without = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return without | {"PYTHONPATH": str(ROOT)}


def _time(seconds: float) -> str:
    return f"{seconds * 1e3:.3g} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.0f} µs"


def _header() -> str:
    date = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    libraries = ", ".join(f"{name} {version(name)}" for name in ("hydra-core", "omegaconf", "pydantic"))
    return f"{date}, Python {platform.python_version()}, {os.cpu_count()} cores; {libraries}"


def main() -> None:
    """Prints the table, row by row as they are measured."""
    lines = (_header(), "", "| what | ratio measured | at least | aim | met? |", "| --- | --- | --- | --- | --- |")
    for line in lines:
        print(line, flush=True)  # noqa: T201  a program of its own
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for measure in (composing, validating, building, growing, remembering, running):
            try:
                for row in measure(folder):
                    print(row, flush=True)  # noqa: T201
            except Exception:  # noqa: BLE001  whatever it is, the other rows are worth having
                traceback.print_exc()
                print(f"| {measure.__name__}: not measured, see above | | | | **no** |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
