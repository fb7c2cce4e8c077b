"""Every kind of error that Pydantic knows has words here."""

from __future__ import annotations

import string
from typing import Any, get_args

import pytest
from pydantic_core.core_schema import ErrorType

from typedconf.schema.faults.kinds import _PHRASES as PHRASES
from typedconf.schema.faults.kinds import _SAID_BY as SAID_BY
from typedconf.schema.faults.kinds import _SENTENCES as SENTENCES
from typedconf.schema.faults.kinds import PREDICATES, in_sentence, is_pydantic, phrase, reason, sentence

# What FaultFinder makes of its own, or leaves in Pydantic's words because no config can cause it.
OTHERS = {
    "missing_argument",
    "missing_keyword_only_argument",
    "missing_positional_only_argument",
    "extra_forbidden",
    "unexpected_keyword_argument",
    "invalid_key",
    "union_tag_invalid",
    "union_tag_not_found",
    "value_error",
    "assertion_error",
    "default_factory_not_called",
    "get_attribute_error",
    "needs_python_object",
}


def test_every_kind_has_words() -> None:
    """A kind that a new Pydantic adds is to be given words here."""
    assert set(get_args(ErrorType)) <= {*PHRASES, *SENTENCES, *PREDICATES, *OTHERS}


def test_marks_belong_to_phrases() -> None:
    """What the words of a type must hold is asked of kinds that have a phrase of their own."""
    assert SAID_BY.keys() <= PHRASES.keys()


@pytest.mark.parametrize("kind", PHRASES)
def test_phrases_are_parts_of_sentences(kind: str) -> None:
    """With any context, or with none of what they ask for."""
    names = [name for _, name, _, _ in string.Formatter().parse(PHRASES[kind]) if name]
    for context in (dict.fromkeys(names, 7), {}):
        words = phrase(kind, context, None)
        assert words
        assert "{" not in words
        assert not words.endswith(" ")


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_pydantic_is_told_from_validators(kind: str) -> None:
    """A ValueError and an assertion are the user's, all other kinds that Pydantic lists its own."""
    assert is_pydantic(kind) is (kind not in ("value_error", "assertion_error"))


def test_kinds_that_nobody_lists_are_the_users() -> None:
    """Those of PydanticCustomError."""
    assert not is_pydantic("my_error")


@pytest.mark.parametrize(
    ("kind", "context", "words", "expected"),
    [
        ("int_parsing", {}, "a whole number or a text", "a whole number or a text"),
        ("string_too_long", {"max_length": 3}, "a text", "a text of at most 3 characters"),
        ("string_too_long", {"max_length": 3}, "a text of 2 to 3 characters", "a text of 2 to 3 characters"),
        ("literal_error", {"expected": "'a' or 'b'"}, None, "one of a or b"),
        ("string_pattern_mismatch", {"pattern": "it's"}, None, "a text that matches it's"),
        ("frozen_field", {}, "a text", "a text"),
        ("unheard_of", {}, None, None),
    ],
)
def test_the_words_of_the_type_stand_unless_the_kind_says_more(
    kind: str, context: dict[str, Any], words: str | None, expected: str | None
) -> None:
    """A config of a model's own adds constraints that no type shows."""
    assert phrase(kind, context, words) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("recursion_loop", "Recursion error - cyclic reference detected", "holds itself"),
        ("predicate_failed", "Predicate 'is_even' failed", "fails the test is_even"),
        ("not_operation_failed", "Not of '<lambda>'failed", "passes its test, which it must not"),
        ("unheard_of", "Input should be a fish", "not a fish"),
        ("int_parsing", "Input should be a valid integer", None),
    ],
)
def test_some_kinds_have_sentences(kind: str, text: str, expected: str | None) -> None:
    """Those that don't say what a value should be, and those of a newer Pydantic in its words."""
    assert sentence(kind, {}, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Input should be a fish", "not a fish"),
        ("Input should have scales", "should have scales"),
        ("Field required", "field required"),
        ("URL scheme should be http", "URL scheme should be http"),
        ("", ""),
    ],
)
def test_a_sentence_of_pydantics_becomes_a_part_of_one(text: str, expected: str) -> None:
    """Lower case, but for what is written in capitals."""
    assert in_sentence(text) == expected


@pytest.mark.parametrize(
    ("kind", "context", "expected"),
    [
        ("too_long", {"actual_length": 9, "field_type": "List"}, "9 items"),
        ("too_long", {"actual_length": 9, "field_type": "Dictionary"}, "9 keys"),
        ("too_long", {"actual_length": 2, "field_type": "List"}, ""),
        ("too_short", {"actual_length": 1, "field_type": "Set"}, "1 different"),
        ("too_long", {"actual_length": None, "field_type": "Generator"}, ""),
        ("url_parsing", {"error": "relative URL without a base"}, ""),
        ("url_parsing", {"error": "invalid port number"}, "invalid port number"),
        ("payment_card_number_luhn", {}, "card number is odd"),
        ("string_type", {}, ""),
    ],
)
def test_a_reason_is_given_where_one_does_not_see_it(kind: str, context: dict[str, Any], expected: str) -> None:
    """How many there are where not all are shown, what a library found; else nothing."""
    assert reason(kind, context, "Card number is odd", "x") == expected
