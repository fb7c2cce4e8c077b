"""Defaults that are references."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Annotated, Any

import pydantic.dataclasses
import pytest
from pydantic import AfterValidator, BaseModel, Field, TypeAdapter, ValidationError

from typedconf.errors import InterpolationError, InterpolationSyntaxError
from typedconf.schema.references import Ref, find_ref, ref

seen: list[float] = []


def note(value: float) -> float:
    """A validator that tells how often it ran."""
    seen.append(value)
    return value


class Model(BaseModel):
    """References beside all that a field may have."""

    lr: float = ref("training.lr")
    typed: Annotated[float, Field(gt=0, alias="given", description="a rate"), AfterValidator(note)] = ref(".lr", float)
    plain: int = 1


class Narrower(Model):
    """A model that inherits them."""


@dataclasses.dataclass
class Data:
    """A dataclass of Python's own."""

    lr: float = ref("training.lr", float)
    factory: list[int] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True, kw_only=True)
class Slotted(Data):
    """One with slots, which inherits a reference."""

    more: int = ref("more")


@pydantic.dataclasses.dataclass
class Validated:
    """A dataclass of Pydantic's."""

    lr: Annotated[float, Field(gt=0)] = ref("training.lr", float)


@pytest.mark.parametrize("cls", [Model, Narrower, Data, Slotted, Validated])
def test_without_a_composition_a_reference_has_no_value(cls: Any) -> None:
    """An object that is made by hand without the field is an error that names the key."""
    with pytest.raises(InterpolationError) as caught:
        cls()
    assert str(caught.value) == "the default ${training.lr} has a value in a composed config only; give the field one"
    assert caught.value.problems[0].value == "${training.lr}"


@pytest.mark.parametrize("cls", [Data, Slotted, Validated])
def test_a_dataclass_that_pydantic_validates_has_none_either(cls: Any) -> None:
    """Pydantic asks for the default as Python does."""
    with pytest.raises(InterpolationError, match=r"\$\{training\.lr\}"):
        TypeAdapter(cls).validate_python({})


def test_a_value_that_is_given_is_validated_as_ever() -> None:
    """Constraints, aliases and validators of the field hold, once."""
    seen.clear()
    model = Model.model_validate({"lr": "0.5", "given": 2})
    assert (model.lr, model.typed, model.model_fields_set) == (0.5, 2.0, {"lr", "typed"})
    assert seen == [2.0]
    with pytest.raises(ValidationError) as caught:
        Model.model_validate({"lr": "x", "given": -1})
    assert [error["loc"] for error in caught.value.errors()] == [("lr",), ("given",)]
    assert Validated(2).lr == 2.0
    assert Data(2.5).lr == 2.5
    with pytest.raises(ValidationError):
        Validated(-1)


@pytest.mark.parametrize(
    ("found", "key"),
    [
        (find_ref(Model.model_fields["lr"]), "training.lr"),
        (find_ref(Model.model_fields["typed"]), ".lr"),
        (find_ref(Narrower.model_fields["lr"]), "training.lr"),
        (find_ref(Data.__dataclass_fields__["lr"]), "training.lr"),
        (find_ref(Slotted.__dataclass_fields__["lr"]), "training.lr"),
        (find_ref(Validated.__pydantic_fields__["lr"]), "training.lr"),  # type: ignore[attr-defined]
        (find_ref(Model.model_fields["plain"]), None),
        (find_ref(Data.__dataclass_fields__["factory"]), None),
    ],
)
def test_a_reference_is_found_in_every_kind_of_field(found: Ref | None, key: str | None) -> None:
    """A field of Pydantic's or Python's tells the key; others tell None."""
    assert (found.key if found else None) == key


def test_a_model_with_references_has_a_json_schema() -> None:
    """Neither of its forms asks for the value, and the field is not required."""
    for mode in ("validation", "serialization"):
        schema = Model.model_json_schema(mode=mode)
        assert schema["properties"]["lr"] == {"title": "Lr", "type": "number"}
    assert "required" not in Model.model_json_schema()
    assert TypeAdapter(Data).json_schema()["properties"]["lr"] == {"title": "Lr", "type": "number"}


@pytest.mark.parametrize(
    "key", ["a", "a.b", ".lr", "..a.b", "l[0]", "oc.env:HOME", "oc.env:HOME,x", "a.${b}", "now:%Y"]
)
def test_a_key_is_whatever_stands_in_an_interpolation(key: str) -> None:
    """Keys, relative keys and calls."""
    found = find_ref(ref(key))
    assert found is not None
    assert found.text == f"${{{key}}}"


@pytest.mark.parametrize("key", ["", " ", "a b", "a}", "a}${b", "a..", "${", "a\\", "${a", 3, None, ["a"]])
def test_a_malformed_key_is_an_error_at_once(key: Any) -> None:
    """Where the class is made, not where a config is composed."""
    with pytest.raises(InterpolationSyntaxError):
        ref(key)


def test_what_is_more_than_one_interpolation_says_so() -> None:
    """The whole text is shown."""
    with pytest.raises(InterpolationSyntaxError) as caught:
        ref("a}/${b")
    assert str(caught.value) == "ref('a}/${b'): not one key or call that could stand in ${…}"


def test_references_are_values() -> None:
    """Equal by key, and they copy and pickle."""
    found = Ref("a.b")
    for again in (copy.deepcopy(found), pickle.loads(pickle.dumps(found)), Ref("a.b")):
        assert again == found
        assert hash(again) == hash(found)
    assert found != Ref("a.c")
    assert found != "a.b"
    assert repr(found) == "ref('a.b')"
