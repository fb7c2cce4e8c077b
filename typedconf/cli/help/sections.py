"""A composed config goes in; the sections that help shows of it, or of one part, come out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from typedconf.cli.help.layout import Section
from typedconf.cli.help.node_documents import NodeDocuments
from typedconf.cli.options.groups import list_groups
from typedconf.cli.options.listing import GROUPS_PANEL, list_options
from typedconf.cli.options.texts import row_of, without_names
from typedconf.errors import ConfigError, Problem, did_you_mean, nearest_name
from typedconf.schema.documentation import first_paragraph
from typedconf.schema.rules import SchemaRules
from typedconf.trees import format_path, parse_path

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from typedconf.cli.options.listing import Option
    from typedconf.composition import Composition

MOST_OPTIONS: Final = 200  # of fields; with more, help lists the parts, and --help PART shows one
ROOT_PANEL: Final = "Config"
OVERRIDES_PANEL: Final = "By override only"
PARTS_PANEL: Final = "Parts"
HOW_TO_CHOOSE: Final = "choose by --GROUP OPTION or GROUP=OPTION"
_SETTINGS: Final = "hydra"
_POSITION: Final = re.compile(r"\[\d+\]|\.\d+(?=\.|$)")  # of an item of a list, however it is written
_MOST_NAMED: Final = 3


class Contents:
    """What there is to show of a composed config: its options in panels, and what only an override sets."""

    def __init__(
        self, schema: Any, composition: Composition[Any], *, resolve: bool = False, taken: Container[str] = ()
    ) -> None:
        """Lists the options, without the names that are ``taken`` by others; groups that aren't composed come last.

        Raises:
            ConfigError: two fields claim one name; with ``resolve``, an interpolation gives no value.
        """
        rules = composition.rules
        self._rules: Final = rules if isinstance(rules, SchemaRules) else None
        self._documents: Final = NodeDocuments(self._rules)
        self._groups: Final = list_groups(composition.search_path, composition)
        found: dict[tuple[str, str], Option] = {}
        for option in list_options(schema, composition, resolve=resolve):
            same = found.get((option.kind, option.key))
            found[option.kind, option.key] = without_names(option if same is None else _joined(same, option), taken)
        self._options: Final = sorted(found.values(), key=_is_addition)

    def sections(self, part: str = "") -> list[Section]:
        """The panels of the whole config, or of a ``part``; of many options, the sizes of their parts instead."""
        return list(self._panels(self._of_part(part) if part else self._options, part))

    def options(self, part: str = "") -> list[Option]:
        """The options of the composed config, or of a ``part``: those of groups that aren't composed are not there."""
        options = self._of_part(part) if part else self._options
        return [option for option in options if not _is_addition(option)]

    def document(self, part: str) -> str:
        """All that is said of a part; empty where nothing is."""
        return self._documents.of(part)

    def named(self, part: str) -> str:
        """The key of a part, a group or a field, however it is spelt.

        Raises:
            ConfigError: there is none, with the nearest, or with keys of other parts that end so.
        """
        keys = dict.fromkeys(key for option in self._options for key in _keys_to(option))
        keys |= dict.fromkeys(group.package for group in self._groups if group.is_composed and group.package)
        for spelling in (part, part.replace("-", "_"), part.removeprefix("+"), self._canonical(part)):
            if spelling in keys:
                return spelling
        if part.partition(".")[0] == _SETTINGS:
            message = f"{_SETTINGS} is no part of the config; --cfg {_SETTINGS} prints the settings"
            raise ConfigError(Problem(message, value=part))
        near = _ending(part, keys) or [name for name in (nearest_name(part, keys),) if name is not None]
        next_step = did_you_mean(" or ".join(near)) if near else "; --help lists them"
        raise ConfigError(Problem(f"no such part {part!r}{next_step}", value=part, suggestion=next(iter(near), None)))

    def field(self, key: str) -> tuple[Option, list[Option]] | None:
        """The option of the field at ``key`` with those of its items; None where it is no field, but a part."""
        found = next((option for option in self._options if option.kind == "field" and option.key == key), None)
        if found is None:
            return None
        return found, [option for option in self._options if option is not found and _is_below(option.key, key)]

    def _canonical(self, key: str) -> str:
        """The key as the tree has it, whatever its alias, and of an item of a list that of any."""
        if self._rules is None:
            return key
        try:
            path = self._rules.canonical(parse_path(key))
        except ConfigError:  # it is no key
            return key
        return _POSITION.sub("[]", format_path(path))

    def _of_part(self, part: str) -> list[Option]:
        """The groups that are called ``part`` or land there, and the fields below it or where its group lands."""
        groups = {group.key: group for group in self._groups if group.key == part or _is_below(group.package, part)}
        places = [part, *(group.package for group in groups.values() if group.is_composed)]
        return [
            option
            for option in self._options
            if (option.key in groups if option.kind == "group" else any(_is_below(option.key, one) for one in places))
        ]

    def _panels(self, options: Sequence[Option], part: str) -> Iterator[Section]:
        groups = [option for option in options if option.kind == "group" and option.has_option]
        fields = [option for option in options if option.kind == "field" and option.has_option]
        others = [row_of(option) for option in options if not option.has_option]
        if groups:
            yield Section(GROUPS_PANEL, HOW_TO_CHOOSE, options=groups)
        if len(fields) > MOST_OPTIONS:
            yield from self._parts(fields, part)
        else:
            for name, inside in by_panel(fields).items():
                yield Section(name or ROOT_PANEL, "" if name == part else self._summary(name), options=inside)
        if others:
            yield Section(OVERRIDES_PANEL, rows=others)

    def _parts(self, fields: Iterable[Option], part: str) -> Iterator[Section]:
        """The fields right below ``part``, and each node there with the number of fields below it."""
        leaves: list[Option] = []
        sizes: dict[str, int] = {}
        for option in fields:
            node = _node_below(option.key, part)
            if node == option.key:
                leaves.append(option)
            else:
                sizes[node] = sizes.get(node, 0) + 1
        if len(leaves) <= MOST_OPTIONS:
            yield Section(part or ROOT_PANEL, options=leaves)
        else:  # too many to say what each is for
            yield Section(part or ROOT_PANEL, rows=[(*row_of(option)[:2], "") for option in leaves])
        counts = ((node, "1 option" if size == 1 else f"{size} options") for node, size in sizes.items())
        rows = [(node, count, self._summary(node)) for node, count in counts]
        if rows:
            yield Section(PARTS_PANEL, "--help PART shows the options of one", rows=rows)

    def _summary(self, node: str) -> str:
        """The first paragraph of what is said of a node."""
        return first_paragraph(self._documents.of(node)) or ""


def _is_addition(option: Option) -> bool:
    """Whether it is a group that isn't composed, and so is added by an override."""
    return option.kind == "group" and not option.has_default


def by_panel(options: Iterable[Option]) -> dict[str, list[Option]]:
    """The options of each panel, a node before those below it; the root, which its class names, is the empty text."""
    panels: dict[str, list[Option]] = {}
    for option in options:
        panel = option.panel if option.kind == "group" or _is_below(option.key, option.panel) else ""
        if option.kind == "field":
            panels.update((node, []) for node in reversed([*_nodes_above(panel)]) if node not in panels)
        panels.setdefault(panel, []).append(option)
    return {panel: inside for panel, inside in panels.items() if inside}


def _joined(option: Option, other: Option) -> Option:
    """One option of a field that two members of a union have, with what either takes; a secret where either is one."""
    return (other if other.secret else option)._replace(
        type=" | ".join(dict.fromkeys((option.type, other.type))),
        choices=tuple(dict.fromkeys(option.choices + other.choices)) if option.choices and other.choices else (),
        member=option.member if option.member == other.member else "",
    )


def _ending(part: str, keys: Iterable[str]) -> list[str]:
    """Some of the keys whose last names are ``part``."""
    end = f".{part}".replace("-", "_")
    return [key for key in keys if key.replace("-", "_").endswith(end)][:_MOST_NAMED]


def _keys_to(option: Option) -> Iterator[str]:
    """The key of an option, and those of the nodes around it."""
    yield option.key
    if option.kind == "field":
        yield from (node for node in _nodes_above(option.key) if node)


def _nodes_above(key: str) -> Iterator[str]:
    """The nodes around a key, the nearest first and the root last."""
    while key:
        key = key.rpartition(".")[0]
        yield key


def _is_below(key: str, part: str) -> bool:
    return bool(part) and (key == part or key.startswith((f"{part}.", f"{part}[")))


def _node_below(key: str, part: str) -> str:
    """The node right below ``part`` in which ``key`` is, or that it is."""
    start = len(part) + 1 if part else 0
    head, _, _ = key[start:].partition(".")
    return key[:start] + head
