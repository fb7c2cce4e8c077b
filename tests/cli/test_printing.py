"""What is written to stdout and stderr, whatever these are."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from typedconf.cli import printing
from typedconf.errors import ConfigError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

FULL = Path("/dev/full")  # where there is one, a device that takes nothing
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def encoded(encoding: str) -> io.TextIOWrapper:
    """A stream of one encoding, as stdout is."""
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding)


def written(stream: io.TextIOWrapper) -> bytes:
    """What was written to ``stream``."""
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue()


@pytest.mark.parametrize(
    ("encoding", "as_utf8", "expected"),
    [
        ("utf-8", False, "é\n".encode()),
        ("ascii", False, b"\\xe9\n"),
        ("ascii", True, "é\n".encode()),
        ("latin-1", True, "é\n".encode("latin-1")),
    ],
)
def test_a_text_reaches_every_stdout(
    monkeypatch: pytest.MonkeyPatch, encoding: str, expected: bytes, *, as_utf8: bool
) -> None:
    """What the encoding lacks is an escape, or the whole text is UTF-8."""
    stream = encoded(encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    printing.write_out("é\n", as_utf8=as_utf8)
    assert written(stream) == expected


@pytest.mark.parametrize("as_utf8", [False, True])
def test_half_a_surrogate_pair_is_an_escape(monkeypatch: pytest.MonkeyPatch, *, as_utf8: bool) -> None:
    """An argument that was no text in the terminal's encoding may get here."""
    stream = encoded("utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    printing.write_out("\udce9", as_utf8=as_utf8)
    assert written(stream) == b"\\udce9"


def test_without_streams_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program may have neither stdout nor stderr."""
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    printing.write_out("text")
    printing.report("error", [Problem("wrong")])


def test_a_reader_that_is_gone_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither now nor when Python flushes the stream at its end."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        printing.write_out("text")
        stream.write("more")


@pytest.mark.skipif(not FULL.exists(), reason="there is no full device here")
def test_an_output_that_takes_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is an error as every other."""
    with FULL.open("w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        with pytest.raises(ConfigError, match="the output cannot be written: No space left on device"):
            printing.write_out("text")


def test_closed_streams_are_no_reason_to_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report is lost; an output that was asked for is missed."""
    stream = encoded("utf-8")
    stream.close()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "stderr", stream)
    printing.report("error", [Problem("wrong")])
    with pytest.raises(ConfigError, match="the output cannot be written: I/O operation on closed file"):
        printing.write_out("text")


@pytest.mark.parametrize("kind", ["error", "warning"])
def test_a_report_begins_with_its_kind(capsys: pytest.CaptureFixture[str], kind: printing.Kind) -> None:
    """It is on stderr, and stdout stays empty."""
    printing.report(kind, [Problem("wrong", "a.b")])
    assert tuple(capsys.readouterr()) == ("", f"{kind}: a.b: wrong\n")


def test_a_report_may_name_a_place_in_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    """It stands below what is wrong, labelled as places are."""
    printing.report("error", [Problem("wrong", "a")], "train.py:3, in train")
    assert capsys.readouterr().err == "error: a: wrong\n  raised at    train.py:3, in train\n"


@pytest.mark.parametrize(
    ("term", "tty", "expected"),
    [("xterm", True, True), ("dumb", True, False), ("unknown", True, False), ("", True, True), ("xterm", False, False)],
)
def test_a_terminal_is_one_that_shows_colours(
    monkeypatch: pytest.MonkeyPatch, term: str, *, tty: bool, expected: bool
) -> None:
    """Both the stream and ``TERM`` say so."""
    stream = encoded("utf-8")
    monkeypatch.setattr(stream, "isatty", lambda: tty)
    monkeypatch.setenv("TERM", term)
    assert printing.is_terminal(stream) is expected


def test_a_closed_stream_is_no_terminal() -> None:
    """Asking it raises, which is an answer."""
    stream = io.StringIO()
    stream.close()
    assert not printing.is_terminal(stream)
    assert not printing.is_terminal(None)


def test_without_rich_a_report_is_plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Also on a terminal."""
    with (tmp_path / "err").open("w+", encoding="utf-8") as stream:
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setitem(sys.modules, "rich.console", None)
        printing.report("error", [Problem("wrong", "a")])
        stream.seek(0)
        assert stream.read() == "error: a: wrong\n"


# -- on a terminal ------------------------------------------------------------------------------------------------

TWO_PROBLEMS = """\
error: 2 problems in the composed config

  db.prot   no such key in Db; did you mean port?
            override     db.prot=1
                            ^^^^

  lr        not a number greater than 0: 'fast'
            override     lr=fast
                            ^^^^
            declared as  App.lr: PositiveFloat
"""


def test_a_report_on_a_terminal_is_coloured(run_in_terminal: Callable[..., tuple[int, str]]) -> None:
    """Keys are bold, labels dim and carets red; the layout is that of the plain text."""
    status, text = run_in_terminal("lr=fast", "db.prot=1")
    assert (status, ESCAPE.sub("", text)) == (2, TWO_PROBLEMS)
    for coloured in (
        "\x1b[1;31merror: \x1b[0m",
        "\x1b[1mdb.prot\x1b[0m",
        "\x1b[2moverride     \x1b[0m",
        "\x1b[1;31m^^^^\x1b[0m",
    ):
        assert coloured in text


def test_a_report_in_a_pipe_is_the_same_text(run: Callable[..., Any]) -> None:
    """Without a single escape, and nothing is on stdout."""
    assert run("lr=fast", "db.prot=1") == (2, "", TWO_PROBLEMS)


@pytest.mark.parametrize("columns", [40, 50, 80, 200])
def test_a_report_keeps_to_the_terminals_width(run_in_terminal: Callable[..., tuple[int, str]], columns: int) -> None:
    """What is longer is wrapped, or cut around its place."""
    status, text = run_in_terminal("lr=" + "x" * 100, "db.prot=1", "db.some.key.that.is.not.there=1", columns=columns)
    lines = ESCAPE.sub("", text).splitlines()
    assert status == 2
    assert max(map(len, lines)) <= columns
    assert sum("^" in line for line in lines) == 3


def test_a_dumb_terminal_gets_plain_text(run_in_terminal: Callable[..., tuple[int, str]]) -> None:
    """As a pipe does."""
    assert run_in_terminal("lr=fast", "db.prot=1", TERM="dumb") == (2, TWO_PROBLEMS)


def test_no_color_is_obeyed(run_in_terminal: Callable[..., tuple[int, str]]) -> None:
    """Its bold and dim stay, as Rich has it."""
    _, text = run_in_terminal("lr=fast", NO_COLOR="1")
    assert "\x1b[" in text
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", text)


@pytest.mark.parametrize(
    "encodings",
    [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}],
    ids=["ascii", "C"],
)
@pytest.mark.parametrize(
    "words",
    [["lr=é"], ["--é"], ["--help", "é"], ["--cfg", "job", b"name=\xff"], [b"--\xff"], ["--help", b"lr=\xff"]],
    ids=repr,
)
def test_no_text_is_too_strange_to_be_told(start: Callable[..., Any], words: Any, encodings: dict[str, str]) -> None:
    """Whatever the encodings of arguments and outputs are, there is a report and no traceback."""
    done = start(*words, **encodings)
    assert "Traceback" not in done.err
    assert done.status in {0, 2}


def test_yaml_stays_itself_where_stdout_lacks_its_characters(start: Callable[..., Any]) -> None:
    """It is UTF-8 then, since an escape would be read as another value."""
    done = start("--cfg", "job", "name=é", PYTHONIOENCODING="ascii")
    assert (done.status, done.err) == (0, "")
    assert "name: é\n" in done.out


@pytest.mark.parametrize("flags", ["--cfg all", "--help"])
def test_a_pipe_that_closes_early_is_silent(folder: Path, variables: dict[str, str], flags: str) -> None:
    """As it is for ``head -1``."""
    command = f"{sys.executable} train.py {flags} | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["/bin/bash", "-c", command], cwd=folder, env=variables, capture_output=True, encoding="utf-8", check=True
    )
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_yaml_on_a_terminal_is_the_same_text_in_colours(
    run: Callable[..., Any], run_in_terminal: Callable[..., tuple[int, str]]
) -> None:
    """Whatever its width: nothing is wrapped."""
    words = ("--cfg", "job", f"name={'long ' * 30}end")
    status, text = run_in_terminal(*words, columns=40)
    assert status == 0
    assert "\x1b[36mlr\x1b[0m: \x1b[33m0.1\x1b[0m" in text
    assert ESCAPE.sub("", text) == run(*words).out


def test_yaml_on_a_dumb_terminal_is_plain(run_in_terminal: Callable[..., tuple[int, str]]) -> None:
    """As in a pipe."""
    assert "\x1b" not in run_in_terminal("--cfg", "job", TERM="dumb")[1]


@pytest.mark.parametrize("words", [["--é"], ["lr=é"], ["--cfg", "job", "name=é"], ["--help", "name=é"]], ids=repr)
def test_a_terminal_that_lacks_characters_gets_plain_text(
    start_in_terminal: Callable[..., tuple[int, str]], words: list[str]
) -> None:
    """With escapes, or as UTF-8 where that is YAML."""
    _, text = start_in_terminal(*words, PYTHONIOENCODING="ascii")
    assert "Traceback" not in text
    assert "\x1b" not in text
    assert "é" in text.replace("\\xe9", "é")


@pytest.mark.parametrize("word", ["--\udcff", "lr=\udcff"], ids=["option", "override"])
def test_half_a_surrogate_pair_reaches_a_terminal(run_in_terminal: Callable[..., tuple[int, str]], word: str) -> None:
    """As a sign that it had no shape."""
    status, text = run_in_terminal(word)
    assert status == 2
    assert "error:" in ESCAPE.sub("", text)
