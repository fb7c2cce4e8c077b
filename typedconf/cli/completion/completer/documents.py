"""A config's file goes in; what completion wants to know of it comes out. Also what there is in a folder."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

SUFFIX = ".yaml"

_MOST_READ = 1 << 18  # bytes of a config, which is read for its keys alone
_MOST_OF_DOC = 1 << 12  # bytes before which its documentation begins
_DEEPEST = 50  # brackets in one another


class Document:
    """What completion wants to know of a config: its header's package, its keys, its defaults list."""

    __slots__ = ("defaults", "doc", "keys", "package")

    def __init__(self) -> None:
        self.package: str | None = None
        self.doc = ""
        self.keys: list[str] = []
        self.defaults: list[tuple[str, str | None, list[str]]] = []  # group, package, options


def first_line(path: str) -> str:
    """The first line of a config's documentation, which stands at its top."""
    return read_document(path, _MOST_OF_DOC).doc


def read_document(path: str, most: int = _MOST_READ) -> Document:
    """Reads the keys of a YAML file by its lines alone: block and flow mappings. What it can't read, it passes over."""
    document = Document()
    nodes: list[tuple[int, str]] = []  # the mappings around a line: how far their keys are indented, and their key
    skipped = _MOST_READ  # lines that are indented deeper belong to a list or a text
    for line in lines_of(path, most):
        text = line.strip()
        indent = len(line) - len(line.lstrip(" "))
        if not text or text[0] in "#%" or text in ("---", "..."):
            _read_comment(document, text, is_first=not document.keys and not nodes)
            continue
        if indent > skipped:
            continue
        skipped = _MOST_READ
        if text == "-" or text.startswith("- "):
            _read_entry(document, text[1:].strip(), nodes)
            skipped = indent
            continue
        key, colon, value = _split_pair(text)
        if not colon or key == "<<":
            continue
        while nodes and nodes[-1][0] >= indent:
            nodes.pop()
        path_of_key = f"{nodes[-1][1]}.{key}" if nodes else key
        if nodes and document.keys[-1:] == [nodes[-1][1]]:
            document.keys.pop()  # a mapping is no leaf
        nodes.append((indent, path_of_key))
        if path_of_key != "defaults":
            document.keys += [f"{path_of_key}.{below}" for below in _flow_keys(value)] or [path_of_key]
        skipped = indent if value[:1] in ("|", ">") else skipped
    return document


def _read_comment(document: Document, text: str, *, is_first: bool) -> None:
    """A line that is a comment: the first ones may be the header and the documentation."""
    comment = text.lstrip("# ") if text.startswith("#") and is_first else ""
    if comment.startswith("@package"):
        document.package = comment[len("@package") :].strip()
    elif comment and not document.doc:
        document.doc = comment


def _read_entry(document: Document, text: str, nodes: Sequence[tuple[int, str]]) -> None:
    """An item of a list; of the defaults list, ``group: option``, ``override /group@package: [a, b]``."""
    if not nodes or nodes[-1][1] != "defaults":
        return
    key, colon, value = _split_pair(text)
    if not colon or not value or value == "null":
        return
    group, at, package = key.replace("\\.", ".").rpartition(" ")[2].partition("@")
    options = [item.strip(" '\"") for item in value.strip("[]").split(",")]
    document.defaults.append((group, package if at else None, options))


def _split_pair(text: str) -> tuple[str, str, str]:
    """``key: value``: the key as a path writes it, the colon or nothing, the value without comment, anchor and tag."""
    if text[:1] in ("'", '"'):
        key, _, rest = text[1:].partition(text[0])
        colon, value = rest.lstrip()[:1], rest.lstrip()[1:]
    else:
        key, colon, value = f"{text} ".partition(": ")
    value = value.partition(" #")[0].strip()
    while value[:1] in ("&", "!"):
        value = value.partition(" ")[2].strip()
    return key.strip().replace(".", "\\."), colon.strip(), value


def _flow_keys(text: str) -> list[str]:
    """The keys of the leaves of ``{a: 1, b: {c: 2}}``, where it ends on its line."""
    found: list[str] = []
    nodes: list[str] = []
    start = 0
    for position, char in enumerate(text):
        if char in "{[":
            nodes.append("")
            if len(nodes) > _DEEPEST:
                break
        elif char in "}]" and nodes:
            nodes.pop()
        elif char == ":" and nodes and text[position + 1 : position + 2] in ("", " ", "{", "["):
            nodes[-1] = text[start:position].strip(" '\"").replace(".", "\\.")
            key = ".".join(filter(None, nodes))
            if found and key.startswith(f"{found[-1]}."):
                found.pop()
            found.append(key)
        if char in "{[,}]":
            start = position + 1
    return found


def lines_of(path: str, most: int = _MOST_READ) -> list[str]:
    """The lines of a text file; none of what is no file, or can't be read."""
    try:
        if not os.path.isfile(path):
            return []
        with open(path, "rb") as file:
            return file.read(most).decode("utf-8-sig", "replace").splitlines()
    except OSError:
        return []


def names_in(folder: str) -> list[str]:
    """What lies in a folder, sorted; nothing in one that is not there."""
    try:
        return sorted(os.listdir(folder or "."))
    except OSError:
        return []
