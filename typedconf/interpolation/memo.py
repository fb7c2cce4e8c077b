"""Templates: texts with ``${…}`` -> their parsed forms, each parsed once for all that share the memo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from typedconf.errors import ConfigError, Problem
from typedconf.interpolation.templates import Template, parse_template
from typedconf.trees import format_path, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typedconf.trees import KeyPath, Tree

_MOST: Final = 20_000  # more come only from ever new overrides, whose templates nobody needs again


class Templates(dict[str, "Template | str"]):
    """A memo of parsed texts, that a Composer shares with all its compositions. Threads may share it too."""

    __slots__ = ()

    def parse(self, text: str) -> Template | str:
        """``text`` parsed.

        Raises:
            InterpolationSyntaxError: it holds no interpolation that could be read.
        """
        known = self.get(text)
        if known is None:
            if len(self) >= _MOST:
                self.clear()
            known = self[text] = parse_template(text)
        return known

    def can_read(self, texts: Iterable[str]) -> bool:
        """Whether all ``texts`` can be parsed, so that there is nothing to look for."""
        try:
            for text in texts:
                self.parse(text)
        except ConfigError:
            return False
        return True

    def wrong(self, tree: Tree) -> Iterator[tuple[KeyPath, Problem]]:
        """The texts in ``tree`` that can't be read, with their paths; the caller adds their places."""
        for path, leaf in walk(tree):
            if isinstance(leaf, str) and "${" in leaf:
                try:
                    self.parse(leaf)
                except ConfigError as error:
                    for problem in error.problems:
                        yield path, Problem(problem.message, format_path(path, tree), leaf)
