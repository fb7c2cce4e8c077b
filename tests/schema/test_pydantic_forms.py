"""What deriving takes for granted of Pydantic's core schemas, which are private to it.

Where one of these fails, a release of Pydantic has changed one of them; the message says what no longer holds, and the
docstring what follows from it.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import decimal
import enum
import ipaddress
import pathlib
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import (
    Annotated,
    Any,
    Final,
    ForwardRef,
    Generic,
    Literal,
    NamedTuple,
    TypeVar,
    get_args,
)

import pydantic
import pydantic.dataclasses
import pytest
from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    ImportString,
    InstanceOf,
    Json,
    PlainValidator,
    RootModel,
    SecretStr,
    SkipValidation,
    Tag,
    TypeAdapter,
    ValidationError,
    WrapValidator,
    computed_field,
    model_validator,
    with_config,
)
from pydantic_core import InitErrorDetails, PydanticCustomError, SchemaValidator, core_schema
from typing_extensions import TypeAliasType, TypedDict, is_typeddict

from typedconf.schema.derived import Derived
from typedconf.schema.derived.derivation import core_schema_of
from typedconf.schema.derived.forms import CHILDREN, FIELDS, INWARD, ITEMS, LEAVES, MAPPINGS, UNIONS, built_class
from typedconf.schema.derived.marks import Governed, Items, Mark, Spine

T = TypeVar("T")
# Entries that hold core schemas of what goes out, or of what only describes what comes in.
OUTWARD: Final = {"computed_fields", "return_schema", "json_schema_input_schema", "serialization"}


class Leaf(BaseModel):
    """Says nothing of unknown keys."""

    x: int = 0


class Colour(enum.Enum):
    """An enum."""

    RED = "red"


class Cat(BaseModel):
    """A member of a tagged union."""

    type: Literal["cat"] = "cat"


class Dog(BaseModel):
    """A member with two tags."""

    type: Literal["dog", "hound"] = "dog"


class Painted(BaseModel):
    """A member whose tag is one of an enum."""

    type: Literal[Colour.RED] = Colour.RED


class Recursive(BaseModel):
    """Refers to itself."""

    inner: Recursive | None = None


class Box(BaseModel, Generic[T]):
    """A generic model."""

    item: T


@dataclasses.dataclass
class Data:
    """A stdlib dataclass."""

    x: int = 0


@pydantic.dataclasses.dataclass
class Strict:
    """One of Pydantic's."""

    x: int = 0


class Typed(TypedDict, total=False):
    """A TypedDict."""

    x: int


class Pair(NamedTuple):
    """A named tuple."""

    x: int = 0


class Computed(BaseModel):
    """Has a field that is no input."""

    x: int = 0

    @computed_field  # type: ignore[prop-decorator]
    @property
    def y(self) -> Leaf:
        """Computed."""
        return Leaf()


Tagged = Annotated[Cat | Dog | Painted, Field(discriminator="type")]
Called = Annotated[
    Annotated[Cat, Tag("c")] | Annotated[Dog, Tag("d")], Discriminator(lambda _: "c", custom_error_type=None)
]
ANNOTATIONS: list[Any] = [
    *(Any, object, None, bool, int, float, complex, str, bytes, decimal.Decimal, uuid.UUID, pathlib.Path, Colour),
    *(dt.date, dt.time, dt.datetime, dt.timedelta, ipaddress.IPv4Address, re.Pattern),
    *(list, dict, tuple, set, frozenset, collections.deque, Sequence, Mapping, Iterable, Callable, type),
    *(list[Leaf], dict[str, Leaf], tuple[Leaf, ...], tuple[int, Leaf], set[int], frozenset[int], Sequence[Leaf]),
    *(Mapping[str, Leaf], Iterable[Leaf], collections.OrderedDict[str, Leaf], collections.defaultdict[str, int]),
    *(collections.Counter[str], collections.deque[Leaf], type[Leaf], Literal["a", 1], Leaf | None, int | Leaf),
    *(Leaf, Data, Strict, Typed, Pair, Recursive, Computed, Box[Leaf], Box[Any], RootModel[list[Leaf]], Tagged, Called),
    *(TypeAliasType("Alias", list[Leaf]), Json[Leaf], SecretStr, ImportString, pydantic.AnyUrl, pydantic.PostgresDsn),
    *(InstanceOf[Leaf], SkipValidation[Leaf], pydantic.ByteSize, pydantic.FilePath),
    *(Annotated[int, Field(gt=0)], Annotated[Leaf, AfterValidator(lambda value: value)]),
    *(Annotated[Leaf, BeforeValidator(lambda value: value)], Annotated[Leaf, PlainValidator(lambda value: value)]),
    *(Annotated[Leaf, WrapValidator(lambda value, handler: handler(value))], Annotated[int, Field(strict=True)]),
]


def nodes_in(core: Any) -> Iterator[Any]:
    """Every node of a core schema that a value comes into, found by the tables of ``forms``."""
    if isinstance(core, dict) and isinstance(core.get("type"), str):
        yield core
        children = [core[entry] for entry in CHILDREN.get(core["type"], ()) if core.get(entry) is not None]
    else:
        children = list(core.values()) if isinstance(core, dict) else list(core)
    for child in children:
        if isinstance(child, (dict, list, tuple)):
            yield from nodes_in(child)


def core_of(annotation: Any) -> Any:
    """The core schema of an annotation."""
    return TypeAdapter(annotation).core_schema


# -- the tables of forms ------------------------------------------------------------------------------------------


def test_every_form_is_in_the_tables() -> None:
    """A form in no table is left to Pydantic alone, with a warning."""
    unknown = set(get_args(core_schema.CoreSchemaType)) - {*CHILDREN, *LEAVES, "arguments-v3"}
    assert not unknown, f"Pydantic has forms of core schema that forms.py doesn't know: {sorted(unknown)}"
    tables = {*INWARD, *FIELDS, *ITEMS, *MAPPINGS, *UNIONS}
    assert tables <= set(CHILDREN), "a table of forms.py names a form without children"


def declared_children() -> dict[str, set[str]]:
    """The entries of each form that hold core schemas, as Pydantic declares them."""
    found: dict[str, set[str]] = {}
    for declared in vars(core_schema).values():
        if not is_typeddict(declared) or declared.__name__.endswith("SerSchema"):
            continue
        texts = {
            name: one.__forward_arg__ if isinstance(one, ForwardRef) else str(one)
            for name, one in declared.__annotations__.items()
        }
        form = re.search(r"Literal\['([\w-]+)'\]", texts.get("type", ""))
        if form is not None:
            held = {name for name, text in texts.items() if re.search(r"CoreSchema|Field\b|Parameter\b", text)}
            found[form[1]] = held - OUTWARD
    return found


DECLARED: Final = declared_children()


@pytest.mark.parametrize("form", sorted(form for form in DECLARED if not form.startswith("arguments")))
def test_the_children_of_a_form(form: str) -> None:
    """A child that is not named is not derived; a name that is gone does nothing."""
    if form in CHILDREN or (form in LEAVES and form != "missing-sentinel"):  # which declares one that it never has
        assert DECLARED[form] == set(CHILDREN.get(form, ())), (
            f"Pydantic keeps other children in {form} than CHILDREN says"
        )


def test_the_oldest_forms_are_declared() -> None:
    """The look at Pydantic's declarations finds what it looks for."""
    assert {"model", "model-fields", "union", "tagged-union", "list", "definitions"} <= set(DECLARED)


@pytest.mark.parametrize("annotation", ANNOTATIONS, ids=range(len(ANNOTATIONS)))
def test_what_annotations_become_is_known(annotation: Any) -> None:
    """Each node is a mapping whose ``type`` is a form of the tables, so that nothing is left to Pydantic alone."""
    forms = {node["type"] for node in nodes_in(core_of(annotation))}
    unknown = forms - {*CHILDREN, *LEAVES}
    assert not unknown, f"Pydantic makes forms of {annotation} that forms.py doesn't know: {sorted(unknown)}"
    assert Derived(annotation).warnings == ()


# -- classes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cls", "form", "inner"),
    [
        (Leaf, "model", "model-fields"),
        (Box[int], "model", "model-fields"),
        (Data, "dataclass", "dataclass-args"),
        (Strict, "dataclass", "dataclass-args"),
        (Typed, "typed-dict", None),
    ],
)
def test_a_class_is_a_form_with_its_class(cls: Any, form: str, inner: str | None) -> None:
    """The entry ``cls`` is what errors, narrower classes and special keys go by."""
    core = core_of(cls)
    assert core["type"] == form, f"a {form} is no longer a form of its own"
    assert core["cls"] is cls, f"the form {form} no longer has its class as cls"
    assert inner is None or core["schema"]["type"] == inner, f"the fields of a {form} are no longer in {inner}"


@pytest.mark.parametrize("extra", [None, "forbid", "allow", "ignore"])
@pytest.mark.parametrize("kind", ["model", "dataclass", "typed-dict"])
def test_extra_is_read_from_the_config(kind: str, extra: Any) -> None:
    """What a class says of unknown keys stands in its config, and nothing stands there where it says nothing."""
    config = ConfigDict() if extra is None else ConfigDict(extra=extra)
    made: dict[str, Any] = {
        "model": pydantic.create_model("Made", __config__=config, x=(int, 0)),
        "dataclass": pydantic.dataclasses.dataclass(config=config)(dataclasses.make_dataclass("Made", [("x", int)])),
        "typed-dict": with_config(config)(TypedDict("Made", {"x": int})),  # type: ignore[operator]
    }
    said = core_of(made[kind])["config"].get("extra_fields_behavior")
    assert said == extra, f"extra={extra!r} of a {kind} is no longer its config's extra_fields_behavior"


def test_a_typed_dict_says_ignore_where_nothing_was_said() -> None:
    """So its config alone is asked, and the answer is written into the form, which counts there."""
    core = core_of(Typed)
    open_one = {**core, "extra_behavior": "allow", "config": {}}
    assert SchemaValidator(open_one).validate_python({"y": 1}) == {"y": 1}, "extra_behavior of a typed-dict is ignored"


def test_pydantic_validators_are_told_from_the_users_by_their_module() -> None:
    """A class whose core schema its author wrote is left alone; Pydantic's own maker has to be known as such."""
    for cls in (Leaf, RootModel[int], Box[int], Computed):
        made_by = cls.__get_pydantic_core_schema__.__func__.__module__  # type: ignore[attr-defined]
        assert made_by.startswith("pydantic."), "core schemas of models are no longer made in pydantic"


def test_a_finished_class_keeps_its_core_schema() -> None:
    """It is taken from the class, because a TypeAdapter takes longer to load than a schema to derive."""
    for cls in (Leaf, Strict, Box[int]):
        assert vars(cls)["__pydantic_complete__"] is True, "classes no longer say that they are complete"
        assert core_schema_of(cls) is core_of(cls), "a TypeAdapter gives another core schema than the class has"


@pytest.mark.parametrize(
    ("annotation", "own_init", "root"), [(Leaf, False, False), (RootModel[int], False, True), (Recursive, False, False)]
)
def test_models_say_whether_they_are_roots(annotation: Any, *, own_init: bool, root: bool) -> None:
    """A root model lies in its value's own place; a class with its own constructor is called."""
    (model,) = (node for node in nodes_in(core_of(annotation)) if node["type"] == "model")
    assert model.get("root_model") is root, "a model no longer says by root_model whether it is one"
    assert model.get("custom_init") is own_init, "a model no longer says by custom_init whether its __init__ is its own"


def test_a_constructor_asks_the_object_for_its_validator() -> None:
    """So that an object with a validator of its own is validated by that."""

    class Called(BaseModel):
        def __init__(self, **rest: Any) -> None:
            super().__init__(**rest)

    assert core_of(Called)["custom_init"] is True, "a model no longer says by custom_init that its __init__ is its own"
    node = Called.__new__(Called)
    closed = {**core_of(Called), "config": {"extra_fields_behavior": "forbid"}}
    vars(node)["__pydantic_validator__"] = SchemaValidator(closed, _use_prebuilt=False)
    try:
        node.__init__(y=1)  # type: ignore[misc]
    except ValidationError as error:
        assert error.error_count() == 1  # noqa: PT017  what does not raise fails below
    else:
        pytest.fail("BaseModel.__init__ no longer takes __pydantic_validator__ from the object")


class Validated(BaseModel):
    """Has validators of all modes."""

    @model_validator(mode="before")
    @classmethod
    def before(cls, data: Any) -> Any:
        """Nothing."""
        return data

    @model_validator(mode="wrap")
    @classmethod
    def wrap(cls, data: Any, handler: Any) -> Any:
        """Nothing."""
        return handler(data)

    @model_validator(mode="after")
    def after(self) -> Any:
        """Nothing."""
        return self


def test_validators_of_a_class_stand_around_its_form() -> None:
    """Those of modes ``after`` and ``wrap`` do, ``before`` stands inside: so the whole of a class is told by count."""
    core = core_of(Validated)
    forms = [core["type"], core["schema"]["type"], core["schema"]["schema"]["type"]]
    assert sorted(forms[:2]) == ["function-after", "function-wrap"], "validators after and wrap no longer stand around"
    assert forms[2] == "model", "a validator before no longer stands within the model"
    modes = [one.info.mode for one in Validated.__pydantic_decorators__.model_validators.values()]
    assert sorted(modes) == ["after", "before", "wrap"], "__pydantic_decorators__ no longer tells the modes"
    assert built_class(core) is Validated
    assert built_class(core["schema"]) is None, "a part of a class is taken for the whole"
    assert built_class(core_of(Annotated[Validated, AfterValidator(lambda made: made)])) is None


# -- fields -------------------------------------------------------------------------------------------------------


def test_the_forms_of_aliases() -> None:
    """A text, or a list of paths; ``spellings_of`` reads these, and nothing says that there is none."""

    class Aliased(BaseModel):
        plain: int
        one: int = Field(alias="one_")
        validation: int = Field(validation_alias="v", serialization_alias="s")
        several: int = Field(validation_alias=AliasChoices("a", "b"))

    fields = core_of(Aliased)["schema"]["fields"]
    said = {name: field.get("validation_alias") for name, field in fields.items()}
    assert said == {"plain": None, "one": "one_", "validation": "v", "several": [["a"], ["b"]]}, (
        "aliases no longer stand in validation_alias as a text or a list of paths"
    )


def test_fields_lie_by_name_and_a_default_is_outermost() -> None:
    """Of a model and a TypedDict in a mapping, of a dataclass in a list of such with names."""
    assert set(core_of(Leaf)["schema"]["fields"]) == {"x"}, "fields of a model are no longer a mapping"
    assert set(core_of(Typed)["fields"]) == {"x"}, "fields of a TypedDict are no longer a mapping"
    assert core_of(Data)["schema"]["fields"][0]["name"] == "x", "fields of a dataclass are no longer a list with names"
    assert core_of(Leaf)["schema"]["fields"]["x"]["schema"]["type"] == "default", "a default is no longer outermost"


# -- unions -------------------------------------------------------------------------------------------------------


def test_the_forms_of_discriminators() -> None:
    """The key of a tag is a text, all else a function; choices are a mapping from tags, an enum's too."""
    cores = [
        [node for node in nodes_in(core_of(union)) if node["type"] == "tagged-union"] for union in (Tagged, Called)
    ]
    assert list(map(len, cores)) == [1, 1], "a discriminated union is no tagged-union"
    (by_key,), (by_function,) = cores
    assert by_key["discriminator"] == "type", "the key of a discriminator is no longer a text"
    assert callable(by_function["discriminator"]), "the function of a discriminator is no longer in its place"
    assert list(by_key["choices"]) == ["cat", "dog", "hound", Colour.RED], "choices are no longer by tag"
    assert all(isinstance(choice, dict) for choice in by_key["choices"].values()), "a tag names another instead"


def test_the_choices_of_a_union_take_labels() -> None:
    """A choice may be a pair with a label, which stands in the locations of its errors."""
    core = core_of(Leaf | Data)
    assert all(choice["type"] in CHILDREN for choice in core["choices"]), "choices of a union are no longer schemas"
    labelled = {**core, "choices": [(choice, f"label {number}") for number, choice in enumerate(core["choices"])]}
    with pytest.raises(ValidationError) as caught:
        SchemaValidator(labelled).validate_python(3)
    assert [error["loc"] for error in caught.value.errors()] == [("label 0",), ("label 1",)]


def test_a_function_chooses_by_the_value_itself() -> None:
    """It sees the very object, not a copy, and its label stands in locations; metadata of ours is let alone."""
    seen: list[Any] = []

    def choose(value: Any) -> str:
        seen.append(value)
        return "typedconf"

    core = {
        "type": "tagged-union",
        "choices": {"typedconf": {"type": "int"}},
        "discriminator": choose,
        "metadata": {"typedconf": True},
    }
    value = Governed({}, Mark(Leaf))
    with pytest.raises(ValidationError) as caught:
        SchemaValidator(core).validate_python(value)
    assert seen[0] is value, "the function of a tagged-union no longer gets the value itself"
    assert caught.value.errors()[0]["loc"] == ("typedconf",), "the label of a choice no longer stands in the location"


# -- what validators do -------------------------------------------------------------------------------------------


def test_prebuilt_validators_can_be_refused() -> None:
    """Else nested models would be validated by what their own classes have, which is not derived."""

    class Outer(BaseModel):
        leaf: Leaf

    core = core_of(Outer)
    fields = core["schema"]["fields"]
    leaf = {**fields["leaf"]["schema"], "config": {"extra_fields_behavior": "forbid"}}
    changed = {**core, "schema": {**core["schema"], "fields": {"leaf": {**fields["leaf"], "schema": leaf}}}}
    built = SchemaValidator(changed, _use_prebuilt=False)
    assert not built.isinstance_python({"leaf": {"y": 1}}), "_use_prebuilt=False no longer builds nested models anew"


def test_an_error_within_a_function_is_told_in_its_place() -> None:
    """What a function raises as an error of Pydantic's is told as Pydantic's own would be, beside the others."""

    def refuse(_: Any) -> Any:
        error = InitErrorDetails(type=PydanticCustomError("ours", "no"), loc=("k", 1), input=None)
        raise ValidationError.from_exception_data("Ours", [error])

    before = {"type": "function-before", "schema": {"type": "any"}, "function": {"type": "no-info", "function": refuse}}
    with pytest.raises(ValidationError) as caught:
        SchemaValidator({"type": "list", "items_schema": before}).validate_python([0, 0])
    assert [error["loc"] for error in caught.value.errors()] == [(0, "k", 1), (1, "k", 1)], (
        "an error of Pydantic's that a function raises is no longer merged"
    )


@pytest.mark.parametrize("strict", [True, False])
def test_marked_containers_are_containers(*, strict: bool) -> None:
    """Subclasses of dict and list are taken as these, also where strictness asks for them."""
    core = {"type": "dict", "values_schema": {"type": "list"}}
    made = SchemaValidator(core).validate_python(Spine(k=Items([1])), strict=strict)
    assert (made, type(made), type(made["k"])) == ({"k": [1]}, dict, list), "a subclass of dict is no longer a dict"


def test_definitions_are_shared_by_the_items_of_a_tuple() -> None:
    """One core schema for a root and narrower classes has their definitions side by side, and them in order."""
    core = core_of(tuple[Recursive, Leaf, list[Recursive]])
    assert set(core) >= {"type", "schema", "definitions"}, "definitions no longer stand around the schema"
    items = core["schema"]["items_schema"]
    assert [item["type"] for item in items] == ["definition-ref", "model", "list"], "items of a tuple are not in order"
    (definition,) = core["definitions"]
    assert definition["ref"] == items[0]["schema_ref"], "a definition is no longer found by its ref"
    assert definition["cls"] is Recursive


def test_a_name_may_stand_twice_outside_of_definitions() -> None:
    """Classes that were finished before stand wherever they are used, each with its name."""

    class Outer(BaseModel):
        first: Leaf

    core = core_of(tuple[Outer, Leaf])
    names = [node["ref"] for node in nodes_in(core) if node.get("cls") is Leaf]
    assert len(names) == len(set(names)) + 1, "a finished class is no longer written out where it is used"
    assert SchemaValidator(core, _use_prebuilt=False).isinstance_python(({"first": {}}, {}))


def test_generic_models_tell_their_origin() -> None:
    """Narrower generic models are compared by it."""
    assert Box[int].__pydantic_generic_metadata__["origin"] is Box, "a generic model no longer tells its origin"
    assert Box.__pydantic_generic_metadata__["origin"] is None, "a model without arguments has an origin"
    assert issubclass(Box[int], Box), "a generic model with arguments no longer derives from the one without"
