"""Whatever a file or an override holds, a composition ends in a value or a ConfigError, and soon."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import typedconf as tc
from typedconf.trees import format_path

if TYPE_CHECKING:
    from pathlib import Path

SAME_FOLDER: Final = settings(
    max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
# Pieces that mean something, so that random texts of them come further than random bytes.
YAML_PIECES: Final = st.lists(
    st.sampled_from(
        (
            *(
                "a",
                "b: ",
                "- ",
                "\n",
                "  ",
                "${a}",
                "${",
                "}",
                "[",
                "]",
                "{",
                "}",
                ", ",
                "&x ",
                "*x",
                "<<: ",
                "!append ",
            ),
            *("'", '"', "defaults:\n", "? ", "# @package ", "| ", "???", "null", "1", "\t", "é", "db: x", "_self_"),
        )
    ),
    max_size=20,
).map("".join)
OVERRIDE_PIECES: Final = st.lists(
    st.sampled_from(
        (
            *(
                "+",
                "++",
                "~",
                "a",
                "db",
                "@",
                ".",
                "=",
                "1",
                "${a}",
                "${",
                "}",
                "[",
                "]",
                "{",
                ":",
                ",",
                "'",
                '"',
                "\\",
            ),
            *("(", ")", "choice(", "append(", "file(", " ", "é", "null", "0", "/", ".."),
        )
    ),
    max_size=12,
).map("".join)


def compose(folder: Path, *overrides: str) -> None:
    """Composes and resolves; only a ConfigError is let off."""
    with contextlib.suppress(tc.ConfigError):
        composition = tc.Composer(folder).compose("config", *overrides)
        tc.plain(composition.config, missing="keep")
        composition.to_yaml()
        tree = composition.tree
        for key in list(tree)[:5]:
            composition.history(format_path((key,), tree))


@SAME_FOLDER
@given(st.binary(max_size=200))
def test_any_bytes_in_a_file(tmp_path: Path, data: bytes) -> None:
    """A file of any bytes is a config or a clear error."""
    (tmp_path / "config.yaml").write_bytes(data)
    compose(tmp_path)


@SAME_FOLDER
@given(YAML_PIECES, YAML_PIECES)
def test_any_yaml_in_two_files(tmp_path: Path, text: str, option: str) -> None:
    """Files of meaningful pieces in any order are configs or a clear error."""
    (tmp_path / "db").mkdir(exist_ok=True)
    (tmp_path / "config.yaml").write_text(f"defaults: [db: x]\n{text}", encoding="utf-8")
    (tmp_path / "db" / "x.yaml").write_text(option, encoding="utf-8")
    compose(tmp_path)


@SAME_FOLDER
@given(st.lists(OVERRIDE_PIECES | st.text(max_size=10), max_size=3))
def test_any_overrides(tmp_path: Path, texts: list[str]) -> None:
    """Overrides of any text are applied, or a clear error."""
    (tmp_path / "db").mkdir(exist_ok=True)
    (tmp_path / "config.yaml").write_text("defaults: [db: x]\na: [1, {b: 2}]\n", encoding="utf-8")
    (tmp_path / "db" / "x.yaml").write_text("a: 1\n", encoding="utf-8")
    compose(tmp_path, *texts)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: " + "x" * 1_000_000, id="a long text"),
        pytest.param("a: '" + "${b}" * 200_000 + "'\nb: 1", id="many interpolations"),
        pytest.param("[" * 100_000, id="deep brackets"),
        pytest.param("".join(f"k{n}: ${{k{n + 1}}}\n" for n in range(20_000)), id="a long chain"),
        pytest.param("".join(f"k{n}: ${{nope{n}}}\n" for n in range(20_000)), id="many broken references"),
        pytest.param("a: &a [x]\n" + "".join(f"b{n}: [*a]\n" for n in range(50_000)), id="many aliases"),
        pytest.param(
            "a0: &a0 [x, x]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}, *a{n}]\n" for n in range(60)), id="a bomb"
        ),
        pytest.param("defaults:\n" + "- other\n" * 50_000, id="a long defaults list"),
        pytest.param("a: " + "${oc.env:" * 5_000, id="unclosed calls"),
        pytest.param("? a\n" * 100_000, id="twin keys"),
    ],
)
def test_a_megabyte_ends_soon(tmp_path: Path, text: str) -> None:
    """Large inputs take time in proportion to their length, so a minute is far more than any needs."""
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "other.yaml").write_text("a: 1\n", encoding="utf-8")
    started = time.monotonic()
    compose(tmp_path)
    assert time.monotonic() - started < 60  # no measurement: what is quadratic takes an hour


@pytest.mark.parametrize(
    "override",
    [
        pytest.param("+a=" + "x" * 1_000_000, id="a long text"),
        pytest.param("+a=" + "[" * 100_000, id="deep brackets"),
        pytest.param("+a=" + "(" * 100_000, id="deep calls"),
        pytest.param("+a=[" + "1," * 300_000 + "1]", id="a long list"),
        pytest.param("+" + "a." * 100_000 + "b=1", id="a long key"),
        pytest.param("a=range(1000000000000)", id="an endless range"),
        pytest.param("+a=" + "${b}" * 200_000, id="many interpolations"),
        pytest.param("+a=" + "\\" * 500_000, id="backslashes"),
        pytest.param("a" * 1_000_000, id="no override"),
    ],
)
def test_a_megabyte_of_override_ends_soon(tmp_path: Path, override: str) -> None:
    """The same holds for overrides."""
    (tmp_path / "config.yaml").write_text("a: 1\n", encoding="utf-8")
    started = time.monotonic()
    compose(tmp_path, override)
    assert time.monotonic() - started < 60  # no measurement: what is quadratic takes an hour
