"""Asked: a command line and its program go in; what the words of ``--info`` need of them is made once, on first use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from typedconf.cli.options.groups import list_groups
from typedconf.errors import ConfigError

if TYPE_CHECKING:
    from typedconf.cli.answers import Application
    from typedconf.cli.options.groups import Group
    from typedconf.cli.words import CommandLine
    from typedconf.composer import Composer
    from typedconf.composition import Composition
    from typedconf.defaults.tracing import Branch
    from typedconf.sources import SearchPath


class Asked:
    """One command line's questions about one program."""

    def __init__(self, line: CommandLine, application: Application) -> None:
        self.line: Final = line
        self.application: Final = application

    @cached_property
    def _outcome(self) -> Composition[Any] | ConfigError:
        try:
            return self.application.compose()
        except ConfigError as error:
            return error

    @property
    def error(self) -> ConfigError | None:
        """Why nothing composes; None where something does."""
        return self._outcome if isinstance(self._outcome, ConfigError) else None

    @property
    def composition(self) -> Composition[Any]:
        """What composes.

        Raises:
            ConfigError: nothing does.
        """
        if isinstance(self._outcome, ConfigError):
            raise self._outcome
        return self._outcome

    @cached_property
    def composer(self) -> Composer:
        """The program's composer, with the folders that the command line names.

        Raises:
            ConfigError: an address names no package, or a plugin is wrong.
        """
        return self.application.composer()

    @cached_property
    def search_path(self) -> SearchPath:
        """Where configs come from; without ``hydra.searchpath``, where nothing composes.

        Raises:
            ConfigError: a folder does not exist.
        """
        return self.composer.search_path() if self.error is not None else self.composition.search_path

    @cached_property
    def groups(self) -> list[Group]:
        """All groups with their options, those that are composed first.

        Raises:
            ConfigError: a folder does not exist.
        """
        found = list_groups(self.search_path, None if self.error is not None else self.composition)
        return [group for group in found if group.options]  # an optional entry may name one that isn't there

    @cached_property
    def trees(self) -> tuple[Branch, ...]:
        """How the defaults lists were followed.

        Raises:
            ConfigError: nothing composes.
        """
        return self.composer.trace(self.application.config_name, *self.composition.overrides)
