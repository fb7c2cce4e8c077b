"""Rules and options go in; of names that mean nothing and their values, comes out what may be shown.

A name that nobody knows may be misspelt for a secret's, so that what follows it is one, or have a secret in it.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from typedconf.scanning import shorten
from typedconf.schema.rules import SchemaRules
from typedconf.trees import parse_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from typedconf.cli.options.listing import Option
    from typedconf.schema.secret_names import SecretNames
    from typedconf.trees import KeyPath, Rules

_DASHES: Final = "--"
_SHORTEST: Final = 4  # characters of a secret; a shorter text is in too many others
_SHORT_NAME: Final = 2  # characters: a dash and a letter
_OF_KEY: Final = re.compile(r"[.\[\]/@\"']+")
_IN_VALUE: Final = re.compile(r"[{:=(]")  # where a value may name keys of its own
_MOST_KEYS: Final = 50  # of one name that are compared with the names of secrets


class Strangers:
    """What to show of names that mean nothing where ``rules`` hold and ``options`` are known."""

    def __init__(self, options: Mapping[str, Sequence[Option]], rules: Rules) -> None:
        self._options: Final = options
        self._rules: Final = rules

    @cached_property
    def _names(self) -> SecretNames | None:
        """How the keys of secrets are called; None where no schema has any."""
        if not isinstance(self._rules, SchemaRules):
            return None
        from typedconf.schema.secret_names import SecretNames  # noqa: PLC0415  only once something is wrong

        names = SecretNames.of(self._rules)
        return names if names.has_any else None

    @cached_property
    def _secret(self) -> Sequence[str]:
        """The names of options of secrets, and what these end with, folded."""
        secret = [option for group in self._options.values() for option in group if option.secret]
        names = [name for option in secret for name in option.names]
        ends = [f"{_DASHES}{name.rpartition('.')[2].lstrip('-')}" for name in names]
        return list(dict.fromkeys(map(_folded, (*names, *ends))))

    @property
    def are_any_secret(self) -> bool:
        """Whether there is anything to hide at all."""
        return self._names is not None or bool(self._secret)

    def may_be_secret(self, name: str) -> bool:
        """Whether ``name`` may be misspelt for that of a secret, so that no value of it is to be shown."""
        key = name.lstrip("-")
        if not self.are_any_secret:
            return False
        keys = [part for part in _OF_KEY.split(key) if part]
        if not name.startswith(_DASHES) or len(keys) > _MOST_KEYS or self._rules.is_secret(parse_path(key)):
            return True
        from typedconf.errors import nearest_name  # noqa: PLC0415  only once something is wrong

        known = [_folded(one) for group in self._options.values() for option in group for one in option.names]
        if nearest_name(_folded(name), [*self._secret, *known]) in self._secret:
            return True
        return self._names is not None and any(map(self._names.may_name, (*keys, *map(_snake, keys))))

    def shown_value(self, key: str, value: str | None) -> str:
        """The value of ``key`` as a suggestion writes it; ``…`` where it is none, or may be or hold a secret."""
        if value is None or self.may_be_secret(f"{_DASHES}{key}"):
            return "…"
        may_hold = self.are_any_secret and (_IN_VALUE.search(value) or self._is_of_classes(parse_path(key)))
        return "…" if may_hold else shorten(value)

    def _is_of_classes(self, path: KeyPath) -> bool:
        """Whether an object of a class stands at ``path``, or objects in a list or mapping there."""
        rules = self._rules
        return isinstance(rules, SchemaRules) and any(map(rules.classes_at, (path, (*path, 0), (*path, ""))))

    def shown_name(self, name: str) -> str:
        """A name that means nothing, without what may be a secret's value behind the name: ``-phunter2``."""
        if len(name) < _SHORT_NAME + _SHORTEST or not self.are_any_secret:
            return shorten(name)
        if not name.startswith(_DASHES):
            return f"{name[:_SHORT_NAME]}…"
        found = [known for known in self._secret if _folded(name).startswith(known)]
        longest = max(map(len, found), default=len(name))
        return f"{name[:longest]}…" if len(name) - longest >= _SHORTEST else shorten(name)


def _folded(name: str) -> str:
    """A name without what is easily mixed up: capitals, and dots and underscores, which are dashes."""
    return name.replace("_", "-").replace(".", "-").casefold()


def _snake(name: str) -> str:
    return name.replace("-", "_")
