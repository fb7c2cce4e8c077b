"""Edge cases of composing by a schema: what lies below recursive classes, factories, other spellings, operators."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, Self, TypeVar

import pytest
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from typedconf import Composer, ConfigError
from typedconf.schema.rules import SchemaRules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")


@pytest.fixture
def typed(tree: Callable[[dict[str, str]], Path]) -> Callable[..., Any]:
    """Composes a text by a schema."""

    def compose(text: str, *overrides: str, schema: Any) -> Any:
        return Composer(tree({"config.yaml": text})).compose("config", *overrides, schema=schema)

    return compose


class Db(BaseModel):
    """A schema."""

    password: SecretStr = SecretStr("dflt-secret")
    tokens: list[SecretStr] = []


class Service(BaseModel):
    """A schema."""

    db: Db = Db()


@pytest.mark.parametrize(
    "overrides",
    [
        ["db.tokens=topsecret99"],
        ["db.password=append(topsecret99)"],
        ["~db.password=topsecret99"],
        ["db.password=topsecret99", "~db.password=x"],
        ["db.tokens=[topsecret99]", "db.tokens=remove(topsecret99x)"],
        ["db.password=topsecret99", "+db.password=topsecret99"],
    ],
)
def test_secrets_in_errors_of_overrides(typed: Any, overrides: list[str]) -> None:
    """Errors of overrides show no secret either."""
    with pytest.raises(ConfigError) as caught:
        _ = typed("", *overrides, schema=Service).value
    shown = str(caught.value) + repr([(p.value, p.message, p.origin and p.origin.text) for p in caught.value.problems])
    assert "topsecret" not in shown
    assert "dflt-secret" not in shown


class SelfModel(BaseModel):
    """A schema."""

    v: str = ""
    word: SecretStr = SecretStr("")
    me: Self | None = None
    kids: list[Self] = []


class Box(BaseModel, Generic[T]):
    """A schema."""

    item: T
    boxed: Box[T] | None = None


class BoxOfSecrets(BaseModel):
    """A schema."""

    box: Box[SecretStr]


def test_self_and_recursive_generics(typed: Any) -> None:
    """Below Self and in recursive generics the types are known: text is text, secrets are hidden."""
    value = typed("me: {v: 007}\nkids: [{v: no}]\n", schema=SelfModel).value
    assert (value.me.v, value.kids[0].v) == ("007", "no")
    assert "topsecret" not in typed("me: {word: topsecret}\n", schema=SelfModel).to_yaml()
    assert "topsecret" not in typed("box: {item: a, boxed: {item: topsecret}}\n", schema=BoxOfSecrets).to_yaml()


class OpenSecrets(BaseModel):
    """A schema."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, SecretStr]


def test_typed_extras(typed: Any) -> None:
    """The annotation of ``__pydantic_extra__`` counts for the keys that a class does not name."""
    composition = typed("x: 007\n", schema=OpenSecrets)
    assert composition.tree == {"x": "007"}
    assert "007" not in composition.to_yaml()


class Vit(BaseModel):
    """A schema."""

    kind: Literal["vit"] = "vit"
    depth: int = 1


class Cnn(BaseModel):
    """A schema."""

    kind: Literal["cnn"] = "cnn"


class OrText(BaseModel):
    """A schema."""

    model: Annotated[Vit | Cnn, Field(discriminator="kind")] | str | int = "x"


def test_a_union_that_takes_text_itself(typed: Any) -> None:
    """A text is a tag only where nothing else takes it."""
    assert typed("model: plain text\n", schema=OrText).value.model == "plain text"


class Mapped(BaseModel):
    """A schema."""

    mapping: dict[str, int] = {"p": 1, "q": 2}
    inner: dict[str, Any] = Field(default_factory=lambda: {"l": [1]})


def test_keys_of_a_default_mapping(typed: Any) -> None:
    """A key of a default mapping needs no plus, whatever else is set there, and has its history."""
    assert typed("", "+mapping.n=3", "mapping.p=6", schema=Mapped).value.mapping == {"p": 6, "q": 2, "n": 3}
    assert typed("", "+inner.m=1", "inner.l[0]=7", schema=Mapped).value.inner["l"] == [7]
    composition = typed("", schema=Mapped)
    assert [str(step) for step in composition.history("mapping.p")] == ["1  (default of Mapped.mapping)"]
    assert str(composition.origin("mapping.p")) == "default of Mapped.mapping"


class Leaf(BaseModel):
    """A schema."""

    x: int = 1


class Holder(BaseModel):
    """A schema."""

    leaf: Leaf = Leaf(x=5)


def test_whose_default_it_is(typed: Any) -> None:
    """5 is the default of Holder.leaf, not of Leaf.x."""
    assert str(typed("", schema=Holder).history("leaf.x")[0]) == "5  (default of Holder.leaf)"


def test_factories_run_once(typed: Any) -> None:
    """A factory runs once for a composition, whoever asks for what it made."""
    numbers = itertools.count()

    class Made(BaseModel):
        """A schema."""

        x: dict[str, Any] = Field(default_factory=lambda: {"n": next(numbers), "l": [1]})

    composition = typed("", "x.l[0]=7", schema=Made)
    assert composition.history("x")[0].value == {"n": 0, "l": [1]}
    assert composition.value.x == {"n": 0, "l": [7]}
    assert next(numbers) == 1


class Spelled(BaseModel):
    """A schema."""

    model_config = ConfigDict(populate_by_name=True)
    lr: float = Field(0.1, alias="rate")
    other: float = 0


def test_other_spellings_in_interpolations(typed: Any) -> None:
    """Another spelling of a key is accepted in a reference."""
    assert typed("lr: 3\nother: ${lr}\n", schema=Spelled).value.other == 3


def test_a_mapping_touches_what_it_holds(typed: Any) -> None:
    """An override with a mapping is no origin of the keys beside those that it has."""

    class Holding(BaseModel):
        """A schema."""

        model: dict[str, Any] = {}
        tagged: Annotated[Vit | Cnn, Field(discriminator="kind")] = Vit()

    composition = typed("model: {a: x}\n", "+model={b: 1}", schema=Holding)
    assert [step.origin.kind for step in composition.history("model.a")] == ["file"]
    (problem,) = typed("tagged: {kind: vit, depth: 3}\n", "tagged=cnn", schema=Holding).problems
    assert (problem.key, problem.origin.kind) == ("tagged.depth", "file")


def test_long_lists_of_unions() -> None:
    """All items of a list have one tuple of types, so that long lists of wide unions cost little."""
    rules = SchemaRules(list[Vit | Cnn])
    assert rules.types_at((0,)) is rules.types_at((1,))


class Made(BaseModel):
    """A mapping that a resolver makes."""

    a: dict[str, int] = {}


def test_a_mapping_that_a_resolver_makes() -> None:
    """What stands at the place of the call is the mapping, not the text."""
    assert Composer().compose(None, "a='${oc.create:{x: 1}}'", schema=Made).value.a == {"x": 1}
