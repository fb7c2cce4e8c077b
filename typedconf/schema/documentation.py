"""A class goes in, what its author wrote about it and its fields comes out: docstrings, descriptions, ``Doc``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, get_origin

from typedconf.objects import config_of

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Iterator, Mapping

_LONGEST_SOURCE: Final = 2_000_000  # characters; parsing them takes a second, and nobody writes as many by hand


class Declaration(NamedTuple):
    """The class in whose body a field stands, and its annotation as it stands there."""

    cls: type
    annotation: Any


class Documentation:
    """Finds what is documented, and keeps each file that it parsed for this as long as it lives.

    Without ``reads_source``, strings below fields are not looked for, which is what takes time.
    """

    __slots__ = ("_attributes", "_declarations", "_files", "_reads_source")

    def __init__(self, *, reads_source: bool = True) -> None:
        self._reads_source: Final = reads_source
        self._files: Final[dict[str, Mapping[str, list[ast.ClassDef]]]] = {}
        self._attributes: Final[dict[type, Mapping[str, str]]] = {}
        self._declarations: Final[dict[type, dict[str, Declaration]]] = {}

    def of_field(self, cls: type, name: str, info: Any) -> str | None:
        """What is said of the field ``name``, as ``info``, Pydantic's description of it, or the source has it.

        A description comes before a ``Doc``, and this before a string below the field in the class that declares it.
        Where a class sets ``use_attribute_docstrings`` to False, such strings are not read.
        """
        stated = [info.description, *(getattr(item, "documentation", None) for item in reversed(info.metadata))]
        stated.append(getattr(getattr(cls, "__dataclass_fields__", {}).get(name), "doc", None))
        for text in stated:
            if isinstance(text, str) and text.strip():
                return _clean(text)
        if config_of(cls).get("use_attribute_docstrings") is False:
            return None
        declared = self.declaration(cls, name)
        return None if declared is None else self.attributes(declared.cls).get(name)

    def of_class(self, cls: type) -> str | None:
        """The docstring of a class itself: none of a base's, and none that a dataclass has made."""
        text = vars(generic_origin(cls)).get("__doc__")
        if not isinstance(text, str) or not text.strip():
            return None
        if "__dataclass_fields__" in vars(cls) and text.startswith(f"{cls.__name__}(") and text.endswith(")"):
            return None  # its signature
        return _clean(text)

    def declaration(self, cls: type, name: str) -> Declaration | None:
        """Where the field ``name`` of ``cls`` was last declared: there, or in a class above it."""
        found = self._declarations.get(cls)
        if found is None:
            found = self._declarations[cls] = {}
            for base in _from_the_top(cls):
                found.update((each, Declaration(base, written)) for each, written in _own_annotations(base).items())
        return found.get(name)

    def attributes(self, cls: type) -> Mapping[str, str]:
        """The strings below the fields that the body of ``cls`` declares; none where there is no source of it."""
        found = self._attributes.get(cls)
        if found is None:
            body = self._body(cls) if self._reads_source else None
            found = self._attributes[cls] = {} if body is None else dict(_attribute_docs(body))
        return found

    def _body(self, cls: type) -> ast.ClassDef | None:
        """The statement that made ``cls``: of those with its name, the last that declares nothing else than it."""
        declared = _own_annotations(cls)
        for node in reversed(self._classes(cls.__module__).get(cls.__qualname__, [])):
            if all(name in declared or name.startswith("__") for name, _ in _declarations(node)):
                return node
        return None  # source that was changed since, or code that was never in this file

    def _classes(self, module_name: str) -> Mapping[str, list[ast.ClassDef]]:
        import sys  # noqa: PLC0415  together with the next

        module = sys.modules.get(module_name)
        file = getattr(module, "__file__", None)
        if not isinstance(file, str):
            return {}
        if file not in self._files:
            self._files[file] = _parsed_classes(_source(file, vars(module)))
        return self._files[file]


def first_paragraph(doc: str | None) -> str | None:
    """The first paragraph of a text as one line."""
    if doc is None:
        return None
    lines = doc.strip().splitlines()
    end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    return " ".join(line.strip() for line in lines[:end]) or None


def generic_origin(cls: type) -> type:
    """The class that was written, where ``cls`` is one that Pydantic made of it for certain arguments."""
    origin = (getattr(cls, "__pydantic_generic_metadata__", None) or {}).get("origin")
    return origin if isinstance(origin, type) else cls


def _own_annotations(cls: type) -> Mapping[str, Any]:
    """The annotations in the body of a class as they stand there; a TypedDict's hold its bases' too."""
    from typing_extensions import Format, get_annotations  # noqa: PLC0415  only descriptions need it

    return get_annotations(cls, format=Format.FORWARDREF)


def _from_the_top(cls: type) -> Iterable[type]:
    """The classes whose declarations ``cls`` has, each before those that override it."""
    from typing_extensions import is_typeddict  # noqa: PLC0415  only descriptions need it

    if is_typeddict(cls):
        return (cls, *_typed_dicts_above(cls))
    return reversed(cls.__mro__)


def _typed_dicts_above(cls: Any) -> Iterator[type]:
    """The TypedDicts that one extends, whose declarations count, for it has them as its own: the topmost last."""
    for base in getattr(cls, "__orig_bases__", ()):
        above = get_origin(base) or base
        if isinstance(above, type) and hasattr(above, "__total__"):
            yield above
            yield from _typed_dicts_above(above)


def _clean(text: str) -> str:
    import inspect  # noqa: PLC0415  slow to load, and only descriptions need it

    return inspect.cleandoc(text).strip()


# -- source -----------------------------------------------------------------------------------------------------------


def _source(file: str, namespace: Mapping[str, Any]) -> str:
    import linecache  # noqa: PLC0415  only descriptions need it

    source = "".join(linecache.getlines(file, dict(namespace)))  # from an archive too, by the module's loader
    return source if len(source) <= _LONGEST_SOURCE else ""


def _parsed_classes(source: str) -> Mapping[str, list[ast.ClassDef]]:
    """The class statements of a module by the qualified names of what they make."""
    import ast  # noqa: PLC0415  only descriptions need it
    import warnings  # noqa: PLC0415  as ast

    try:
        with warnings.catch_warnings(action="ignore"):  # the module's own import has told of them
            module = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[str, list[ast.ClassDef]] = {}
    for name, node in _class_statements(module, ""):
        found.setdefault(name, []).append(node)
    return found


def _class_statements(parent: ast.AST, prefix: str) -> Iterator[tuple[str, ast.ClassDef]]:
    import ast  # noqa: PLC0415  loaded by the caller

    for node in ast.iter_child_nodes(parent):
        if isinstance(node, ast.ClassDef):
            yield prefix + node.name, node
            yield from _class_statements(node, f"{prefix}{node.name}.")
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from _class_statements(node, f"{prefix}{node.name}.<locals>.")
        elif not isinstance(node, ast.expr):
            yield from _class_statements(node, prefix)


def _declarations(body: ast.ClassDef) -> Iterable[tuple[str, ast.stmt | None]]:
    """The annotated names of a class, each with the statement behind it."""
    import ast  # noqa: PLC0415  loaded by the caller

    followers = [*body.body[1:], None]
    for node, follower in zip(body.body, followers, strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, follower


def _attribute_docs(body: ast.ClassDef) -> Iterator[tuple[str, str]]:
    import ast  # noqa: PLC0415  loaded by the caller

    for name, follower in _declarations(body):
        if isinstance(follower, ast.Expr) and isinstance(follower.value, ast.Constant):
            text = follower.value.value
            if isinstance(text, str) and text.strip():
                yield name, _clean(text)
