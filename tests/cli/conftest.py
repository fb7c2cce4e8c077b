"""Scripts that tests run as processes, in a pipe or in a terminal.

Most of them are forked by a ``Starter``; where it matters what Python loads or reads when it starts, ``start`` starts
it anew.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.starter import in_terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.starter import Starter
    from typedconf import Program

ROOT = Path(__file__).resolve().parents[2]

FILES = {
    "conf/config.yaml": "defaults:\n  - db: mysql\n  - _self_\nlr: 0.1\nname: ${db.host}\n",
    "conf/db/mysql.yaml": "host: local\nport: 3306\n",
    "conf/db/sqlite.yaml": "host: none\nport: 0\n",
    "conf/server/apache.yaml": "workers: 2\n",
    "conf/other.yaml": "lr: 0.5\nname: other\ndb:\n  host: far\n",
    "more/db/oracle.yaml": "host: oracle\nport: 1521\n",
    "whole.yaml": "lr: 7\n",
    "train.py": """\
from __future__ import annotations

import sys
import typedconf as tc
from pydantic import BaseModel, Field, PositiveFloat


class Db(BaseModel):
    host: str
    port: int = Field(default=1, description="The port to connect to.")


class App(BaseModel):
    lr: PositiveFloat
    name: str
    db: Db


@tc.main(config_path="conf", config_name="config")
def train(cfg: App) -> int:
    \"\"\"Train a model.\"\"\"
    print(cfg.lr, cfg.name, cfg.db.host, cfg.db.port)
    return 5


if __name__ == "__main__":
    sys.exit(train())
""",
}


class Done(NamedTuple):
    """What a process left: its status, and what it wrote."""

    status: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a program ``train.py`` and its configs."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def environment(**variables: str) -> dict[str, str]:
    """This process's own, without what would change how a terminal is taken."""
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS", "FORCE_COLOR"}}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "TERM": "xterm-256color", **variables}


@pytest.fixture
def variables() -> dict[str, str]:
    """The environment of a process that a test starts by itself."""
    return environment()


@pytest.fixture
def run(folder: Path, starter: Starter) -> Callable[..., Done]:
    """Runs ``train.py``, its stdout and stderr in files."""

    def run_script(*arguments: str | bytes, script: str = "train.py", **variables: str) -> Done:
        return Done(*starter.run([script, *arguments], folder, environment(**variables)))

    return run_script


@pytest.fixture
def start(folder: Path) -> Callable[..., Done]:
    """Runs ``train.py`` in a Python that starts anew, its stdout and stderr in pipes."""

    def run_script(*arguments: str | bytes, script: str = "train.py", **variables: str) -> Done:
        done = subprocess.run(
            [sys.executable, script, *arguments],
            cwd=folder,
            env=environment(**variables),
            capture_output=True,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))

    return run_script


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Calls a program with a command line, in this process; gives its status and what it wrote."""

    def call(program: Program[Any, Any], *words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["train.py", *words])
        with pytest.raises(SystemExit) as ended:
            program()
        out, err = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return call


@pytest.fixture
def run_in_terminal(folder: Path, starter: Starter) -> Callable[..., tuple[int, str]]:
    """Runs ``train.py`` in a terminal of some width; gives its status and all that was written there."""

    def run_script(*arguments: str, columns: int = 80, **variables: str) -> tuple[int, str]:
        return starter.run_in_terminal(["train.py", *arguments], folder, environment(**variables), columns)

    return run_script


@pytest.fixture
def start_in_terminal(folder: Path) -> Callable[..., tuple[int, str]]:
    """As ``run_in_terminal``, in a Python that starts anew."""

    def run_script(*arguments: str, columns: int = 80, **variables: str) -> tuple[int, str]:
        command = [sys.executable, "train.py", *arguments]
        return in_terminal(command, folder, columns, environment(**variables))

    return run_script
