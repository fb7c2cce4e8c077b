"""ConfigStore: what a program's code adds to the files, by name. A store is passed on explicitly and never shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from typedconf.errors import Origin, Problem, StoreError
from typedconf.objects import set_data
from typedconf.trees import copy_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typedconf.interpolation.resolvers import Resolver
    from typedconf.trees import KeyPath, Tree

_Class = TypeVar("_Class", bound=type)
_Function = TypeVar("_Function", bound="Callable[..., Any]")


class StoreNode:
    """One registration: the values it contributes and the class that governs them, either of which may be empty."""

    __slots__ = ("name", "package", "schema", "tree")

    def __init__(self, name: str, *, tree: Tree, schema: type | None, package: str | None) -> None:
        self.name: Final = name
        self.tree: Final = tree
        self.schema: Final = schema
        self.package: Final = package

    has_operators: Final = False  # mappings from code hold values alone

    def origin(self, path: KeyPath, *, key: bool = False, entry: str | None = None) -> Origin:  # noqa: ARG002
        """The node itself: what code registered has no place within."""
        return Origin("store", text=self.name, entry=entry)

    def excerpt(self, origin: Origin) -> None:
        """None: there is no line to show."""

    def raw(self, path: KeyPath) -> str | None:  # noqa: ARG002
        """Values from code have no text as written."""
        return None


class ConfigStore:
    """Config nodes, schemas of groups and resolvers, by name."""

    __slots__ = ("groups", "nodes", "resolvers")

    def __init__(self) -> None:
        self.nodes: Final[dict[str, StoreNode]] = {}
        self.groups: Final[dict[str, type]] = {}
        self.resolvers: Final[dict[str, Resolver]] = {}

    def add(self, name: str, node: Any, *, package: str | None = None) -> None:
        """Registers ``node`` under ``group/name``.

        A class contributes its schema, an instance its class and what it has set, a mapping its values. ``package``
        is where the node is placed, as a ``# @package`` header says it of a file.

        Raises:
            StoreError: the name is taken or no name of a config, or ``node`` is none of these.
        """
        _check_name(name)
        if name in self.nodes:
            raise StoreError(Problem(f"the store has a node {name!r} already"))
        schema: type | None
        if isinstance(node, type):
            tree, schema = {}, node
        elif isinstance(node, dict):
            tree, schema = copy_tree(node), None
        else:
            tree, schema = set_data(node), type(node)
            if not isinstance(tree, dict):
                raise StoreError(Problem(f"{name!r}: neither a class, an instance of a schema nor a mapping: {node!r}"))
        self.nodes[name] = StoreNode(name, tree=tree, schema=schema, package=package)

    def group(self, group: str, schema: type) -> None:
        """Makes ``schema`` govern every option of ``group``, also those in files.

        Raises:
            StoreError: the group has a schema already, or the name is no name of a group.
        """
        _check_name(group)
        if group in self.groups:
            raise StoreError(Problem(f"the group {group!r} has a schema already: {self.groups[group].__name__}"))
        self.groups[group] = schema

    def option(self, name: str, *, package: str | None = None) -> Callable[[_Class], _Class]:
        """``add`` as a class decorator."""

        def register(schema: _Class) -> _Class:
            self.add(name, schema, package=package)
            return schema

        return register

    def resolver(self, name: str) -> Callable[[_Function], _Function]:
        """Registers the decorated function as the resolver ``name``, called by ``${name:…}``.

        Raises:
            StoreError: the name is taken, or none that ``${…}`` could hold.
        """
        from typedconf.interpolation.resolvers import BUILT_IN, make_resolver  # noqa: PLC0415  most stores have none

        def register(function: _Function) -> _Function:
            if name in self.resolvers or name in BUILT_IN:
                raise StoreError(Problem(f"there is a resolver {name!r} already"))
            self.resolvers[name] = make_resolver(name, function)
            return function

        return register

    def has_group(self, group: str) -> bool:
        """Whether a node or a schema is registered below ``group``."""
        below = f"{group}/"
        return group in self.groups or any(name.startswith(below) for name in self.nodes)

    def names(self, group: str) -> Iterator[str]:
        """The options of ``group``; sub-groups end in ``/``."""
        below = f"{group}/" if group else ""
        seen = set()
        for name in self.nodes:
            if name.startswith(below):
                first, slash, _ = name[len(below) :].partition("/")
                if first + slash not in seen:
                    seen.add(first + slash)
                    yield first + slash


def _check_name(name: str) -> None:
    parts = name.split("/")
    if not all(parts) or ".." in parts or "\\" in name:
        raise StoreError(Problem(f"{name!r} is no name of a config; write group/name"))
