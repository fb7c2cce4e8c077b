"""YAML text becomes the tree that OmegaConf would read, by either parser of PyYAML."""

from __future__ import annotations

import itertools
import math
from typing import Any, Final

import pytest
from omegaconf._utils import get_yaml_loader
from yaml import ScalarNode

from typedconf.documents import parse_yaml
from typedconf.documents.scalars import PlainScalars
from typedconf.trees import MergeKind, Operator

PARSERS: Final = pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "python"])

SCALARS: Final[list[tuple[str, Any]]] = [
    ("", None),
    ("~", None),
    ("NULL", None),
    ("nULL", "nULL"),
    ("yes", True),
    ("Off", False),
    ("y", "y"),
    ("0", 0),
    ("-0", 0),
    ("+12", 12),
    ("1_000", 1000),
    ("017", 15),
    ("08", "08"),
    ("0x_", "0x_"),
    ("-0x1F", -31),
    ("0b101", 5),
    ("1:30", 90),
    ("1:60", "1:60"),
    ("1:30.5", 90.5),
    ("1e5", 1e5),
    (".5", 0.5),
    ("-.5", "-.5"),
    (".5e3", ".5e3"),
    ("+.5", "+.5"),
    ("./a", "./a"),
    ("-x", "-x"),
    ("00.5", 0.5),
    ("+1.5e-3", 0.0015),
    ("-1.e5", -1e5),
    ("1.2.3", "1.2.3"),
    ("1e", "1e"),
    ("5_.5", 5.5),
    ("1_e5", "1_e5"),
    ("-.INF", -math.inf),
    ("1e400", math.inf),
    ("inf", "inf"),
    ("2001-12-14", "2001-12-14"),
    ("=", "="),
    ("1\N{DEVANAGARI DIGIT TWO}", "1\N{DEVANAGARI DIGIT TWO}"),
    ("9" * 4300, int("9" * 4300)),
    ("9" * 4301, "9" * 4301),
    ("1" + ":1" * 3000, "1" + ":1" * 3000),
    ("'1'", "1"),
    ('"\\x41"', "A"),
    ("!!str 1", "1"),
    ("!!int '0x10'", 16),
    ("!!float 1", 1.0),
    ("!!float .inf", math.inf),
    ("!!bool 'YES'", True),
    ("!!null x", None),
    ("!!binary aGk=", b"hi"),
    ("! 12", 12),
    ("! '12'", "12"),
    ("!!omap [a: 1]", [["a", 1]]),
    ("!!pairs [a: 1, a: 2]", [["a", 1], ["a", 2]]),
    ("!!map {a: 1}", {"a": 1}),
    ("!!seq [1]", [1]),
    ("! {a: 1}", {"a": 1}),
]


@PARSERS
@pytest.mark.parametrize(("written", "value"), SCALARS, ids=lambda case: str(case)[:20])
def test_a_value_is_what_yaml_1_1_makes_of_it(written: str, value: Any, *, pure: bool) -> None:
    """A value has the type of its YAML 1.1 form, and stays text where it has none."""
    found = parse_yaml(f"a: {written}", "a.yaml", pure=pure).tree["a"]
    assert (type(found), found) == (type(value), value)


def test_numbers_are_what_omegaconf_reads() -> None:
    """Every short text of a number's characters has OmegaConf's meaning, and is text where OmegaConf crashes."""
    loader = get_yaml_loader()("")
    scalars = PlainScalars()
    for length in range(1, 5):
        for characters in itertools.product("0178_.e+-:xb", repeat=length):
            text = "".join(characters)
            try:
                tag = loader.resolve(ScalarNode, text, (True, False))
                expected = loader.construct_object(ScalarNode(tag, text))
            except ValueError:
                expected = text
            assert repr(scalars[text]) == repr(expected), text


TREES: Final[list[tuple[str, Any]]] = [
    ("", {}),
    ("# nothing", {}),
    ("---\n", {}),
    ("null", {}),
    ("abc", {"abc": None}),
    ("'${a}'", {"${a}": None}),
    ("2001-01-01", {"2001-01-01": None}),
    ("[1, 2]", [1, 2]),
    ("\ufeffa: 1", {"a": 1}),
    ("a: 1\n...\n", {"a": 1}),
    ("%YAML 1.1\n---\na: 1", {"a": 1}),
    ("{1: a, true: b, 1.0: c}", {1: "c"}),
    ("{'1': a, 1: b}", {"1": "a", 1: "b"}),
    ("=: 1", {"=": 1}),
    ("'<<': {x: 1}", {"<<": {"x": 1}}),
    ("a: '<<'", {"a": "<<"}),
    ("a: &x 1\nb: *x\n*x : c", {"a": 1, "b": 1, 1: "c"}),
    ("b: &b {x: 1, y: 2}\nd: {y: 3, <<: *b}", {"b": {"x": 1, "y": 2}, "d": {"x": 1, "y": 3}}),
    ("d: {<<: {x: 1}, x: 2}", {"d": {"x": 2}}),
    ("d: {<<: [{x: 1}, {x: 2, y: 2}]}", {"d": {"x": 1, "y": 2}}),
    ("d: {<<: {x: 1}, <<: {x: 2}}", {"d": {"x": 2}}),
]


@PARSERS
@pytest.mark.parametrize(("text", "tree"), TREES)
def test_a_text_becomes_its_tree(text: str, tree: Any, *, pure: bool) -> None:
    """Roots, keys, aliases and merge keys give the tree that the reference gives."""
    assert parse_yaml(text, "a.yaml", pure=pure).tree == tree


def test_what_a_merge_key_brings_comes_first() -> None:
    """The keys of a merged mapping stand before the mapping's own."""
    assert list(parse_yaml("{z: 1, <<: {y: 2, x: 3}}", "a.yaml").tree) == ["y", "x", "z"]


OPERATORS: Final[list[tuple[str, Operator]]] = [
    ("!append [1]", Operator(MergeKind.APPEND, [1])),
    ("!prepend []", Operator(MergeKind.PREPEND, [])),
    ("!remove [a]", Operator(MergeKind.REMOVE, ["a"])),
    ("!replace {a: 1}", Operator(MergeKind.REPLACE, {"a": 1})),
    ("!replace 1", Operator(MergeKind.REPLACE, 1)),
    ("!replace '1'", Operator(MergeKind.REPLACE, "1")),
    ("!delete", Operator(MergeKind.DELETE)),
    ("!items {0: {lr: 1}, -1: !delete }", Operator(MergeKind.ITEMS, {0: {"lr": 1}, -1: Operator(MergeKind.DELETE)})),
]


@PARSERS
@pytest.mark.parametrize(("written", "operator"), OPERATORS)
def test_a_merge_operator_is_a_node_of_the_tree(written: str, operator: Operator, *, pure: bool) -> None:
    """The tag of a merge operator makes an Operator, and the document knows that it has one."""
    document = parse_yaml(f"l: {written}", "a.yaml", pure=pure)
    assert document.tree == {"l": operator}
    assert document.has_operators


def test_interpolations_are_the_distinct_values_that_hold_one() -> None:
    """Values with ``${`` are listed once each, in order, inside operators too and however quoted; keys are not."""
    text = 'a: ${x}\nb: ["\\x24{y}", "${x}"]\n${k}: 1\nc: !append ["${z}"]\nd: &k\n  &i ${i}: *i\n'
    assert parse_yaml(text, "a.yaml").interpolations == ("${x}", "${y}", "${z}", "${i}")
    assert not parse_yaml("'${a}'", "a.yaml").interpolations
