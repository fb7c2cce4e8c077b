"""What the options of groups are for: the comment that begins a file, the docstring of a class in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from typedconf.cli.info.groups import leading_comment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("# A server.\nport: 1\n", "A server.", id="a line"),
        pytest.param("# A server.\n# For many.\n\n# The port.\nport: 1\n", "A server.\nFor many.", id="lines"),
        pytest.param("# One.\n#\n# Two.\nport: 1\n", "One.\n\nTwo.", id="paragraphs"),
        pytest.param("# @package db\n# A server.\n", "A server.", id="behind the header"),
        pytest.param("# @package db\n\n# A server.\n", "A server.", id="further behind it"),
        pytest.param("# A server.\n# @package db\n", "A server.", id="in front of it"),
        pytest.param("\n\n# A server.\n", "A server.", id="behind blank lines"),
        pytest.param("\ufeff# A server.\n", "A server.", id="a byte order mark"),
        pytest.param("%YAML 1.1\n# A server.\n", "A server.", id="behind a directive"),
        pytest.param("#!/usr/bin/env -S train\n# yaml-language-server: $schema=x\n# A.\n", "A.", id="for programs"),
        pytest.param("## A server.\n", "A server.", id="two signs"),
        pytest.param("port: 1  # no documentation\n", "", id="none"),
        pytest.param("port: 1\n# The end.\n", "", id="none in front"),
        pytest.param("", "", id="empty"),
    ],
)
def test_documentation_is_the_comment_that_begins_a_file(text: str, expected: str) -> None:
    """Without its signs, and without what only programs read; a blank line ends it."""
    assert leading_comment(text) == expected


def test_an_option_that_cannot_be_read_says_so(run: Callable[..., Any], folder: Path) -> None:
    """The others are shown all the same."""
    (folder / "conf/db/sqlite.yaml").write_text("port: [\n", encoding="utf-8")
    done = run("--info", "groups")
    line = next(line for line in done.out.splitlines() if "db=sqlite" in line)
    assert done.status == 0
    assert line.split("  ")[-1].startswith("cannot be read: ")


def test_a_group_that_is_not_composed_is_added(run: Callable[..., Any], folder: Path) -> None:
    """Its options stand with the sign that adds them; where nothing composes, nobody knows."""
    (folder / "conf/logger").mkdir()
    (folder / "conf/logger/plain.yaml").write_text("", encoding="utf-8")
    assert "    +logger=plain  file\n" in run("--info", "groups").out
    assert "    logger=plain  file\n" in run("--info", "groups", "db=lost").out


def test_a_package_that_the_name_does_not_tell_stands_beside_it(run: Callable[..., Any]) -> None:
    """So that one knows which keys an option sets."""
    assert "db@src at src:\n" in run("--info", "groups", "+db@src=mysql").out
