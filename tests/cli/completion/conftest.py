"""A program with groups and types of all kinds, its index, and shells in terminals of their own."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from typedconf import Composer
from typedconf.cli.answers import Application
from typedconf.cli.completion.completer.index_file import leave_empty_index, read_index
from typedconf.cli.completion.index import refresh_program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType

ROOT: Final = Path(__file__).resolve().parents[3]
SHELLS: Final = ("bash", "zsh", "fish")
PATIENCE: Final = 60.0  # seconds for what comes at once, but on a machine that has much else to do

FILES: Final = {
    "conf/config.yaml": "defaults: [{optimizer: adam}, {db: mysql}, {/server/web: apache}, _self_]\ntask: fit\n",
    "conf/other.yaml": "defaults:\n- db: sqlite\n- _self_\nonly: here\n",
    "conf/optimizer/adam.yaml": "# Adam, as in the paper.\nlr: 0.3\n",
    "conf/optimizer/adamw.yaml": "# @package optimizer\n# Decays weights apart.\nlr: 0.3\n",
    "conf/db/mysql.yaml": "host: here\nport: 3306\nsecure: true\nopts: {pool: {size: 3}, names: [a, b]}\n",
    "conf/db/sqlite.yaml": "path: x\nnested:\n  deep: 3\n  text: |\n    not: a key\nlist:\n  - no: key\nlast: 1\n",
    "conf/db/far/remote.yaml": "host: there\n",
    "conf/server/web/apache.yaml": "workers: 1\n",
    "conf/logger/wandb.yaml": "# @package log.sink\nproject: x\n",
    "more/db/oracle.yaml": "service: x\n",
    "train.py": '''\
#!/usr/bin/env python
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal

import typedconf as tc
from pydantic import BaseModel, DirectoryPath, Field, SecretStr


class Level(Enum):
    LOW = "low"
    HIGH = "high"


class Optimizer(BaseModel):
    lr: float = 0.1


class Adam(Optimizer):
    """Moments of both orders."""

    amsgrad: bool = False


class SGD(Optimizer):
    """Plain descent."""

    momentum: float = 0.9


class Layer(BaseModel):
    size: int = 3
    kind: Literal["dense", "conv"] = "dense"


class Vit(BaseModel):
    kind: Literal["vit"]
    depth: int = 3


class Cnn(BaseModel):
    kind: Literal["cnn"]
    width: int = 3


class Training(BaseModel):
    epochs: Annotated[int, tc.Option("-e", "--epochs")] = 3
    """How often."""
    amp: bool = False
    level: Level = Level.LOW
    mode: Literal["min", "max"] | None = None
    tags: list[Literal["a", "b", "c"]] = []
    data_file: Path = Path("x")
    out: DirectoryPath | None = None


class App(BaseModel):
    task: str
    password: SecretStr = SecretStr("hunter22")
    training: Training = Training()
    optimizer: Optimizer
    layers: list[Layer] = []
    named: dict[str, Layer] = {}
    model: Annotated[Vit | Cnn, Field(discriminator="kind")] = Cnn(kind="cnn")
    db: dict[str, Any] = {}
    server: dict[str, Any] = {}


store = tc.ConfigStore()
store.add("optimizer/sgd", SGD)
store.add("optimizer/adam", Adam)
store.add("db/memory", {"size": 3, "page": {"bytes": 1}})


@tc.main(config_path="conf", config_name="config", store=store)
def train(cfg: App) -> None:
    """Trains a model."""
    print("trained", cfg.task)


if __name__ == "__main__":
    train()
''',
}


@pytest.fixture(scope="session")
def made_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the program, whose index is written into ``cache`` in there."""
    folder = tmp_path_factory.mktemp("completion")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        make_program(folder)
        write_index(folder / "train.py")
    yield folder
    sys.modules.pop(module_name(folder / "train.py"), None)


@pytest.fixture
def program(made_program: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's folder, being the working folder, its index in the cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(made_program / "cache"))
    monkeypatch.chdir(made_program)
    return made_program


@pytest.fixture
def index(program: Path) -> dict[str, Any]:
    """The program's index."""
    found = read_index(str(program / "train.py"))
    assert found is not None
    return found


@pytest.fixture
def indexing() -> Callable[[Path], Application]:
    """Writes the index of a program."""
    return write_index


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A user's environment, whose home is empty."""
    home = str(tmp_path_factory.mktemp("home"))
    return {"HOME": home, "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def open_terminal() -> Iterator[Callable[..., Terminal]]:
    """Starts a shell in a terminal, and ends it with the last test of a module."""
    opened: list[Terminal] = []

    def start(shell: str, folder: Path, environment: Mapping[str, str], setup: str = "") -> Terminal:
        if shutil.which(shell) is None:
            pytest.skip(f"{shell} is not there")
        opened.append(Terminal(shell, folder, environment, setup))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()


def make_program(folder: Path) -> None:
    """Writes the program and its configs."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "train.py").chmod(0o755)


def module_name(file: Path) -> str:
    """Under which a program is loaded here: another for each."""
    return f"program_{abs(hash(file))}"


def write_index(file: Path) -> Application:
    """Writes the index of a program into the cache, as a run of it would."""
    application = application_of(load(file))
    leave_empty_index(os.path.realpath(file))
    refresh_program(os.path.realpath(file), application, started=time.time() + 1e6)  # nothing has changed since
    return application


def load(file: Path) -> ModuleType:
    """The program as a module."""
    spec = importlib.util.spec_from_file_location(module_name(file), file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def application_of(module: ModuleType) -> Application:
    """What flags may ask of the program."""
    composer = Composer(Path(str(module.__file__)).parent / "conf", store=module.store)
    return Application(
        "train.py",
        "Trains a model.",
        module.train.task,
        lambda: module.App,
        lambda **_: composer.compose("config", schema=module.App),
        lambda: composer,
        config_name="config",
    )


# -- terminals ---------------------------------------------------------------------------------------------------------

_READY: Final = "ready$ "
_ASK: Final = "\x07"  # Ctrl-G, which each shell is told to answer with the line that is being edited
_CLEAR: Final = "\x05\x15"  # Ctrl-E Ctrl-U
_LEFT, _RIGHT = "<<", ">>"

# shell -> how it is started (with its own files of settings, in a home of the test's), its terminal, and what it is
# told first
_STARTS: Final[Mapping[str, tuple[str, str, str]]] = {
    "bash": (
        "bash -i",
        "vt100",
        f"""PS1='{_READY}'; bind 'set bell-style none'; bind 'set page-completions off'
show() {{ printf '<<%s>>' "$READLINE_LINE"; }}; bind -x '"\\C-g": show'""",
    ),
    "zsh": (
        "zsh -d -i",
        "dumb",
        f"""PS1='{_READY}'; unsetopt beep zle_bracketed_paste prompt_cr; LISTMAX=9999; bindkey -e
show() {{ printf '<<%s>>' "$BUFFER" }}; zle -N show; bindkey '^G' show""",
    ),
    "fish": (
        "fish -i",
        "xterm",
        f"""function fish_prompt; printf '{_READY}'; end
function show; printf '<<%s>>' (commandline); end; bind \\cg show""",
    ),
}


class Terminal:
    """A shell in a terminal of 120 columns, in a folder and with an environment of its own."""

    def __init__(self, shell: str, folder: Path, environment: Mapping[str, str], setup: str) -> None:
        start, kind, told = _STARTS[shell]
        self.shell: Final = shell
        self.seen = ""
        self._main, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 120, 0, 0))
        name = os.ttyname(side)
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", f"exec {start} <{name} >{name} 2>&1"],  # a session's first terminal is its own
            cwd=folder,
            env={**environment, "TERM": kind},
            start_new_session=True,
        )
        script = Path(environment["HOME"]) / f".told.{shell}"
        script.write_text(f"{told}\n{setup}\n", encoding="utf-8")
        self._send(f"{'source' if shell == 'fish' else '.'} {script}\r")
        self._wait_for(_READY)
        os.close(side)

    def complete(self, typed: str, *, tabs: int = 1) -> str:
        """The line after ``typed`` and Tab; it is taken away again."""
        self.seen = ""
        self._send(typed + "\t" * tabs + _ASK)
        self._wait_for(_RIGHT)
        line = self.seen.rpartition(_LEFT)[2].partition(_RIGHT)[0]
        self._send(_CLEAR)
        return line

    def listed(self, typed: str) -> str:
        """All that is shown after ``typed`` and two Tabs."""
        self.complete(typed, tabs=2)
        return self.seen

    def close(self) -> None:
        """Ends the shell."""
        self._process.kill()
        self._process.wait()
        os.close(self._main)

    def _send(self, text: str) -> None:
        os.write(self._main, text.encode())

    def _wait_for(self, text: str) -> None:
        end = time.monotonic() + PATIENCE
        while text not in self.seen:
            ready, _, _ = select.select([self._main], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise TimeoutError(f"{self.shell} shows no {text!r} but {self.seen!r}")
            self.seen += os.read(self._main, 65536).decode(errors="replace")
