"""A command line is taken apart by the table of flags."""

from __future__ import annotations

import pytest

from typedconf.cli.flags import BY_NAME, FLAGS
from typedconf.cli.words import CommandLine, is_bare, read_words


def told(*words: str) -> list[str]:
    """The messages of what is wrong with ``words``."""
    return [problem.message for problem in read_words(words).problems]


@pytest.mark.parametrize(
    ("words", "overrides", "flags"),
    [
        (["a=1", "+b=2", "~c", "d@e=f"], ["a=1", "+b=2", "~c", "d@e=f"], {}),
        (["--cfg", "job"], [], {"--cfg": ("job",)}),
        (["--cfg=job"], [], {"--cfg": ("job",)}),
        (["-c", "all", "a=1"], ["a=1"], {"--cfg": ("all",)}),
        (["-c=hydra"], [], {"--cfg": ("hydra",)}),
        (["a=1", "-cn", "x", "b=2"], ["a=1", "b=2"], {"--config-name": ("x",)}),
        (["--config-name=-x"], [], {"--config-name": ("-x",)}),
        (["--config-name=a=b"], [], {"--config-name": ("a=b",)}),
        (["-cp", "p", "-cd", "d"], [], {"--config-path": ("p",), "--config-dir": ("d",)}),
        (["--config", "x.yaml", "--config=y.yaml"], [], {"--config": ("x.yaml", "y.yaml")}),
        (["--help"], [], {"--help": ("",)}),
        (["-h"], [], {"--help": ("",)}),
        (["--help", "db"], [], {"--help": ("db",)}),
        (["--help=db"], [], {"--help": ("db",)}),
        (["--help", "a=1"], ["a=1"], {"--help": ("",)}),
        (["--help", "+a=1"], ["+a=1"], {"--help": ("",)}),
        (["--help", "~a"], ["~a"], {"--help": ("",)}),
        (["--help", "-c", "job"], [], {"--help": ("",), "--cfg": ("job",)}),
        (["--help", "--package", "db"], [], {"--help": ("",), "--package": ("db",)}),
        (["--help", "--resolve"], [], {"--help": ("",), "--resolve": ("",)}),
        (["word", "--resolve", "-c", "job"], ["word"], {"--resolve": ("",), "--cfg": ("job",)}),
        (["-", "", "a=-1"], ["-", "", "a=-1"], {}),
        (["--cfg", "job", "--lr", "0.1", "-b8", "--no-x"], ["--lr", "0.1", "-b8", "--no-x"], {"--cfg": ("job",)}),
        (["--config-nam=x", "--cgf", "job"], ["--config-nam=x", "--cgf", "job"], {}),
    ],
    ids=str,
)
def test_words_are_flags_or_left(words: list[str], overrides: list[str], flags: dict[str, tuple[str, ...]]) -> None:
    """Each flag with its values, under its long name; all else in order, whether it is an option or not."""
    assert read_words(words) == CommandLine(tuple(overrides), flags)


def test_two_dashes_close_the_flags() -> None:
    """What is behind them is no option either."""
    line = read_words(["a=1", "--lr", "--", "--cfg", "--"])
    assert (line.words, line.closed, line.flags) == (("a=1", "--lr"), ("--cfg", "--"), {})


def test_a_flag_behind_an_option_breaks_it_off() -> None:
    """The word behind the flag is not the option's value."""
    line = read_words(["--lr", "--resolve", "0.1", "--cfg", "job", "--x", "-h", "part"])
    assert line.words == ("--lr", "0.1", "--x")
    assert line.breaks == {1, 3}


@pytest.mark.parametrize(("words", "expected"), [(["a=1", "~b"], False), (["a=1", "--b"], True), (["-b8"], True)])
def test_options_are_seen(words: list[str], *, expected: bool) -> None:
    """By their dash, since only they make it necessary to learn which there are."""
    assert read_words(words).has_options is expected


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--cfg"], "--cfg needs a value: job|hydra|all"),
        (["-c", "--resolve"], "-c needs a value: job|hydra|all"),
        (["--config="], "--config needs a value: FILE"),
        (["--config-name", "--", "x"], "--config-name needs a value: NAME"),
        (["--cfg", "jbo"], "--cfg takes job, hydra or all, not 'jbo'; did you mean job?"),
        (["--cfg", "a=1"], "--cfg takes job, hydra or all, not 'a=1'"),
        (["--resolve"], "--resolve needs --cfg or --help"),
        (["-p", "db"], "--package needs --cfg"),
        (["--cfg", "job", "--resolve=yes"], "--resolve takes no value"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_flag_is_told(words: list[str], message: str) -> None:
    """Its name as it was written, what it needs, and the nearest."""
    assert told(*words) == [message]


@pytest.mark.parametrize("flag", [flag for flag in FLAGS if flag.instead], ids=lambda flag: flag.name)
def test_a_flag_of_hydras_that_is_not_there_says_what_to_do(flag: object) -> None:
    """By each of its names, with what follows it taken along."""
    assert isinstance(flag, tuple)
    names, value, part, instead = (getattr(flag, name) for name in ("names", "value", "part", "instead"))
    for name in names:
        (message,) = told(name, *(["x"] if value or part else []))
        assert message.startswith(f"{name} is not there: {instead}")


def test_all_that_is_wrong_is_told_together() -> None:
    """One look at a command line finds every flag that is wrong."""
    assert told("--multirun", "--cfg", "x", "--package=y") == [
        "--multirun is not there: there are no sweeps yet; run the program once for each value",
        "--cfg takes job, hydra or all, not 'x'",
    ]


def test_the_last_of_a_repeated_flag_counts() -> None:
    """As with overrides, the later is the stronger."""
    line = read_words(["-cn", "a", "--config-name", "b"])
    assert (line.value("--config-name"), line.value("--config-path")) == ("b", None)
    assert (line.values("--config-name"), line.values("--config")) == (("a", "b"), ())
    assert (line.has("--config-name"), line.has("--cfg")) == (True, False)


@pytest.mark.parametrize(
    ("word", "bare"),
    [("a", True), ("a.b", True), ("a=1", False), ("+a", False), ("~a", False), ("-a", False), ("", False)],
)
def test_a_bare_word_is_neither_flag_nor_override(word: str, *, bare: bool) -> None:
    """Signs at its beginning and an ``=`` anywhere make it something else."""
    assert is_bare(word) is bare


def test_the_table_of_flags_is_sound() -> None:
    """Names are unique and begin with a dash, the first is the long one, and what a flag needs is there."""
    names = [name for flag in FLAGS for name in flag.names]
    assert len(names) == len(set(names)) == len(BY_NAME)
    assert all(name.startswith("-") for name in names)  # by that the fast path knows a flag
    assert all(flag.name.startswith("--") for flag in FLAGS)
    assert all(BY_NAME[name].name == name and not BY_NAME[name].instead for flag in FLAGS for name in flag.needs)
    assert all(bool(flag.does) != bool(flag.instead) for flag in FLAGS)
