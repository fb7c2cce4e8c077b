"""Docstrings: the first paragraph, and what is said of each parameter."""

from __future__ import annotations

from typing import Final

import pytest

from typedconf.targets.docstrings import read_docstring

GOOGLE: Final = """Fits a line.

    It takes time.

    Args:
        x: the data
        lr (float, optional): how far a step goes,
            in both directions: always

            a further paragraph
        betas (Tuple[float, float], optional): two of them
        callback (callable(x), optional): called
        *rest: all others
        **options (Any): further ones

    Keyword Args:
        foreach (bool): at once
    Returns:
        y: no parameter
    """
NUMPY: Final = """
    Fits a line.

    Parameters
    ----------
    x : array-like of shape (n, m)
        The data,
        in rows.
    a, b : int
        Two ends.
    quiet

        Nothing is said of it.
    **options
        Further ones.

    Other Parameters
    ----------------
    seed : int, default=0
        Where chance begins.

    Returns
    -------
    y : array
        No parameter.
    """
REST: Final = """Fits a line.
:param x: the data
:param int n: how many,
    at most
:param  list[int]  more : others
:type x: list
:keyword flag: a switch
:returns: y
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            GOOGLE,
            {
                "x": "the data",
                "lr": "how far a step goes, in both directions: always",
                "betas": "two of them",
                "callback": "called",
                "rest": "all others",
                "options": "further ones",
                "foreach": "at once",
            },
        ),
        (
            NUMPY,
            {
                "x": "The data, in rows.",
                "a": "Two ends.",
                "b": "Two ends.",
                "options": "Further ones.",
                "seed": "Where chance begins.",
            },
        ),
        (REST, {"x": "the data", "n": "how many, at most", "more": "others", "flag": "a switch"}),
    ],
)
def test_each_style_names_its_parameters(text: str, expected: dict[str, str]) -> None:
    """Google, NumPy and reST: names without stars, types left out, lines joined up to the first empty one."""
    found = read_docstring(text)
    assert (found.summary, found.parameters) == ("Fits a line.", expected)


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        (None, None),
        (3, None),
        ("", None),
        ("One\n  line after\n  another.\n\nMore.", "One line after another."),
        ("Args:\n    x: it", None),
        (":param x: it", None),
        ("Parameters\n----------\nx : int\n    It.", None),
        ("Says it.\nArgs:\n    x: it", "Says it."),
    ],
)
def test_the_summary_is_the_first_paragraph(text: object, summary: str | None) -> None:
    """On one line, without what is said of parameters right below; None where there is none."""
    assert read_docstring(text).summary == summary


@pytest.mark.parametrize(
    "text",
    [
        "Args:",
        "Args:\n",
        "Args:\n    x",
        "Args:\n    x (int",
        "Args:\n    x (int: y",
        "Args:\n    : y",
        "Parameters\n---",
        "Parameters\n---\n",
        ":param:",
        ":param x",
        "(" * 1000 + ":",
        "Args:\n    x " + "(" * 10_000,
        "Args:\n" + "    x, " * 10_000,
        "Args:\n    " + "x" * 300_000 + ": y",
    ],
)
def test_what_is_no_entry_is_no_parameter(text: str) -> None:
    """Headings without entries and entries that break off say nothing, however long they are."""
    assert read_docstring(text).parameters == {}
