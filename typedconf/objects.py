"""Python objects go in, plain data comes out: what stands for a model, a dataclass, an enum or a path in a tree.

Pydantic and enum are recognised by what their classes have, so that nothing is imported for a program without them;
never by what an object has, since some objects answer to any name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typedconf.errors import ConfigError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from typedconf.trees import Tree


def is_model(cls: type) -> bool:
    """Whether ``cls`` is a Pydantic model; one that is a root alone counts as what it holds."""
    return hasattr(cls, "model_fields") and not getattr(cls, "__pydantic_root_model__", False)


def is_view(cls: Any) -> bool:
    """Whether ``cls`` is Config or ConfigList, which stand on a higher floor; what is annotated so stays untyped."""
    return isinstance(cls, type) and hasattr(cls, "__typedconf_data__")


def is_root_model(cls: type) -> bool:
    """Whether ``cls`` is a Pydantic model with a root in the place of keys."""
    return bool(getattr(cls, "__pydantic_root_model__", False))


def config_of(cls: type) -> Mapping[str, Any]:
    """Pydantic's settings of a model, a dataclass or a TypedDict; none of any other class."""
    return getattr(cls, "model_config", None) or getattr(cls, "__pydantic_config__", None) or {}


def spellings_of(name: str, field: Any, config: Mapping[str, Any]) -> tuple[str, ...]:
    """Every key that Pydantic takes for a field, of which it has the description; a tree has the first.

    That is the first text of its validation alias, else its alias, else its name.
    """
    alias = field.validation_alias if field.validation_alias is not None else field.alias
    texts = [choice for choice in getattr(alias, "choices", (alias,)) if isinstance(choice, str)]
    if config.get("validate_by_alias") is False or not texts:
        return (name,)
    by_name = config.get("populate_by_name") or config.get("validate_by_name")
    return tuple(dict.fromkeys((*texts, name) if by_name else texts))


def keys_of(kind: type) -> dict[str, str] | None:
    """The fields of a model or dataclass that a config could set, with the key of each; None for all other classes."""
    config = config_of(kind)
    if is_model(kind):
        fields = kind.model_fields  # type: ignore[attr-defined]
        return {name: spellings_of(name, field, config)[0] for name, field in fields.items()}
    fields = getattr(kind, "__dataclass_fields__", None)
    if fields is None:
        return None
    known = getattr(kind, "__pydantic_fields__", {})
    # dataclasses tells what is no class variable nowhere else without being imported
    own = [name for name, field in fields.items() if field.init and field._field_type.name == "_FIELD"]  # noqa: SLF001
    if not known and "defaults" in own:
        own.remove("defaults")  # a standard dataclass's defaults list, which is no key
    return {name: spellings_of(name, known[name], config)[0] if name in known else name for name in own}


def pairs_of(node: Any) -> list[tuple[Any, Any]] | None:
    """The keys and values of a mapping, a model or a dataclass, as a tree spells them; None of anything else.

    What no config could set is left out: a class variable, a field that its dataclass fills in by itself.
    """
    kind = type(node)
    keys = keys_of(kind)
    if keys is not None:
        return [(key, getattr(node, name)) for name, key in keys.items() if hasattr(node, name)] + _extra_pairs(node)
    if hasattr(kind, "keys") and hasattr(kind, "items"):
        return list(node.items())
    return None


def set_pairs_of(node: Any) -> list[tuple[Any, Any]] | None:
    """As ``pairs_of``, but of a model the fields that were set, of a dataclass those that differ from its defaults."""
    kind = type(node)
    keys = keys_of(kind)
    if keys is None:
        return pairs_of(node)
    chosen = node.model_fields_set if is_model(kind) else set(_changed_fields(node, keys))
    return [(key, getattr(node, name)) for name, key in keys.items() if name in chosen] + _extra_pairs(node)


def set_data(node: Any) -> Tree:
    """What ``node`` has set, models within models too, as dicts and lists; what is no container stays itself."""
    pairs = set_pairs_of(node)
    if pairs is not None:
        return {key_data(key): set_data(value) for key, value in pairs}
    if is_root_model(type(node)):
        return set_data(node.root)
    if isinstance(node, (list, tuple)):
        return [set_data(value) for value in node]
    return node


def key_data(key: Any) -> Any:
    """What stands for the key of a mapping in a tree: the scalar that it is, or the text of an object."""
    return key if type(key) in (str, int, float, bool) else leaf_data(key)


def leaf_data(node: Any) -> Any:
    """What stands for an object in a tree: of an enum its value, of dates, paths, classes and all else their text.

    Raises:
        ConfigError: it cannot be made text.
    """
    import enum  # noqa: PLC0415  loaded with any enum that could be met here

    if isinstance(node, enum.Enum):
        return leaf_data(node.value) if isinstance(node.value, (str, int, float)) else node.name
    kinds: tuple[Any, ...] = (bool, int, float, str, bytes)
    for kind in kinds:
        if isinstance(node, kind):
            return kind(node)
    if hasattr(type(node), "isoformat"):
        return node.isoformat()
    if isinstance(node, type) or (callable(node) and hasattr(node, "__qualname__")):
        return f"{node.__module__}.{node.__qualname__}"
    try:
        return f"-{-node}" if _is_negative_duration(node) else str(node)
    except Exception as error:
        raise ConfigError(Problem(f"a {type(node).__name__} cannot be made text: {error}")) from error


def _is_negative_duration(node: Any) -> bool:
    """Whether Python would write it as ``-1 day, 23:00:00``, which says something else to Pydantic and to readers."""
    return hasattr(type(node), "total_seconds") and node.total_seconds() < 0


def _extra_pairs(node: Any) -> list[tuple[Any, Any]]:
    """What a model holds beside its fields, and a dataclass that extends dict."""
    if is_model(type(node)):
        return list((getattr(node, "__pydantic_extra__", None) or {}).items())
    return list(node.items()) if isinstance(node, dict) else []


def _changed_fields(node: Any, names: Iterable[str]) -> Iterator[str]:
    """Those of the fields of a dataclass that have no default, or another value than it."""
    kind = type(node)
    known = getattr(kind, "__pydantic_fields__", {})
    for name in names:
        field = known.get(name, kind.__dataclass_fields__[name])
        value = getattr(node, name)
        factory = field.default_factory
        if not (_is_made_by(factory, value) if callable(factory) else _is_equal(field.default, value)):
            yield name


def _is_made_by(factory: Any, value: Any) -> bool:
    try:
        return _is_equal(factory(), value)
    except Exception:  # noqa: BLE001  a reference, which has no value without a composition, or a factory that can't
        return False


def _is_equal(left: Any, right: Any) -> bool:
    """Whether two values are equal; what can't be compared as a whole, such as an array, is not."""
    try:
        return bool(left == right)
    except Exception:  # noqa: BLE001  a comparison of the user's own
        return False
