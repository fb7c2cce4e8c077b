"""Narrower classes in the places of those that they derive from: where marks choose them, and where errors lie."""

from __future__ import annotations

import copy
import dataclasses
import functools
import pickle
from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Generic, Literal, NamedTuple, Optional, TypeVar, Union

import pydantic.dataclasses
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    RootModel,
    Tag,
    ValidationError,
    WrapValidator,
    create_model,
    field_validator,
    model_validator,
)
from typing_extensions import TypeAliasType, TypedDict

from typedconf.errors import StoreError
from typedconf.schema.derived import Derived
from typedconf.schema.derived.marks import Governed
from typedconf.targets.bases import Partial, Target
from typedconf.trees import find, walk

T = TypeVar("T")


class B(BaseModel):
    """What annotations say."""

    x: int = 0


class N(B):
    """What the store says."""

    y: int = 0


class Deeper(N):
    """Narrower still."""

    z: int = 0


class Other(BaseModel):
    """On no chain with these."""

    o: int = 0


class Wrong(BaseModel):
    """Another with the keys of N."""

    x: int = 0
    y: int = 0


class Cat(BaseModel):
    """A member of a tagged union."""

    type: Literal["cat"] = "cat"
    x: int = 0


class Lion(Cat):
    """Narrower than that member."""

    y: int = 0


class Tiger(Cat):
    """A narrower one with a tag of its own."""

    type: Literal["tiger"] = "tiger"  # type: ignore[assignment]
    y: int = 0


class Dog(BaseModel):
    """Another member."""

    type: Literal["dog"] = "dog"


Tagged = Annotated[Cat | Dog, Field(discriminator="type")]
ByFunction = Annotated[
    Annotated[B, Tag("b")] | Annotated[Other, Tag("o")], Discriminator(lambda data: "o" if "y" in data else "b")
]


class Couple(NamedTuple):
    """A named tuple, which takes lists and mappings."""

    b: B
    n: int = 0


@dataclasses.dataclass
class Data:
    """A stdlib dataclass."""

    x: int = 0


@dataclasses.dataclass
class DataN(Data):
    """Narrower."""

    y: int = 0


@pydantic.dataclasses.dataclass
class Strict:
    """A dataclass of Pydantic's."""

    x: int = 0


@pydantic.dataclasses.dataclass
class StrictN(Strict):
    """Narrower."""

    y: int = 0


class Box(BaseModel, Generic[T]):
    """A generic model."""

    item: T


class IntBox(Box[int]):
    """Narrower than one of its parametrisations."""

    y: int = 0


@dataclasses.dataclass
class Pair(Generic[T]):
    """A generic dataclass."""

    x: T


@dataclasses.dataclass
class PairN(Pair[int]):
    """Narrower."""

    y: int = 0


class Tree(BaseModel):
    """Recursive."""

    x: int = 0
    tree: Tree | None = None


class TreeN(Tree):
    """Narrower, and it holds the others."""

    y: int = 0
    trees: list[Tree] = []
    named: dict[str, TreeN] = {}


class Root(RootModel[B]):
    """Holds B in its own place."""


class Open(BaseModel):
    """Takes any key."""

    model_config = ConfigDict(extra="allow")


Alias = TypeAliasType("Alias", B)


def node(**items: Any) -> dict[str, Any]:
    """A mapping that N takes and B doesn't."""
    return {"y": 1, **items}


# the annotation, the narrower class, the tree, the path of the mark
PLACES: list[tuple[Any, Any, Any, tuple[Any, ...]]] = [
    (B, N, node(), ()),
    (N, N, node(), ()),
    (Optional[B], N, node(), ()),  # noqa: UP045  the old spelling is meant
    (B | None, Deeper, node(z=2), ()),
    (list[B], N, [{}, node()], (1,)),
    (tuple[int, B], N, [1, node()], (1,)),
    (tuple[B, ...], N, [node()], (0,)),
    (dict[str, B], N, {"k": node(), "j": {}}, ("k",)),
    (dict[int, list[B]], N, {7: [node()]}, (7, 0)),
    (Mapping[str, B], N, {"k": node()}, ("k",)),
    (Alias, N, node(), ()),
    (Root, N, node(), ()),
    (int | B, N, node(), ()),
    (Other | B, N, node(), ()),
    (Wrong | B | None, N, node(), ()),
    (B | N, N, node(), ()),
    (Wrong | list[B], N, [node()], (0,)),
    (list[Wrong | B], N, [node()], (0,)),
    (Wrong | Other | Root, N, node(), ()),
    (int | Annotated[B, AfterValidator(lambda made: made)], N, node(), ()),
    (Tagged, Lion, {"y": 1}, ()),
    (Tagged, Lion, {"type": "cat", "y": 1}, ()),
    (Tagged, Tiger, {"type": "tiger", "y": 1}, ()),
    (Tagged | None, Lion, {"y": 1}, ()),
    (dict[str, Tagged], Lion, {"k": {"y": 1}}, ("k",)),
    (int | Tagged, Tiger, {"y": 1}, ()),
    (ByFunction, N, node(), ()),
    (Couple, N, [node()], (0,)),
    (Couple, N, {"b": node()}, ("b",)),
    (Data, DataN, node(), ()),
    (list[Data], DataN, [node()], (0,)),
    (Strict | None, StrictN, node(), ()),
    (Box[int], IntBox, {"item": 1, "y": 1}, ()),
    (Box[Any], Box[int], {"item": "1"}, ()),
    (Box, IntBox, {"item": "1", "y": 1}, ()),
    (Box[str] | Box[int], IntBox, {"item": "1", "y": 1}, ()),
    (Box[B], N, {"item": node()}, ("item",)),
    (Pair[Any], PairN, {"x": "1", "y": 1}, ()),
    (Pair, Pair[int], {"x": "1"}, ()),
    (Tree, TreeN, {"tree": {"tree": {"y": 1}}}, ("tree", "tree")),
    (TreeN, TreeN, {"trees": [{}, {"y": 1}]}, ("trees", 1)),
    (Tree, TreeN, {"y": 1, "named": {"k": {"y": 2}}}, ()),
    (Any, N, node(), ()),
    (object, N, {"k": [node()]}, ("k", 0)),
    (dict, N, {"k": {"j": node()}}, ("k", "j")),
    (list, N, [[node()]], (0, 0)),
    (dict[str, Any], DataN, {"k": node()}, ("k",)),
    (Open, N, {"k": [node()]}, ("k", 0)),
]


def of(schema: Any) -> Any:
    """The class without its brackets."""
    return getattr(schema, "__origin__", schema)


def reach(value: Any, path: tuple[Any, ...]) -> Any:
    """What stands at a path of an object that was made."""
    for key in path:
        value = getattr(value, "root", value)
        value = (
            value[key]
            if isinstance(value, (dict, list, tuple)) and key != "b"
            else getattr(value, key, None) or value.held
        )
    return getattr(value, "root", value)


@pytest.mark.parametrize(("schema", "cls", "tree", "path"), PLACES)
def test_the_mark_chooses_its_class(schema: Any, cls: Any, tree: Any, path: tuple[Any, ...]) -> None:
    """Wherever a class is expected, the mapping with the mark of a narrower one becomes that one."""
    derived = Derived(schema, (cls,))
    marked = derived.marked(tree, {path: cls})
    made = reach(derived.validator.validate_python(marked), path)
    assert type(made) is of(cls)
    assert derived.unused(marked) == []
    assert derived.warnings == ()


@pytest.mark.parametrize(("schema", "cls", "tree", "path"), PLACES)
def test_errors_below_are_exact(schema: Any, cls: Any, tree: Any, path: tuple[Any, ...]) -> None:
    """An error in a narrower class lies at its key, without a label of a union, and names that class."""
    broken = copy.deepcopy(tree)
    find(broken, path)["nowhere"] = 1
    derived = Derived(schema, (cls,))
    with pytest.raises(ValidationError) as caught:
        derived.validator.validate_python(derived.marked(broken, {path: cls}))
    places = [derived.locate(error["loc"], broken, as_written=True) for error in caught.value.errors()]
    below = [place for place in places if place.path[: len(path)] == path and len(place.path) > len(path)]
    assert [(place.path, place.governing) for place in below] == [((*path, "nowhere"), of(cls))]
    assert not any("typedconf" in str(key) or key == "" for place in places for key in place.path)


@pytest.mark.parametrize(("schema", "cls", "tree", "path"), PLACES)
def test_nothing_changes_without_marks(schema: Any, cls: Any, tree: Any, path: tuple[Any, ...]) -> None:  # noqa: ARG001
    """Unmarked, the same trees are judged as if no class were narrower."""
    plain = Derived(schema)

    def outcome(derived: Derived) -> Any:
        try:
            return derived.validator.validate_python(tree)
        except ValidationError as error:
            return [
                (derived.locate(one["loc"], tree).path, one["type"], one["msg"])
                for one in error.errors(include_url=False)
            ]

    assert outcome(Derived(schema, (cls,))) == outcome(plain)


@pytest.mark.parametrize(("schema", "cls", "tree", "path"), PLACES)
def test_the_tree_is_left_alone(schema: Any, cls: Any, tree: Any, path: tuple[Any, ...]) -> None:
    """Marking copies the way to the mark, and what is made shares no container with the tree."""
    before = copy.deepcopy(tree)
    derived = Derived(schema, (cls,))
    made = derived.validator.validate_python(derived.marked(tree, {path: cls}))
    assert not any(isinstance(leaf, Governed) for _, leaf in walk(tree))
    assert tree == before
    assert "Governed" not in repr(made)


# -- anywhere -----------------------------------------------------------------------------------------------------


def held(kind: str, inner: Any) -> Any:
    """A class of that kind with a field ``inner``."""
    if kind == "dataclass":
        return dataclasses.make_dataclass("Holder", [("inner", inner)])
    if kind == "typed-dict":
        return TypedDict("Holder", {"inner": inner})  # type: ignore[operator]
    if kind == "aliased":
        return create_model("Holder", held=(inner, Field(alias="inner")))
    return create_model("Holder", inner=(inner, ...))


# an annotation around another, the tree around its tree, and the keys between
AROUND: list[tuple[Callable[[Any], Any], Callable[[Any], Any], tuple[Any, ...]]] = [
    (lambda inner: list[inner], lambda tree: [tree], (0,)),  # type: ignore[valid-type]
    (lambda inner: tuple[int, inner], lambda tree: [1, tree], (1,)),  # type: ignore[valid-type]
    (lambda inner: dict[str, inner], lambda tree: {"0": tree}, ("0",)),  # type: ignore[valid-type]
    (lambda inner: inner | None, lambda tree: tree, ()),
    (lambda inner: int | inner, lambda tree: tree, ()),
    (lambda inner: Wrong | inner, lambda tree: tree, ()),
    (lambda inner: Annotated[inner, AfterValidator(lambda made: made)], lambda tree: tree, ()),
    (lambda inner: Annotated[inner, WrapValidator(lambda data, go: go(data))], lambda tree: tree, ()),
    (lambda inner: TypeAliasType("Alias", inner), lambda tree: tree, ()),
    *(
        (functools.partial(held, kind), lambda tree: {"inner": tree}, ("inner",))
        for kind in ("model", "dataclass", "typed-dict", "aliased")
    ),
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(AROUND), max_size=6), st.booleans())
def test_a_class_is_found_at_any_depth(layers: list[Any], also: bool) -> None:  # noqa: FBT001  hypothesis gives it
    """However annotations are put around each other, the mark chooses and errors are exact."""
    schema, tree = B, node()
    path: tuple[Any, ...] = ()
    for annotate, put, keys in layers:
        schema, tree, path = annotate(schema), put(tree), (*keys, *path)
    derived = Derived(schema, (N, Deeper) if also else (N,))
    marked = derived.marked(tree, {path: N})
    made = derived.validator.validate_python(marked)
    assert reach(made, path) == N(y=1)
    assert derived.unused(marked) == []
    broken = copy.deepcopy(tree)
    find(broken, path)["y"] = "?"
    with pytest.raises(ValidationError) as caught:
        derived.validator.validate_python(derived.marked(broken, {path: N}))
    places = [derived.locate(error["loc"], broken) for error in caught.value.errors()]
    assert [place.owner for place in places if place.path == (*path, "y")] == [(N, "y")]


# -- several at once --------------------------------------------------------------------------------------------


class App(BaseModel):
    """A class twice, and one with a field around it."""

    first: B
    second: B = B()
    tree: Tree = Tree()
    many: dict[str, B | Other] = {}


class Trunk(B):
    """Narrower than what it holds, so that the two recur in each other."""

    children: list[B] = []
    other: App | None = None


def made_of(schema: Any, tree: Any, governing: dict[tuple[Any, ...], Any]) -> Any:
    """What becomes of ``tree`` with these marks, all of which are used."""
    derived = Derived(schema, tuple(dict.fromkeys(governing.values())))
    marked = derived.marked(tree, governing)
    made = derived.validator.validate_python(marked)
    assert derived.unused(marked) == []
    return made


def test_each_place_has_its_own_class() -> None:
    """One annotation used several times is a different class in each place that says so."""
    tree = {"first": node(), "second": {"z": 1}, "many": {"a": node(), "b": {}, "c": {"o": 1}}, "tree": {"y": 1}}
    governing = {("first",): N, ("second",): Deeper, ("many", "a"): N, ("tree",): TreeN}
    made = made_of(App, tree, governing)
    assert made == App.model_construct(
        first=N(y=1), second=Deeper(z=1), many={"a": N(y=1), "b": B(), "c": Other(o=1)}, tree=TreeN(y=1)
    )
    assert made.model_fields_set == set(tree)


def test_classes_may_recur_in_each_other() -> None:
    """A narrower class that holds the class which it derives from, and the root, is found at every depth."""
    tree = {"first": {"children": [{}, {"children": [{"y": 1}]}], "other": {"first": {"children": [{}]}}}}
    governing = {
        ("first",): Trunk,
        ("first", "children", 1): Trunk,
        ("first", "children", 1, "children", 0): N,
        ("first", "other", "first"): Trunk,
    }
    first = made_of(App, tree, governing).first
    assert first == Trunk(
        children=[B(), Trunk(children=[N(y=1)])], other=App.model_construct(first=Trunk(children=[B()]))
    )


def test_a_narrower_root() -> None:
    """The root itself may be narrower, and hold more of its kind."""
    assert made_of(Tree, {"y": 1, "tree": {"y": 2}}, {(): TreeN, ("tree",): TreeN}) == TreeN(y=1, tree=TreeN(y=2))


def test_a_typed_dict_stands_below_what_is_untyped() -> None:
    """It forms no chain with others, and makes plain data of an untyped part."""

    class Typed(TypedDict):
        n: int

    assert made_of(dict[str, Any], {"a": {"n": "1"}, "b": {"n": "1"}}, {("a",): Typed}) == {
        "a": {"n": 1},
        "b": {"n": "1"},
    }


def test_a_choice_is_the_nearest() -> None:
    """Of a union's members, the one that is nearest above a narrower class takes it."""
    seen: list[str] = []

    def note(name: str) -> AfterValidator:
        def see(made: Any) -> Any:
            seen.append(name)
            return made

        return AfterValidator(see)

    union = Union[Annotated[B, note("B")], Annotated[N, note("N")], Annotated[Other, note("Other")]]  # noqa: UP007
    assert made_of(union, {"z": 1}, {(): Deeper}) == Deeper(z=1)
    assert seen == ["N"]


# -- what the user's validators make of it -----------------------------------------------------------------------


class Checked(BaseModel):
    """Has validators of every mode."""

    calls: ClassVar[list[str]] = []
    x: int = 0

    @model_validator(mode="before")
    @classmethod
    def before(cls, data: Any) -> Any:
        """Called first."""
        cls.calls.append("before")
        return data

    @model_validator(mode="wrap")
    @classmethod
    def wrap(cls, data: Any, handler: Any) -> Any:
        """Called around."""
        cls.calls.append("wrap")
        return handler(data)

    @model_validator(mode="after")
    def after(self) -> Any:
        """Called last."""
        self.calls.append("after")
        return self


class CheckedN(Checked):
    """Inherits them."""

    y: int = 0


class Unchecked(Checked):
    """Overrides them."""

    y: int = 0

    @model_validator(mode="before")
    @classmethod
    def before(cls, data: Any) -> Any:
        """As it is."""
        return data

    @model_validator(mode="wrap")
    @classmethod
    def wrap(cls, data: Any, handler: Any) -> Any:
        """As it is."""
        return handler(data)

    @model_validator(mode="after")
    def after(self) -> Any:
        """As it is."""
        return self


@pytest.mark.parametrize("annotation", [Checked, Annotated[Checked, AfterValidator(lambda made: made)], Alias])
@pytest.mark.parametrize(("cls", "calls"), [(CheckedN, ["after", "before", "wrap"]), (Unchecked, [])])
def test_a_class_is_checked_by_its_own_validators(annotation: Any, cls: Any, calls: list[str]) -> None:
    """Those that a narrower class inherits run once; those of the class in the annotation don't run for it."""
    schema = Annotated[annotation, "noted"] if annotation is not Alias else TypeAliasType("Alias", Checked)
    Checked.calls.clear()
    assert made_of(list[schema], [{"y": 1}], {(0,): cls})[0].y == 1  # type: ignore[valid-type]
    assert sorted(Checked.calls) == calls


@dataclasses.dataclass
class CheckedData:
    """A plain dataclass with a validator of Pydantic's around it."""

    calls: ClassVar[list[str]] = []
    x: int = 0

    @model_validator(mode="after")
    def after(self) -> Any:
        """Called last."""
        self.calls.append("after")
        return self


@dataclasses.dataclass
class CheckedDataN(CheckedData):
    """Inherits it."""

    y: int = 0


def test_a_plain_dataclass_may_have_validators() -> None:
    """They run once for a narrower one."""
    CheckedData.calls.clear()
    assert made_of(CheckedData, {"y": 1}, {(): CheckedDataN}) == CheckedDataN(y=1)
    assert CheckedData.calls == ["after"]


def changed(data: Any) -> Any:
    """A mapping with another value, made as people do."""
    other = data.copy()
    other["x"] = 5
    return other


WAYS: list[tuple[Any, bool]] = [
    (BeforeValidator(lambda data: data), True),
    (BeforeValidator(lambda data: data | {"x": 5}), True),
    (BeforeValidator(copy.copy), True),
    (BeforeValidator(copy.deepcopy), True),
    (BeforeValidator(changed), True),
    (WrapValidator(lambda data, handler: handler(data)), True),
    (AfterValidator(lambda made: made), True),
    (BeforeValidator(lambda data: {**data}), False),
    (BeforeValidator(dict), False),
    (WrapValidator(lambda data, handler: handler({key: value for key, value in data.items() if key != "y"})), False),
]


@pytest.mark.parametrize(("validator", "kept"), WAYS)
def test_a_field_may_look_at_its_mapping(validator: Any, *, kept: bool) -> None:
    """A mark outlives the usual copies; where a validator makes a mapping of its own, that is told."""

    class Looking(BaseModel):
        b: Annotated[B, validator]

    derived = Derived(Looking, (N,))
    marked = derived.marked({"b": {"y": 1} if kept else {}}, {("b",): N})
    made = derived.validator.validate_python(marked)
    assert type(made.b) is (N if kept else B)
    assert derived.unused(marked) == ([] if kept else [("b",)])


def test_field_validators_run_around_the_class() -> None:
    """A validator of the field gets the object of the narrower class."""

    class Looking(BaseModel):
        b: B

        @field_validator("b")
        @classmethod
        def check(cls, value: B) -> B:
            assert type(value) is N
            return value

    assert made_of(Looking, {"b": node()}, {("b",): N}).b == N(y=1)


@pytest.mark.parametrize("annotation", [Annotated[B, Field(strict=True)], Annotated[Box[int], Field(strict=True)]])
def test_a_strict_field_of_a_model_takes_mappings(annotation: Any) -> None:
    """Pydantic's strict models take mappings, so their places are for narrower classes too."""
    cls = N if annotation.__origin__ is B else IntBox
    tree = {"b": node(item=1) if cls is IntBox else node()}
    assert type(made_of(dict[str, annotation], tree, {("b",): cls})["b"]) is cls


def test_strict_classes_take_marked_containers() -> None:
    """Containers on the way to a mark are what they were to strict classes too."""

    class Exact(BaseModel):
        model_config = ConfigDict(strict=True)
        items: list[Any]
        named: dict[str, Any]
        opened: Any

    tree = {"items": [{"y": 1}], "named": {"k": {"y": 1}}, "opened": {"k": [{"y": 1}]}}
    made = made_of(Exact, tree, {("items", 0): N, ("named", "k"): N, ("opened", "k", 0): N})
    assert (made.items, made.named, made.opened) == ([N(y=1)], {"k": N(y=1)}, {"k": [N(y=1)]})
    assert (type(made.items), type(made.named), type(made.opened["k"])) == (list, dict, list)


def test_marks_reach_below_a_constructor() -> None:
    """A class with its own ``__init__`` has narrower classes below it, and may be one."""

    class Made(BaseModel):
        b: B

        def __init__(self, **rest: Any) -> None:
            super().__init__(**rest)

    class MadeN(Made):
        more: list[B]

    made = made_of(dict[str, Made], {"k": {"b": {}, "more": [node()]}}, {("k",): MadeN, ("k", "more", 0): N})
    assert made == {"k": MadeN(b=B(), more=[N(y=1)])}
    assert type(made["k"].more[0]) is N


# -- what Pydantic does with the result ---------------------------------------------------------------------------


def test_serialisation_is_the_classes_own() -> None:
    """The object is one as any: what it is printed with is not derived."""
    made = made_of(App, {"first": node()}, {("first",): N})
    assert made.model_dump(exclude_unset=True) == {"first": {}}
    assert made.model_dump(exclude_unset=True, serialize_as_any=True) == {"first": {"y": 1}}
    assert made.model_copy(deep=True) == made
    assert pickle.loads(pickle.dumps(made)) == made


def test_assignment_is_the_classes_own() -> None:
    """A class that validates assignments does so as ever."""

    class Assigned(BaseModel):
        model_config = ConfigDict(validate_assignment=True, revalidate_instances="always")
        b: B
        n: int = 0

        @model_validator(mode="after")
        def check(self) -> Any:
            return self

    made = made_of(Assigned, {"b": node()}, {("b",): N})
    made.n = "3"
    assert (made.n, made.b) == (3, N(y=1))


# -- where errors lie ---------------------------------------------------------------------------------------------


def test_the_field_is_the_narrower_classes() -> None:
    """An error at a field tells the class that declares it, also below unions and what is untyped."""
    tree = {"first": {"y": "?"}, "many": {"0": {"y": "?"}}, "tree": {"named": {"k": {"trees": [{"x": "?"}]}}}}
    derived = Derived(App, (N, TreeN))
    marked = derived.marked(tree, {("first",): N, ("many", "0"): N, ("tree",): TreeN})
    with pytest.raises(ValidationError) as caught:
        derived.validator.validate_python(marked)
    places = [derived.locate(error["loc"], tree) for error in caught.value.errors()]
    assert [(place.path, place.owner) for place in places] == [
        (("first", "y"), (N, "y")),
        (("tree", "named", "k", "trees", 0, "x"), (Tree, "x")),
        (("many", "0", "y"), (N, "y")),
    ]
    assert [place.choices for place in places] == [(), (), ()]


def test_an_error_in_a_union_still_names_its_members() -> None:
    """Members that hold places for narrower classes keep their names."""
    derived = Derived(B | Other, (N,))
    with pytest.raises(ValidationError) as caught:
        derived.validator.validate_python({"q": 1})
    choices = {derived.locate(error["loc"], {"q": 1}).choices for error in caught.value.errors()}
    assert {choice.names for (choice,) in choices} == {("B", "Other")}


def test_tracing_goes_through_narrower_classes() -> None:
    """Each field is told, with its own key."""
    seen: list[Any] = []
    derived = Derived(App, (N, TreeN))
    marked = derived.marked({"first": node(), "tree": {"y": 2}}, {("first",): N, ("tree",): TreeN})

    def trace(key: Any, value: Any, handler: Any) -> Any:
        seen.append(key)
        return handler(value)

    made = derived.traced(trace).validate_python(marked)
    assert made.first == N(y=1)
    assert seen == ["first", "y", "tree", "y"]


# -- marking ------------------------------------------------------------------------------------------------------


def test_only_the_way_is_copied() -> None:
    """What lies beside a mark is shared with the tree, and a tree without marks is itself."""
    tree: Any = {"first": {"x": 1, "sub": {}}, "beside": {"k": []}, "items": [{}, {}]}
    derived = Derived(dict[str, Any], (N,))
    marked = derived.marked(tree, {("first",): N, ("items", 1): N})
    assert marked == tree
    assert marked["beside"] is tree["beside"]
    assert marked["first"]["sub"] is tree["first"]["sub"]
    assert marked["items"][0] is tree["items"][0]
    assert derived.unused(marked) == [("first",), ("items", 1)]


@pytest.mark.parametrize("path", [("nowhere",), ("text",), ("items", 5), ("items", "k"), ("text", "k")])
def test_what_is_no_mapping_has_no_mark(path: tuple[Any, ...]) -> None:
    """A path that leads to nothing or to a leaf is left alone."""
    tree = {"text": "t", "items": [1]}
    derived = Derived(dict[str, Any], (N,))
    assert derived.marked(tree, {path: N}) is tree


def test_classes_that_are_not_narrower_need_no_mark() -> None:
    """What the annotations say already is not marked."""
    tree: dict[str, Any] = {"first": {}}
    assert Derived(App, (N,)).marked(tree, {("first",): B}) is tree


def test_a_narrower_class_that_is_none() -> None:
    """Pydantic's complaint of a narrower class names it."""

    class Bad(B):
        later: "Nowhere"  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(StoreError) as caught:
        Derived(App, (Bad,))
    assert str(caught.value).startswith("Bad.later: Nowhere is not defined when the program runs; ")


def test_a_class_with_a_core_schema_of_its_own_is_replaced() -> None:
    """What a class writes itself is left to Pydantic, but a narrower class takes its place."""

    class Own(BaseModel):
        @classmethod
        def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
            return handler(source)

    class OwnN(Own):
        y: int = 0

    derived = Derived(list[Own], (OwnN,))
    made = derived.validator.validate_python(derived.marked([{"y": 1}, {"y": 1}], {(0,): OwnN}))
    assert made == [OwnN(y=1), Own()]


class Optimizer(Target["torch.optim.Optimizer"]):  # type: ignore[name-defined]
    """A base of options."""

    lr: float = 0.1


class AdamW(Optimizer, target="torch.optim.AdamW"):
    """An option."""

    weight_decay: float = 0.0


class Later(Partial["torch.optim.AdamW"]):  # type: ignore[name-defined]
    """A partial one."""

    lr: float = 0.1


TARGETS: list[tuple[Any, Any, dict[str, Any]]] = [
    (Optimizer, AdamW, {"_target_": "torch.optim.AdamW", "weight_decay": 1}),
    (Optimizer | None, AdamW, {"weight_decay": 1, "_convert_": "all"}),
    (Target["torch.optim.Optimizer"], AdamW, {"weight_decay": 1}),  # type: ignore[name-defined]
    (Target[Any] | Other, AdamW, {"_target_": "torch.optim.AdamW"}),
    (Partial["torch.optim.AdamW"], Later, {"_partial_": True, "lr": 1}),  # type: ignore[name-defined]
    (Any, AdamW, {"_target_": "torch.optim.AdamW"}),
]


@pytest.mark.parametrize(("schema", "cls", "tree"), TARGETS)
def test_targets_are_narrower_too(schema: Any, cls: Any, tree: dict[str, Any]) -> None:
    """A class with a target takes the place of a base of its kind, and its special keys are no fields."""
    assert type(made_of(schema, tree, {(): cls})) is cls


def test_a_target_is_judged_by_the_narrower_class() -> None:
    """The target of the narrower class counts, not that of the annotation."""
    derived = Derived(Optimizer, (AdamW,))
    tree = {"_target_": "torch.optim.Optimizer", "nowhere": 1}
    with pytest.raises(ValidationError) as caught:
        derived.validator.validate_python(derived.marked(tree, {(): AdamW}))
    errors = [(derived.locate(error["loc"], tree).path, error["msg"]) for error in caught.value.errors()]
    assert errors == [
        (("_target_",), "the target of AdamW is torch.optim.AdamW, not torch.optim.Optimizer"),
        (("nowhere",), "Extra inputs are not permitted"),
    ]
