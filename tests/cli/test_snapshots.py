"""What the examples show, in pipes and in terminals of several widths, as it was looked at and found good.

``TYPEDCONF_SNAPSHOTS=rewrite`` makes the texts in ``snapshots/`` anew; whoever does so looks at what has changed.
"""

from __future__ import annotations

import os
import re
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

from tests.cli.conftest import ROOT, environment
from typedconf.reports import cells

if TYPE_CHECKING:
    from tests.starter import Starter

HERE: Final = Path(__file__).parent / "snapshots"
MAKERS: Final = HERE / "MADE_BY"
ESCAPE: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
FRAME: Final = "╭"  # how what Typer and Rich draw begins
PIPE: Final = None

QUICKSTART: Final = ("quickstart", "train.py")
SERVICE: Final = ("service", "service.py")
COMMANDS: Final = ("multi_command", "app.py")


class Case(NamedTuple):
    """One session: an example's program, its words, the widths of the terminals (or a pipe), and variables."""

    program: tuple[str, str]
    words: tuple[str, ...]
    widths: tuple[int | None, ...] = (PIPE, 80)
    variables: tuple[tuple[str, str], ...] = ()
    keeps_width: bool = True


CASES: Final = {
    "quickstart-help": Case(QUICKSTART, ("--help",), (PIPE, 80, 120)),
    "quickstart-help-part": Case(QUICKSTART, ("--help", "optimizer")),
    "quickstart-help-key": Case(QUICKSTART, ("--help", "optimizer.lr"), (PIPE, 40, 80, 120)),
    "quickstart-help-without-config": Case(QUICKSTART, ("--help", "optimizer/adam_series=sgd")),
    "quickstart-error": Case(QUICKSTART, ("training.lr=fast", "optimizer.weight_decy=0"), (PIPE, 40, 80)),
    "quickstart-config": Case(QUICKSTART, ("--cfg", "job"), (PIPE, 80), keeps_width=False),
    "service-help": Case(SERVICE, ("--help",), (PIPE, 80, 120)),
    "service-help-part": Case(SERVICE, ("--help", "server"), (PIPE, 40, 80)),
    "service-help-key": Case(SERVICE, ("--help", "server.pages")),
    "service-warning": Case(SERVICE, ("--cfg", "job", "-p", "db"), variables=(("NOTES_LGO", "debug"),)),
    "quickstart-explain-key": Case(QUICKSTART, ("--explain", "optimizer.lr", "training.lr=2"), (PIPE, 80, 120)),
    "service-explain": Case(SERVICE, ("--explain",), keeps_width=False),
    "service-explain-part": Case(SERVICE, ("--explain", "server"), keeps_width=False),
    "service-check": Case(SERVICE, ("--check",)),
    "service-check-error": Case(SERVICE, ("--check", "db=postgres", "server.port=70000"), (PIPE, 40, 80)),
    "service-info-groups": Case(SERVICE, ("--info", "groups"), (PIPE, 40, 80, 120)),
    "service-info-defaults": Case(SERVICE, ("--info", "defaults", "db=postgres"), (PIPE, 40, 80)),
    "service-info-defaults-tree": Case(SERVICE, ("--info", "defaults-tree", "db=postgres")),
    "service-info-options": Case(SERVICE, ("--info", "options"), (PIPE, 40, 80)),
    "command-help": Case(COMMANDS, ("export", "--help"), (PIPE, 80)),
}
SESSIONS: Final = [(name, width) for name, case in CASES.items() for width in case.widths]


def session_name(name: str, width: int | None) -> str:
    """The name of a snapshot."""
    return f"{name}-{width or 'pipe'}"


def shown(case: Case, width: int | None, starter: Starter) -> str:
    """What a session shows: its command line, its outputs without colours, its status."""
    folder, script = case.program
    words, place, variables = [script, *case.words], ROOT / "examples" / folder, environment(**dict(case.variables))
    if width is None:
        status, out, err = starter.run(words, place, variables)
        text = out + (f"--- stderr\n{err}" if err else "")
    else:
        status, text = starter.run_in_terminal(words, place, variables, width)
    lines = [line.rstrip() for line in ESCAPE.sub("", text).splitlines()]
    given = "".join(f"{name}={value} " for name, value in case.variables)
    return "\n".join([f"$ {given}{script} {' '.join(case.words)}", *lines, f"--- status {status}", ""])


def makers() -> str:
    """The libraries that draw frames."""
    return "".join(f"{name} {version(name)}\n" for name in ("typer", "rich"))


@pytest.mark.parametrize(("name", "width"), SESSIONS, ids=[session_name(*session) for session in SESSIONS])
def test_a_session_shows_what_it_did(name: str, width: int | None, starter: Starter) -> None:
    """Character by character; what other versions of Typer and Rich drew has the same options."""
    text, path = shown(CASES[name], width, starter), HERE / f"{session_name(name, width)}.txt"
    if os.environ.get("TYPEDCONF_SNAPSHOTS") == "rewrite":
        path.write_text(text, encoding="utf-8")
        MAKERS.write_text(makers(), encoding="utf-8")
    expected = path.read_text(encoding="utf-8")
    if FRAME in text and makers() != MAKERS.read_text(encoding="utf-8"):
        text, expected = (" ".join(re.findall(r"--[\w.-]+", one)) for one in (text, expected))
    assert text == expected


@pytest.mark.parametrize(
    ("name", "width"),
    [session for session in SESSIONS if session[1] and CASES[session[0]].keeps_width],
    ids=str,
)
def test_no_snapshot_of_a_terminal_is_wider_than_it(name: str, width: int) -> None:
    """Its first line, which is no output, apart."""
    lines = (HERE / f"{session_name(name, width)}.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert max(map(cells, lines)) <= width


def test_every_snapshot_is_compared() -> None:
    """None is left of a session that is gone."""
    assert {path.stem for path in HERE.glob("*.txt")} == {session_name(*session) for session in SESSIONS}
