"""Whatever bytes a file has, it is a document or a ConfigError; and both parsers of PyYAML read the same."""

from __future__ import annotations

import json
import math
import pickle
import time
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from typedconf.documents import Document, parse_document, parse_json, parse_yaml
from typedconf.documents.scalars import PlainScalars
from typedconf.documents.yaml_index import index_yaml
from typedconf.errors import BoundExceeded, ConfigError, DocumentError
from typedconf.rendering import to_yaml
from typedconf.trees import Operator, walk

if TYPE_CHECKING:
    from typedconf.documents.places import Node

MANY: Final = settings(max_examples=300, deadline=None)

# Random bytes are seldom YAML; texts of pieces that mean something come further.
PIECES: Final = (
    *("a", "b: ", "- ", "\n", "\n  ", "  ", "? ", ": ", ", ", "[", "]", "{", "}", "&x ", "*x", "<<: ", "| ", "> "),
    *("!append ", "!replace ", "!delete ", "!items ", "!!str ", "!!omap ", "!!binary ", "! ", "'", '"', "\\u0041", "#"),
    *(
        "${a}",
        "???",
        "null",
        "~",
        "01",
        "1.10",
        "yes",
        ".nan",
        "\t",
        "\u00e9",
        "\r\n",
        "\u2028",
        "---\n",
        "%YAML 1.1\n",
    ),
    *("# @package ", "@", "="),
)
TEXTS: Final = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)
TOML_TEXTS: Final = st.lists(
    st.sampled_from(
        ("a", ".", " = ", "[", "]", "{", "}", "'", '"', "'''", "\n", ", ", "1", "2001-01-01", "07:00", "#")
    ),
    max_size=24,
).map("".join)
JSON_TEXTS: Final = st.lists(
    st.sampled_from(('"a"', ":", ",", "[", "]", "{", "}", '"', "\\", "\\ud800", "1", "NaN", "null", " ", "\n")),
    max_size=24,
).map("".join)
LEAVES: Final = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
)
VALUES: Final = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)
TREES: Final = st.dictionaries(st.text(max_size=5), VALUES, max_size=4)
PRINTABLE: Final = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=8)


def read(data: bytes | str, file: str) -> Document | None:
    """The document; None where there is an error of either kind, whose problems name the file."""
    try:
        return parse_document(data, file)
    except (DocumentError, BoundExceeded) as error:
        problems = error.problems
    assert all(problem.message and problem.origin is not None and problem.origin.file == file for problem in problems)
    return None


@MANY
@given(st.binary(max_size=60), st.sampled_from(["a.yaml", "a.json", "a.toml"]))
def test_any_bytes_end_in_a_document_or_an_error(data: bytes, file: str) -> None:
    """Nothing but a DocumentError or an exceeded bound is raised."""
    read(data, file)


@MANY
@given(
    st.tuples(TEXTS, st.just("a.yaml"))
    | st.tuples(JSON_TEXTS, st.just("a.json"))
    | st.tuples(TOML_TEXTS, st.just("a.toml"))
)
def test_any_text_ends_in_a_document_or_an_error(case: tuple[str, str]) -> None:
    """And each value of a document can be asked for its place, characters and line, and pickles."""
    text, file = case
    document = read(text, file)
    if document is None:
        return
    twin = pickle.loads(pickle.dumps(document))
    assert same(twin.tree, document.tree)
    for path, _ in walk(document.tree):
        place = document.place(path)
        assert place is not None or file == "a.toml" or not document.tree
        assert twin.place(path) == place
        document.excerpt(document.origin(path, key=True))
        document.raw_key(path)


def outcome(text: str, *, pure: bool) -> tuple[Any, ...]:
    """What a parser makes of a text: all a document holds, or that it is none."""
    try:
        document = parse_yaml(text, "a.yaml", pure=pure)
    except ConfigError as error:
        return (type(error),)
    holds = document.interpolations, document.has_operators, document.package, [str(one) for one in document.warnings]
    root = index_yaml(document.text, "a.yaml", pure=pure)
    return document.tree, holds, written(root) if root is not None else None


def written(node: Node) -> Any:
    """An index as plain data; nothing is written of an empty value, so where it stands is not compared."""
    items = None if node.items is None else [written(item) for item in node.items]
    pairs = None if node.pairs is None else [(written(key), written(value)) for key, value in node.pairs]
    return None if node.raw == "" else (node.line, node.column, node.raw, items, pairs)


def same(left: Any, right: Any) -> bool:
    """Whether two trees are equal, and of the same types; nan equals itself."""
    if isinstance(left, Operator) and isinstance(right, Operator):
        return left.kind is right.kind and same(left.value, right.value)
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return len(left) == len(right) and all(
            same(*keys) and same(*values)
            for keys, values in zip(
                zip(left, right, strict=True), zip(left.values(), right.values(), strict=True), strict=True
            )
        )
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, float) and math.isnan(left):
        return math.isnan(right)
    return bool(left == right)


@MANY
@given(TEXTS.map(lambda text: text.translate({ord("\t"): " ", ord("?"): "-"})))  # PyYAML's two parsers differ in these
def test_both_parsers_read_the_same(text: str) -> None:
    """Trees, operators, interpolations and places are equal, and so are the kinds of errors."""
    assert same(list(outcome(text, pure=False)), list(outcome(text, pure=True)))


@MANY
@given(TEXTS)
def test_the_characters_of_a_plain_scalar_give_its_value(text: str) -> None:
    """What was written, read again as a plain scalar, is the value that stands in the tree."""
    document = read("a: " + text.replace("'", "").replace('"', "").replace("!", ""), "a.yaml")
    if document is None:
        return
    scalars = PlainScalars()
    for path, leaf in walk(document.tree):
        raw = document.raw(path)
        if raw is not None and "\n" not in raw and not isinstance(leaf, str):
            assert same(scalars[raw], leaf)


@MANY
@given(TREES)
def test_json_reads_back(tree: dict[str, Any]) -> None:
    """What the standard library writes is the tree that is read, and each value has its own place."""
    document = parse_json(json.dumps(tree, indent=1), "a.json")
    assert same(document.tree, tree)
    places = [document.place(path) for path, leaf in walk(tree) if not isinstance(leaf, (dict, list))]
    assert places == sorted(set(places), key=lambda place: place or (0, 0))


@MANY
@given(st.dictionaries(PRINTABLE, LEAVES.filter(lambda leaf: not isinstance(leaf, str)) | PRINTABLE, max_size=6))
def test_yaml_reads_back(tree: dict[str, Any]) -> None:
    """What ``to_yaml`` writes is the tree that is read, by either parser."""
    text = to_yaml(tree)
    for pure in (False, True):
        assert same(parse_yaml(text, "a.yaml", pure=pure).tree, tree)


@pytest.mark.parametrize("unit", ["a%d: &x%d 1\n", "a%d: {b: [1, 2]}\n", "- - %d\n", "? a%d\n", "a%d: 'b'\n"])
def test_reading_is_linear(unit: str) -> None:
    """A hundred thousand entries are read soon."""
    text = "".join(unit.replace("%d", str(number)) for number in range(100_000))
    start = time.process_time()
    parse_yaml(text, "a.yaml")
    assert time.process_time() - start < 60  # no measurement: what is quadratic takes an hour
