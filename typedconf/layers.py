"""Layer: one document at one package, as the defaults list orders them. What merging folds and provenance asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from typedconf.trees import ABSENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typedconf.documents import Document
    from typedconf.errors import Origin
    from typedconf.store import StoreNode
    from typedconf.trees import Key, KeyPath, Tree

_AS_WRITTEN: Final[Mapping[KeyPath, Key]] = {}


class Layer(NamedTuple):
    """The content of one config and where it is placed; layers are listed lowest first.

    ``tree`` is the document's without its defaults list. ``entry`` is the defaults entry or the override that brought
    the config in, as written, and None for the primary. ``trusted`` says whether the program itself names the place
    that the config came from. ``respelled`` has the keys that the document writes otherwise than ``tree`` does, by
    path: ABSENT for one that it doesn't write at all.
    """

    name: str
    package: KeyPath
    tree: Tree
    schema: type | None
    document: Document | StoreNode
    entry: str | None
    trusted: bool
    has_operators: bool
    respelled: Mapping[KeyPath, Key] = _AS_WRITTEN

    def origin(self, path: KeyPath, *, key: bool = False) -> Origin:
        """Where the value at ``path`` of ``tree`` (or with ``key`` its key) was written."""
        return self.document.origin(self.written(path), key=key, entry=self.entry)

    def raw(self, path: KeyPath) -> str | None:
        """The characters of the scalar at ``path`` of ``tree`` as written; None where there are none."""
        return self.document.raw(self.written(path))

    def written(self, path: KeyPath) -> KeyPath:
        """``path`` as the document spells it."""
        return as_spelled(path, self.respelled)


def as_spelled(path: KeyPath, respelled: Mapping[KeyPath, Key]) -> KeyPath:
    """``path`` with the keys that ``respelled`` has for it, without those that are not written at all."""
    if not respelled:
        return path
    keys = (respelled.get(path[: index + 1], key) for index, key in enumerate(path))
    return tuple(key for key in keys if key is not ABSENT)
