"""A program goes in; what ``--help`` shows of it is gathered and printed: groups, options of the config, flags.

Off a terminal ``layout`` makes it plain text, and neither Typer nor Rich is loaded; on one, ``terminal_help`` lets
Typer show the same sections.
"""

from __future__ import annotations

import shutil
import sys
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, Final

from typedconf.cli.flags import BY_NAME, HELP, JSON, RESOLVE
from typedconf.cli.help.layout import FLAG_SECTION, Help, Section, flag_rows, plain_help, without_markup
from typedconf.cli.help.sections import HOW_TO_CHOOSE, Contents
from typedconf.cli.options.groups import list_groups
from typedconf.cli.options.listing import GROUPS_PANEL, Option, list_options
from typedconf.cli.options.texts import row_of, without_names
from typedconf.cli.printing import is_terminal, report, write_out
from typedconf.errors import ConfigError
from typedconf.schema.derived import Derived
from typedconf.schema.rules import SchemaRules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from typedconf.cli.answers import Application
    from typedconf.cli.own_parameters import OwnParameters
    from typedconf.cli.words import CommandLine
    from typedconf.composition import Composition

_DONE: Final = 0
_WRONG: Final = 2
_HOW_TO: Final = "KEY=VALUE sets a key like --KEY VALUE, +KEY=VALUE adds one, ~KEY deletes one."


def print_help(line: CommandLine, application: Application) -> int:
    """Prints the help and gives the exit status: where nothing composes, flags and groups alone (or the one), and 2.

    A schema that Pydantic can't build is told as well, beside the options that are known of it.

    Raises:
        ConfigError: there is no such part, or an interpolation that is to be resolved gives no value.
    """
    if line.has(JSON):
        return _print_data(line, application)
    error: ConfigError | None = None
    part = line.value(HELP)
    try:
        composition = application.compose()
    except ConfigError as caught:
        error = caught
        shown = _uncomposed(application, part)
    else:
        contents = Contents(application.schema(), composition, resolve=line.has(RESOLVE), taken=application.taken)
        shown = _part(contents, part, application, composition) if part else _whole(application, contents.sections())
        error = _unusable(composition)
    _show(shown, application.own if shown.is_whole else None)
    if error is not None:
        report("error", error.problems)
    return _DONE if error is None else _WRONG


def _print_data(line: CommandLine, application: Application) -> int:
    """Prints the options for other programs, of one part without the flags.

    Raises:
        ConfigError: nothing composes, or as ``print_help`` says.
    """
    from typedconf.cli.machine import print_json  # noqa: PLC0415  only what other programs read
    from typedconf.cli.options.data import options_document  # noqa: PLC0415  as above

    composition = application.compose()
    schema, resolve, part = application.schema(), line.has(RESOLVE), line.value(HELP)
    options: Iterable[Option]
    if part:
        contents = Contents(schema, composition, resolve=resolve, taken=application.taken)
        options = contents.options(contents.named(part))
    else:
        options = list_options(schema, composition, resolve=resolve)
    found = [entry for entry in options_document(options, application.taken) if not part or entry["kind"] != "flag"]
    print_json("options", found, composition.warnings)
    return _DONE


def _part(contents: Contents, part: str, application: Application, composition: Composition[Any]) -> Help:
    """The help of one part, group or key, without the flags.

    Raises:
        ConfigError: there is no such part.
    """
    key = contents.named(part)
    found = contents.field(key)
    if found is not None:
        from typedconf.cli.help.key_page import key_page  # noqa: PLC0415  for one key alone

        return key_page(found[0], application.schema(), composition, found[1])
    return Help(application.name, contents.document(key), contents.sections(key))


def _whole(application: Application, sections: Iterable[Section]) -> Help:
    """The help of a program, its flags before what can't be an option, as Typer has room for it."""
    doc = "\n\n".join(filter(None, (cleandoc(application.doc or ""), _HOW_TO)))
    flags = Section(FLAG_SECTION, rows=flag_rows(application.taken))
    shown = Help(application.name, doc, sorted((flags, *sections), key=lambda section: bool(section.rows)))
    return shown if application.own is None else shown.with_own(application.own)


def _uncomposed(application: Application, part: str | None) -> Help:
    """What can be shown where nothing composes: of a group its options, else the flags and all groups."""
    groups = _groups_alone(application)
    asked = [group for group in groups if group.key == part]
    options = [group for group in asked or groups if group.has_option]
    others = [row_of(group) for group in asked or groups if not group.has_option]
    sections = [Section(GROUPS_PANEL, HOW_TO_CHOOSE, options, others)] if groups else []
    return Help(application.name, "", sections) if asked else _whole(application, sections)


def _groups_alone(application: Application) -> list[Option]:
    """The groups, each as one to choose from; none where there is no folder to look for them in."""
    try:
        groups = list_groups(application.composer().search_path(), None)
    except ConfigError:
        return []
    taken = {*BY_NAME, *application.taken}
    return [
        without_names(
            Option((f"--{group.key}",), group.key, "group", "OPTION", choices=group.options, panel=GROUPS_PANEL), taken
        )
        for group in groups
    ]


def _unusable(composition: Composition[Any]) -> ConfigError | None:
    """What keeps the schema from being built, without validating anything; None where nothing does."""
    rules = composition.rules
    if isinstance(rules, SchemaRules):
        try:
            Derived(rules.schema, rules.narrower)
        except ConfigError as error:
            return error
    return None


def _show(shown: Help, own: OwnParameters | None) -> None:
    shown = shown.printable()
    if is_terminal(sys.stdout):
        from typedconf.cli.help.terminal import show_on_terminal  # noqa: PLC0415  Typer and Rich, for a terminal alone

        if show_on_terminal(shown, own):
            return
    shown = without_markup(shown, own)
    write_out(plain_help(shown, shutil.get_terminal_size().columns))
