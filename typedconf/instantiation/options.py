"""The special keys of a node that are no target: their values go in, checked ones come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.errors import ConfigError, Problem

if TYPE_CHECKING:
    from typedconf.instantiation.nodes import Node

CONVERSIONS: Final = ("none", "partial", "object", "all")


class Mode(NamedTuple):
    """What a node hands down to those in it, unless they say otherwise."""

    convert: str = "none"
    recursive: bool = True

    @property
    def keeps_objects(self) -> bool:
        """Whether a model or dataclass without a target stays what it is."""
        return self.convert in {"partial", "object"}

    def within(self, node: Node, special: dict[str, Any]) -> Mode:
        """The mode in which a node with these special keys is built.

        Raises:
            ConfigError: a value that the key doesn't take.
        """
        if "_convert_" not in special and "_recursive_" not in special:
            return self
        recursive = flag(node, special, "_recursive_", default=self.recursive)
        if "_convert_" not in special:
            return Mode(self.convert, recursive)
        given = special["_convert_"]
        text = getattr(given, "value", given)  # the reference has an enum for it
        convert = text.lower() if isinstance(text, str) else None
        if convert not in CONVERSIONS:
            raise wrong(node, "_convert_", f"is one of {', '.join(CONVERSIONS)}, not {given!r}", given)
        return Mode(convert, recursive)


def flag(node: Node, special: dict[str, Any], name: str, *, default: bool) -> bool:
    """The bool under a special key.

    Raises:
        ConfigError: another value stands there.
    """
    value = special.get(name, default)
    if value is True or value is False:
        return value
    raise wrong(node, name, f"is true or false, not {value!r}", value)


def wrong(node: Node, name: str, message: str, value: Any) -> ConfigError:
    """The error of a special key with that value."""
    origin = None if node.standing is None else node.standing.origin(name)
    return ConfigError(Problem(f"{name} {message}", key=below(node, name), value=value, origin=origin))


def below(node: Node, name: str) -> str:
    """The key of something in a node."""
    return f"{node.key}.{name}" if node.key else name
