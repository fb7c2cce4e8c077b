"""The rules of a schema and the key of a node go in; what is said of the node comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from typedconf.schema.documentation import Documentation
from typedconf.trees import parse_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typedconf.schema.rules import SchemaRules


class NodeDocuments:
    """Finds what is said of nodes, of their fields or else of their classes; nothing where nothing has rules."""

    __slots__ = ("_docs", "_found", "_rules")

    def __init__(self, rules: SchemaRules | None) -> None:
        self._rules: Final = rules
        self._docs: Final = Documentation()
        self._found: Final[dict[str, str]] = {}

    def of(self, node: str) -> str:
        """All that is said of the node at a key; empty where nothing is, and of the root."""
        if node not in self._found:
            self._found[node] = next(filter(None, self._documents(node)), "") if node else ""
        return self._found[node]

    def _documents(self, node: str) -> Iterator[str]:
        if self._rules is None:
            return
        path = parse_path(node.replace("[]", "[0]"))
        for facts in self._rules.classes_at(path[:-1]):
            name = facts.keys.get(path[-1])
            if name is not None:
                yield self._docs.of_field(facts.cls, name, facts.fields[name].info) or ""
        classes = self._rules.classes_at(path)
        if len(classes) == 1:  # of several, nobody knows which is meant
            yield self._docs.of_class(classes[0].cls) or ""
