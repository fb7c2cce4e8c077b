"""What help shows of a composed config, and of its parts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import AliasChoices, BaseModel, Field, SecretStr

from typedconf import Composer, Composition, ConfigError, ConfigStore
from typedconf.cli.help.sections import Contents


class Leaf(BaseModel):
    """A leaf.

    And more of it.
    """

    depth: int = 2


class Cnn(BaseModel):
    """A member of a union."""

    kind: Literal["cnn"]
    kernel: int = 3


class Vit(BaseModel):
    """Another one."""

    kind: Literal["vit"]
    heads: int = 8


class Cat(BaseModel):
    """A member of a union that no field discriminates."""

    kind: Literal["cat"] = "cat"
    age: int = 1
    name: str = "Tom"


class Dog(BaseModel):
    """Another one."""

    kind: Literal["dog"] = "dog"
    age: str = "old"
    name: SecretStr = SecretStr("Rex")


class Pets(BaseModel):
    """Whose pet it is."""

    pet: Cat | Dog = Dog()


class Branch(BaseModel):
    """A branch."""

    leaf: Leaf = Leaf()
    size: int = Field(default=1, validation_alias=AliasChoices("size", "the-size"))


class App(BaseModel):
    """The whole config."""

    branch: Annotated[Branch, Field(description="What is below.")] = Branch()
    model: Annotated[Cnn | Vit, Field(discriminator="kind")]
    many: list[Leaf] = []
    config: str = "a field with the name of a flag"
    top: float


def store() -> ConfigStore:
    """Two groups."""
    made = ConfigStore()
    for name in ("a", "b"):
        made.add(f"kind/{name}", {"kind": "cnn"}, package="model")
    made.add("other/c", {}, package="_global_")
    return made


def contents(*taken: str) -> Contents:
    """What there is to show of a composition with a group, without the names that are ``taken``."""
    composition: Composition[Any] = Composer(store=store()).compose(None, "+kind=a", schema=App)
    return Contents(App, composition, taken=taken)


def shown(part: str = "") -> dict[str, list[str]]:
    """The titles of sections, each with what its lines begin with."""
    return {
        section.title: [*(option.key for option in section.options), *(row[0] for row in section.rows)]
        for section in contents().sections(part)
    }


def test_all_that_can_be_set_is_shown() -> None:
    """Groups, the root, each node before those below it, and what only an override sets."""
    assert shown() == {
        "Config groups": ["kind"],
        "Config": ["top"],
        "branch": ["branch.size"],
        "branch.leaf": ["branch.leaf.depth"],
        "model": ["model.kind", "model.kernel", "model.heads"],
        "By override only": ["many=VALUE", "many[].depth", "config=VALUE", "+other=OPTION"],
    }


@pytest.mark.parametrize(
    ("part", "sections"),
    [
        ("branch", {"branch": ["branch.size"], "branch.leaf": ["branch.leaf.depth"]}),
        ("branch.leaf", {"branch.leaf": ["branch.leaf.depth"]}),
        ("model", {"Config groups": ["kind"], "model": ["model.kind", "model.kernel", "model.heads"]}),
        ("kind", {"Config groups": ["kind"], "model": ["model.kind", "model.kernel", "model.heads"]}),
        ("other", {"By override only": ["+other=OPTION"]}),
        ("many[]", {"By override only": ["many[].depth"]}),
    ],
)
def test_a_part_has_what_belongs_to_it(part: str, sections: dict[str, list[str]]) -> None:
    """A group shows what lands where it does, and a node the groups that land there."""
    assert shown(contents().named(part)) == sections


@pytest.mark.parametrize(
    ("part", "document"),
    [
        ("branch", "What is below."),
        ("branch.leaf", "A leaf.\n\nAnd more of it."),
        ("model", ""),
        ("many[]", "A leaf.\n\nAnd more of it."),
    ],
)
def test_a_part_says_what_it_is_for(part: str, document: str) -> None:
    """Its field does, else its class; of a union, nobody knows which class is meant."""
    assert contents().document(part) == document


def test_a_panel_says_what_its_node_is_for() -> None:
    """In the first paragraph, but not of the part that is asked for, where all of it stands above."""
    assert {section.title: section.note for section in contents().sections("branch")} == {
        "branch": "",
        "branch.leaf": "A leaf.",
    }


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("branch.size", "branch.size"),
        ("branch.the-size", "branch.size"),
        ("many[3].depth", "many[].depth"),
        ("+other", "other"),
        ("branch-x", None),
        ("modle", None),
        ("a b[", None),
        ("", None),
    ],
)
def test_a_part_is_named_by_its_key(part: str, name: str | None) -> None:
    """However it is written; there is an error for what is none."""
    if name is not None:
        assert contents().named(part) == name
        return
    with pytest.raises(ConfigError, match="no such part"):
        contents().named(part)


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("modle", "no such part 'modle'; did you mean model?"),
        ("size", "no such part 'size'; did you mean branch.size?"),
        ("depth", "no such part 'depth'; did you mean branch.leaf.depth or many[].depth?"),
        ("zzzzzz", "no such part 'zzzzzz'; --help lists them"),
    ],
)
def test_a_part_that_is_not_there_names_the_nearest(part: str, message: str) -> None:
    """Among keys, nodes and groups; those that end so before others."""
    with pytest.raises(ConfigError) as caught:
        contents().named(part)
    assert str(caught.value) == message


def test_members_of_a_union_share_an_option() -> None:
    """Which takes what either takes, and is a secret where it is one of either."""
    composition: Composition[Any] = Composer().compose(None, schema=Pets)
    found = {option.key: option for option in Contents(Pets, composition).options()}
    kind, age = found["pet.kind"], found["pet.age"]
    assert (kind.choices, kind.member, kind.default) == (("cat", "dog"), "", "dog")
    assert (age.choices, age.type) == ((), "int | str")
    assert (found["pet.name"].secret, found["pet.name"].shown) == (True, "(secret)")


def test_what_has_no_free_name_is_set_by_an_override() -> None:
    """A group that is composed isn't added again."""
    found = {section.title: section for section in contents("--top", "--kind", "--model").sections()}
    assert [row[0] for row in found["By override only"].rows] == [
        "kind=OPTION",
        "many=VALUE",
        "many[].depth",
        "config=VALUE",
        "top=VALUE",
        "+other=OPTION",
    ]
    assert "Config groups" not in found


def test_a_list_comes_with_what_its_items_hold() -> None:
    """A part that is no field is none."""
    found = contents().field("many")
    assert found is not None
    assert [found[0].key, *(option.key for option in found[1])] == ["many", "many[].depth"]
    assert contents().field("branch") is None


def test_other_programs_get_the_options_of_what_is_composed() -> None:
    """Those of fields that have an override only, too."""
    assert [option.key for option in contents().options()] == [
        "kind",
        "branch.leaf.depth",
        "branch.size",
        "model.kind",
        "model.kernel",
        "model.heads",
        "many",
        "many[].depth",
        "config",
        "top",
    ]
    assert [option.key for option in contents().options("branch.leaf")] == ["branch.leaf.depth"]
