"""The bytes or text of a file -> a Document, or an error that names line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.documents.construction import children_of, construct
from typedconf.documents.document import Document
from typedconf.documents.events import Events
from typedconf.documents.headers import parse_header
from typedconf.documents.lines import excerpt_at, place_of, split_lines
from typedconf.errors import DocumentError, Origin, Problem
from typedconf.trees import Operator, Tree, format_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MARK: Final = "\ufeff"


def parse_document(data: bytes | str, file: str) -> Document:
    """Reads a file's content by the suffix of its name: ``.json``, ``.toml``, and everything else as YAML.

    Bytes are UTF-8, or what their byte order mark says.

    Raises:
        DocumentError: where the content cannot be read as a config.
        BoundExceeded: where it is nested too deep, or its aliases make it too large.
    """
    text = data if isinstance(data, str) else _decoded(data, file)
    return _PARSERS.get(file[file.rfind(".") :] if "." in file else "", parse_yaml)(text, file)


def parse_yaml(text: str, file: str, *, pure: bool = False) -> Document:
    """Reads YAML 1.1 as OmegaConf does: dates are text, and so is a lone ``=``; one document, no key twice.

    ``pure`` keeps to PyYAML's parser in Python, which is else taken only where libyaml is missing; the result is the
    same.

    Raises:
        DocumentError: where the text cannot be read as a config.
        BoundExceeded: where it is nested too deep, or its aliases make it too large.
    """
    text = text.removeprefix(_MARK)
    header = parse_header(text, file)
    made = construct(Events(text, file, pure=pure))
    if made.is_suspicious:
        _refuse_faults(text, file, pure=pure)
    tree = _root(made.tree, text, file)
    return Document(
        file,
        text,
        tree,
        package=header.package,
        interpolations=() if isinstance(made.tree, str) else made.interpolations,
        has_operators=made.has_operators,
        warnings=header.warnings,
    )


def parse_json(text: str, file: str) -> Document:
    """Reads strict JSON: no NaN, no Infinity, no key twice in an object.

    Raises:
        DocumentError: where the text cannot be read as a config.
        BoundExceeded: where it is nested too deep.
    """
    from typedconf.documents.json_text import read_json  # noqa: PLC0415  most configs are YAML

    text = text.removeprefix(_MARK)
    tree = read_json(text, file)
    found = () if isinstance(tree, str) else interpolations_in(tree)
    return Document(file, text, _root(tree, text, file), format="json", interpolations=found)


def parse_toml(text: str, file: str) -> Document:
    """Reads TOML 1.0; dates and times become ISO text. The document knows no places within the file.

    Raises:
        DocumentError: where the text is no TOML.
        BoundExceeded: where it is nested too deep.
    """
    from typedconf.documents.toml_text import read_toml  # noqa: PLC0415  most configs are YAML

    text = text.removeprefix(_MARK)
    tree = read_toml(text, file)
    return Document(file, text, tree, format="toml", interpolations=interpolations_in(tree))


_PARSERS: Final[Mapping[str, Callable[[str, str], Document]]] = {".json": parse_json, ".toml": parse_toml}


def interpolations_in(tree: Tree) -> tuple[str, ...]:
    """All distinct texts among the values of ``tree`` that hold ``${``, in its order."""
    found: dict[str, None] = {}
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            if "${" in node:
                found[node] = None
        else:
            stack.extend(reversed(list(children_of(node))))
    return tuple(found)


def _root(tree: Tree, text: str, file: str) -> Tree:
    """What a document's root means: nothing is an empty mapping, a text a key without a value."""
    if isinstance(tree, (dict, list)):
        return tree
    if tree is None:
        return {}
    if isinstance(tree, str):
        return {tree: None}
    kind = "a merge operator" if isinstance(tree, Operator) else _shown(tree)
    line, column = place_of(text, len(text) - len(text.lstrip()))
    origin = Origin("file", file, line, column)
    raise DocumentError(
        Problem(
            f"a config is a mapping or a list, not {kind}", value=tree, origin=origin, excerpt=excerpt_at(text, line)
        )
    )


def _shown(value: Any) -> str:
    return "bytes" if isinstance(value, bytes) else format_key(value)


def _refuse_faults(text: str, file: str, *, pure: bool) -> None:
    """Raises for all keys that are wrong; a document may look so without any (``1`` and ``1.0`` in one mapping)."""
    from typedconf.documents.faults import find_faults  # noqa: PLC0415  only for a document that is probably wrong
    from typedconf.documents.yaml_index import index_yaml  # noqa: PLC0415

    root = index_yaml(text, file, pure=pure)
    problems = find_faults(root, file, split_lines(text)) if root is not None else []
    if problems:
        raise DocumentError(*problems)


# -- bytes ------------------------------------------------------------------------------------------------------

_ENCODINGS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def _decoded(data: bytes, file: str) -> str:
    """The text of ``data``, without its byte order mark."""
    mark, encoding = next((entry for entry in _ENCODINGS if data.startswith(entry[0])), (b"", "utf-8"))
    data = data[len(mark) :]
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding)
        line, column = place_of(before, len(before))
        wrong = data[error.start : error.end].hex(" ")
        message = f"no {encoding.upper().removesuffix('-LE').removesuffix('-BE')}: the bytes {wrong}"
        origin = Origin("file", file, line, column)
        raise DocumentError(Problem(message, origin=origin)) from error
