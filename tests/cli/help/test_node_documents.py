"""What is said of the nodes of a config."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import BaseModel, Field

from typedconf.cli.help.node_documents import NodeDocuments
from typedconf.schema.rules import SchemaRules


class Leaf(BaseModel):
    """What a leaf is."""


class Other(BaseModel):
    """Another leaf."""


class Silent(BaseModel):  # noqa: D101  it says nothing of itself
    leaf: Leaf = Leaf()


class App(BaseModel):
    """The config."""

    described: Annotated[Leaf, Field(description="A leaf in its place.\n\nAnd more.")] = Leaf()
    commented: Leaf = Leaf()
    """A leaf with a string below it."""
    plain: Leaf = Leaf()
    either: Leaf | Other = Leaf()
    silent: Silent = Silent()
    many: list[Silent] = []


@pytest.mark.parametrize(
    ("node", "document"),
    [
        ("described", "A leaf in its place.\n\nAnd more."),
        ("commented", "A leaf with a string below it."),
        ("plain", "What a leaf is."),
        ("either", ""),
        ("silent", ""),
        ("silent.leaf", "What a leaf is."),
        ("many[].leaf", "What a leaf is."),
        ("nowhere", ""),
        ("", ""),
    ],
)
def test_a_node_says_what_its_field_or_its_class_does(node: str, document: str) -> None:
    """The field first; of several classes nobody knows which is meant."""
    assert NodeDocuments(SchemaRules(App)).of(node) == document


def test_without_rules_nothing_is_said() -> None:
    """As of a config without a schema."""
    assert NodeDocuments(None).of("a.b") == ""
