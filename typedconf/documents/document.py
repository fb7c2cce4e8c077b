"""One file as it was read: its tree, and where each value in it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from typedconf.documents.lines import clip, split_lines
from typedconf.errors import Origin

if TYPE_CHECKING:
    from typedconf.documents.places import Entry, Node
    from typedconf.errors import Problem
    from typedconf.trees import KeyPath, Tree

Format: TypeAlias = Literal["yaml", "json", "toml"]


class Document:
    """What a file says. It must not be changed; it pickles.

    ``file`` is the name that messages show and ``text`` the file's text, without a byte order mark. ``tree`` is plain
    data (a mapping, or a list) with an ``Operator`` where a merge operator stands. ``package`` is the one that the
    header names, None without. ``interpolations`` are all distinct texts among the values that hold ``${``, unread;
    ``warnings`` are of the file itself.

    Places and characters are looked up in an index of the text, which is made when first asked for. A document
    without a text, and one of TOML, knows none.
    """

    __slots__ = (
        "_index",
        "_lines",
        "file",
        "format",
        "has_operators",
        "interpolations",
        "package",
        "text",
        "tree",
        "warnings",
    )

    def __init__(
        self,
        file: str,
        text: str,
        tree: Tree,
        *,
        package: str | None = None,
        format: Format = "yaml",  # noqa: A002  the field's own name
        interpolations: tuple[str, ...] = (),
        has_operators: bool = False,
        warnings: tuple[Problem, ...] = (),
    ) -> None:
        self.file: Final = file
        self.text: Final = text
        self.tree: Final = tree
        self.package: Final = package
        self.format: Final = format
        self.interpolations: Final = interpolations
        self.has_operators: Final = has_operators
        self.warnings: Final = warnings
        self._lines: list[str] | None = None
        self._index: tuple[Node | None] | None = None  # in a tuple, since there may be no node at all

    def __repr__(self) -> str:
        return f"Document({self.file!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (
            self.file,
            self.text,
            self.tree,
            self.package,
            self.format,
            self.interpolations,
            self.has_operators,
            self.warnings,
        )

    def place(self, path: KeyPath, *, key: bool = False) -> tuple[int, int] | None:
        """Line and column, both from 1, of the value at ``path``, or with ``key`` of the key that it stands at.

        A value begins with its anchor or tag where it has one; an alias has the place of what it stands for, and so
        has what a merge key brings. None where the text has no such value.
        """
        entry = self._entry(path)
        node = None if entry is None else entry.key if key and entry.key is not None else entry.value
        return None if node is None else (node.line, node.column)

    def raw(self, path: KeyPath) -> str | None:
        """The characters of the scalar at ``path`` as written, of a quoted one its content; None of anything else."""
        entry = self._entry(path)
        return None if entry is None else entry.value.raw

    def raw_key(self, path: KeyPath) -> str | None:
        """The characters of the last key of ``path`` as written; None of an item and of what the text has not."""
        entry = self._entry(path)
        return None if entry is None or entry.key is None else entry.key.raw

    def line(self, number: int) -> str:
        """The line of that number, from 1; empty where there is none."""
        if self._lines is None:
            self._lines = split_lines(self.text)
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def origin(self, path: KeyPath, *, key: bool = False, entry: str | None = None) -> Origin:
        """Where the value at ``path`` (or with ``key`` its key) was written; of an unknown place the file alone.

        ``entry`` is the defaults entry, or override, that brought the file in.
        """
        line, column = self.place(path, key=key) or (None, None)
        return Origin("file", self.file, line, column, entry=entry)

    def excerpt(self, origin: Origin) -> str | None:
        """The line that ``origin`` points into; None where it points into none that could be shown."""
        if origin.line is None or not self.text:
            return None
        return clip(self.line(origin.line))

    def _entry(self, path: KeyPath) -> Entry | None:
        from typedconf.documents.places import find_entry  # noqa: PLC0415  for reports, not for composing

        if self._index is None:
            self._index = (self._made_index(),)
        root = self._index[0]
        return None if root is None else find_entry(root, path)

    def _made_index(self) -> Node | None:
        from typedconf.documents.places import bare_root  # noqa: PLC0415  for reports, not for composing

        root: Node | None = None
        if self.text and self.format == "yaml":
            from typedconf.documents.yaml_index import index_yaml  # noqa: PLC0415

            root = index_yaml(self.text, self.file)
        elif self.text and self.format == "json":
            from typedconf.documents.json_text import index_json  # noqa: PLC0415

            root = index_json(self.text)
        return bare_root(root) if root is not None and root.is_scalar else root


def _remade(  # noqa: PLR0917  pickle calls it by position
    file: str,
    text: str,
    tree: Tree,
    package: str | None,
    format: Format,  # noqa: A002
    interpolations: tuple[str, ...],
    has_operators: bool,  # noqa: FBT001
    warnings: tuple[Problem, ...],
) -> Document:
    """The document that was pickled; its index is made again when asked for."""
    return Document(
        file,
        text,
        tree,
        package=package,
        format=format,
        interpolations=interpolations,
        has_operators=has_operators,
        warnings=warnings,
    )
