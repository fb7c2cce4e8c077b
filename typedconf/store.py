"""ConfigStore: what a program's code adds to the files, by name. A store is passed on explicitly and never shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from typedconf.errors import Origin, Problem, StoreError
from typedconf.objects import is_view, set_data, set_pairs_of
from typedconf.trees import ABSENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from typedconf.interpolation.resolvers import Resolver
    from typedconf.trees import KeyPath, Tree

_Class = TypeVar("_Class", bound=type)
_Function = TypeVar("_Function", bound="Callable[..., Any]")
_SUFFIX: Final = ".yaml"  # which a search path leaves out as well


class StoreNode:
    """One registration: the values it contributes and the class that governs them, either of which may be empty.

    ``tree`` has the node's defaults list under ``defaults``, as a file has it. ``nested`` are the classes of the
    instances that stand below, by path; items of lists are left out, since another list may take their place.
    """

    __slots__ = ("name", "nested", "package", "schema", "tree")

    def __init__(
        self,
        name: str,
        *,
        tree: Tree,
        schema: type | None,
        package: str | None,
        nested: Mapping[KeyPath, type] | None = None,
    ) -> None:
        self.name: Final = name
        self.tree: Final = tree
        self.schema: Final = schema
        self.package: Final = package
        self.nested: Final = nested or {}

    has_operators: Final = False  # mappings from code hold values alone

    def origin(self, path: KeyPath, *, key: bool = False, entry: str | None = None) -> Origin:  # noqa: ARG002
        """The node itself: what code registered has no place within."""
        return Origin("store", text=self.name, entry=entry)

    def excerpt(self, origin: Origin) -> None:
        """None: there is no line to show."""

    def raw(self, path: KeyPath) -> str | None:  # noqa: ARG002
        """Values from code have no text as written."""
        return None


class _StoreType(type):
    """Answers what Hydra's store has as a class, and this one has not, with what to write."""

    if not TYPE_CHECKING:  # checkers see that there is no such attribute

        def __getattr__(cls, name: str) -> NoReturn:
            raise _no_attribute(cls.__name__, name)


class ConfigStore(metaclass=_StoreType):
    """Config nodes, schemas of groups and resolvers, by name."""

    __slots__ = ("groups", "nodes", "resolvers")

    def __init__(self) -> None:
        self.nodes: Final[dict[str, StoreNode]] = {}
        self.groups: Final[dict[str, type]] = {}
        self.resolvers: Final[dict[str, Resolver]] = {}

    def add(self, name: str, node: Any, *, package: str | None = None) -> None:
        """Registers ``node`` under ``group/name``.

        A class contributes its schema, an instance its class and what it has set, a mapping its values. The defaults
        list of a class is its class variable ``defaults``, of a standard dataclass also its field of that name, of a
        mapping its key. ``package`` is where the node is placed, as a ``# @package`` header says it of a file.

        Raises:
            StoreError: the name is taken or no name of a config, or ``node`` is none of these or can't be a schema.
        """
        name = _checked_name(name).removesuffix(_SUFFIX)
        if name in self.nodes:
            raise StoreError(Problem(f"the store has a node {name!r} already"))
        if package is not None and not isinstance(package, str):
            raise StoreError(Problem(f"{name!r}: a package is a text such as 'a.b' or '_global_', not {package!r}"))
        if package is not None and not _NO_PACKAGE.isdisjoint(package):
            raise StoreError(Problem(f"{name!r}: {package!r} is no package; write keys with dots between, as 'a.b'"))
        self.nodes[name] = (
            _node_of_class(name, node, package) if _is_type(node) else _node_of_values(name, node, package)
        )

    def group(self, group: str, schema: type) -> None:
        """Makes ``schema`` govern every option of ``group``, also those in files.

        Raises:
            StoreError: the group has a schema already, the name is no name of a group, or ``schema`` no schema.
        """
        _checked_name(group)
        if group in self.groups:
            raise StoreError(Problem(f"the group {group!r} has a schema already: {self.groups[group].__name__}"))
        _check_schema(f"the group {group!r}", schema)
        self.groups[group] = schema

    def option(self, name: str, *, package: str | None = None) -> Callable[[_Class], _Class]:
        """``add`` as a class decorator.

        Raises:
            StoreError: as ``add``.
        """

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

    if not TYPE_CHECKING:  # as above

        def __getattr__(self, name: str) -> NoReturn:
            raise _no_attribute(type(self).__name__, name)

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


def _no_attribute(cls: str, name: str) -> AttributeError:
    return AttributeError(_INSTEAD.get(name, f"{cls!r} has no attribute {name!r}"))


# Attributes of Hydra's store, and what takes their place.
_INSTEAD: Final = {
    "instance": "no store is shared by the whole process: make one, ConfigStore(), and pass it on by main(store=…)",
    "store": 'a node is added by its group and name: store.add("group/name", node)',
}


def _checked_name(name: str) -> str:
    if not isinstance(name, str):
        raise StoreError(Problem(f"the name of a config is text, not {name!r}; it comes first, then what it names"))
    parts = name.split("/")
    if not all(parts) or ".." in parts or not _NO_NAME.isdisjoint(name) or name != name.strip():
        raise StoreError(Problem(f"{name!r} is no name of a config; write group/name"))
    if " " in name.rpartition("/")[0] or parts[-1] == "_self_":  # words before a group are keywords of its entry
        raise StoreError(Problem(f"{name!r} is no name that a defaults list could hold; write group/name"))
    return name


_NO_PACKAGE: Final = frozenset(" \t\n\\/@:=,${}")
_NO_NAME: Final = frozenset("\\\0\n@:${}")


def _is_type(node: Any) -> bool:
    """Whether it was meant as a class; a generic in brackets is none, but says so when it is checked."""
    return isinstance(node, type) or hasattr(node, "__origin__")


def _node_of_class(name: str, cls: type, package: str | None) -> StoreNode:
    _check_schema(repr(name), cls)
    defaults = _declared_defaults(cls)
    tree = {} if defaults is ABSENT else {"defaults": set_data(defaults)}
    return StoreNode(name, tree=tree, schema=cls, package=package)


def _node_of_values(name: str, node: Any, package: str | None) -> StoreNode:
    cls = type(node)
    values = cls.__typedconf_data__(node) if is_view(cls) else node
    tree = set_data(values)
    if not isinstance(tree, dict):
        raise StoreError(Problem(f"{name!r}: neither a class, an instance of a schema nor a mapping: {node!r}"))
    if not _declares_keys(cls):
        return StoreNode(name, tree=tree, schema=None, package=package, nested=dict(_classes_below(values)))
    _check_schema(repr(name), cls)
    defaults = _declared_defaults(cls)
    if defaults is not ABSENT:
        tree = {"defaults": set_data(getattr(node, "defaults", defaults)), **tree}
    return StoreNode(name, tree=tree, schema=cls, package=package, nested=dict(_classes_below(node)))


def _classes_below(node: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, type]]:
    """The classes of the instances that ``node`` has set, through mappings and other instances."""
    for key, value in set_pairs_of(node) or ():
        below = (*path, key)
        if _declares_keys(type(value)):
            yield below, type(value)
        yield from _classes_below(value, below)


def _declares_keys(cls: type) -> bool:
    return hasattr(cls, "__pydantic_fields__") or hasattr(cls, "__dataclass_fields__")


def _check_schema(whose: str, cls: Any) -> None:
    """Does nothing for a class that can be a schema of a config.

    Raises:
        StoreError: it declares no keys, or its own defaults list would be a key of it.
    """
    from typedconf.schema.annotations import container_name  # noqa: PLC0415  as below
    from typedconf.schema.classes import check_class, is_schema  # noqa: PLC0415  mappings alone need no schema

    if not is_schema(cls):
        kind = f"{getattr(cls, '__name__', cls)} declares no keys"
        raise StoreError(Problem(f"{whose}: {kind}; a schema is a Pydantic model, a dataclass or a TypedDict"))
    check_class(cls)
    known = getattr(cls, "__pydantic_fields__", {}).get("defaults")
    if known is not None and not known.is_required() and container_name(known.annotation) == "list":
        message = f"{cls.__name__}.defaults would be a key of the config; write defaults: ClassVar[list[Any]] = …"
        raise StoreError(Problem(message))


def _declared_defaults(cls: Any) -> Any:
    """The defaults list of a class as it is written there; ABSENT where it has none."""
    if "defaults" in getattr(cls, "__class_vars__", ()):
        return cls.defaults
    field = getattr(cls, "__dataclass_fields__", {}).get("defaults")
    if field is None:
        return ABSENT
    # dataclasses tells what is a class variable nowhere else without being imported
    if field._field_type.name == "_FIELD_CLASSVAR":  # noqa: SLF001
        return cls.defaults
    if hasattr(cls, "__pydantic_fields__"):
        return ABSENT
    return field.default_factory() if callable(field.default_factory) else getattr(cls, "defaults", ABSENT)
