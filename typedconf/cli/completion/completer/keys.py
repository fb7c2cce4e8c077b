"""Dotted keys go in; their parts come out, where a package lies, and what is below what."""

from __future__ import annotations


def segments(key: str) -> list[str]:
    """``["a", "b[]", "c"]`` of ``a.b[0].c``; a dot behind a backslash is part of a name."""
    parts = key.replace("\\.", "\0").split(".") if key else []
    return [f"{part.partition('[')[0]}[]" if part.endswith("]") else part.replace("\0", "\\.") for part in parts]


def place_of(package: str, above: str, group: str) -> str:
    """Where a package that a header or a defaults list gives lies, seen from the one above."""
    text = package.replace("_group_", group.replace("/", ".")).replace("_name_", "")
    if text == "_global_" or text.startswith("_global_."):
        return text[len("_global_.") :]
    return joined(above, text)


def joined(above: str, key: str) -> str:
    """``key`` below ``above``; either may be empty, which is the root."""
    return f"{above}.{key}" if above and key else above or key


def is_below(key: str, place: str) -> bool:
    """Whether ``key`` is in the node at ``place``, which is not the root."""
    return bool(place) and key.startswith((f"{place}.", f"{place}["))


def is_at(key: str, place: str) -> bool:
    """Whether ``key`` is ``place`` or below it."""
    return key == place or is_below(key, place)
