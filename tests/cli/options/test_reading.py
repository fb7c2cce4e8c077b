"""Words and the names of options become overrides, in order."""

from __future__ import annotations

import string
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AliasChoices, BaseModel, Field, SecretStr

from typedconf import Composer, Composition, ConfigStore, Option, Origin
from typedconf.cli.options.listing import list_options
from typedconf.cli.options.names import Names
from typedconf.cli.options.reading import Reading, is_option, read_options
from typedconf.overrides import Override


class Part(BaseModel):
    """A node."""

    lr: float = 0.1
    weight_decay: float = 0.0
    host: Annotated[str, Field(validation_alias=AliasChoices("host", "host_name"))] = "h"


class Vit(BaseModel):
    """One member."""

    kind: Literal["vit"] = "vit"
    wide: bool = False


class Cnn(BaseModel):
    """The other."""

    kind: Literal["cnn"] = "cnn"
    wide: str = "x"


class App(BaseModel):
    """Fields of many types."""

    name: str = "n"
    batch: Annotated[int, Option("-b", "--bs")] = 8
    amp: bool = True
    verbose: Annotated[bool, Option("-v/-q")] = False
    maybe: bool | None = None
    no_cache: int = 0
    cache: bool = True
    part: Part = Part()
    optional: str | None = "o"
    path: Path = Path()
    either: int | str = 1
    day: date | None = None
    tags: list[str] = []
    sizes: list[int] = [7]
    unique: set[int] = set()
    pair: tuple[int, str] = (1, "a")
    perhaps: list[str] | None = None
    nothing: list[int] | None = [1]
    anything: Any = None
    secret: SecretStr = SecretStr("x")
    secrets: list[SecretStr] = []
    model: Annotated[Vit | Cnn, Field(discriminator="kind")] = Vit()


def composed(*overrides: str | Override) -> Composition[App]:
    """A composition with a group ``db``."""
    store = ConfigStore()
    store.add("config", {"defaults": [{"db@src": "a"}], "part": {}})
    for option in ("a", "b", "7"):
        store.add(f"db/{option}", {})
    return Composer(store=store).compose("config", *overrides, schema=Open)


class Open(App):
    """With a place for what the group brings."""

    src: dict[str, int] = {}


SWEEP = "a sweep of several values, but an option gives one"
COMPOSED = composed()
NAMES = Names(list_options(Open, COMPOSED), COMPOSED.rules)


def read(*words: str, **settings: Any) -> Reading:
    """What ``words`` come to."""
    return read_options(words, NAMES, COMPOSED.rules, **settings)


def texts(*words: str) -> list[str]:
    """The overrides that ``words`` come to, as texts."""
    reading = read(*words)
    assert (reading.unknown, reading.problems) == ((), ())
    return list(map(str, reading.overrides))


def messages(*words: str) -> list[str]:
    """What is wrong with ``words``."""
    return [problem.message for problem in read(*words).all_problems(NAMES)]


@pytest.mark.parametrize(
    ("words", "overrides"),
    [
        # spellings
        (["--part.lr", "0.5"], ["part.lr=0.5"]),
        (["--part.lr=0.5"], ["part.lr=0.5"]),
        (["--part.weight-decay", "1"], ["part.weight_decay=1"]),
        (["--part.weight_decay=1"], ["part.weight_decay=1"]),
        (["--part.host_name", "x"], ["part.host=x"]),
        (["--part.host-name", "x"], ["part.host=x"]),
        (["--no_cache", "1"], ["no_cache=1"]),
        # own names
        (["--bs", "3"], ["batch=3"]),
        (["-b", "3"], ["batch=3"]),
        (["-b=3"], ["batch=3"]),
        (["-b3"], ["batch=3"]),
        (["-vb3"], ["verbose=true", "batch=3"]),
        (["-vb", "3"], ["verbose=true", "batch=3"]),
        (["-q"], ["verbose=false"]),
        # booleans
        (["--amp", "name=x"], ["amp=true", "name=x"]),
        (["--no-amp"], ["amp=false"]),
        (["--amp=false"], ["amp=false"]),
        (["--maybe=null"], ["maybe=null"]),
        (["--no-maybe"], ["maybe=false"]),
        # groups
        (["--db@src", "b"], ["db@src=b"]),
        (["--src=b"], ["db@src=b"]),
        (["--src", "7"], ["db@src=7"]),
        (["--src", "null"], ["db@src=null"]),
        (["--db@src", "a", "--src", "b"], ["db@src=b"]),
        # order, and repeats
        (["a=1", "--amp", "b=2", "--name", "x", "+c=3", "~d"], ["a=1", "amp=true", "b=2", "name=x", "+c=3", "~d"]),
        (["--batch", "1", "name=x", "--bs", "2", "amp=true"], ["name=x", "batch=2", "amp=true"]),
        (["--amp", "--no-amp"], ["amp=false"]),
        (["--amp", "--batch", "1", "--no-amp"], ["batch=1", "amp=false"]),
        # values
        (["--batch", "-1"], ["batch=-1"]),
        (["--part.lr", "-.5e3"], ["part.lr=-.5e3"]),
        (["--part.lr", "-inf"], ["part.lr=-inf"]),
        (["--name", "-1"], ["name='-1'"]),
        (["--name", "-"], ["name=-"]),
        (["--name", ""], ["name=''"]),
        (["--name="], ["name=''"]),
        (["--name=--amp"], ["name=--amp"]),
        (["--name", "a=b"], ["name='a=b'"]),
        (["--name", "null"], ["name='null'"]),
        (["--name", "007"], ["name=007"]),
        (["--name", "a,b"], ["name='a,b'"]),
        (["--name", "it's"], ['name="it\'s"']),
        (["--name", "${x}"], ["name='\\${x}'"]),
        (["--optional", "null"], ["optional=null"]),
        (["--optional", "None"], ["optional=None"]),
        (["--path", "a,b"], ["path='a,b'"]),
        (["--either", "5"], ["either=5"]),
        (["--either", "null"], ["either='null'"]),
        (["--day", "2020-01-02"], ["day=2020-01-02"]),
        (["--day", "null"], ["day=null"]),
        (["--anything", "{a: [1, b]}"], ["anything={a: [1, b]}"]),
        (["--anything", "${name}"], ["anything=${name}"]),
        # lists
        (["--tags", "a", "--tags", "b,c"], ["tags=[a,'b,c']"]),
        (["--tags", "[a]"], ["tags=['[a]']"]),
        (["--tags", "null"], ["tags=['null']"]),
        (["--sizes", "1", "--sizes", "2"], ["sizes=[1,2]"]),
        (["--sizes", "[1, 2]"], ["sizes=[1, 2]"]),
        (["--sizes", "1", "--sizes", "[2]", "--sizes", "3"], ["sizes=[2,3]"]),
        (["--sizes", "append(1, 2)"], ["sizes=append(1, 2)"]),
        (["--sizes", "null"], ["sizes=[null]"]),
        (["--unique", "1"], ["unique=[1]"]),
        (["--pair", "1", "--pair", "2"], ["pair=[1,'2']"]),
        (["--perhaps", "null"], ["perhaps=null"]),
        (["--perhaps", "null", "--perhaps", "x"], ["perhaps=['null',x]"]),
        (["--nothing", "null"], ["nothing=null"]),
        # secrets
        (["--secret", "hunter2"], ["secret=???"]),
        (["--secrets", "hunter2", "--secrets", "x"], ["secrets=???"]),
        # words that are no options
        (["-", "-1", "", "word"], ["-", "-1", "", "word"]),
    ],
    ids=str,
)
def test_words_are_overrides_and_options(words: list[str], overrides: list[str]) -> None:
    """Each option in every spelling is the override that one would write, in its place."""
    assert texts(*words) == overrides


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--batch"], "--batch needs a value: int"),
        (["--batch", "--amp"], "--batch needs a value: int"),
        (["--name", "-x"], "--name needs a value: str; one that begins with a dash follows an =: --name=-x"),
        (["--name", "-x", "y"], "--name needs a value: str; one that begins with a dash follows an =: --name=-x"),
        (["--model.kind"], "--model.kind needs a value: one of vit, cnn"),
        (["--model.wide"], "--model.wide needs a value: bool or str"),
        (["--amp", "false"], "--amp takes a value behind an = only; write --amp=false"),
        (["--no-amp=true"], "--no-amp takes no value; write --amp=true"),
        (
            ["--no-cache"],
            "--no-cache could set no_cache itself or cache to false; write no_cache=… or cache=false",
        ),
        (
            ["--sizes", "1,2"],
            f"{SWEEP}\nfor a list, write --sizes '[1,2]', or --sizes for each item",
        ),
        (["--batch", "1,2"], SWEEP),
        (
            ["--anything", "1,2"],
            f"{SWEEP}\nfor a list, write --anything '[1,2]'; for a text, --anything \"'1,2'\"",
        ),
        (["--src", "a,b"], SWEEP),
        (["--batch", "range(3)"], SWEEP),
        (["--batch", "[1"], "no closing ']'"),
        (["--secret=a", "--secrets", "b"], ""),
        (["--sizes", "append(1)", "--sizes", "2"], "append(…) is a value of its own, and no item"),
        (["--name", "\udcff"], "the value of --name is no text in UTF-8"),
        (["--sizes", "\udcff"], "the value of --sizes is no text in UTF-8"),
    ],
    ids=ascii,
)
def test_what_is_wrong_with_an_option_is_told(words: list[str], message: str) -> None:
    """Its name as it was typed, and what to write."""
    assert messages(*words) == ([message] if message else [])


@pytest.mark.parametrize(
    ("words", "text", "column"),
    [
        (["--part.lr", "fast"], "--part.lr fast", 11),
        (["--part.lr=fast"], "--part.lr=fast", 11),
        (["-b3"], "-b3", 3),
        (["--amp"], "--amp", 1),
        (["--no-amp"], "--no-amp", 1),
        (["--secret", "hunter2"], "--secret ???", 10),
        (["--sizes", "1", "--sizes=2"], "--sizes 1 --sizes=2", 19),
    ],
    ids=str,
)
def test_an_option_is_its_overrides_origin(words: list[str], text: str, column: int) -> None:
    """As it was typed, with the column of its value; never with a secret."""
    (override,) = read(*words).overrides
    assert isinstance(override, Override)
    assert override.origin == Origin("option", text=text, column=column)


def test_items_have_columns_of_their_own() -> None:
    """So that a wrong one among many is marked."""
    composition = composed(*read("--sizes", "1", "--sizes", "x", "--sizes", "3").overrides)
    (problem,) = composition.problems
    assert problem.key == "sizes[1]"
    assert problem.origin == Origin("option", text="--sizes 1 --sizes x --sizes 3", column=19)


@pytest.mark.parametrize(("text", "column"), [("[1, (", 13), ("a b=c", 12), ("'a", 9)], ids=str)
def test_a_mistake_within_a_value_is_marked(text: str, column: int) -> None:
    """At its own place."""
    (problem,) = read("--batch", text).problems
    assert problem.origin == Origin("option", text=f"--batch {text}", column=column)


def test_an_unknown_option_takes_the_word_behind_it() -> None:
    """Which may be its value; an override there is uncertain, and kept."""
    reading = read("--unknown", "3", "--other", "a=1", "b=2", "--last=x", "c=3")
    assert reading.unknown == (("--unknown", "3"), ("--other", None), ("--last", "x"))
    assert reading.overrides == ("a=1", "b=2", "c=3")
    assert reading.uncertain == {0}
    assert reading.certain() == ("b=2", "c=3")


def test_what_stood_between_ends_an_option() -> None:
    """A flag that was taken out separates a name from the word behind it."""
    assert [problem.message for problem in read("--batch", "3", breaks={1}).problems] == ["--batch needs a value: int"]


def test_words_may_be_left_over() -> None:
    """Those that are neither overrides nor options, nor the value of one."""
    reading = read("train", "--batch", "3", "a=1", "-5", "--amp", "file.txt", takes_words=True)
    assert reading.left == ("train", "-5", "file.txt")
    assert list(map(str, reading.overrides)) == ["batch=3", "a=1", "amp=true"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("--a", True),
        ("-a", True),
        ("--", True),
        ("-", False),
        ("", False),
        ("-1", False),
        ("-.5", False),
        ("a", False),
        ("-inf", False),
        ("-info", True),
        ("-NaN", False),
    ],
)
def test_an_option_begins_with_a_dash_and_is_no_number(word: str, *, expected: bool) -> None:
    """A dash alone is none."""
    assert is_option(word) is expected


# -- properties -------------------------------------------------------------------------------------------------------


def value_of(words: tuple[str, ...] | Reading, key: str) -> Any:
    """The validated value of a field."""
    reading = words if isinstance(words, Reading) else read(*words)
    assert (reading.unknown, reading.problems) == ((), ())
    return getattr(composed(*reading.overrides).value, key)


@given(
    st.text(st.characters(exclude_categories=["Cs"])) | st.text("?${}\\n,=[]'\" -") | st.sampled_from(["???", "null"])
)
def test_a_text_option_is_exactly_its_text(text: str) -> None:
    """Whatever it holds, alone and as an item; and so is the override that stands for it in records."""
    assert value_of((f"--name={text}",), "name") == text
    assert value_of((f"--tags={text}", "--tags", "x"), "tags") == [text, "x"]
    (override,) = read(f"--name={text}").overrides
    assert composed(str(override)).value.name == text


WORDS = st.text(string.ascii_letters, min_size=1).filter(lambda text: text.lower() != "null")  # which is a text here
SCALARS = {
    "batch": st.integers().map(str),
    "part.lr": st.floats(allow_nan=False).map(repr) | st.integers(-(10**9), 10**9).map(str),
    "maybe": st.sampled_from(["true", "false", "null", "yes", "off"]),
    "either": st.integers().map(str) | WORDS,
    "day": st.dates().map(str) | st.just("null"),
    "path": st.lists(WORDS | st.sampled_from([".", ".."]), min_size=1).map("/".join),
    "anything": st.text(string.ascii_letters + string.digits + " .:/", min_size=1).filter(lambda text: text.strip()),
}


@given(st.data())
def test_an_option_gives_what_the_override_gives(data: st.DataObject) -> None:
    """For a scalar of any type, what is wrong with it included."""
    key = data.draw(st.sampled_from(list(SCALARS)))
    text = data.draw(SCALARS[key])
    option, override = composed(*read(f"--{key}={text}").overrides), composed(f"{key}={text}")
    assert [problem.message for problem in option.problems] == [problem.message for problem in override.problems]
    if not override.problems:
        assert option.value == override.value


@given(
    st.lists(
        st.sampled_from(
            ["--name", "--amp", "-b", "-v", "--no-", "--x", "--", "-", "=", "a=1", "", "\udcff", "[", "--tags=("]
        )
    )
)
def test_anything_is_read(words: list[str]) -> None:
    """Into overrides and problems, and never an exception."""
    reading = read(*words)
    assert all(isinstance(problem.message, str) for problem in reading.all_problems(NAMES))


def test_ten_thousand_words_are_read() -> None:
    """As are values of any size."""
    words = [word for number in range(5000) for word in ("--sizes", str(number))]
    (override,) = read(*words).overrides
    assert isinstance(override, Override)
    assert override.value == list(range(5000))
    assert len(read(*[f"--x{number}" for number in range(10_000)]).all_problems(NAMES)) == 10_000
    assert value_of((f"--name={'x' * 1_000_000}",), "name") == "x" * 1_000_000
