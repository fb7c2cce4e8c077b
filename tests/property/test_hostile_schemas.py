"""Whatever a program's schemas are like, a composition ends in a value, a ConfigError or the program's own error."""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, Optional, TypeVar, Union

import pytest
from pydantic import BaseModel, Field, create_model, field_validator, model_validator

import typedconf as tc

T = TypeVar("T")

make: Any = create_model  # whose overloads know no fields by computed names

WIDE: Any = make("Wide", **{f"f{number}": (int, number) for number in range(1_000)})
REQUIRED: Any = make("Required", **{f"f{number}": (int, ...) for number in range(1_000)})
MEMBERS: Any = tuple(
    make(f"M{number}", **{"kind": (Literal[f"m{number}"], f"m{number}"), f"k{number}": (int, ...)})
    for number in range(200)
)
UNION: Any = Union[MEMBERS]  # noqa: UP007  made of a tuple
PLAIN: Any = make("Plain", m=(UNION, ...), many=(list[UNION], []))
TAGGED: Any = make("Tagged", m=(Annotated[UNION, Field(discriminator="kind")], ...))


class Node(BaseModel, Generic[T]):
    """Refers to itself, generically."""

    value: T
    children: list[Node[T]] = []


class Chain(BaseModel):
    """Refers to itself, as deeply as a config may be nested."""

    value: int = 0
    below: Optional[Chain] = None  # noqa: UP045  the name is not defined yet when this is read

    @model_validator(mode="after")
    def sink(self) -> Chain:
        """Ends in no value where it is asked to."""
        return endless(self) if self.value < 0 else self


def endless(chain: Chain) -> Chain:
    """Calls itself, whatever it gets."""
    return endless(chain)


class Picky(BaseModel):
    """Has a validator whose message is long and full of what terminals obey."""

    value: int = 1

    @field_validator("value")
    @classmethod
    def refuse(cls, value: int) -> int:
        """Refuses 2."""
        if value == 2:
            raise ValueError("no\x1b[31m\n" + "x" * 1_000)
        return value


def compose(schema: Any, *overrides: str) -> tc.Composition[Any]:
    """The composition of ``overrides`` alone."""
    return tc.Composer().compose(None, *overrides, schema=schema)


@pytest.mark.parametrize(
    ("schema", "overrides", "count"),
    [
        pytest.param(WIDE, [f"f{number}=q" for number in range(1_000)], 1_000, id="every field wrong"),
        pytest.param(WIDE, [f"+g{number}=1" for number in range(200)], 200, id="many unknown keys"),
        pytest.param(REQUIRED, [], 1_000, id="every field missing"),
        pytest.param(PLAIN, ["m={k150:3}", f"many=[{','.join(['{k150:q}'] * 20)}]"], 20, id="a union of many models"),
        pytest.param(TAGGED, ["m=m150", "m.k150=q"], 1, id="a tagged union of many models"),
    ],
)
def test_every_problem_of_a_large_schema_is_reported(schema: Any, overrides: list[str], count: int) -> None:
    """Each is one problem, however many fields or members there are."""
    assert len(compose(schema, *overrides).problems) == count


def test_a_member_of_a_large_union_is_chosen_by_its_keys() -> None:
    """The value is of the one model that has the key."""
    assert type(compose(PLAIN, "m={k150:3}").value.m) is MEMBERS[150]


def test_a_generic_that_refers_to_itself_keeps_its_argument() -> None:
    """What is wrong three levels down is told by its own path."""
    problems = compose(Node[int], "value=1", "children=[{value: 2, children: [{value: q}]}]").problems
    assert [problem.key for problem in problems] == ["children[0].children[0].value"]


@pytest.mark.parametrize("depth", [150, 190])
def test_a_recursive_model_may_be_as_deep_as_a_config(depth: int) -> None:
    """A wrong leaf at the bottom is one problem, and a right one is read."""
    text = "{below: " * depth + "{value: LEAF}" + "}" * depth
    (problem,) = compose(Chain, f"below={text.replace('LEAF', 'q')}").problems
    assert problem.key == ".".join(["below"] * (depth + 1)) + ".value"
    assert compose(Chain, f"below={text.replace('LEAF', '3')}").problems == ()


def test_a_validator_that_never_ends_fails_as_itself() -> None:
    """Its error is the program's own, with a note of the key."""
    with pytest.raises(RecursionError) as caught:
        compose(Chain, "value=-1").problems  # noqa: B018  reading them validates
    assert "raised while the schema checked the root" in caught.value.__notes__


def test_a_validators_message_obeys_no_terminal() -> None:
    """Control characters of the message are written as escapes."""
    (problem,) = compose(Picky, "value=2").problems
    assert "\x1b" not in str(tc.ConfigError(problem))


def test_a_package_of_very_many_parts() -> None:
    """The bound of nesting holds for where a config is placed."""
    store = tc.ConfigStore()
    store.add("leaf", {"x": 1})
    store.add("config", {"defaults": [f"leaf@{'a.' * 5_000}b"]})
    with pytest.raises(tc.BoundExceeded):
        tc.Composer(store=store).compose("config")
