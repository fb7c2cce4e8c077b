"""What a command line composes, whose options depend on what it composes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel, SecretStr

from typedconf import Composer, Composition, Config, ConfigError, Origin, TargetRefused, instantiate
from typedconf.cli.options.composing import Composed, Way, compose_words
from typedconf.cli.words import read_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from typedconf import Override

    Tree = Callable[[Mapping[str, str]], Path]

FILES = {
    "config.yaml": "defaults: [src: a, src@second: b, opt/kind: sgd, cb: [p, q]]\nname: x\n",
    "must.yaml": "defaults:\n  - src: ???\n  - opt/kind: ???\n  - src@second: b\nname: x\n",
    "src/a.yaml": "n: 1\ndeep: true\n",
    "src/b.yaml": "n: 2\nother: 5\n",
    "opt/kind/lion.yaml": "# @package opt\nlr: 1\nbeta3: 2\n",
    "opt/kind/sgd.yaml": "# @package opt\nlr: 1\n",
    "opt/kind/nested.yaml": "# @package opt\ndefaults: [inner: i]\n",
    "opt/kind/inner/i.yaml": "i: 1\n",
    "opt/kind/inner/j.yaml": "j: 1\n",
    "cb/p.yaml": "p: 1\n",
    "cb/q.yaml": "q: 1\n",
    "cb/r.yaml": "r: 1\n",
    "model/m.yaml": "z: 1\n",
}


class Steps:
    """How often something was composed, and of what."""

    def __init__(self, composer: Composer, name: str, schema: Any) -> None:
        self.composer = composer
        self.name = name
        self.schema = schema
        self.taken: list[list[str]] = []

    def compose(self, overrides: Sequence[str | Override]) -> Composition[Any]:
        """Composes, and counts."""
        self.taken.append(list(map(str, overrides)))
        return self.composer.compose(self.name, *overrides, schema=self.schema)

    def run(self, *words: str, **settings: Any) -> Composed:
        """What ``words`` compose."""
        way = Way(self.compose, lambda: self.schema, self.composer.search_path)
        return compose_words(read_words(words), way, **settings)


@pytest.fixture
def steps(tree: Tree) -> Callable[..., Steps]:
    """Makes what composes one of the configs."""

    def make(name: str = "config", schema: Any = Config) -> Steps:
        return Steps(Composer(tree(FILES)), name, schema)

    return make


@pytest.mark.parametrize(
    ("words", "overrides"),
    [
        (["--name", "y"], ["name=y"]),
        (["--src", "b"], ["src=b"]),
        (["--src", "b", "--src.other", "6"], ["src=b", "src.other=6"]),
        (["--src.other", "6", "--src", "b"], ["src.other=6", "src=b"]),
        (["--src.other", "6", "src=b"], ["src.other=6", "src=b"]),
        (["--no-src.deep", "name=y"], ["src.deep=false", "name=y"]),
        (["--src.deep", "name=y"], ["src.deep=true", "name=y"]),
        (["--name", "src=b"], ["name=src=b"]),
        (["--second", "a", "--src@second", "b"], ["src@second=b"]),
        (["--second", "a", "--no-second.deep"], ["src@second=a", "second.deep=false"]),
        (["--opt", "lion", "--opt.beta3", "3"], ["opt/kind=lion", "opt.beta3=3"]),
        (["--opt", "lion", "opt.beta3=3"], ["opt/kind=lion", "opt.beta3=3"]),
        (["--opt/kind=lion", "--opt.lr=3", "opt.lr=4"], ["opt/kind=lion", "opt.lr=3", "opt.lr=4"]),
        (["--opt", "nested", "--opt.inner", "j"], ["opt/kind=nested", "opt/kind/inner@opt.inner=j"]),
        (["--cb", "r"], ["cb=r"]),
        (["--cb", "p", "--cb", "r"], ["cb=[p,r]"]),
        (["--src", "a", "--src", "b"], ["src=b"]),
        (["+model=m", "--model.z", "3"], ["+model=m", "model.z=3"]),
        (["--model.z", "3", "+model=m"], ["model.z=3", "+model=m"]),
        (["+new.key=1", "--new.key", "3"], ["+new.key=1", "new.key=3"]),
        (["--name", "y", "--", "src=b"], ["name=y", "src=b"]),
    ],
    ids=" ".join,
)
def test_options_come_with_what_is_composed(
    words: list[str], overrides: list[str], steps: Callable[..., Steps]
) -> None:
    """Those of a group, and those of its option, in whatever order they stand."""
    composition = steps().run(*words).composition
    if "model.z=3" not in overrides[:1]:  # which the override behind it would have to have made
        assert composition.tree == steps().compose(overrides).tree
    assert list(map(str, composition.overrides)) == overrides


@pytest.mark.parametrize(
    ("words", "overrides"),
    [
        (["--src", "a", "--opt", "lion", "--opt.beta3", "9"], ["src=a", "opt/kind=lion", "opt.beta3=9"]),
        (["--src", "a", "--src", "b", "--opt/kind", "sgd"], ["src=b", "opt/kind=sgd"]),
        (["--name", "y", "src=a", "--opt", "sgd"], ["name=y", "src=a", "opt/kind=sgd"]),
        (["--src.deep", "src=a", "--opt", "sgd"], ["src.deep=true", "src=a", "opt/kind=sgd"]),
    ],
    ids=" ".join,
)
def test_a_group_that_must_be_chosen_has_an_option(
    words: list[str], overrides: list[str], steps: Callable[..., Steps]
) -> None:
    """Though nothing composes without it, by its key and by where its option lands."""
    assert list(map(str, steps("must").run(*words).composition.overrides)) == overrides


@pytest.mark.parametrize(
    ("words", "messages"),
    [
        (["--nmae", "1"], ["no such option --nmae; did you mean --name?\nto add the key, write +nmae=…"]),
        (["--hlep"], ["no such flag --hlep; did you mean --help?"]),
        (["-x", "1"], ["no such flag -x; --help lists the flags"]),
        (["-name", "1"], ["no such option -name; did you mean --name?"]),
        (["-help"], ["no such flag -help; did you mean --help?"]),
        (["--lr", "1"], ["no such option --lr; did you mean --opt.lr?\nto add the key, write +lr=…"]),
        (["--seed", "1"], ["no such option --seed; did you mean --second?\nto add the key, write +seed=…"]),
        (["--src.zzzzzz"], ["no such option --src.zzzzzz\nto add the key, write +src.zzzzzz=…"]),
        (
            ["--model", "m"],
            ["no such option --model: the group model is not in the defaults list; add it with +model=m"],
        ),
        (
            ["--opt", "lion", "--opt.beta1", "3"],
            ["no such option --opt.beta1; did you mean --opt.beta3?\nto add the key, write +opt.beta1=…"],
        ),
        (
            ["--opt", "sgd", "--opt.beta3", "3", "wrong"],
            ["no such option --opt.beta3\nto add the key, write +opt.beta3=…", "no '='; an override is key=value"],
        ),
        (
            ["--opt", "nope", "--naem"],
            [
                "no such option --naem; did you mean --name?\nto add the key, write +naem=…",
                "no option 'nope' in the group opt/kind\noptions: lion, nested, sgd",
            ],
        ),
        (["--name"], ["--name needs a value: str"]),
        (["name.x=1", "--name", "y"], ["no such key: name is 'x'\nto add it, write +name.x=1"]),
        (
            ["name=1,2", "--nope=3"],
            [
                "no such option --nope\nto add the key, write +nope=…",
                (
                    "a sweep of several values; one composition takes one\n"
                    "for a list, write name=[1,2]; for a text, name='1,2'"
                ),
            ],
        ),
    ],
    ids=ascii,
)
def test_what_is_wrong_is_told_together(words: list[str], messages: list[str], steps: Callable[..., Steps]) -> None:
    """The nearest of flags and options, the override that would do, and what else keeps it from composing."""
    with pytest.raises(ConfigError) as caught:
        steps().run(*words)
    found = [problem.message for problem in caught.value.problems]
    assert [message.partition(" (")[0] for message in found] == messages


def test_where_nothing_composes_that_is_told(steps: Callable[..., Steps]) -> None:
    """Of options nobody can tell then whether they are any."""
    with pytest.raises(ConfigError) as caught:
        steps("must").run("--src", "a", "--whatever", "1")
    (problem,) = caught.value.problems
    assert (problem.key, problem.message) == (
        "opt/kind",
        "in must: opt/kind must be chosen: opt/kind=…, one of lion, nested, sgd",
    )


def test_a_group_without_a_value_is_told_where_nothing_composes(steps: Callable[..., Steps]) -> None:
    """Beside what keeps it from composing; the words behind it are not blamed."""
    with pytest.raises(ConfigError) as caught:
        steps("must").run("--src", "--opt.lr", "3")
    assert [problem.message for problem in caught.value.problems] == [
        "--src needs a value; one that begins with a dash follows an =: --src=--opt.lr",
        "in must: src must be chosen: src=…, one of a, b",
        "in must: opt/kind must be chosen: opt/kind=…, one of lion, nested, sgd",
    ]


def test_words_may_be_left_for_others(steps: Callable[..., Steps]) -> None:
    """Those that are neither overrides nor values; without that they are mistakes."""
    composed = steps().run("file", "--name", "y", "src=b", "other", takes_words=True)
    assert composed.left == ("file", "other")
    assert list(map(str, composed.composition.overrides)) == ["name=y", "src=b"]
    with pytest.raises(ConfigError, match="no '='"):
        steps().run("file", "--name", "y")


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        (["--name", "y"], [[], ["name=y"]]),
        (["--src", "b"], [["src=b"], ["src=b"]]),
        (["--opt", "lion", "--opt.beta3=1"], [[], ["opt/kind=lion"], ["opt/kind=lion", "opt.beta3=1"]]),
    ],
    ids=str,
)
def test_little_is_composed(words: list[str], taken: list[list[str]], steps: Callable[..., Steps]) -> None:
    """Once to learn the options of what is chosen, once with these."""
    counted = steps()
    counted.run(*words)
    assert counted.taken == taken


class Model(BaseModel):
    """A schema that knows what one option alone has."""

    name: str
    src: dict[str, Any]
    second: dict[str, Any]
    opt: dict[str, Any]
    cb: dict[str, Any]


def test_a_problem_with_a_value_shows_the_option(steps: Callable[..., Steps]) -> None:
    """As it was typed, its value marked; so does the history of the key."""
    composition = steps(schema=Model).run("--name=x", "--src.n", "fast", "--no-src.deep").composition
    assert composition.problems == ()
    assert str(composition.history("src.n")[-1]) == "'fast'  (option --src.n fast)"
    assert composition.origin("src.deep").text == "--no-src.deep"
    with pytest.raises(ConfigError) as caught:
        steps().run("--src", "nope")
    assert str(caught.value) == (
        "src: no option 'nope' in the group src\noptions: a, b\n  option       --src nope\n                     ^^^^"
    )


class Secret(BaseModel):
    """A schema with something that is not to be seen."""

    name: SecretStr
    src: dict[str, Any]
    second: dict[str, Any]
    opt: dict[str, Any]
    cb: dict[str, Any]


def test_a_secret_given_to_an_option_is_not_shown(steps: Callable[..., Steps]) -> None:
    """In no problem, no history, no record of overrides; the value itself is there."""
    composition = steps(schema=Secret).run("--name", "hunter2", "--src.n=fast").composition
    assert composition.value.name.get_secret_value() == "hunter2"
    assert [str(override) for override in composition.overrides] == ["name=???", "src.n=fast"]
    with pytest.raises(ConfigError) as caught:
        steps(schema=Secret).run("--name", "hunter2", "--src.n=[", "src.m=3")
    shown = [str(caught.value), caught.value.to_json(), str(composition.history("name")), composition.to_yaml()]
    assert not [text for text in shown if "hunter2" in text]


def test_an_option_may_not_name_code(steps: Callable[..., Steps]) -> None:
    """No more than an override may."""
    composition = steps().run("+opt._target_=builtins.dict", "--opt._target_", "os.getcwd").composition
    with pytest.raises(TargetRefused) as caught:
        instantiate(composition.config["opt"])
    (problem,) = caught.value.problems
    assert "an option names it" in problem.message
    assert problem.origin == Origin("option", text="--opt._target_ os.getcwd", column=16)


def test_ten_thousand_words_compose(steps: Callable[..., Steps]) -> None:
    """Known options and unknown ones, in few rounds."""
    counted = steps()
    words = [word for number in range(2500) for word in ("--src.n", str(number), f"+new.k{number}={number}")]
    composition = counted.run(*words).composition
    assert (composition.tree["src"]["n"], len(composition.tree["new"]), len(counted.taken)) == (2499, 2500, 2)
    with pytest.raises(ConfigError) as caught:
        counted.run(*(f"--x{number}=1" for number in range(10_000)))
    assert len(caught.value.problems) == 10_000
