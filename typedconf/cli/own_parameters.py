"""A command of Typer's goes in; what its own parameters are called, take and look like in help comes out.

They stand beside the options of the config and the flags, and win where a name is taken twice.
"""

from __future__ import annotations

from functools import cached_property
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, Final

from typedconf.cli.flags import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from typer.core import TyperCommand

_PANELS: Final = {"argument": "Arguments", "option": "Options"}


class OwnParameters:
    """The arguments and options of a command that its function has beside its config.

    ``context`` is that of Typer for the command, which knows how it was called.
    """

    def __init__(self, command: TyperCommand, context: Any) -> None:
        self._command: Final = command
        self._context: Final = context

    @property
    def name(self) -> str:
        """The command as it was called: the names of the app and of the apps around it come first."""
        return str(self._context.command_path)

    @property
    def program(self) -> str:
        """The app as it was called."""
        return str(self._context.find_root().info_name)

    @property
    def root(self) -> Any:
        """The command that is the whole app."""
        return self._context.find_root().command

    @property
    def doc(self) -> str:
        """What help says of the command: up to a form feed, as Typer has it, and that it is deprecated."""
        doc = cleandoc(self._command.help or "").partition("\f")[0]
        return f"(deprecated) {doc}" if self._command.deprecated else doc

    @property
    def parameters(self) -> Sequence[Any]:
        """Typer's own objects, for help in its look."""
        return self._command.params

    @property
    def takes_words(self) -> bool:
        """Whether a word that is no option fills an argument."""
        has_arguments = any(one.param_type_name == "argument" for one in self.parameters)
        return has_arguments or bool(self._context.allow_extra_args)

    @property
    def markup(self) -> Any:
        """What the texts of help are written in, as the app says: ``"rich"``, ``"markdown"`` or None."""
        return self._command.rich_markup_mode

    @property
    def epilog(self) -> str:
        """What help ends with."""
        return cleandoc(self._command.epilog or "").strip()

    @cached_property
    def names(self) -> Mapping[str, int]:
        """The names of options, and how many words follow each."""
        return {
            name: 0 if one.is_flag or one.count else one.nargs
            for one in self.parameters
            if one.param_type_name == "option"
            for name in (*one.opts, *one.secondary_opts)
        }

    def usage(self) -> str:
        """The arguments as the usage has them: ``{path} [more]...``."""
        return " ".join(piece for one in self.parameters for piece in one.get_usage_pieces(self._context))

    def rows(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """What help shows of each parameter that isn't hidden, its names and what it is for, by panel."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for kind, title in _PANELS.items():
            for one in self.parameters:
                row = one.get_help_record(self._context) if one.param_type_name == kind else None
                if row is not None:
                    panels.setdefault(getattr(one, "rich_help_panel", None) or title, []).append(row)
        return panels

    def words_behind(self, word: str) -> int | None:
        """How many words behind ``word`` belong to it, whatever they look like; None where it is no option here."""
        if word in self.names:
            return self.names[word]
        name, equals, _ = word.partition("=")
        if equals and name in self.names:
            return max(0, self.names[name] - 1)
        if word == "-" or not word.startswith("-") or word.startswith("--") or name in BY_NAME:
            return None
        for index in range(1, len(word)):  # short names in one word: -vn 3, -vn3
            count = self.names.get(f"-{word[index]}")
            if count is None:
                return None
            if count:
                return count - 1 if index + 1 < len(word) else count
        return 0
