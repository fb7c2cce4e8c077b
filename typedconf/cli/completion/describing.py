"""A program goes in; what completion needs to know of it comes out as plain data, which JSON can hold.

That is what types, flags and defaults lists say, and the folders to look for options in, but no value: what is secret
cannot be in it. A command is a mapping of its documentation, flags, arguments, commands and config, a key a row of
what the completer reads.
"""

from __future__ import annotations

import os
import sys
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.cli.flags import free_flags
from typedconf.cli.options.groups import list_groups
from typedconf.errors import ConfigError
from typedconf.objects import is_view
from typedconf.schema.annotations import members
from typedconf.schema.description import describe_schema
from typedconf.schema.notation import choices_of
from typedconf.schema.words import words_of
from typedconf.sources.folder import SUFFIX, FolderSource
from typedconf.sources.hydra_tree import DEFAULT_NODE, hydra_names
from typedconf.trees import format_key, format_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from typedconf.cli.answers import Application
    from typedconf.cli.completion.index import Stamps
    from typedconf.composition import Composition
    from typedconf.schema.description import FieldDescription, SchemaDescription
    from typedconf.sources import SearchPath
    from typedconf.store import ConfigStore

_MOST_KEYS: Final = 20_000  # of a tree without a schema
_MOST_GROUPS: Final = 1_000
_OWN: Final = "hydra/"


# -- commands ----------------------------------------------------------------------------------------------------------


def describe_program(application: Application, stamps: Stamps) -> dict[str, Any]:
    """The command that a program of ``main`` is: its flags and its config."""
    return {
        "doc": application.doc or "",
        "flags": _flags(()),
        "arguments": [],
        "commands": {},
        "config": describe_config(application, stamps),
    }


def describe_app(command: Any, find_application: Callable[[Any], Application | None], stamps: Stamps) -> dict[str, Any]:
    """The tree of the commands of a Typer app: its own options and arguments, and the config where one has any.

    ``command`` is what ``typer.main.get_command`` gives; ``find_application`` tells what flags may ask of one of
    the commands, None where it has no config.
    """
    own = [_typer_option(one) for one in command.params if one.param_type_name == "option"]
    application = find_application(command)
    if application is None:
        names = command.context_settings.get("help_option_names", ["--help"])
        flags = [_flag(names, "Show this message and exit.")]
    else:
        flags = _flags(name for flag in own for name in flag["names"])
    return {
        "doc": _first_line(command.help),
        "flags": own + flags,
        "arguments": [_typer_argument(one) for one in command.params if one.param_type_name == "argument"],
        "commands": {
            name: describe_app(one, find_application, stamps)
            for name, one in getattr(command, "commands", {}).items()
            if not one.hidden
        },
        "config": None if application is None else describe_config(application, stamps),
    }


def _flags(taken: Iterable[str]) -> list[dict[str, Any]]:
    """The table of flags, without the names that the command's own options have taken."""
    own = set(taken)
    return [_flag(flag.names, flag.does, flag.value, flag.part, flag.choices) for flag in free_flags(own)]


def _flag(
    names: Sequence[str], doc: str, value: str = "", part: str = "", choices: Sequence[str] = ()
) -> dict[str, Any]:
    """One option of a command as the completer takes it: what follows it, always or at will, and all that may."""
    return {"names": list(names), "doc": doc, "value": value, "part": part, "choices": list(choices)}


def _typer_option(option: Any) -> dict[str, Any]:
    takes_value = not option.is_flag and not option.count
    value, choices = _typer_values(option) if takes_value else ("", [])
    made = _flag([*option.opts, *option.secondary_opts], _first_line(option.help), value, choices=choices)
    return {**made, "hidden": True} if option.hidden else made


def _typer_argument(argument: Any) -> dict[str, Any]:
    value, choices = _typer_values(argument)
    return {"value": value, "choices": choices, "repeats": argument.nargs == -1}


def _typer_values(parameter: Any) -> tuple[str, list[str]]:
    """What a parameter of Typer's takes, as the table of flags writes it, and all its values where these are known."""
    described = getattr(parameter, "type_descriptor", None)
    if described is None:  # an older Typer, whose parameters have Click's types
        choices = [str(getattr(choice, "value", choice)) for choice in getattr(parameter.type, "choices", ())]
        return _OLD_KINDS.get(parameter.type.name, "VALUE"), choices
    types = list(members(described.annotation))
    words = words_of(types) or ""
    if described.file_annotation is not None or words.startswith(("a path", "a list of paths")):
        return ("FILE" if getattr(described.parameter_info, "file_okay", True) else "DIR"), []
    return "VALUE", list(choices_of(types))


# what Click calls a type -> what follows the option
_OLD_KINDS: Final = {"path": "FILE", "file": "FILE", "filename": "FILE", "directory": "DIR"}


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]


# -- a config ----------------------------------------------------------------------------------------------------------


def describe_config(application: Application, stamps: Stamps) -> dict[str, Any]:
    """What completion needs to know of one config; where it composes only with overrides, what is known without."""
    file = os.path.realpath(application.function.__code__.co_filename)
    stamps.add(file)
    stamps.add_neighbours(file)
    composition: Composition[Any] | None = None
    try:
        composition = application.compose()
        search_path = composition.search_path
    except ConfigError:
        search_path = application.composer().search_path()
    schema = application.schema()
    described = describe_schema(None if is_view(schema) else schema)
    classes = _Classes(stamps)
    return {
        "name": application.config_name or "",
        "home": os.path.dirname(file),
        "folders": list(_folders(search_path)),
        "groups": None if composition is None else dict(_groups(composition)),
        "laid": [] if composition is None else list(_layers(composition, search_path, stamps)),
        "keys": [] if composition is None else list(_keys(composition)),
        "fields": classes.rows(described),
        "store": {} if search_path.store is None else classes.nodes(search_path.store),
        "schemas": {} if search_path.store is None else classes.groups(search_path.store),
        "classes": classes.found,
        "listed": _listed(search_path),
        "hydra": {group: list(hydra_names(group)) for group in _own_groups()},
        "settings": [f"hydra.{key}" for key, _ in _leaves(DEFAULT_NODE)],
    }


def _own_groups() -> Iterator[str]:
    return (_OWN + name.removesuffix("/") for name in hydra_names("hydra"))


def _groups(composition: Composition[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The groups that are composed: what is chosen in each, and where it is placed."""
    for group in list_groups(composition.search_path, composition):
        if group.is_composed:
            package = "" if group.package == "_global_" else group.package
            name = group.key.partition("@")[0]
            yield group.key, {"group": name, "package": package, "selected": list(group.selected)}


def _folders(search_path: SearchPath) -> Iterator[str]:
    return (place.source.folder for place in search_path.places if isinstance(place.source, FolderSource))


def _layers(composition: Composition[Any], search_path: SearchPath, stamps: Stamps) -> Iterator[list[str]]:
    """The configs that are composed, and where; their files are noted."""
    for layer in composition.layers:
        if not layer.name.startswith(_OWN):
            files = (f"{folder}/{layer.name}{SUFFIX}" for folder in _folders(search_path))
            stamps.add(next(filter(os.path.isfile, files), None))
            yield [layer.name, format_path(layer.package)]


def _keys(composition: Composition[Any]) -> list[list[Any]]:
    """The leaves that configs set, lists being leaves: rows that say no more than which are lists, which booleans."""
    return [
        [key, "list" if isinstance(value, list) else "bool" if isinstance(value, bool) else "", [], "", [], []]
        for key, value in islice(_leaves(composition.tree), _MOST_KEYS)
    ]


def _leaves(tree: dict[Any, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        key = f"{above}{format_key(name)}"
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{key}.")
        else:
            yield key, value


def _listed(search_path: SearchPath) -> list[str]:
    """The configs of sources that are no folders, which completion can't ask: their names as they are now."""
    sources = [place.source for place in search_path.places if not isinstance(place.source, FolderSource)]
    found: dict[str, None] = {}
    waiting = [""]
    for group in waiting:
        names = [f"{group}/{name}".removeprefix("/") for source in sources for name in source.names(group)]
        found.update(dict.fromkeys(name for name in names if not name.endswith("/")))
        if len(waiting) < _MOST_GROUPS:
            waiting += dict.fromkeys(name[:-1] for name in names if name.endswith("/"))
    return list(found)


class _Classes:
    """The classes that options bring, each described once."""

    __slots__ = ("_stamps", "found")

    def __init__(self, stamps: Stamps) -> None:
        self._stamps: Final = stamps
        self.found: Final[dict[str, dict[str, Any]]] = {}

    def nodes(self, store: ConfigStore) -> dict[str, dict[str, Any]]:
        """The nodes of a store: where each says it is placed, its class, and the keys that it sets."""
        return {
            name: {
                "package": node.package,
                "class": None if node.schema is None else self._name(node.schema),
                "keys": [key for key, _ in _leaves(node.tree) if key != "defaults"]
                if isinstance(node.tree, dict)
                else [],
            }
            for name, node in store.nodes.items()
        }

    def groups(self, store: ConfigStore) -> dict[str, str]:
        """The classes that govern all options of a group."""
        return {group: self._name(cls) for group, cls in store.groups.items()}

    def rows(self, described: SchemaDescription) -> list[list[Any]]:
        """A row for each key, as the completer takes it: its kind, choices, documentation, own names, and its union."""
        self._stamps.add_modules(name.rpartition(".")[0] for name in described.classes)
        unions = list(_unions(described))
        return [
            [
                field.key,
                _kind(field),
                _choices(field, described.fields),
                field.summary or field.type,
                list(field.names),
                next((union.place_of(field) for union in unions if union.holds(field)), []),
            ]
            for field in described.fields
        ]

    def _name(self, cls: type) -> str:
        name = f"{cls.__module__}.{cls.__qualname__}"
        if name not in self.found:
            self.found[name] = {}
            described = describe_schema(cls)
            doc = described.classes[name].summary if name in described.classes else None
            self.found[name] = {"doc": doc or cls.__name__, "fields": self.rows(described)}
        return name


class _Union(NamedTuple):
    """A union of classes at a key: the key that tells them apart, and its values for each class."""

    key: str
    tag: str
    tags: Mapping[str | None, list[str]]

    def holds(self, field: FieldDescription) -> bool:
        """Whether ``field`` is a key of one of the classes."""
        return field.key.startswith(f"{self.key}.") and field.member in self.tags

    def place_of(self, field: FieldDescription) -> list[Any]:
        """How deep in the union a key lies, the key of the tag, and those of the key's class."""
        below = field.key[len(self.key) + 1 :].replace("\\.", "")
        return [below.count(".") + 1, self.tag, self.tags[field.member]]


def _unions(described: SchemaDescription) -> Iterator[_Union]:
    """The unions whose members a tag tells apart, but for those in lists and mappings."""
    for field in described.fields:
        if field.tag is not None and "[" not in field.key and "<" not in field.key:
            tags: dict[str | None, list[str]] = {}
            for name in field.schemas:
                cls = _class_named(name)
                fields = () if cls is None else describe_schema(cls, reads_source=False).fields
                tags[described.classes[name].name] = [
                    choice for one in fields if one.key == field.tag for choice in one.choices
                ]
            if all(tags.values()):
                yield _Union(field.key, field.tag, tags)


def _class_named(name: str) -> Any:
    """The class of a module that is loaded; None for one that is not found by its name, as in a function."""
    module, _, qualified = name.rpartition(".")
    return getattr(sys.modules.get(module), qualified, None)


def _kind(field: FieldDescription) -> str:
    """What stands at a key, for the completer: ``node``, ``union``, ``models``, ``bool``, ``path``, ``list path``."""
    expected = field.expected or ""
    of_list = "list " if field.multiple else ""
    if field.tag is not None and not field.multiple:
        return "union"
    if field.schemas:
        return "models" if field.multiple or "mapping to " in expected else "node"
    if field.choices == ("true", "false"):
        return f"{of_list}bool".strip()
    if "path of a folder" in expected or "paths of folders" in expected:
        return f"{of_list}folder"
    if "a path" in expected or "path of a file" in expected or "paths" in expected:
        return f"{of_list}path"
    return of_list.strip()


def _choices(field: FieldDescription, fields: Iterable[FieldDescription]) -> list[str]:
    """The values that a key takes; of a union of classes, those of the key that tells them apart; null where it may."""
    choices = list(field.choices)
    if field.tag is not None:
        choices = next((list(one.choices) for one in fields if one.key == f"{field.key}.{field.tag}"), choices)
    takes_null = "None" in field.type or field.type.startswith("Optional[")
    return [*choices, "null"] if choices and takes_null and "null" not in choices else choices
