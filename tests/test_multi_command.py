"""The example of an app with several commands, run as its reader would run it, and by Typer's test runner."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pytest
from typer.testing import CliRunner

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.starter import Starter

ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLE: Final = ROOT / "examples" / "multi_command"
COMMANDS: Final = ("train", "eval", "export")

Run: TypeAlias = "Callable[..., tuple[int, str, str]]"


@pytest.fixture
def run(starter: Starter, tmp_path: Path) -> Run:
    """What ``python app.py WORDS`` does in an empty folder, with typedconf of this clone."""
    return lambda *words, folder=EXAMPLE: starter.run([str(folder / "app.py"), *words], tmp_path, os.environ)


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """The app itself, imported as its tests would, in a folder that is empty."""
    names = ("app", "schemas", "language")
    monkeypatch.syspath_prepend(str(EXAMPLE))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    from importlib import import_module

    yield import_module("app").app
    for name in names:
        sys.modules.pop(name, None)


def invoke(app: Any, *words: str) -> tuple[int, str, str]:
    """The status, stdout and stderr of the app in this process."""
    done = CliRunner().invoke(app, words)
    return done.exit_code, done.stdout, done.stderr


def bits(text: str) -> float:
    """What a run has measured."""
    found = re.search(r"([0-9.]+) bits a character", text)
    assert found is not None, text
    return float(found[1])


def readme_sessions() -> list[tuple[str, str]]:
    """Each command of the README with what it prints."""
    blocks = re.findall(r"```console\n(.*?)```", (EXAMPLE / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    prompt = re.compile(r"^\$ python app\.py ", re.MULTILINE)
    sessions = [session for block in blocks for session in prompt.split(block)[1:]]
    return [(words, output.strip()) for words, _, output in (session.partition("\n") for session in sessions)]


def test_the_readme_shows_what_it_prints(run: Run) -> None:
    """The commands of the README, one after the other in one folder, print what stands below them."""
    sessions = readme_sessions()
    assert len(sessions) > len(COMMANDS)
    for words, output in sessions:
        _, out, err = run(*words.split())
        assert (out + err).strip() == output, words


def test_the_commands_work_together(app: Any) -> None:
    """What train has written, eval measures and export writes out."""
    assert invoke(app, "train", "model.json")[0] == 0
    status, out, err = invoke(app, "eval", "model.json", "part=seen")
    assert (status, err) == (0, "")
    assert out.startswith("12 lines (seen)\n")
    assert invoke(app, "export", "top=null", "model.json", "--output", "counts.json", "format=json") == (0, "", "")
    counts = json.loads(Path("counts.json").read_text(encoding="utf-8"))
    assert counts == json.loads(Path("model.json").read_text(encoding="utf-8"))["counts"]


def test_a_longer_memory_knows_the_lines_better(app: Any) -> None:
    """The option of a group is chosen by an override as by an option."""
    short = bits(invoke(app, "train", "a.json")[1])
    for words in (["--model", "trigram"], ["model=trigram"], ["--model.order=3", "model.smoothing=0.1"]):
        assert bits(invoke(app, "train", "b.json", "--force", *words)[1]) < short


def test_the_callback_of_the_app_is_heard(app: Any) -> None:
    """An option before the command says how much is printed."""
    invoke(app, "train", "model.json")
    assert invoke(app, "--quiet", "eval", "model.json")[1].count("\n") == 1
    assert invoke(app, "eval", "model.json")[1].count("\n") == 2


def test_typer_refuses_what_is_its_own(app: Any) -> None:
    """A file that is there is not written over, and one that isn't there is not read."""
    Path("model.json").write_text("mine", encoding="utf-8")
    status, out, err = invoke(app, "train", "model.json")
    assert (status, out) == (2, "")
    assert "--force writes over it" in err
    assert invoke(app, "eval", "nowhere.json")[0] == 2
    assert Path("model.json").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["train", "x", "model.order=9"], "model.order: not a whole number from 1 to 5: 9"),
        (["train", "x", "--data", "letters"], "no option 'letters' in the group data"),
        (["train", "x", "modle=trigram"], "did you mean model?"),
        (["eval", "x", "part=unseen"], "not one of seen, held-out, all: 'unseen'"),
        (["export", "x", "--formt", "csv"], "did you mean --format?"),
        (["train", "x", "--forc"], "did you mean --force?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_told_before_anything_runs(app: Any, words: list[str], told: str) -> None:
    """Status 2, the nearest name, and no file is written."""
    status, out, err = invoke(app, *words)
    assert (status, out) == (2, "")
    assert told in err
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_tells_about_its_config(app: Any, command: str) -> None:
    """Its own config, options and checks, without the arguments that a run needs."""
    status, out, err = invoke(app, command, "--cfg", "job", "--json")
    assert (status, err) == (0, "")
    assert (
        set(json.loads(out)["config"])
        == {
            "train": {"data", "model"},
            "eval": {"data", "part"},
            "export": {"format", "top"},
        }[command]
    )
    status, out, err = invoke(app, command, "--check")
    assert (status, out[:4], err) == (0, "ok: ", "")


def test_help_shows_typers_parameters_and_the_configs(app: Any) -> None:
    """The usage, Typer's arguments and options, those of the config in panels, groups and flags."""
    status, out, err = invoke(app, "train", "--help")
    assert (status, err) == (0, "")
    titles = [line.partition(":")[0] for line in out.splitlines() if line[:1].strip()]
    assert titles == ["Usage", "Arguments", "Options", "Config groups", "data", "model", "Flags"]
    for text in (
        "[KEY=VALUE]... {file}",
        "--force",
        "--model.smoothing",
        "numbers|proverbs",
        "-c, --cfg job|hydra|all",
    ):
        assert text in out


def test_the_apps_own_help_composes_nothing(run: Run, tmp_path: Path) -> None:
    """Without its config files too, it lists the commands by the first lines of their docstrings."""
    folder = tmp_path / "copy"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("conf", "__pycache__"))
    status, out, err = run("--help", folder=folder)
    assert (status, err) == (0, "")
    assert "Count what follows what, and write the model." in out
    assert run("train", "x", folder=folder)[0] == 2
