"""Short names for overrides: what ``hydra.aliases`` of the primary config maps them to.

hydra:
  aliases:
    batch_size,bs: trainer.batch_size      # bs=3 is trainer.batch_size=3, ~bs is ~trainer.batch_size
    v: verbose=true                        # the bare word v is the whole override; v=false is not
"""

from __future__ import annotations

import re
from typing import Any, Final

from typedconf.errors import OverrideError, Problem
from typedconf.scanning import shorten

_HEAD: Final = re.compile(r"(\+\+?|~)?([^=@]*+)(.*)", re.DOTALL)


class Aliases:
    """The aliases of one config, from a mapping of names, several apart by commas, to a key or a complete override.

    Raises:
        OverrideError: on construction: a name or what it stands for is empty or no text, or a name is there twice.
    """

    __slots__ = ("_keys", "_overrides")

    def __init__(self, mapping: Any) -> None:
        self._keys: dict[str, str] = {}
        self._overrides: dict[str, str] = {}
        if not isinstance(mapping, dict):
            raise _wrong("aliases are a mapping from names to keys or overrides", "")
        for names, meaning in mapping.items():
            if not isinstance(names, str) or not isinstance(meaning, str) or not meaning.strip():
                raise _wrong(f"an alias is a name for a key or an override, not {shorten(repr(meaning))}", str(names))
            meant = meaning.strip()
            target = self._overrides if "=" in meant or meant[0] in "+~" else self._keys
            for name in names.split(","):
                self._add(name.strip(), meant, target)

    def _add(self, name: str, meaning: str, target: dict[str, str]) -> None:
        if not name:
            raise _wrong("an alias without a name", name)
        if name in self._keys or name in self._overrides:
            raise _wrong(f"the alias '{shorten(name)}' is there twice", name)
        target[name] = meaning

    def expand(self, text: str) -> str:
        """``text`` with the alias that it is, or whose key it begins with, replaced; else ``text`` itself."""
        if text in self._overrides:
            return self._overrides[text]
        found = _HEAD.fullmatch(text)
        if found is None or found[2] not in self._keys:
            return text
        return f"{found[1] or ''}{self._keys[found[2]]}{found[3]}"


def _wrong(message: str, name: str) -> OverrideError:
    return OverrideError(Problem(message, key=f"hydra.aliases.{name}" if name else "hydra.aliases"))
