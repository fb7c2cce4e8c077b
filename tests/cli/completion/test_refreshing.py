"""A program runs, and completion's index follows it, where a press of Tab has left one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from typedconf.cli.completion.completer.index_file import index_path, leave_empty_index
from typedconf.process import completed_program

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

APP = """\
import typer
import typedconf as tc
from pydantic import BaseModel


class Config(BaseModel):
    lr: float = 0.1


app = typer.Typer(add_completion=False)


@app.callback()
def root() -> None: ...


@tc.command(app)
def train(cfg: Config) -> None: ...


@app.command()
def other() -> None: ...


if __name__ == "__main__":
    app()
"""


def left_for(program: Path, cache: Path) -> Path:
    """An empty index, as a press of Tab leaves it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache))
        leave_empty_index(os.path.realpath(program))
        return Path(index_path(os.path.realpath(program)))


@pytest.mark.parametrize("words", [[], ["lr=3"], ["--lr", "3"], ["--cfg", "job"], ["--install-completion", "fish"]])
def test_a_run_fills_an_index(run: Callable[..., Any], folder: Path, tmp_path: Path, words: list[str]) -> None:
    """After the task, and after a flag that prints, an empty index is filled, with nothing of the run's own words."""
    index = left_for(folder / "train.py", tmp_path / "cache")
    done = run(*words, XDG_CACHE_HOME=str(tmp_path / "cache"), XDG_CONFIG_HOME=str(tmp_path / "config"))
    assert (done.status, done.err) == (0, "")
    data = json.loads(index.read_text(encoding="utf-8"))
    assert data["program"] == str(folder / "train.py")
    assert data["command"]["config"]["name"] == "config"
    assert data["command"]["config"]["groups"]["db"]["selected"] == ["mysql"]


def test_a_run_without_an_index_makes_none(run: Callable[..., Any], tmp_path: Path) -> None:
    """Nothing is written for a program that nobody completes."""
    assert run(XDG_CACHE_HOME=str(tmp_path / "cache")).status == 0
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("way", ["module", "script"])
def test_each_way_to_start_a_program(folder: Path, tmp_path: Path, variables: Mapping[str, str], way: str) -> None:
    """The index is found for ``python -m package`` and for a script on the path, which is not the task's file."""
    (folder / "package").mkdir()
    (folder / "package/__main__.py").write_text("from train import train\ntrain()\n", encoding="utf-8")
    (folder / "script").write_text("import sys\nsys.path[:0] = ['.']\nfrom train import train\ntrain()\n")
    program = folder / ("package/__main__.py" if way == "module" else "script")
    index = left_for(program, tmp_path / "cache")
    command = ["-m", "package"] if way == "module" else ["script"]
    environment = {**variables, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    subprocess.run([sys.executable, *command], cwd=folder, env=environment, check=True, capture_output=True)
    assert json.loads(index.read_text(encoding="utf-8"))["program"] == str(program)


@pytest.mark.parametrize("words", [["train", "lr=3"], ["train", "--cfg", "job"]])
def test_an_app_fills_its_index(folder: Path, tmp_path: Path, variables: Mapping[str, str], words: list[str]) -> None:
    """A command with a config describes the whole app."""
    (folder / "app.py").write_text(APP, encoding="utf-8")
    index = left_for(folder / "app.py", tmp_path / "cache")
    environment = {**variables, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    subprocess.run([sys.executable, "app.py", *words], cwd=folder, env=environment, check=True, capture_output=True)
    command = json.loads(index.read_text(encoding="utf-8"))["command"]
    assert set(command["commands"]) == {"train", "other"}
    assert [row[0] for row in command["commands"]["train"]["config"]["fields"]] == ["lr"]
    assert command["commands"]["other"]["config"] is None


def test_the_index_is_looked_for_where_a_tab_leaves_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run finds the index of its program, whatever that is called, and none where there is none."""
    program = tmp_path / f"{'größe' * 20}.py"
    program.touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "argv", [str(program)])
    assert completed_program() is None
    leave_empty_index(os.path.realpath(program))
    assert completed_program() == os.path.realpath(program)
