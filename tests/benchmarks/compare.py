"""``python tests/benchmarks/compare.py`` prints how typedconf compares with what it must beat, in one run.

Everything is a ratio to another library or to a script by hand, measured in turn with it, never an absolute time.
``compare.py running starting`` measures these parts of the table alone.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import traceback
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
sys.path.insert(0, str(ROOT))  # the package of this checkout, and the modules beside this one

import typedconf as tc  # noqa: E402  found by the line above
from tests.benchmarks import generated, sides  # noqa: E402
from tests.benchmarks.measuring import Act, Side, medians, seconds_of  # noqa: E402
from tests.benchmarks.processes import environment  # noqa: E402
from tests.benchmarks.programs.models import Training  # noqa: E402
from tests.benchmarks.rows import NotMeasured, Row, faster, time_text  # noqa: E402
from tests.benchmarks.starting import completing, helping, running, starting  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Measure = Callable[[Path], Iterator[Row | NotMeasured]]

TRAINING: Final = HERE / "trees" / "training"
LIBRARIES: Final = ("hydra-core", "omegaconf", "pydantic", "typer", "tyro", "jsonargparse", "pydantic-settings")


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
    return Row(f"{what} ({time_text(other)} / {time_text(mine / 100)})", other / mine * 100, 100, 300)


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
        f"first .value of 240 fields / model_validate ({time_text(mine)} / {time_text(other)})",
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
            f"growth: {count * 10:,} {kind} / {count:,} ({time_text(more)} / {time_text(less)})",
            more / less,
            12,
            12,
            at_most=True,
        )


def remembering(folder: Path) -> Iterator[Row]:
    """The peak memory of a process that composes and resolves."""
    leaves = generated.write_leaves(folder / "remembered", 10_000)
    cases = (("training tree", TRAINING, "train"), ("10,000 leaves", leaves, "config"))
    for what, where, name in cases:
        mine, other = (_peak(library, where, name) for library in ("typedconf", "hydra"))
        yield Row(f"peak memory, {what} ({mine / 1024:.0f} / {other / 1024:.0f} MiB)", mine / other, 1, 1, at_most=True)


def _peak(library: str, where: Path, name: str) -> int:
    command = [sys.executable, str(HERE / "child.py"), library, str(where), name]
    return int(subprocess.run(command, check=True, capture_output=True, env=environment(), text=True).stdout)


def _header() -> str:
    date = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    libraries = ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)
    return f"{date}, Python {platform.python_version()}, {os.cpu_count()} cores; {libraries}"


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "(not installed)"


PARTS: Final[tuple[Measure, ...]] = (
    composing,
    validating,
    building,
    growing,
    remembering,
    running,
    starting,
    helping,
    completing,
)


def main(names: list[str]) -> None:
    """Prints the table, row by row as they are measured; only some parts of it where these are named."""
    by_name = {part.__name__: part for part in PARTS}
    if unknown := [name for name in names if name not in by_name]:
        sys.exit(f"no part {', '.join(unknown)}; there are {', '.join(by_name)}")
    lines = (_header(), "", "| what | ratio measured | at least | aim | met? |", "| --- | --- | --- | --- | --- |")
    for line in lines:
        print(line, flush=True)  # noqa: T201  a program of its own
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for measure in [by_name[name] for name in names] or PARTS:
            try:
                for row in measure(folder):
                    print(row, flush=True)  # noqa: T201
            except Exception:  # noqa: BLE001  whatever it is, the other rows are worth having
                traceback.print_exc()
                print(f"| {measure.__name__}: not measured, see above | | | | **no** |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
