"""Pydantic alone and typedconf take and refuse the same data and give equal objects, but for the named differences."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import pytest
from hypothesis import HealthCheck, event, given, seed, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model

from tests.property.random_schemas import Colour, anything, built, data, shapes
from typedconf import Composer, ConfigError, ConfigStore
from typedconf.schema import Schemas
from typedconf.validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable

REFUSED: Final = "refused"
MANY: Final = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
FEWER: Final = settings(MANY, max_examples=100)


def told(value: Any) -> Any:
    """All that an object is, as plain data: its class by name, its values and their types, what was set, in order."""
    if isinstance(value, BaseModel):
        fields = [(name, told(item)) for name, item in vars(value).items()]
        return type(value).__name__.partition("[")[0], sorted(value.model_fields_set), fields, told(value.model_extra)
    if dataclasses.is_dataclass(value):
        return type(value).__name__, [(name, told(item)) for name, item in vars(value).items() if name[0] != "_"]
    if isinstance(value, dict):
        return "dict", [(told(key), told(item)) for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return type(value).__name__, [told(item) for item in value]
    return type(value).__name__, repr(value)


def outcome(ask: Callable[[], Any]) -> Any:
    """What came of it: all of the object, or that it was refused."""
    try:
        return told(ask())
    except (ValidationError, ConfigError):
        return REFUSED


def validated(schema: Any, tree: Any) -> Any:
    """What the room of validation alone makes of a tree."""
    made = validate(schema, tree)
    return REFUSED if made.faults else told(made.value)


def value_of(schema: Any, tree: Any, *overrides: str) -> Any:
    """The object that a node of the store composes to."""
    store = ConfigStore()
    store.add("config", tree)
    return Composer(store=store).compose("config", *overrides, schema=schema).value


def composed(schema: Any, tree: Any, *overrides: str) -> Any:
    """What composing makes of it."""
    return outcome(lambda: value_of(schema, tree, *overrides))


def holding(annotation: Any, extra: Any = None) -> Any:
    """A model with the key ``v``, since a config is a mapping."""
    return create_model("Root", __config__=ConfigDict(extra=extra) if extra else ConfigDict(), v=(annotation, ...))


cases: Final = shapes.flatmap(lambda shape: st.tuples(st.just(shape), data(shape) | anything))


@MANY
@seed(1)
@given(cases)
def test_validation_decides_as_pydantic_does(case: Any) -> None:
    """Where Pydantic is told forbid, there is no difference: not in what is refused, nor in a value, nor in a type."""
    shape, tree = case
    alone = outcome(lambda: TypeAdapter(built(shape, closed=True)).validate_python(tree))
    event("refused" if alone == REFUSED else "taken")
    assert validated(built(shape, closed=False), tree) == alone


@FEWER
@seed(2)
@given(cases)
def test_composing_decides_as_pydantic_does(case: Any) -> None:
    """The same data in a node of the store, through everything that composing does to it."""
    shape, tree = case
    alone = outcome(lambda: holding(built(shape, closed=True), "forbid").model_validate({"v": tree}))
    event("refused" if alone == REFUSED else "taken")
    assert composed(holding(built(shape, closed=False)), {"v": tree}) == alone


@FEWER
@seed(3)
@given(cases)
def test_every_fault_has_a_place_and_a_line(case: Any) -> None:
    """A fault lies at a path of the tree, or at a key that is missing in a container of it; its message is one line."""
    shape, tree = case
    for fault in validate(built(shape, closed=False), tree, schemas=Schemas()).faults:
        node = tree
        for key in fault.path[:-1]:
            assert isinstance(node, (dict, list)), fault
            node = node[key]
        if fault.path and isinstance(node, list):
            assert 0 <= fault.path[-1] < len(node)
        elif fault.path:
            assert isinstance(node, (dict, str)), fault  # a text in the place of a union is its tag
        assert fault.message.isprintable()
        assert "nput should" not in fault.message
        assert "://" not in fault.message


@FEWER
@seed(4)
@given(cases)
def test_the_object_shares_nothing_with_the_data(case: Any) -> None:
    """Whoever changes his config in place changes no other."""
    shape, tree = case
    before = told(tree)
    made = validate(built(shape, closed=False), tree)
    if not made.faults:
        _scribble(made.value)
        assert told(tree) == before


def _scribble(value: Any) -> None:
    """Changes every list and dict that is in ``value``."""
    if isinstance(value, (BaseModel, dict)) or dataclasses.is_dataclass(value):
        inner = value if isinstance(value, dict) else vars(value)
        for item in list(inner.values()):
            _scribble(item)
        if isinstance(value, dict):
            value["scribbled"] = True
        elif isinstance(value, BaseModel):
            _scribble(value.model_extra)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _scribble(item)
        if isinstance(value, list):
            value.append("scribbled")


# -- the named differences: what Pydantic alone makes of it, and what typedconf does -----------------------------


class Open(BaseModel):
    """Says nothing of unknown keys."""

    n: int = 0


class Tree(BaseModel):
    """A tagged member whose other keys have defaults."""

    type: Literal["tree"]
    height: int = 1


class Bush(BaseModel):
    """Another."""

    type: Literal["bush"]


class Garden(BaseModel):
    """Has one of each thing that typedconf sees otherwise."""

    colour: Colour = Colour.RED
    either: Literal["red"] | Colour = "red"
    plant: Annotated[Tree | Bush, Field(discriminator="type")] = Bush(type="bush")
    open: Open = Open(n=5)
    name: str = ""


def test_unset_means_forbid() -> None:
    """Unknown keys: ignored by Pydantic, refused here."""
    assert Open.model_validate({"m": 1}) == Open()
    assert composed(Open, {"m": 1}) == REFUSED


@pytest.mark.parametrize("key", ["colour", "either"])
def test_an_enum_takes_the_name_of_a_member(key: str) -> None:
    """By value alone in Pydantic, else by name here; alone and beside a literal."""
    assert outcome(lambda: Garden.model_validate({key: "RED"})) == REFUSED
    assert composed(Garden, {key: "RED"}) == told(Garden.model_validate({key: Colour.RED}))


def test_a_tag_stands_for_the_mapping() -> None:
    """A text in the place of a discriminated union: refused by Pydantic, its tag here."""
    assert outcome(lambda: Garden.model_validate({"plant": "tree"})) == REFUSED
    assert composed(Garden, {"plant": "tree"}) == told(Garden.model_validate({"plant": {"type": "tree"}}))


def test_missing_is_no_value() -> None:
    """``???``: a text to Pydantic; what is missing here, so that a default stays and isn't counted as set."""
    assert Garden.model_validate({"name": "???"}).name == "???"
    assert composed(Garden, {"name": "???"}) == told(Garden())


@pytest.mark.parametrize(("written", "text"), [("007", "007"), ("1.10", "1.10"), ("no", "no"), ("1e3", "1e3")])
def test_text_stays_text(written: str, text: str) -> None:
    """A number or bool of YAML's in the place of a text: refused by Pydantic, the text as it was written here."""
    assert outcome(lambda: Garden.model_validate({"name": float("1.1")})) == REFUSED
    assert composed(Garden, {}, f"name={written}") == told(Garden(name=text))


class Pair(BaseModel):
    """Two keys."""

    a: int = 0
    b: int = 0


class Defaults(BaseModel):
    """Its defaults are data, or are made."""

    pair: Pair = Pair(a=1)
    made: list[int] = Field(default_factory=lambda: ("1", "2"))  # type: ignore[arg-type]


def test_a_default_that_is_data_is_merged_into() -> None:
    """A key below a default object: Pydantic starts anew, here the rest of it stays, and only the key counts as set."""
    assert Defaults.model_validate({"pair": {"b": 2}}).pair == Pair(b=2)
    made = value_of(Defaults, {"pair": {"b": 2}})
    assert (made.pair, made.pair.model_fields_set) == (Pair(a=1, b=2), {"b"})


def test_a_default_that_is_made_is_validated() -> None:
    """What a factory gives: taken as it is by Pydantic, and by its field's type here; still it doesn't count as set."""
    assert told(Defaults.model_validate({}).made) == told(("1", "2"))
    made = value_of(Defaults, {})
    assert (made.made, made.model_fields_set) == ([1, 2], set())
