"""A layer or an override goes in, and comes out as its schema reads it; after that, nobody needs the schema to merge.

- A key becomes the first of its spellings; two spellings at once are an error.
- Where a type takes only text, what YAML made a number or a bool becomes its characters as written.
- A text in the place of a discriminated union becomes a mapping with that tag.
- A list with a merge rule becomes the operator that does as the rule says.

Below a union keys stay as written. What a document comes to is kept as long as the document is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from typedconf.errors import MergeError, Problem, raise_all
from typedconf.layers import as_spelled
from typedconf.schema.texts import TextRule
from typedconf.trees import ABSENT, MISSING, MergeKind, Operator, format_key, format_path

if TYPE_CHECKING:
    from typedconf.errors import ConfigError
    from typedconf.layers import Layer
    from typedconf.overrides import Override
    from typedconf.schema.rules import SchemaRules, Spot
    from typedconf.trees import Key, KeyPath, Tree

_SCALARS: Final = (str, int, float, bool, type(None))


class Written(Protocol):
    """What tells the characters of a value: a document, a store's node, an override."""

    def raw(self, path: KeyPath) -> str | None:
        """The characters of the scalar at ``path``, or None."""


def normalized_layer(layer: Layer, rules: SchemaRules) -> Layer:
    """``layer`` as ``rules`` have it.

    Raises:
        MergeError: with every key that stands twice, in two spellings.
    """
    place = "layer", layer.name, layer.package, layer.schema
    known: tuple[Any, Layer] | None = rules.kept.get(place)
    if known is None or known[0] is not layer.tree:
        package = rules.canonical(layer.package)
        normalizer = _Normalizer(layer.document, len(package))
        tree = normalizer.node(layer.tree, package, rules.spot(package))
        raise_all([_twice(layer, normalizer, path, spelling) for path, spelling in normalizer.twice])
        made = layer._replace(
            package=package,
            tree=tree,
            respelled=normalizer.respelled or layer.respelled,
            has_operators=layer.has_operators or normalizer.has_operators,
        )
        rules.kept[place] = known = layer.tree, made
    return known[1]._replace(document=layer.document, entry=layer.entry, trusted=layer.trusted)


def normalized_override(override: Override, rules: SchemaRules) -> Override:
    """``override`` as ``rules`` have it, its key and its value; a function such as ``append(…)`` beats a merge rule.

    Raises:
        MergeError: its value is a mapping with a key that stands twice, in two spellings.
    """
    path = override.path
    if path[0] == "hydra":
        return override
    canonical = rules.canonical(path)
    normalizer = _Normalizer(override, len(canonical))
    value = normalizer.value(override, canonical, rules.spot(canonical)) if override.has_value else None
    messages = (normalizer.message(path, spelling) for path, spelling in normalizer.twice)
    raise_all([MergeError(override.problem(message)) for message in messages])
    return override.normalized(canonical, value)


class _Normalizer:
    """One pass over one tree, whose root stands ``depth`` keys below the root of the composed tree."""

    __slots__ = ("_depth", "has_operators", "respelled", "source", "twice")

    def __init__(self, source: Written, depth: int) -> None:
        self.source: Final = source
        self._depth: Final = depth
        self.has_operators = False
        self.respelled: dict[KeyPath, Key] = {}
        self.twice: list[tuple[KeyPath, Key]] = []  # a key, and the spelling in which it stands again

    def value(self, override: Override, path: KeyPath, spot: Spot) -> Tree:
        """The value of an override, which stands at ``path``."""
        if override.merge in (None, "file") or not isinstance(override.value, list):
            return self.node(override.value, path, spot)
        return self._items(override.value, path, spot)

    def node(self, value: Tree, path: KeyPath, spot: Spot) -> Tree:
        """``value``, which stands at ``path``, as its ``spot`` has it; itself where that changes nothing."""
        kind = type(value)
        if kind is dict or kind is list or kind is Operator:
            if spot.is_untyped:
                return value
            if kind is dict:
                return self._mapping(value, path, spot)
            return self._list(value, path, spot) if kind is list else self._operator(value, path, spot)
        if value is None or (kind is str and (value == MISSING or "${" in value)):
            return value
        tag = spot.tag
        if tag is not None:
            self.respelled[(*path[self._depth :], tag)] = ABSENT
            return {tag: self.node(value, (*path, tag), spot.below(tag))}
        if kind is not str and spot.text_rule is not TextRule.NEVER:
            raw = self.source.raw(self.written(path))
            return raw if spot.takes_text(value, raw) else value
        return value

    def _mapping(self, node: dict[Key, Tree], path: KeyPath, spot: Spot) -> dict[Key, Tree]:
        made: dict[Key, Tree] = {}
        changed = False
        for key, child in node.items():
            name = spot.key(key if type(key) is str or not spot.takes_text_keys else self._text_key(path, key))
            below = (*path, name)
            if name in made:
                self.twice.append((below, key))
            elif name != key:
                changed = True
                self.respelled[below[self._depth :]] = key
            made[name] = value = self.node(child, below, spot.below(name))
            changed = changed or value is not child
        return made if changed else node

    def _text_key(self, path: KeyPath, key: Key) -> str:
        """The characters of a key; an override's keys have none of their own."""
        raw_key = getattr(self.source, "raw_key", None)
        text: str | None = raw_key((*self.written(path), key)) if raw_key is not None else None
        return format_key(key) if text is None else text

    def _list(self, items: list[Tree], path: KeyPath, spot: Spot) -> Tree:
        made = self._items(items, path, spot)
        rule = spot.merge
        if rule is None or rule.rule == "replace":
            return made
        self.has_operators = True
        return Operator(MergeKind(rule.rule or "by"), made, by=rule.by)

    def _items(self, items: list[Tree], path: KeyPath, spot: Spot) -> list[Tree]:
        each = spot.items
        stays = each is not None and each.tag is None and each.text_rule is TextRule.NEVER
        if stays and all(type(item) in _SCALARS for item in items):
            return items  # a long list of numbers need not be looked through one by one
        made = [self.node(item, (*path, index), each or spot.below(index)) for index, item in enumerate(items)]
        return items if all(new is old for new, old in zip(made, items, strict=True)) else made

    def _operator(self, operator: Operator, path: KeyPath, spot: Spot) -> Operator:
        value = operator.value
        if operator.kind is MergeKind.ITEMS:
            made: Any = {key: self.node(child, (*path, key), spot.below(key)) for key, child in value.items()}
        elif isinstance(value, list):
            made = self._items(value, path, spot)
        else:
            made = self.node(value, path, spot)
        return Operator(operator.kind, made, by=operator.by)

    def written(self, path: KeyPath) -> KeyPath:
        """``path``, below the root of the composed tree, as the source spells it from its own root."""
        return as_spelled(path[self._depth :], self.respelled)

    def message(self, path: KeyPath, spelling: Key) -> str:
        """That the key at ``path`` stands again as ``spelling``."""
        return f"{spelling} and {self.written(path)[-1]} are two spellings of one key; write one of them"


def _twice(layer: Layer, normalizer: _Normalizer, path: KeyPath, spelling: Key) -> ConfigError:
    document = layer.document
    origin = document.origin((*normalizer.written(path[:-1]), spelling), key=True, entry=layer.entry)
    return MergeError(
        Problem(
            normalizer.message(path, spelling),
            format_path(path),
            origin=origin,
            excerpt=document.excerpt(origin),
            span=len(str(spelling)),
        )
    )
