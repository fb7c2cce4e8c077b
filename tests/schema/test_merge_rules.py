"""Merge rules in annotations."""

from __future__ import annotations

import copy
import pickle
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, TypeAdapter

from typedconf.errors import StoreError
from typedconf.schema.merge_rules import Merge

RULES: list[tuple[Merge, str]] = [
    (Merge("append"), "Merge('append')"),
    (Merge("prepend"), "Merge('prepend')"),
    (Merge("unique"), "Merge('unique')"),
    (Merge("replace"), "Merge('replace')"),
    (Merge(by="name"), "Merge(by='name')"),
]


@pytest.mark.parametrize(("rule", "text"), RULES)
def test_a_rule_shows_as_it_is_written(rule: Merge, text: str) -> None:
    """Its repr makes an equal one."""
    assert repr(rule) == text
    assert eval(text) == rule  # noqa: S307  the text stands above


@pytest.mark.parametrize("rule", [rule for rule, _ in RULES])
def test_a_rule_copies_and_pickles(rule: Merge) -> None:
    """What comes back is equal and has the same hash."""
    for again in (copy.copy(rule), copy.deepcopy(rule), pickle.loads(pickle.dumps(rule))):
        assert again == rule
        assert hash(again) == hash(rule)


def test_rules_differ_by_what_they_say() -> None:
    """Five rules are five values, and none equals another kind of thing."""
    assert len({rule for rule, _ in RULES}) == len(RULES)
    assert Merge("append") != "append"
    assert Merge(by="append") != Merge("append")


def test_a_rule_cannot_be_changed() -> None:
    """It is a value, which annotations share."""
    rule = Merge("append")
    with pytest.raises(AttributeError, match="can't be changed"):
        rule.rule = "prepend"
    with pytest.raises(AttributeError, match="can't be changed"):
        del rule.by
    assert rule == Merge("append")


@pytest.mark.parametrize(
    ("args", "keywords", "message"),
    [
        (("apend",), {}, "no merge rule 'apend'; did you mean append?"),
        (("sideways",), {}, "no merge rule 'sideways'"),
        ((3,), {}, "no merge rule 3"),
        ((["append"],), {}, "no merge rule ['append']"),
        ((), {}, 'Merge takes a rule or the key of the items: Merge("append"), Merge(by="name")'),
        (("append",), {"by": "n"}, 'Merge takes a rule or the key of the items: Merge("append"), Merge(by="name")'),
        ((), {"by": 3}, "by=3 is no key of an item"),
        ((), {"by": ""}, "by='' is no key of an item"),
    ],
)
def test_a_wrong_rule_is_refused(args: tuple[Any, ...], keywords: dict[str, Any], message: str) -> None:
    """An unknown name, and both or none of rule and key."""
    with pytest.raises(StoreError) as caught:
        Merge(*args, **keywords)
    assert str(caught.value) == message


def test_an_unknown_rule_names_those_there_are() -> None:
    """The problem has them, and the nearest."""
    with pytest.raises(StoreError) as caught:
        Merge("uniqe")  # type: ignore[call-overload]
    (problem,) = caught.value.problems
    assert (problem.value, problem.suggestion) == ("uniqe", "unique")
    assert problem.expected == "one of append, prepend, unique, replace"


def test_pydantic_takes_no_notice_of_a_rule() -> None:
    """A field with one validates as without, and keeps it among its metadata."""

    class Model(BaseModel):
        names: Annotated[list[str], Merge("append")] = ["a"]

    assert TypeAdapter(Annotated[list[int], Merge(by="n")]).core_schema == TypeAdapter(list[int]).core_schema
    assert Model().names == ["a"]
    assert Model.model_fields["names"].metadata == [Merge("append")]
    assert Model.model_json_schema()["properties"]["names"]["items"] == {"type": "string"}
