"""A program's primary config goes in; the aliases of its overrides come out, as text and as data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from typedconf.cli.info.shown import Note, Rows
from typedconf.objects import is_view
from typedconf.opening import aliases_of, primary_document
from typedconf.schema.rules import SchemaRules
from typedconf.schema.secret_names import SecretNames
from typedconf.trees import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from typedconf.cli.info.asked import Asked
    from typedconf.cli.info.shown import Block
    from typedconf.store import ConfigStore

_BETWEEN_KEYS: Final = re.compile(r"[+~.@/\[\]]+")


def alias_data(asked: Asked) -> Mapping[str, str]:
    """The aliases, names as the primary config has them to what they stand for; values of secrets as ``???``.

    Raises:
        ConfigError: the primary config cannot be read.
    """
    document = primary_document(asked.application.config_name, asked.composer.search_path())
    aliases = aliases_of(document)
    if not isinstance(aliases, dict) or not aliases:
        return {}
    names = _secret_names(asked)
    found = {str(name): _without_secret(str(meaning), names) for name, meaning in aliases.items()}
    if asked.error is None:
        found = asked.composition.without_secrets(found)
    return found


def alias_blocks(asked: Asked) -> Sequence[Block]:
    """The aliases as a table."""
    rows = [*alias_data(asked).items()]
    return [Rows(rows, heads=("ALIAS", "STANDS FOR"))] if rows else [Note("There are no aliases (hydra.aliases).")]


def _without_secret(meaning: str, names: SecretNames) -> str:
    """What an alias stands for, without the value that it would give a secret."""
    head, equals, _ = meaning.partition("=")
    keys = filter(None, _BETWEEN_KEYS.split(head))
    return f"{head}={MISSING}" if equals and any(map(names.may_name, keys)) else meaning


def _secret_names(asked: Asked) -> SecretNames:
    """What the schema and the store's classes call secret, whether something composes or not."""
    schema = asked.application.schema()
    classes = dict(enumerate(_classes(asked.composer.search_path().store)))
    root = Any if schema is None or is_view(schema) else schema
    return SecretNames.of(SchemaRules(root, {(str(number),): cls for number, cls in classes.items()}))


def _classes(store: ConfigStore | None) -> Iterator[type]:
    """All classes of a store, of whatever node."""
    if store is not None:
        yield from store.groups.values()
        for node in store.nodes.values():
            yield from (cls for cls in (node.schema, *node.nested.values()) if cls is not None)
