"""What is wrong with a YAML text is said in a sentence, with file, line and column."""

from __future__ import annotations

from typing import Final

import pytest

from typedconf.documents import parse_yaml
from typedconf.errors import BoundExceeded, ConfigError, DocumentError

PARSERS: Final = pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "python"])

ERRORS: Final = [
    ("a: [1, 2", "1:4", "no closing bracket, or no comma between two items"),
    ("a: {b: 1", "1:4", "no closing brace, or no comma between two keys"),
    ("a: [1, [2,\n", "1:10", "no closing bracket or brace"),
    ("a: {\n\n", "1:4", "no closing bracket or brace"),
    ("a: [,]", "1:5", "no value"),
    ("a: 'x", "1:4", "no closing quote"),
    ("a: b: c", "1:5", "a ': ' where no key can stand; quote the text that holds it"),
    ("a: - b", "1:4", "a '- ' where no item can stand"),
    ("a:\n\tb: 1", "2:1", "a tab cannot indent; use spaces"),
    ("a: @x", "1:4", "a value cannot begin with '@'; quote it"),
    ("abc: 1\ndef\n", "2:1", "no ':' behind this key"),
    ("a: 1\n- 2", "2:1", "no key of the mapping that begins above; is it indented as the keys are?"),
    ("a: 1\n---\nb: 2", "2:1", "a second document; a config file holds one"),
    ("a: *x", "1:4", "no anchor &x stands above"),
    ("a: &x [*x]", "1:8", "the alias *x stands in what it stands for"),
    ("a: &x 1\nb: &x 2", "2:4", "the anchor &x stands at 1:4 already"),
    ("a: !apend [1]", "1:4", "no such tag: !apend; did you mean !append?"),
    ("a: !!set {x}", "1:4", "no such tag: !!set"),
    ("a: !!timestamp 2001-01-01", "1:4", "no such tag: !!timestamp"),
    ("a: !!python/name:os.system", "1:4", "no such tag: !!python/name:os.system"),
    ("a: !!int x", "1:4", "not an integer: 'x'"),
    ("a: !!float x", "1:4", "not a number: 'x'"),
    ("a: !!bool x", "1:4", "not a bool (true, false, yes, no, on or off): 'x'"),
    ("a: !!binary é", "1:4", "not base64: 'é'"),
    ("a: !!map [1]", "1:4", "!!map is no tag of such a value"),
    ("a: !!omap [1]", "1:4", "!!omap takes a list of mappings of one key"),
    ("a: !append 1", "1:4", "!append takes a list"),
    ("a: !delete 1", "1:4", "!delete takes nothing"),
    ("a: !items {x: 1}", "1:4", "!items takes a mapping from positions to values"),
    ("a: [!append [1]]", "1:5", "a merge operator that is not the value of a key"),
    ("!replace {}", "1:1", "a merge operator that is not the value of a key"),
    ("%YAML 1.3\n---\na: 1", "1:1", None),
    ("a: 1\nb: {c: 1, c: 2}", "2:11", "the key c stands at 2:5 already"),
    ("{0x1: a, 1: b}", "1:10", "the key 1 stands at 1:2 already"),
    ("{.nan: a, .NaN: b}", "1:11", "the key .NaN stands at 1:2 already"),
    ("{~: a}", "1:2", "null cannot be a key; quote it to mean the text"),
    ("a:\n  [1]: b", "2:3", "a list cannot be a key"),
    ("a: <<", "1:4", "'<<' merges mappings as a key, and is no value; quote it to mean the text"),
    ("- <<", "1:3", "'<<' merges mappings as a key, and is no value; quote it to mean the text"),
    ("<<: [1]", "1:5", "'<<' takes a mapping or a list of mappings"),
    ("12", "1:1", "a config is a mapping or a list, not 12"),
    ("\n yes", "2:2", "a config is a mapping or a list, not true"),
    ("a: x\0", "1:5", "a character that YAML excludes: '\\x00'"),
    ("a: 1\nb: \ud800", "2:4", "a character that YAML excludes: '\\ud800'"),
]


@PARSERS
@pytest.mark.parametrize(("text", "place", "message"), ERRORS)
def test_an_error_says_what_is_wrong_and_where(text: str, place: str, message: str | None, *, pure: bool) -> None:
    """A text that is no config ends in a DocumentError with line and column, and says so whichever parser read it."""
    with pytest.raises(DocumentError) as caught:
        parse_yaml(text, "conf/a.yaml", pure=pure)
    (problem,) = caught.value.problems
    if message is not None:
        assert problem.message == message
        assert str(problem.origin) == f"conf/a.yaml:{place}"
        assert problem.origin is not None
        assert problem.origin.line is not None
        assert problem.excerpt == text.split("\n")[problem.origin.line - 1]


@PARSERS
@pytest.mark.parametrize("escape", ["\\ud800", "\\UFFFFFFFF", "\\U00110000"])
def test_an_escape_of_no_character_is_an_error(escape: str, *, pure: bool) -> None:
    """Escapes of half characters, and of none at all, are refused."""
    with pytest.raises(DocumentError):
        parse_yaml(f'a: "{escape}"', "a.yaml", pure=pure)


def test_all_wrong_keys_are_told_together() -> None:
    """Twins, nulls and lists among the keys of one file are problems of one error, with their keys."""
    with pytest.raises(DocumentError) as caught:
        parse_yaml("a: {b: 1, b: 2}\nc: [{d: {~: 1}}]\n[x]: 1\n", "a.yaml")
    assert [(problem.key, str(problem.origin)) for problem in caught.value.problems] == [
        ("", "a.yaml:3:1"),
        ("a.b", "a.yaml:1:11"),
        ("c[0].d", "a.yaml:2:10"),
    ]


def test_a_key_of_one_long_line_has_no_excerpt() -> None:
    """A line that is too long to be shown is left out of the report; its place stays."""
    with pytest.raises(DocumentError) as caught:
        parse_yaml("{" + " " * 600 + "a: 1, a: 2}", "a.yaml")
    assert caught.value.problems[0].excerpt is None


@PARSERS
@pytest.mark.parametrize(
    "text", ["[" * 201 + "]" * 201, "- " * 201 + "x", "[" * 100_000, "{a: " * 30_000, "? " * 5_000]
)
def test_nesting_is_bounded(text: str, *, pure: bool) -> None:
    """A text nested more than two hundred levels deep exceeds a bound, however deep."""
    with pytest.raises(BoundExceeded, match="nested more than 200 levels deep"):
        parse_yaml(text, "a.yaml", pure=pure)


def test_two_hundred_levels_are_fine() -> None:
    """The bound itself is within the bounds."""
    assert parse_yaml("[" * 200 + "]" * 200, "a.yaml").tree


BOMBS: Final = {
    "lists": "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)),
    "depth": "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 300)),
    "merges": "b: &b {"
    + ",".join(f"k{n}: 1" for n in range(2000))
    + "}\n"
    + "".join(f"m{n}: {{<<: *b}}\n" for n in range(600)),
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_growth_by_aliases_is_bounded(text: str) -> None:
    """Aliases and merge keys may add a million nodes, and no nesting beyond two hundred levels."""
    with pytest.raises(BoundExceeded):
        parse_yaml(text, "a.yaml")


def test_aliases_within_the_bounds_are_fine() -> None:
    """A large file that uses its anchors a few times is no bomb."""
    text = "a: &a [" + "x," * 100_000 + "]\nb: [*a, *a, *a]"
    assert len(parse_yaml(text, "a.yaml").tree["b"][2]) == 100_000


def test_the_error_pickles() -> None:
    """An error of a document survives the way between processes."""
    import pickle

    with pytest.raises(ConfigError) as caught:
        parse_yaml("a: [", "a.yaml")
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems
