"""Real shells in terminals: what is typed, Tab, and the line that comes of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from typedconf.cli.completion.completer.index_file import index_path
from typedconf.cli.completion.shells import MODULE_NAME, script_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.completion.conftest import Terminal

SHELLS = ("bash", "zsh", "fish")
ODD = "größe 1.py"  # blanks and letters beyond ASCII


@pytest.fixture(scope="module")
def folder(made_program: Path) -> Path:
    """The program's folder, with the same program under an odd name, as a package, and what is no program."""
    text = (made_program / "train.py").read_text(encoding="utf-8")
    for name in (ODD, "package/__main__.py", "foreign.py"):
        path = made_program / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
    (made_program / "große daten").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(made_program / "cache"))
        made = Path(index_path(str(made_program / "train.py"))).read_bytes()
        for name in (ODD, "package/__main__.py"):
            index = made.replace(b"train.py", name.encode(), 1)
            Path(index_path(str(made_program / name))).write_bytes(index)
    return made_program


@pytest.fixture(scope="module", params=SHELLS)
def terminal(
    request: pytest.FixtureRequest,
    folder: Path,
    environment: dict[str, str],
    open_terminal: Callable[..., Terminal],
) -> Terminal:
    """A shell that completes the programs."""
    shell = str(request.param)
    scripts = "\n".join(script_for(shell, name, sys.executable) for name in ("train.py", ODD, "foreign.py"))
    return open_terminal(shell, folder, {**environment, "XDG_CACHE_HOME": str(folder / "cache")}, scripts)


EVERYWHERE = [
    ("./train.py optimizer=s", "./train.py optimizer=sgd "),
    ("./train.py opt", "./train.py optimizer"),
    ("./train.py optimizer=sgd optimizer.m", "./train.py optimizer=sgd optimizer.momentum="),
    ("./train.py --optimizer s", "./train.py --optimizer sgd "),
    ("./train.py --optimizer=s", "./train.py --optimizer=sgd "),
    ("./train.py --optimizer.l", "./train.py --optimizer.lr "),
    ("./train.py --no-training.", "./train.py --no-training.amp "),
    ("./train.py optimizer=adamw,s", "./train.py optimizer=adamw,sgd "),
    ("./train.py server/web=a", "./train.py server/web=apache "),
    ("./train.py training.amp=t", "./train.py training.amp=true "),
    ("./train.py training.data_file=con", "./train.py training.data_file=conf/"),
    ("./train.py task=./tra", "./train.py task=./train.py "),
    ("./train.py --training.out gro", "./train.py --training.out große\\ daten/"),
    ("./train.py training.out=gro", "./train.py training.out=große\\ daten/"),
    ("./train.py +log", "./train.py +logger="),
    ("./train.py ++training.lev", "./train.py ++training.level="),
    ("./train.py --cfg j", "./train.py --cfg job "),
    ("./train.py --info defaults-", "./train.py --info defaults-tree "),
    ("./train.py --config-dir mo", "./train.py --config-dir more/"),
    ("./train.py --explain training.le", "./train.py --explain training.level "),
    ("./train.py --help ser", "./train.py --help server"),
    ("./train.py optimizer=none", "./train.py optimizer=none"),
    ("python train.py optimizer=s", "python train.py optimizer=sgd "),
    ("python3 -u ./train.py optimizer=s", "python3 -u ./train.py optimizer=sgd "),
    ("python -m package optimizer=s", "python -m package optimizer=sgd "),
    ("python conf/other.y", "python conf/other.yaml "),
]
# the same in each shell but for how it quotes
OWN = {
    "bash": [
        ('./train.py "optimizer=sg', './train.py "optimizer=sgd"'),
        ("./train.py 'optimizer=sg", "./train.py 'optimizer=sgd'"),
        ("./train.py db=[my", "./train.py db=[mysql"),
        ("'./größe 1.py' optimizer=s", "'./größe 1.py' optimizer=sgd "),
        ("./train.py ~serv", "./train.py ~server"),
        ("./train.py training={level:lo", "./train.py training={level:low"),
        ("./train.py layers='[{kind:d", "./train.py layers='[{kind:dense'"),
    ],
    "zsh": [
        ('./train.py "optimizer=sg', './train.py "optimizer=sgd" '),
        ("./train.py db=\\[my", "./train.py db=\\[mysql"),
        ("./train.py \\~db.ho", "./train.py \\~db.host "),
    ],
    "fish": [
        ('./train.py "optimizer=sg', './train.py "optimizer=sgd" '),
        ("./train.py db=\\[my", "./train.py db=\\[mysql"),
        ("./train.py \\~db.ho", "./train.py \\~db.host "),
    ],
}


@pytest.fixture(scope="module")
def user(
    environment: dict[str, str], open_terminal: Callable[..., Terminal]
) -> tuple[dict[str, str], Callable[..., Terminal]]:
    """A user's environment, and what starts a shell in it."""
    return environment, open_terminal


@pytest.mark.parametrize(("typed", "expected"), EVERYWHERE)
def test_a_line_is_completed(terminal: Terminal, typed: str, expected: str) -> None:
    """Overrides, options and flags are completed, and nothing is put behind what goes on."""
    assert terminal.complete(typed) == expected


def test_a_line_with_quotes_is_completed(terminal: Terminal) -> None:
    """What a shell reads for itself is quoted as it stands there, or as the shell wants it."""
    assert [(typed, terminal.complete(typed)) for typed, _ in OWN[terminal.shell]] == OWN[terminal.shell]


def test_all_candidates_are_listed(terminal: Terminal) -> None:
    """A second Tab shows what there is."""
    shown = terminal.listed("./train.py training.level=")
    assert "low" in shown
    assert "high" in shown


def test_a_program_of_an_odd_name(terminal: Terminal) -> None:
    """Blanks and letters of any script in a program's name do no harm."""
    assert terminal.complete("./größe\\ 1.py optimizer=s") == "./größe\\ 1.py optimizer=sgd "
    assert terminal.complete("python 'größe 1.py' optimizer=s") == "python 'größe 1.py' optimizer=sgd "


def test_a_program_without_an_index_completes_files(terminal: Terminal) -> None:
    """The first Tab gives files, as any program has them, and leaves an empty index."""
    assert terminal.complete("./foreign.py conf/oth") == "./foreign.py conf/other.yaml "


@pytest.mark.parametrize("shell", SHELLS)
def test_nothing_is_said_once_the_completer_is_gone(
    shell: str, folder: Path, environment: dict[str, str], open_terminal: Callable[..., Terminal]
) -> None:
    """Where the Python that it ran on is no more, the shell completes files, and no message disturbs the line."""
    script = script_for(shell, "train.py", "/nowhere/python")
    terminal = open_terminal(shell, folder, environment, script)
    assert terminal.complete("./train.py conf/oth") == "./train.py conf/other.yaml "
    assert "nowhere" not in terminal.seen


BEFORE = {
    "bash": [
        ("mine() { COMPREPLY=(--from-function); }; complete -F mine python", "--from-function "),
        ("complete -W '--from-words' python", "--from-words "),
        (
            "mine() { COMPREPLY=(--from-loader); }; load() { complete -F mine python; }; complete -D -F load",
            "--from-loader ",
        ),
    ],
    "zsh": [
        (
            "autoload -U compinit; compinit; mine() { compadd -- --from-function }; compdef mine python",
            "--from-function ",
        ),
        (
            "autoload -U compinit; compinit; compdef -d python\nmine() { compadd -- --from-it }; compdef -P mine 'py*'",
            "--from-it ",
        ),
    ],
    "fish": [("complete -c python -l from-fish", "--from-fish ")],
}


@pytest.mark.parametrize(("shell", "before", "expected"), [(s, *case) for s in SHELLS for case in BEFORE[s]])
def test_a_completer_of_python_hands_on(
    shell: str, before: str, expected: str, folder: Path, user: tuple[dict[str, str], Callable[..., Terminal]]
) -> None:
    """What is no program with an index is left to what completed python before, read once or many times."""
    environment, open_terminal = user
    script = script_for(shell, MODULE_NAME, sys.executable)
    variables = {**environment, "XDG_CACHE_HOME": str(folder / "cache")}
    terminal = open_terminal(shell, folder, variables, f"{before}\n{script}\n{script}")
    assert terminal.complete("python --from") == f"python {expected}"
    assert terminal.complete("python --from") == f"python {expected}"
    assert terminal.complete("python train.py optimizer=s") == "python train.py optimizer=sgd "


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("name", ["train.py", "größe 1.py", "it's", "-x", "a$b`c", MODULE_NAME])
def test_a_script_is_read_without_a_word(shell: str, name: str, environment: dict[str, str], tmp_path: Path) -> None:
    """Whatever a program is called, the shell reads the script, twice too, with status 0, and says nothing."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not there")
    script = tmp_path / "script"
    script.write_text(script_for(shell, name) * 2, encoding="utf-8")
    options: dict[str, list[str]] = {"bash": ["--norc", "-u"], "zsh": ["-f", "-u"], "fish": ["--no-config"]}
    done: Any = subprocess.run([shell, *options[shell], str(script)], env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert list(tmp_path.iterdir()) == [script]
