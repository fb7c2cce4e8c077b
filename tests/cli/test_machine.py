"""What other programs read: one object of strict JSON in one line, wherever it is written to."""

from __future__ import annotations

import io
import json
import math
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest

from typedconf.cli.machine import print_errors, print_json
from typedconf.errors import ConfigError, Origin, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

FULL = Path("/dev/full")
PROBLEM = Problem(
    "no such key; did you mean lr?", "lrr", 1, "a number", "lr", Origin("file", "conf/a.yaml", 3, 5, entry="a: b")
)
PROBLEM_DATA = {
    "key": "lrr",
    "value": 1,
    "expected": "a number",
    "suggestion": "lr",
    "origin": {"kind": "file", "file": "conf/a.yaml", "line": 3, "column": 5, "text": None, "entry": "a: b"},
    "message": "no such key; did you mean lr?",
}


def strict(text: str) -> Any:
    """The data of a JSON text, which must hold no NaN and no infinity."""

    def refuse(constant: str) -> Any:
        raise AssertionError(constant)

    return json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (math.inf, ".inf"),
        (-math.inf, "-.inf"),
        (math.nan, ".nan"),
        (1e-05, 1e-05),
        (date(2024, 2, 29), "2024-02-29"),
        (datetime(2024, 2, 29, 12, 30, tzinfo=UTC), "2024-02-29T12:30:00+00:00"),
        (PurePosixPath("a/b"), "a/b"),
        (b"ab\xff", "ab\\xff"),
        ({3, 1, 2}, [1, 2, 3]),
        ((1, (2,)), [1, [2]]),
        ({1: "a", None: "b", "d.e": "f"}, {"1": "a", "null": "b", "d.e": "f"}),
        ({True: "c", 1.5: "d"}, {"true": "c", "1\\.5": "d"}),
    ],
    ids=repr,
)
def test_anything_is_strict_json(capsys: pytest.CaptureFixture[str], value: Any, data: Any) -> None:
    """What JSON has no type for is its text, also within containers."""
    print_json("config", {"a": [value]})
    assert strict(capsys.readouterr().out) == {"config": {"a": [data]}}


def test_it_is_one_line_with_the_keys_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is sorted, wrapped or indented, and nothing goes to stderr."""
    print_json("config", {"b": "x\ny", "a": {"z": 1, "y": "é"}})
    assert capsys.readouterr() == ('{"config": {"b": "x\\ny", "a": {"z": 1, "y": "é"}}}\n', "")


def test_warnings_have_a_key_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    """A problem has its six fields, and so has its origin; without any there is no such key."""
    print_json("config", {}, [PROBLEM])
    assert strict(capsys.readouterr().out) == {"config": {}, "warnings": [PROBLEM_DATA]}


def test_errors_are_problems_and_the_status(capsys: pytest.CaptureFixture[str]) -> None:
    """What a program that reads them knows by the status, too; a text that somebody raised himself is a message."""
    assert print_errors(ConfigError(PROBLEM, "by hand")) == 2  # type: ignore[arg-type]  # a user's own raise
    first, second = strict(capsys.readouterr().out)["errors"]
    assert first == PROBLEM_DATA
    assert (second["message"], second["key"], second["origin"]) == ("by hand", "", None)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
@pytest.mark.parametrize("text", ["é", "\U0001f600", "\udce9", "日本"], ids=ascii)
def test_every_text_reaches_every_stdout(monkeypatch: pytest.MonkeyPatch, encoding: str, text: str) -> None:
    """What is written is UTF-8 in any case; what isn't, is escaped as JSON does."""
    buffer = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(buffer, encoding=encoding))
    print_json("config", text)
    assert strict(buffer.getvalue().decode("utf-8")) == {"config": text}
    monkeypatch.undo()


def test_no_terminal_obeys_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """What moves its cursor, begins an escape sequence or turns its text around is written as an escape."""
    text = "a\x1b[31m\x7f\x9b31m\u202e\u2028\ufeff\U000e0001\xa0é"
    print_json("config", text)
    out = capsys.readouterr().out
    assert out.removesuffix("\n").isprintable()
    assert strict(out) == {"config": text}


def test_a_reader_that_has_gone_is_no_error(folder: Path, variables: dict[str, str]) -> None:
    """As behind ``| head -0``."""
    reading, writing = os.pipe()
    os.close(reading)
    words = [sys.executable, "train.py", "--cfg", "job", "--json"]
    done = subprocess.run(words, cwd=folder, env=variables, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not FULL.exists(), reason="there is no device that takes nothing")
def test_an_output_that_takes_nothing_is_told_elsewhere(folder: Path, variables: dict[str, str]) -> None:
    """What can't be written to stdout is the one thing that is said on stderr."""
    words = [sys.executable, "train.py", "--check", "--json"]
    with FULL.open("w") as full:
        done = subprocess.run(words, cwd=folder, env=variables, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: the output cannot be written: ")


@pytest.mark.parametrize(
    ("words", "key", "status"),
    [
        (["--cfg", "job"], "config", 0),
        (["--explain"], "explain", 0),
        (["--explain", "lr"], "explain", 0),
        (["--check"], "check", 0),
        (["--check", "lr=x"], "check", 2),
        (["--version"], "version", 0),
        (["--cfg", "job", "db=none"], "errors", 2),
        (["--cfg", "job", "--check"], "errors", 2),
        (["--cfg", "job", "lr"], "errors", 2),
        ([], "errors", 2),
    ],
)
def test_the_answer_is_the_same_on_a_terminal(
    run: Callable[..., Any],
    run_in_terminal: Callable[..., tuple[int, str]],
    words: list[str],
    key: str,
    status: int,
) -> None:
    """One key, nothing on stderr, no colours and no wrapping."""
    done = run(*words, "--json")
    assert (done.status, done.err, list(strict(done.out))) == (status, "", [key])
    assert run_in_terminal(*words, "--json", columns=40) == (status, done.out)
