"""Texts with interpolations as templates: references, calls, arguments, escapes, and what is no interpolation."""

from __future__ import annotations

import pickle
import warnings
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typedconf.errors import BoundExceeded, ConfigError, InterpolationSyntaxError, Origin
from typedconf.interpolation.templates import Call, Reference, Template, parse_argument, parse_template


def whole(part: Reference | Call) -> Template:
    """The template that is one interpolation and nothing else."""
    return Template((part,), whole=True)


A = Reference(0, ("a",), "${a}")
REFERENCES = [
    ("${a}", A),
    ("${a.b.0}", Reference(0, ("a", "b", "0"), "${a.b.0}")),
    ("${..a}", Reference(2, ("a",), "${..a}")),
    ("${ a[b].c }", Reference(0, ("a", "b", "c"), "${ a[b].c }")),
    ("${.[a]}", Reference(1, ("a",), "${.[a]}")),
    ("${l[-1]}", Reference(0, ("l", "-1"), "${l[-1]}")),
    ("${é@#,=/$-}", Reference(0, ("é@#,=/$-",), "${é@#,=/$-}")),
    ("${${a}}", Reference(0, (whole(A),), "${${a}}")),
    ("${x.${a}[${a}]}", Reference(0, ("x", whole(A), whole(A)), "${x.${a}[${a}]}")),
]
CALLS: list[tuple[str, tuple[Any, ...], tuple[Any, ...]]] = [
    ("${f:}", ("f",), ()),
    ("${f: }", ("f",), ()),
    ("${ ns.f : 1, x y }", ("ns", "f"), (1, "x y")),
    ("${f.${a}:1}", ("f", whole(A)), (1,)),
    ("${f:a,}", ("f",), ("a", "")),
    ("${f:,}", ("f",), ("", "")),
    ("${f:[a,],{b: ${a}}}", ("f",), (["a", ""], {"b": whole(A)})),
    ("${f: ${a} }", ("f",), (whole(A),)),
    ("${f:x${a}: }", ("f",), (Template(("x", A, ": "), whole=False),)),
    ("${f:\\${a}}", ("f",), (Template(("\\", A), whole=False),)),
    ("${f:'${a}'}", ("f",), (Template((A,), whole=False),)),
    ("${f:'x\\'${a}\\\\'}", ("f",), (Template(("x'", A, "\\"), whole=False),)),
    ("${f:'\\${a}'}", ("f",), ("${a}",)),
    ("${f:'}'}", ("f",), ("}",)),
    ("${f:null,true,1e3,'1',a\\,b}", ("f",), (None, True, 1000.0, "1", "a,b")),
]


@pytest.mark.parametrize(("text", "reference"), REFERENCES)
def test_a_reference_is_read(text: str, reference: Reference) -> None:
    """Dots, keys and the text as written are kept; a key may be an interpolation."""
    assert parse_template(text) == whole(reference)


@pytest.mark.parametrize(("text", "name", "arguments"), CALLS)
def test_a_call_is_read(text: str, name: tuple[Any, ...], arguments: tuple[Any, ...]) -> None:
    """Arguments are typed; live interpolations stand in them as templates."""
    template = parse_template(text)
    assert repr(template) == repr(whole(Call(name, arguments, text)))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("x/${a}/y", ("x/", A, "/y")),
        ("${a}${a}", (A, A)),
        (" ${a}", (" ", A)),
        ("\\\\${a}", ("\\", A)),
        ("\\${x${a}", ("${x", A)),
        ("'}\\n${a}", ("'}\\n", A)),
        ("${a}\\", (A, "\\")),
    ],
)
def test_text_around_an_interpolation_makes_text(text: str, parts: tuple[Any, ...]) -> None:
    """Only backslashes directly before ``${`` mean anything there."""
    assert parse_template(text) == Template(parts, whole=False)


@pytest.mark.parametrize(
    ("text", "plain"),
    [("", ""), ("a\\b", "a\\b"), ("\\${a}", "${a}"), ("\\\\\\${a", "\\${a"), ("$a {b}", "$a {b}"), ("\\\\", "\\\\")],
)
def test_a_text_without_live_interpolations_is_text(text: str, plain: str) -> None:
    """Escapes are undone where there is an interpolation to escape, nowhere else."""
    assert parse_template(text) == plain


MISTAKES = [
    ("${}", "unexpected '}' where a key belongs"),
    ("${.}", "unexpected '}' where a key belongs"),
    ("${a.}", "unexpected '}' where a key belongs"),
    ("${a..b}", "unexpected '.' where a key belongs"),
    ("${a b}", "unexpected 'b' where '}' belongs; a key is text without blanks, or one interpolation"),
    ("${a_${b}}", "unexpected '{' where '}' belongs; a key is text without blanks, or one interpolation"),
    ("${a['b']}", 'unexpected "\'" where a key belongs'),
    ("${a[b.c]}", "unexpected '.' where ']' belongs"),
    ("${a", "no closing '}'"),
    ("${f:1", "no closing '}'"),
    ("${1:x}", "not a resolver's name: '1'"),
    ("${.f:x}", "not a resolver's name: '.f'"),
    ("${a[b]:x}", "not a resolver's name: 'a[b]'"),
    ("${f:a;b}", "unexpected ';' where ',' or '}' belongs; a text with it must be quoted"),
    ("${f:'a}", "no closing quote"),
    ("${f:'a' b}", "unexpected 'b' where ',' or '}' belongs; a text with it must be quoted"),
    ("${f:{a}}", "unexpected '}' where the ':' after the key 'a' belongs"),
    ("${f:{a:}}", "unexpected '}' where a value belongs; an empty text is ''"),
    ("${f:{'a':1}}", 'unexpected "\'" where a key belongs'),
    ("${f:[1}", "unexpected '}' where ',' or ']' belongs"),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_what_is_no_interpolation_is_an_error(text: str, message: str) -> None:
    """The message says what stands where what belongs."""
    with pytest.raises(InterpolationSyntaxError) as caught:
        parse_template(f"x {text}")
    assert caught.value.problems[0].message == message


def test_an_error_has_the_origin_that_the_caller_knows() -> None:
    """Where the text stands is the caller's knowledge; the text is the value."""
    origin = Origin("file", "a.yaml", 1, 4)
    with pytest.raises(InterpolationSyntaxError) as caught:
        parse_template("${", origin=origin)
    (problem,) = caught.value.problems
    assert (problem.origin, problem.value) == (origin, "${")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        (" 1 ", " 1 "),
        ("null", None),
        ("[1, {k: v}]", [1, {"k": "v"}]),
        ("'q'", "q"),
        ("${a}", whole(A)),
        (" ${a}", Template((" ", A), whole=False)),
        ("/usr/bin:/bin", "/usr/bin:/bin"),
    ],
)
def test_a_whole_text_is_one_argument(text: str, value: Any) -> None:
    """``oc.decode`` reads one argument; outer blanks make text of it."""
    assert repr(parse_argument(text)) == repr(value)


@pytest.mark.parametrize("text", ["", " ", "1,2", "'a' ", " [1]", "a=b", "é", "[1", "a\n"])
def test_a_text_that_is_no_argument_is_an_error(text: str) -> None:
    """Nothing may be left over."""
    with pytest.raises(InterpolationSyntaxError):
        parse_argument(text)


@pytest.mark.parametrize("opening", ["${", "${f:", "${f:'", "${f:[", "${f:{a:", "${a.", "${f."])
def test_nesting_without_end_is_a_bound(opening: str) -> None:
    """A hundred thousand interpolations within each other end in an error."""
    with pytest.raises(BoundExceeded, match="nested more than 200 levels deep"):
        parse_template(opening * 100_000)


def test_two_hundred_levels_are_read() -> None:
    """The bound itself is allowed."""
    assert isinstance(parse_template("${f:" * 200 + "x" + "}" * 200), Template)
    assert isinstance(parse_template("${" * 199 + "${x}" + "}" * 199), Template)


def test_a_template_pickles() -> None:
    """Templates travel with the compositions that remember them."""
    template = parse_template("${f:" * 9 + "x/${a}" + "}" * 9)
    assert pickle.loads(pickle.dumps(template)) == template


LONG = ["${a}", "\\${", "\\", "${f:'", "${f:a,", "$", "{", "x${a."]


@pytest.mark.parametrize("piece", LONG)
def test_a_million_characters_are_read_in_linear_time(piece: str) -> None:
    """A quadratic reader would not end; this one reads or refuses within the test's patience."""
    for text in (piece * (1_000_000 // len(piece)), "${f:" + piece * (200_000 // len(piece)) + "}"):
        try:
            parse_template(text)
        except ConfigError as error:
            assert len(error.problems[0].message) < 300  # noqa: PT017  either outcome is right


TOKENS = [
    *("a", "b1", "_x", "1", "01", "1.5", "true", "x y", " ", "\t", ",", ":", "=", "[", "]", "{", "}", "(", "'", '"'),
    *("\\", "\\\\", "\\,", "\\'", "${a}", "${", "${f:", "}", "$", ".", "..", "é", "#", "\n", "[1,2]", "{a:1}", "\\${"),
]
TEXTS = st.lists(st.sampled_from(TOKENS), max_size=10).map(lambda tokens: "${" + "".join(tokens) + "}")


@given(st.text() | TEXTS)
def test_any_text_is_read_or_a_config_error(text: str) -> None:
    """No text ends in another exception, as a template or as an argument."""
    for parse in (parse_template, parse_argument):
        try:
            parse(text)
        except ConfigError:
            continue


@given(TEXTS)
def test_omegaconf_accepts_the_same(text: str) -> None:
    """What is an interpolation there is one here, and nothing else is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from omegaconf import grammar_parser
        from omegaconf.errors import GrammarParseError

        try:
            grammar_parser.parse(text)
            accepted = True
        except GrammarParseError:
            accepted = False
    try:
        parse_template(text)
    except InterpolationSyntaxError:
        assert not accepted
    else:
        assert accepted
