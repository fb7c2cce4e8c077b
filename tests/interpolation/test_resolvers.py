"""What the built-in resolvers give, and how a user's function is called."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from typedconf.config import Config, ConfigList
from typedconf.errors import InterpolationSyntaxError, ResolverError, StoreError
from typedconf.interpolation.facts import Facts
from typedconf.interpolation.resolution import Resolution
from typedconf.interpolation.resolvers import make_resolver

FACTS = Facts(
    now=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    environment={"HOME": "/home/a", "TREE": "{a: 1, b: [x]}"},
    cwd="/work",
    job={"name": "train"},
)


def resolution(tree: Any, **functions: Any) -> Resolution:
    """The resolution of ``tree``, with ``functions`` as resolvers of their names."""
    resolvers = {name: make_resolver(name, function) for name, function in functions.items()}
    hydra = {"job": {"name": "app", "num": 1}, "run": {"dir": "out/${hydra:job.name}/${x}"}}
    return Resolution(tree, facts=FACTS, resolvers=resolvers, hydra=hydra, view=Config.at)


def value(text: str, **functions: Any) -> Any:
    """What ``text`` gives in a small tree."""
    tree = {"t": text, "x": 1, "d": {"a": 1, "b": "${x}"}, "l": [1, 2], "m": "???"}
    return resolution(tree, **functions).value(("t",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${oc.env:HOME}", "/home/a"),
        ("${oc.env:NOPE,1}", "1"),
        ("${oc.env:NOPE,null}", None),
        ("${oc.select:d.a}", 1),
        ("${oc.select:nope,${x}}", 1),
        ("${oc.select:m,5}", 5),
        ("${oc.select:x.deeper,5}", 5),
        ("${oc.decode:'[1, ${x}]'}", [1, 1]),
        ("${oc.decode:null}", None),
        ("${oc.decode:${oc.env:TREE}}", {"a": 1, "b": ["x"]}),
        ("${oc.create:{a: '\\${x}', b: '\\${.a}'}}", {"a": 1, "b": 1}),
        ("${oc.dict.keys:d}", ["a", "b"]),
        ("${oc.dict.values:d}", [1, 1]),
        ("${same:${oc.dict.values:d}}", [1, 1]),
        ("${same:${oc.create:{a: '\\${.b}', b: 2}}}", {"a": 2, "b": 2}),
        ("${oc.coerce:int,'12'}", 12),
        ("${oc.coerce:bool,yes}", True),
        ("${oc.coerce:float,1}", 1.0),
        ("${oc.coerce:str,1}", "1"),
        ("${oc.coerce:pathlib.Path,a/b}", "a/b"),
        ("${now:%Y-%m-%d}", "2026-01-02"),
        ("${hydra:job.name}", "train"),
        ("${hydra:job.num}", 1),
        ("${hydra:runtime.cwd}", "/work"),
        ("${hydra:run.dir}", "out/train/1"),
    ],
)
def test_a_built_in_resolver_gives(text: str, expected: Any) -> None:
    """The built-in resolvers give what the reference's do."""
    assert value(text, same=lambda given: given) == expected


@pytest.mark.parametrize(
    ("text", "message", "suggestion"),
    [
        ("${oc.env:HOMM}", "no environment variable 'HOMM'; did you mean HOME?", "HOME"),
        ("${oc.env:1}", "the name of an environment variable must be text, not int 1; quote it", None),
        ("${oc.env:}", "oc.env takes 1 to 2 arguments, not 0", None),
        ("${oc.select:l.x,1}", "oc.select: no position 'x' in l, a list of 2 items", None),
        ("${oc.create:1}", "oc.create makes no config of 1", None),
        ("${oc.dict.keys:l}", "oc.dict.keys takes the path of a mapping, not of a list", None),
        ("${oc.dict.keys:${d}}", "oc.dict.keys takes the path of a mapping: write its key without ${}", None),
        ("${oc.deprecated:nope}", "oc.deprecated: no key 'nope' in the config", None),
        ("${oc.coerce:int,x}", "oc.coerce makes no int of 'x'", None),
        ("${oc.coerce:int,null}", "oc.coerce makes no int of None", None),
        ("${python_version:mayor}", "python_version takes major, minor, micro, not 'mayor'", "major"),
        ("${hydra:job.nam}", "hydra: no key 'nam' in hydra.job; did you mean name?", "name"),
        ("${add:1}", "add(x, y) is given 1 argument: missing a required argument: 'y'", None),
        ("${add:1,a}", "the resolver add failed: TypeError: unsupported operand type(s) for +: 'int' and 'str'", None),
        ("x${add:'?','??'}", "${add:'?','??'} gives ???, a missing value", None),
        (
            "${typed:x}",
            (
                "the argument count of typed is wrong: 'x': input should be a valid integer, "
                "unable to parse string as an integer"
            ),
            None,
        ),
    ],
)
def test_a_resolver_that_gives_nothing_says_why(text: str, message: str, suggestion: str | None) -> None:
    """The problem stands at the node that calls, and names the resolver and what it takes."""

    def typed(count: int) -> int:
        return count

    def add(x, y):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return x + y

    with pytest.raises(ResolverError) as caught:
        value(text, typed=typed, add=add)
    problem = caught.value.problems[0]
    assert (problem.key, problem.message, problem.suggestion) == ("t", message, suggestion)


def test_types_that_need_an_import_are_refused() -> None:
    """No config may name, by text, what oc.coerce imports."""
    with pytest.raises(ResolverError, match="no config may name what to import"):
        value("${oc.coerce:os.path,1}")


def test_decoded_text_with_an_error_names_the_key() -> None:
    """The grammar error of a decoded text stands at the node that decodes it."""
    with pytest.raises(InterpolationSyntaxError) as caught:
        value("${oc.decode:'[1, 2'}")
    assert caught.value.problems[0].key == "t"


def test_a_deprecated_key_is_a_warning() -> None:
    """oc.deprecated gives the new key's value and leaves a warning that names both."""
    resolved = resolution({"old": "${oc.deprecated:new}", "new": 1})
    assert resolved.value(("old",)) == 1
    assert [(problem.key, problem.message) for problem in resolved.warnings] == [("old", "old is deprecated; use new")]


def test_a_function_gets_plain_data_unless_it_wants_a_config() -> None:
    """Containers come resolved and as copies; a parameter annotated Config gets a view, typed ones are converted."""
    tree = {"d": {"a": 1, "b": "${x}"}, "x": "5", "p": "${data:${d}}", "c": "${config:${d}}", "n": "${number:${x}}"}
    seen: list[Any] = []

    def data(given: dict[str, Any]) -> None:
        seen.append(dict(given))
        given.clear()

    def config(given: Config) -> Any:
        seen.append(given)
        return given.b

    def number(given: int) -> int:
        return given + 1

    resolved = resolution(tree, data=data, config=config, number=number)
    assert resolved.resolved() == {"d": {"a": 1, "b": "5"}, "x": "5", "p": None, "c": "5", "n": 6}
    assert seen[0] == {"a": 1, "b": "5"}
    assert isinstance(seen[1], Config)


def test_special_parameters_see_the_config() -> None:
    """_root_ is the whole config, _parent_ the container of the node, _node_ the text as written."""

    def where(name: str, *, _root_: Any, _parent_: Any, _node_: Any) -> Any:
        return [_root_.x, list(_parent_) if isinstance(_parent_, Config) else len(_parent_), _node_, name]

    tree = {"x": 1, "d": {"k": "${where:a}"}, "l": [0, "${where:b}"]}
    assert resolution(tree, where=where).resolved() == {
        "x": 1,
        "d": {"k": [1, ["k"], "${where:a}", "a"]},
        "l": [0, [1, 2, "${where:b}", "b"]],
    }
    assert isinstance(Config.at(resolution(tree, where=where), ("l",)), ConfigList)


def test_results_are_never_parsed() -> None:
    """What a resolver gives is data, whatever stands in it; a tuple is a list, a Config its data."""
    tree = {"a": "${give:1}", "b": "${root:}", "x": {"y": 2}}
    resolved = resolution(tree, give=lambda _: {"k": ("${x}",)}, root=lambda *, _root_: _root_.x)
    assert resolved.value(("a",)) == {"k": ("${x}",)}
    assert resolved.value(("b",)) == {"y": 2}


def test_a_resolver_that_gives_the_mark_of_missing_values_gives_none() -> None:
    """``???`` from a resolver is a missing value for whoever reads it."""
    resolved = resolution({"a": "${no:}", "b": "${a}"}, no=lambda: "???")
    tree, problems = resolved.gather()
    assert (tree, problems) == ({"a": "???", "b": "${a}"}, ())


@pytest.mark.parametrize("name", ["", "a:b", "a b", "1a", "a..b", "${x}"])
def test_a_resolver_needs_a_name_that_can_be_written(name: str) -> None:
    """Only identifiers joined by dots can stand before the colon."""
    with pytest.raises(StoreError):
        make_resolver(name, len)
