"""The path of what is missing goes in, the overrides that would set it come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from typedconf.errors import OverrideSyntaxError
from typedconf.schema.words import named_values
from typedconf.trees import format_key, format_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typedconf.schema.annotations import Bare
    from typedconf.schema.rules import SchemaRules
    from typedconf.trees import KeyPath, Tree

_MOST_SHOWN: Final = 3
_DEEPEST: Final = 5


def missing_message(found: Sequence[str], words: str | None = None) -> str:
    """What to say where something is missing, with the first few of the overrides that would set it.

    ``words`` are what it takes, told where they name what to choose from.
    """
    if not found:
        return "missing"
    names = f", {words}" if len(found) == 1 and found[0].endswith("…") and (words or "").startswith("one of ") else ""
    return f"missing; set it with {' '.join(found[:_MOST_SHOWN])}{' …' if len(found) > _MOST_SHOWN else ''}{names}"


def with_choices(message: str, choices: Sequence[str]) -> str:
    """``missing_message`` with the overrides of groups that would fill what is missing, which are the better advice."""
    if not choices:
        return message
    chosen = " or ".join([*choices[:_MOST_SHOWN], *(["…"] if len(choices) > _MOST_SHOWN else [])])
    rest = message.removeprefix("missing").removeprefix("; ")
    return f"missing; choose {chosen}{f', or {rest}' if rest else ''}"


def setters(rules: SchemaRules, path: KeyPath, types: Sequence[Bare], tree: Tree, depth: int = 0) -> Iterator[str]:
    """The overrides that would set what is missing: of a class, those of all that it requires."""
    key = _override_key(path, tree)
    if key is None:
        return
    facts = rules.facts_of(types[0].annotation) if len(types) == 1 else None
    if facts is None or depth > _DEEPEST:
        names = named_values(types)
        yield f"{key}={names[0] if len(names) == 1 and names[0].isidentifier() else '…'}"
        return
    required = [field for field in facts.fields.values() if field.required]
    if not required:
        yield f"{key}={{}}"
    for field in required:
        inner = tuple(rules.below(types[0], field.key))
        yield from setters(rules, (*path, field.key), inner, tree, depth + 1)


def _override_key(path: KeyPath, tree: Tree) -> str | None:
    """How an override spells ``path``; None where it can't."""
    from typedconf.overrides import parse_override  # noqa: PLC0415  only where something is missing

    plain = format_path(path, tree)
    bracketed = "".join(
        f"[{key}]" if number and not str(key).isidentifier() else f"{'.' if number else ''}{format_key(key)}"
        for number, key in enumerate(path)
    )
    for key in (plain, bracketed):
        try:
            parse_override(f"{key}=x")
        except OverrideSyntaxError:
            continue
        return key
    return None
