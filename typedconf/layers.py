"""Layer: one document at one package, as the defaults list orders them. What merging folds and provenance asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typedconf.documents import Document
    from typedconf.store import StoreNode
    from typedconf.trees import KeyPath, Tree


class Layer(NamedTuple):
    """The content of one config and where it is placed; layers are listed lowest first.

    ``tree`` is the document's without its defaults list. ``entry`` is the defaults entry or the override that brought
    the config in, as written, and None for the primary. ``trusted`` says whether the program itself names the place
    that the config came from.
    """

    name: str
    package: KeyPath
    tree: Tree
    schema: type | None
    document: Document | StoreNode
    entry: str | None
    trusted: bool
