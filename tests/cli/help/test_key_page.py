"""The page of one key."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, SecretStr

from typedconf import Composer, Composition, ref
from typedconf.cli.help.key_page import key_page
from typedconf.cli.options.listing import list_options


class Redis(BaseModel):
    """A member of a union."""

    kind: Literal["redis"]
    url: str


class Memory(BaseModel):
    """Another one."""

    kind: Literal["memory"]


class Cat(BaseModel):
    """A member of a union that no field discriminates."""

    kind: Literal["cat"] = "cat"


class Dog(BaseModel):
    """Another one."""

    kind: Literal["dog"] = "dog"


class Item(BaseModel):
    """What is in a list."""

    name: str


class App(BaseModel):
    """A field of each kind."""

    rate: Annotated[float, Field(gt=0, description="How fast.\n\nIn metres a second.", examples=[0.5, 2])] = 1.0
    twice: float = ref("rate")
    broken: str = "${nowhere}"
    mode: Annotated[Literal["slow", "fast"], Field(deprecated="use rate")] = "slow"
    amp: bool = True
    key: SecretStr = SecretStr("hunter22")
    shown: str = "${key}"
    needed: int
    made: list[int] = Field(default_factory=lambda: [1])
    items: list[Item] = []
    cache: Annotated[Redis | Memory, Field(discriminator="kind")] = Memory(kind="memory")
    pet: Cat | Dog = Dog()


def rows(key: str, *overrides: str) -> dict[str, str]:
    """The lines of a key's page by what stands before them."""
    composition: Composition[Any] = Composer().compose(None, *overrides, schema=App)
    option = next(option for option in list_options(App, composition) if option.key == key)
    return dict(key_page(option, App, composition).sections[0].rows)  # type: ignore[arg-type]  # rows of two


def test_a_page_has_all_that_is_known_of_a_key() -> None:
    """Each line where there is something to say."""
    assert rows("rate", "rate=3") == {
        "option": "--rate VALUE",
        "override": "rate=VALUE",
        "type": "float",
        "takes": "a number greater than 0",
        "value": "3",
        "from": "override rate=3",
        "default": "1.0",
        "declared as": "App.rate: float",
        "examples": "0.5, 2",
        "history": "--explain rate",
    }


@pytest.mark.parametrize(
    ("key", "label", "text"),
    [
        ("twice", "value", "${rate}, that is 1.0"),
        ("broken", "value", "${nowhere}, which gives no value"),
        ("shown", "value", "${key}, that is ???"),
        ("mode", "takes", "one of slow, fast"),
        ("mode", "choices", None),
        ("mode", "deprecated", "use rate"),
        ("mode", "from", "default of App.mode"),
        ("amp", "option", "--amp, --no-amp"),
        ("amp", "takes", "true or false"),
        ("key", "value", "(secret)"),
        ("key", "default", None),
        ("needed", "value", "(required)"),
        ("needed", "from", None),
        ("made", "default", "(computed)"),
        ("items", "option", "none; it has an override only"),
        ("items[].name", "override", "items[0].name=VALUE"),
        ("cache.url", "only", "where cache is Redis"),
        ("pet.kind", "takes", "cat or dog"),
        ("pet.kind", "value", "dog"),
        ("pet.kind", "default", "cat or dog"),
        ("pet.kind", "declared as", "Cat.kind: Literal['cat'] or Dog.kind: Literal['dog']"),
    ],
)
def test_a_line_says_what_there_is_to_say(key: str, label: str, text: str | None) -> None:
    """None where that is nothing."""
    assert rows(key).get(label) == text


def test_no_page_shows_a_secret() -> None:
    """Neither its own nor what it flowed into, and no override's text."""
    for key in ("key", "shown"):
        assert "sesame" not in str(rows(key, "key=sesame"))


def test_a_page_has_the_whole_documentation() -> None:
    """Of the items of a list, what they hold."""
    composition: Composition[Any] = Composer().compose(None, schema=App)
    options = {option.key: option for option in list_options(App, composition)}
    assert key_page(options["rate"], App, composition).doc == "How fast.\n\nIn metres a second."
    page = key_page(options["items"], App, composition, [options["items[].name"]])
    assert [(section.title, [row[0] for row in section.rows]) for section in page.sections[1:]] == [
        ("Below it", ["items[].name"])
    ]
