"""The example of the README, run as its reader would run it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.starter import Starter

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "quickstart"
Run: TypeAlias = "Callable[..., subprocess.CompletedProcess[str]]"
FIRST_LINE = re.compile(r"classification with (\w+), lr (\S+): loss (\S+) -> (\S+)")


@pytest.fixture
def run(starter: Starter) -> Run:
    """What ``python train.py ARGUMENTS`` does, seen from outside, with typedconf of this clone."""

    def run_example(*arguments: str, folder: Path = EXAMPLE, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        status, out, err = starter.run([str(folder / "train.py"), *arguments], cwd, os.environ)
        return subprocess.CompletedProcess(arguments, status, out, err)

    return run_example


def losses(done: subprocess.CompletedProcess[str]) -> tuple[float, float]:
    """The loss before and after training, which only a task that ran prints."""
    assert (done.returncode, done.stderr) == (0, "")
    line = FIRST_LINE.match(done.stdout)
    assert line is not None, done.stdout
    return float(line[3]), float(line[4])


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The report of a run that was refused: status 2, and stdout empty, so the task cannot have run."""
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def marked(report: str, line: str) -> str:
    """What the carets below ``line`` mark in it."""
    lines = report.splitlines()
    index = next(number for number, text in enumerate(lines) if text.endswith(line))
    carets = lines[index + 1]
    assert set(carets) == {" ", "^"}, report
    return lines[index][carets.index("^") : len(carets)]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the example that a test may edit."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "quickstart", ignore=shutil.ignore_patterns("__pycache__")))


def test_it_runs_without_an_override(run: Run) -> None:
    """The config files alone are a complete config."""
    before, after = losses(run())
    assert after < before


def test_an_override_changes_what_it_learns(run: Run) -> None:
    """With the README's learning rate, to which the optimizer's refers, the line is found."""
    before, after = losses(run("training.lr=0.01"))
    assert before > 1
    assert after < 0.01


def test_an_option_is_chosen(run: Run) -> None:
    """Another option of the group brings another class."""
    done = run("training.lr=0.01", "optimizer/adam_series=adam")
    assert losses(done)[1] < 0.01
    assert done.stdout.startswith("classification with Adam, lr 0.01")


def test_it_runs_from_any_folder(run: Run, tmp_path: Path) -> None:
    """The config folder is found beside the program, and the run leaves nothing where it was started."""
    losses(run("training.epochs=1", cwd=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_type_in_an_override_is_marked(run: Run) -> None:
    """The report names the key and marks the value in the override."""
    report = refusal(run("training.lr=fast"))
    assert report.startswith("error: training.lr: ")
    assert marked(report, "training.lr=fast") == "fast"


def test_an_unknown_key_in_an_override_is_marked(run: Run) -> None:
    """The report marks the key in the override and names the nearest one."""
    report = refusal(run("optimizer.weight_decy=0"))
    assert "did you mean weight_decay?" in report
    assert marked(report, "optimizer.weight_decy=0") == "weight_decy"


def test_two_mistakes_are_reported_together(run: Run) -> None:
    """One run shows both, and not the reference to the value that is wrong."""
    report = refusal(run("training.lr=fast", "optimizer.weight_decy=0"))
    assert report.startswith("error: 2 problems")
    assert "optimizer.lr" not in report


def test_a_wrong_value_in_a_file_has_its_place(run: Run, example: Path) -> None:
    """The report names file, line and column, and shows the line."""
    (example / "conf" / "training" / "default.yaml").write_text("# @package training\nlr: quick\n", encoding="utf-8")
    report = refusal(run(folder=example, cwd=example))
    assert "conf/training/default.yaml:2:5" in report
    assert marked(report, "lr: quick") == "quick"


def test_an_unknown_key_in_a_file_has_its_place(run: Run, example: Path) -> None:
    """The report points at the key itself."""
    with (example / "conf" / "training" / "default.yaml").open("a", encoding="utf-8") as file:
        file.write("epoch: 3\n")
    report = refusal(run(folder=example, cwd=example))
    assert "conf/training/default.yaml:3:1" in report
    assert "did you mean epochs?" in report


def test_a_missing_option_in_an_override_is_marked(run: Run) -> None:
    """The report marks the option and names the nearest of its group."""
    report = refusal(run("optimizer/adam_series=adamv"))
    assert "did you mean adamw?" in report
    assert marked(report, "optimizer/adam_series=adamv") == "adamv"


def test_a_missing_option_in_a_file_has_its_place(run: Run, example: Path) -> None:
    """The report points at the entry of the defaults list."""
    config = example / "conf" / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8").replace("adamw", "adamv"), encoding="utf-8")
    report = refusal(run(folder=example, cwd=example))
    assert "conf/config.yaml:3:" in report
    assert "adamw" in report


def test_a_text_that_is_no_override_is_refused(run: Run) -> None:
    """A forgotten ``=`` is a mistake too."""
    assert "training.lr" in refusal(run("training.lr"))


def test_the_readme_shows_what_it_prints(run: Run) -> None:
    """The error output in README.md is the real one."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"<!-- error output: begin.*?```console\n\$ python train\.py (.*?)\n(.*?)```", readme, re.DOTALL)
    assert block is not None
    assert refusal(run(*block[1].split())).strip() == block[2].strip()
