"""A document is one value: it travels, and nobody changes it."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any, Final

import pytest

from typedconf.documents import Document, parse_document
from typedconf.trees import MergeKind, Operator

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT: Final = "# @package db\na: ${b}\nl: !append\n  - 007\n"
FIELDS: Final = ("file", "text", "tree", "package", "format", "interpolations", "has_operators", "warnings")


def by_pickle(document: Document) -> Document:
    """Through bytes and back."""
    twin: Document = pickle.loads(pickle.dumps(document))
    return twin


@pytest.mark.parametrize("travel", [by_pickle, copy.copy, copy.deepcopy])
@pytest.mark.parametrize("asked_before", [False, True])
def test_a_document_travels(travel: Callable[[Any], Any], *, asked_before: bool) -> None:
    """All it holds is there, and places are found again, whether or not they were asked for before."""
    document = parse_document(TEXT, "conf/db/a.yaml")
    if asked_before:
        document.place(("a",))
    twin = travel(document)
    assert [getattr(twin, name) for name in FIELDS] == [getattr(document, name) for name in FIELDS]
    assert (twin.place(("l", 0)), twin.raw(("l", 0)), twin.line(2)) == ((4, 5), "007", "a: ${b}")


def test_a_document_tells_what_it_holds() -> None:
    """Its tree, package, interpolations and operators, and where it is from."""
    document = parse_document(TEXT, "conf/db/a.yaml")
    assert document.tree == {"a": "${b}", "l": Operator(MergeKind.APPEND, [7])}
    assert (document.package, document.interpolations, document.has_operators) == ("db", ("${b}",), True)
    assert repr(document) == "Document('conf/db/a.yaml')"


def test_a_document_without_a_text_knows_no_places() -> None:
    """Such are those that a program brings along."""
    document = Document("hydra/config", "", {"a": 1})
    assert (document.place(("a",)), document.raw(("a",)), document.line(1)) == (None, None, "")
    assert document.excerpt(document.origin(("a",))) is None


def test_the_text_is_read_again_only_for_places() -> None:
    """Nothing of the index is made while reading."""
    document = parse_document(TEXT, "a.yaml")
    assert document._index is None
    document.place(("a",))
    assert document._index is not None
