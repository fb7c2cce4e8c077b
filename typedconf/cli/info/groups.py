"""Groups go in; each with its options, what these are for and where they are from, comes out, as text and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.cli.info.shown import Note, Rows
from typedconf.errors import ConfigError
from typedconf.schema.documentation import Documentation, first_paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typedconf.cli.info.asked import Asked
    from typedconf.cli.info.shown import Block
    from typedconf.cli.options.groups import Group
    from typedconf.sources import SearchPath

_FILE: Final = "file"
_STORE: Final = "store"
# Comments that are no documentation: they tell a program how to read the file.
_DIRECTIVES: Final = ("@package", "!", "yaml-language-server:", "yamllint", "prettier-ignore", "-*-", "vim:")


class OptionFacts(NamedTuple):
    """An option of a group: what it is for, whether a file or the store has it, the name of its class (or none)."""

    name: str
    doc: str
    source: str
    schema: str | None


def group_data(asked: Asked) -> Any:
    """The groups as ``--json`` has them."""
    reader = _Reader(asked.search_path)
    return [
        {
            "key": group.key,
            "group": group.key.partition("@")[0],
            "package": group.package or None,
            "selected": list(group.selected),
            "options": [facts._asdict() for facts in reader.options(group)],
        }
        for group in asked.groups
    ]


def group_blocks(asked: Asked) -> Sequence[Block]:
    """A table for each group, each option as the override that chooses it, the chosen ones marked."""
    reader = _Reader(asked.search_path)
    blocks: list[Block] = []
    for group in asked.groups:
        is_addition = asked.error is None and not group.is_composed
        blocks.append(_block(f"{'+' if is_addition else ''}{group.key}", group, list(reader.options(group))))
    return blocks or [Note("There are no config groups.")]


def _block(key: str, group: Group, options: list[OptionFacts]) -> Rows:
    """The options of a group, each as the override that chooses it, of which ``key`` is the key."""
    is_elsewhere = group.package not in ("", group.key.replace("/", "."))
    rows = [
        (
            f"{key}={facts.name}",
            f"{facts.source}, {facts.schema}" if facts.schema else facts.source,
            first_paragraph(facts.doc) or "",
        )
        for facts in options
    ]
    chosen = frozenset(number for number, facts in enumerate(options) if facts.name in group.selected)
    return Rows(rows, f"{group.key} at {group.package}" if is_elsewhere else group.key, marked=chosen)


class _Reader:
    """Looks at the options of groups, wherever they are."""

    __slots__ = ("_documentation", "_search_path")

    def __init__(self, search_path: SearchPath) -> None:
        self._search_path: Final = search_path
        self._documentation: Final = Documentation()

    def options(self, group: Group) -> Iterator[OptionFacts]:
        """What is known of each option; of one that cannot be read, why."""
        name = group.key.partition("@")[0]
        for option in group.options:
            try:
                yield self._facts(name, option)
            except ConfigError as error:
                yield OptionFacts(option, f"cannot be read: {error.problems[0].message}", _FILE, None)

    def _facts(self, group: str, option: str) -> OptionFacts:
        found = self._search_path.find(f"{group}/{option}")
        document = found.document if found is not None else None
        node = found.node if found is not None else None
        doc = "" if document is None else leading_comment(document.text)
        schema = node.schema if node is not None else None
        if schema is not None:
            doc = doc or self._documentation.of_class(schema) or ""
        elif self._search_path.store is not None:
            schema = self._search_path.store.groups.get(group)
        return OptionFacts(
            option, doc, _STORE if document is None else _FILE, None if schema is None else schema.__name__
        )


def leading_comment(text: str) -> str:
    """The comment with which a YAML text begins, without its signs and lines that only programs read."""
    lines: list[str] = []
    for line in text.removeprefix("\ufeff").splitlines():
        stripped = line.strip()
        if not stripped.startswith("#"):
            if stripped and not stripped.startswith("%"):
                break
            if lines:  # a blank line ends it: what comes then is of something else
                break
            continue
        comment = stripped.lstrip("#").strip()
        if not comment.startswith(_DIRECTIVES):
            lines.append(comment)
    return "\n".join(lines).strip()
