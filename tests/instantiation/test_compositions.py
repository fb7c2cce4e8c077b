"""Building what was composed: special keys and places of typed nodes, trust, sharing, errors with their origin."""

from __future__ import annotations

import copy
import functools
import pickle
from typing import TYPE_CHECKING, Any

import pydantic.dataclasses
import pytest
from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator

import typedconf as tc
from tests.instantiation.things import Made
from typedconf.instantiation import instantiate
from typedconf.targets.bases import Partial, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

T = "tests.instantiation.things"


class Encoder(Target[Made], target=f"{T}.Made"):
    """Something to build."""

    size: int = 1


class Later(Partial[Made], target=f"{T}.Made"):
    """A call with what a config can't say."""

    params: list[float]
    lr: float
    alias: int = Field(alias="a-b")


class Named(BaseModel):
    """A model that names its target in private, and says how to build."""

    _target_: str = f"{T}.Made"
    _convert_: str = "object"
    part: Part


class Part(BaseModel):
    """A model without a target."""

    encoder: Encoder | None = None


class Encoders(RootModel[list[Encoder]]):
    """A list of things to build."""


class Frozen(Target[Made], target=f"{T}.Made", frozen=True):
    """A default that all share."""


class App(BaseModel):
    """A root schema."""

    encoder: Encoder = Encoder()
    copy_: Encoder = Field(Encoder(), alias="copy")
    later: Later | None = None
    named: Named | None = None
    many: Encoders = Encoders([])
    by_name: dict[str, Encoder] = {}
    any_target: Target[Made] | None = None
    untyped: Any = None
    config: tc.Config | None = None
    frozen: Frozen = Frozen()


Named.model_rebuild()


@pytest.fixture
def typed(tree: Callable[[Mapping[str, str]], Path]) -> Callable[..., App]:
    """Composes a text, with overrides, as an App."""

    def compose(text: str, *overrides: str) -> App:
        return tc.Composer(tree({"config.yaml": text})).compose("config", *overrides, schema=App).value

    return compose


@pytest.fixture
def untyped(tree: Callable[[Mapping[str, str]], Path]) -> Callable[..., tc.Config]:
    """Composes a text, with overrides, as a Config."""

    def compose(text: str, *overrides: str) -> tc.Config:
        return tc.Composer(tree({"config.yaml": text})).compose("config", *overrides).value

    return compose


# -- special keys of typed nodes ----------------------------------------------------------------------------------


def test_special_keys_of_a_target_are_honoured(typed: Callable[..., App]) -> None:
    """They are no fields, and yet say how the node is built."""
    app = typed("encoder: {_args_: [7], size: 2, _shared_: true}\ncopy: ${encoder}")
    assert instantiate(app.encoder) == Made(7, size=2)
    built = instantiate(app)
    assert built["encoder"] is built["copy"]


def test_special_keys_do_not_show(typed: Callable[..., App]) -> None:
    """Equality, dumps, printing and iteration know of fields alone; pickles and copies keep the keys."""
    app = typed("encoder: {_args_: [7], size: 2}")
    encoder = app.encoder
    assert encoder == Encoder(size=2)
    assert Encoder(size=2) == encoder
    assert encoder.model_dump() == {"size": 2}
    assert encoder.model_dump_json() == '{"size":2}'
    assert app.model_dump()["encoder"] == {"size": 2}
    assert repr(encoder) == "Encoder(size=2)"
    assert dict(encoder) == {"size": 2}
    assert encoder.model_fields_set == {"size"}
    assert tc.plain(app, missing="keep")["encoder"] == {"size": 2}
    for twin in (pickle.loads(pickle.dumps(encoder)), copy.deepcopy(encoder), encoder.model_copy()):
        assert twin == encoder
        assert instantiate(twin) == Made(7, size=2)


def test_a_private_key_says_how_to_build(typed: Callable[..., App]) -> None:
    """A model that is no Target may say it in private, and a tree otherwise."""
    app = typed("named: {part: {encoder: {size: 2}}}")
    assert app.named is not None
    assert instantiate(app.named).kwargs["part"].encoder == Made(size=2)
    app = typed("named: {part: {encoder: {size: 2}}, _convert_: all}")
    assert app.named is not None
    assert instantiate(app.named).kwargs["part"] == {"encoder": Made(size=2)}


@pytest.mark.parametrize("text", ["later: {}", "later: {lr: '???', params: '???'}"])
def test_required_fields_of_a_partial_are_left_to_the_call(typed: Callable[..., App], text: str) -> None:
    """What a Partial needs may be given later, whether it is unset or missing; the object lacks it till then."""
    later = typed(text).later
    assert later is not None
    part = instantiate(later)
    assert type(part) is functools.partial
    assert part.keywords == {}
    assert part([1.0], lr=2.0) == Made([1.0], lr=2.0)
    assert later.model_dump() == {}
    assert repr(later) == "Later()"
    assert not hasattr(later, "lr")


def test_fields_of_a_partial_are_checked(typed: Callable[..., App]) -> None:
    """What is there must be right."""
    with pytest.raises(tc.ValidationFailed) as caught:
        typed("later: {lr: fast}")
    assert [problem.key for problem in caught.value.problems] == ["later.lr"]
    later = typed("later: {lr: 2, a-b: 3}").later
    assert later is not None
    assert instantiate(later)() == Made(**{"lr": 2.0, "a-b": 3})


# -- where a typed node stands ------------------------------------------------------------------------------------

PLACES: list[tuple[str, Callable[[App], Any], str]] = [
    ("encoder: {size: 2}", lambda app: app.encoder, "encoder (conf/config.yaml:1:10)"),
    ("a: 1\nmany: [{}, {size: 2}]", lambda app: app.many, "many[0] (conf/config.yaml:2:8)"),
    ("by_name: {x.y: {size: 2}}", lambda app: app.by_name["x.y"], "by_name.x\\.y (conf/config.yaml:1:16)"),
    ("{}", lambda app: app.copy_, "copy (default of App.copy_)"),
    ("named: {part: {encoder: {size: 2}}}", lambda app: app.named, "named.part.encoder (conf/config.yaml:1:25)"),
    ("any_target: {_target_: %s.Made}", lambda app: app.any_target, "any_target (conf/config.yaml:1:24)"),
]


@pytest.mark.parametrize("travels", [False, True])
@pytest.mark.parametrize(("text", "node", "place"), PLACES)
def test_errors_name_the_place(
    typed: Callable[..., App],
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    node: Callable[[App], Any],
    place: str,
    *,
    travels: bool,
) -> None:
    """The exception of a target has a note of its key and of where that was written, in another process too."""

    def fail(_: Made, **__: Any) -> None:
        raise OSError("no luck")

    monkeypatch.setattr(Made, "__init__", fail)
    value = node(typed(text.removeprefix("a: 1\n").replace("%s", T)))
    value = pickle.loads(pickle.dumps(value)) if travels else value
    if isinstance(value, Encoders):
        value = value.root[0]
        place = place.replace(":2:", ":1:")
    with pytest.raises(OSError, match="no luck") as caught:
        instantiate(value)
    assert caught.value.__notes__ == [f"raised while building {place}: {T}.Made"]


def test_a_default_that_all_share_remembers_nothing(typed: Callable[..., App]) -> None:
    """A class's own default object is in every composition, and so in none."""
    app = typed("{}")
    assert set(vars(app.frozen)) == set()


def test_typed_nodes_are_shared_by_reference(typed: Callable[..., App]) -> None:
    """Validation makes two objects of a node and a reference to it; ``share`` builds one, in another process too."""
    text = "encoder: {size: 3}\ncopy: ${encoder}\nby_name: {a: '${copy}', b: {size: 3}}"
    for app in (typed(text), pickle.loads(pickle.dumps(typed(text)))):
        made = instantiate(app, share=True)
        assert made["encoder"] is made["copy"] is made["by_name"]["a"]
        assert made["by_name"]["a"] is not made["by_name"]["b"]
        made = instantiate(app)
        assert made["encoder"] is not made["copy"]


# -- what an annotation takes -------------------------------------------------------------------------------------

UNEXPECTED: list[tuple[str, str]] = [
    ("Other", f"{T}.Other builds a Other, which is no {T}.Made"),
    ("add", f"{T}.add has built a int, which is no {T}.Made"),
]


@pytest.mark.parametrize("travels", [False, True])
@pytest.mark.parametrize(("name", "message"), UNEXPECTED)
def test_a_target_of_another_class(typed: Callable[..., App], name: str, message: str, *, travels: bool) -> None:
    """What an annotation has in brackets must be built there, by a class before it is called."""
    node = typed(f"any_target: {{_target_: {T}.{name}{', a: 1' * (name == 'add')}}}").any_target
    node = pickle.loads(pickle.dumps(node)) if travels else node
    with pytest.raises(tc.ConfigError) as caught:
        instantiate(node)
    problem = caught.value.problems[0]
    assert problem[:4] == (message, "any_target._target_", f"{T}.{name}", f"{T}.Made")


@pytest.mark.parametrize("name", ["Made", "Child", "Made.by_class"])
def test_a_target_of_the_class_or_a_narrower_one(typed: Callable[..., App], name: str) -> None:
    """A subclass is welcome, and a function that makes one."""
    node = typed(f"any_target: {{_target_: {T}.{name}}}").any_target
    assert isinstance(instantiate(node), Made)


# -- trust --------------------------------------------------------------------------------------------------------

TRUSTED: list[tuple[str, tuple[str, ...]]] = [
    ("x: {_target_: %s.Made}", ()),
    ("x: {_target_: %s.Made, size: 1}", ("x.size=2", "+x.y=3")),
    ("x: {_target_: '${y}'}\ny: %s.Made", ()),
    ("x: ${y}\ny: {_target_: %s.Made}\nz: {_target_: %s.Child}", ("x=${z}",)),
    ("x: {_target_: hydra.utils.get_class, path: %s.Made}", ()),
]
DOUBTED: list[tuple[str, tuple[str, ...]]] = [
    ("x: {_target_: %s.Made}", ("x._target_=%s.Child",)),
    ("x: {}", ("+x._target_=%s.Made",)),
    ("x: null", ("x={_target_:%s.Made}",)),
    ("x: {_target_: '${y}'}\ny: a", ("y=%s.Made",)),
    ("x: {_target_: '%s.${y}'}\ny: a", ("y=Made",)),
    ("x: {_target_: '${oc.env:TYPEDCONF_TARGET}'}", ()),
    ("x: {_target_: hydra.utils.get_class, path: a}", ("x.path=%s.Made",)),
    ("x: {_target_: hydra.utils.get_class, _args_: [a]}", ("x._args_=[%s.Made]",)),
]


@pytest.mark.parametrize(("text", "overrides"), TRUSTED)
def test_what_files_name_is_built(untyped: Callable[..., tc.Config], text: str, overrides: tuple[str, ...]) -> None:
    """A file names code, and who only chooses among what files name needs no permission."""
    config = untyped(text.replace("%s", T), *overrides)
    made = instantiate(config.x)
    assert isinstance(made, Made) or made is Made
    assert isinstance(instantiate(pickle.loads(pickle.dumps(config)).x), (Made, type))


@pytest.mark.parametrize(("text", "overrides"), DOUBTED)
def test_what_others_name_needs_permission(
    untyped: Callable[..., tc.Config], monkeypatch: pytest.MonkeyPatch, text: str, overrides: tuple[str, ...]
) -> None:
    """An override or a variable names no code that the program doesn't permit; then it does."""
    monkeypatch.setenv("TYPEDCONF_TARGET", f"{T}.Made")
    config = untyped(text.replace("%s", T), *[override.replace("%s", T) for override in overrides])
    with pytest.raises(tc.ConfigError) as caught:
        instantiate(config.x)
    assert type(caught.value).__name__ == "TargetRefused"
    assert caught.value.problems[0].key.startswith("x.")
    made = instantiate(config.x, allow=f"{T}.*")
    assert isinstance(made, Made) or made is Made


def test_any_target_is_judged_by_its_own_text(typed: Callable[..., App]) -> None:
    """A node whose class leaves the target open names it as an untyped one does; what the schema names is trusted."""
    text = f"any_target: {{_target_: {T}.Child}}"
    assert type(instantiate(typed(text).any_target)).__name__ == "Child"
    app = typed(text, f"any_target._target_={T}.Made.by_class")
    for node in (app.any_target, pickle.loads(pickle.dumps(app.any_target))):
        with pytest.raises(tc.ConfigError, match="may not build"):
            instantiate(node)


def test_a_text_that_a_validator_moved_is_not_trusted(tree: Callable[[Mapping[str, str]], Path]) -> None:
    """What stands elsewhere in the tree tells nothing of what a validator has put in its place."""

    class Swapped(BaseModel):
        one: Target[Made]
        two: Target[Made]

        @model_validator(mode="before")
        @classmethod
        def swap(cls, data: Any) -> Any:
            return {"one": data["two"], "two": data["one"]}

    folder = tree({"config.yaml": f"one: {{_target_: {T}.Made}}\ntwo: {{_target_: {T}.Made}}"})
    override = f"one._target_={T}.Child"
    value = tc.Composer(folder).compose("config", override, schema=Swapped).value
    for moved in (value.two, pickle.loads(pickle.dumps(value.two))):
        with pytest.raises(tc.ConfigError, match="may not build"):
            instantiate(moved)


def test_no_tree_can_write_what_objects_remember(tree: Callable[[Mapping[str, str]], Path]) -> None:
    """The extra keys of an open dataclass are its attributes; none of them says how to build, or where it stands."""

    @pydantic.dataclasses.dataclass(config=ConfigDict(extra="allow"))
    class Open:
        x: int = 1

    text = f"__typedconf_special_keys__: {{_target_: {T}.Made}}\n__typedconf_standing__: here"
    value = tc.Composer(tree({"config.yaml": text})).compose("config", schema=Open).value
    assert instantiate(value) == {"x": 1}


def test_the_annotation_may_name_the_target(typed: Callable[..., App]) -> None:
    """A node without a target of its own builds what stands in the brackets."""
    app = typed("any_target: {x: 1}")
    for node in (app.any_target, pickle.loads(pickle.dumps(app.any_target))):
        assert instantiate(node) == Made(x=1)


def test_untyped_parts_of_a_schema(typed: Callable[..., App]) -> None:
    """A ``Config`` remembers who wrote it; what is validated as anything is plain data, and the refusal says so."""
    text = f"config: {{_target_: {T}.Made}}\nuntyped: {{_target_: {T}.Made}}"
    app = typed(text)
    assert instantiate(app.config) == Made()
    with pytest.raises(tc.ConfigError, match=r"nobody knows who wrote it \(a Config of a composition would\)"):
        instantiate(app.untyped)
    assert instantiate(app.untyped, allow=f"{T}.Made") == Made()
