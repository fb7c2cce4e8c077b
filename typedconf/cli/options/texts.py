"""An option goes in; the texts that help shows of it come out: its names, its type, what it is for, its default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from typedconf.cli.columns import JOINER
from typedconf.reports import printable
from typedconf.schema.words import one_of

if TYPE_CHECKING:
    from collections.abc import Container

    from typedconf.cli.options.listing import Option

_WIDEST_TYPE: Final = 24  # columns; more choices are told in words
_LONGEST: Final = 60  # characters of a default; the page of its key has the whole
_NEGATED: Final = "--no-"
_TRUTH: Final = ("true", "false")


def row_of(option: Option) -> tuple[str, str, str]:
    """What help shows of an option in a line: its names, its type, what it is for and its default."""
    return names_of(option), type_of(option), purpose_of(option)


def names_of(option: Option) -> str:
    """The names as one writes them, short ones first: ``-b, --[no-]batch``.

    Where there is an override only, that: ``key=VALUE``; the key alone of what is below each item of a list.
    """
    if not option.has_option:
        return printable(_override_of(option))
    folded = {name: f"--[no-]{name[2:]}" for name in option.names if _NEGATED + name[2:] in option.negations}
    others = [name for name in option.negations if f"--{name.removeprefix(_NEGATED)}" not in folded]
    names = [*sorted(option.names, key=len), *others]
    return printable(", ".join(folded.get(name, name) for name in names))


def _override_of(option: Option) -> str:
    """How an override sets what has no option; a group that isn't composed is added."""
    if option.kind == "group":
        return f"{option.key}=OPTION" if option.has_default else f"+{option.key}=OPTION"
    return option.key if "[]" in option.key else f"{option.key}=VALUE"


def without_names(option: Option, taken: Container[str]) -> Option:
    """The option without the names that are ``taken``; it has an override only where none is left."""
    names = tuple(name for name in option.names if name not in taken)
    negations = tuple(name for name in option.negations if name not in taken)
    return option._replace(names=names, negations=negations, has_option=bool(names or negations))


def type_of(option: Option) -> str:
    """The choices, where there are few; else the type as its author wrote it."""
    choices = "|".join(option.choices)
    if choices and not is_boolean(option) and len(choices) <= _WIDEST_TYPE and choices.isprintable():
        return f"{choices}..." if option.multiple else choices
    return printable(option.type)


def is_boolean(option: Option) -> bool:
    """Whether its choices are true and false, as its type tells: ``bool``, ``bool | None``."""
    return option.choices == _TRUTH and "bool" in option.type


def purpose_of(option: Option) -> str:
    """What an option is for, which member of a union it belongs to, what may be chosen, and what it is without."""
    parts = [printable(part) for part in (membership(option), choices_in_words(option), option.summary) if part]
    tag = default_tag(option)
    return " ".join([*parts, tag.replace(" ", JOINER)] if tag else parts)


def membership(option: Option) -> str:
    """``(Redis)`` of a field that only one member of a union has."""
    return f"({option.member.rpartition('.')[2]})" if option.member else ""


def choices_in_words(option: Option) -> str:
    """The choices that its type doesn't show: ``one of a, b``."""
    if not option.choices or is_boolean(option) or type_of(option) != printable(option.type):
        return ""
    return "" if all(choice in option.type for choice in option.choices) else f"({one_of(option.choices)})"


def default_of(option: Option) -> str:
    """What there is without the option, as one writes it, or a remark: ``0.1``, ``(secret)``; empty where nothing is.

    It has one line that is not too long; that an option is required is not told here.
    """
    shown = "" if option.required else printable(option.shown)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"


def is_remark(default: str) -> bool:
    """Whether what ``default_of`` gave is no value, but says why none is shown."""
    return default.startswith("(") and default.endswith(")")


def default_tag(option: Option) -> str:
    """``[default: 0.1]``, ``[required]``, ``[secret]``: what stands behind a text; empty where there is no default."""
    default = default_of(option)
    if option.required:
        return "[required]"
    if is_remark(default):
        return f"[{default[1:-1]}]"
    return f"[default: {default}]" if default else ""
