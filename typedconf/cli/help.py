"""A program goes in; what ``--help`` shows of it is gathered and printed: flags, groups, and fields or the config.

Off a terminal ``layout`` makes it plain text, and neither Typer nor Rich is loaded; on one, ``command`` shows the same
sections in Typer's look.
"""

from __future__ import annotations

import shutil
import sys
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, Final

from typedconf.cli.config_text import config_text
from typedconf.cli.fields import list_fields
from typedconf.cli.flags import HELP, RESOLVE
from typedconf.cli.groups import list_groups
from typedconf.cli.layout import Help, Section, plain_help
from typedconf.cli.printing import is_terminal, report, write_out
from typedconf.errors import ConfigError, Problem, did_you_mean, nearest_name
from typedconf.schema.derived import Derived
from typedconf.schema.rules import SchemaRules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typedconf.cli.answers import Application
    from typedconf.cli.fields import Row
    from typedconf.cli.groups import Group
    from typedconf.cli.words import CommandLine
    from typedconf.composition import Composition

_MOST_FIELDS: Final = 200  # with more, help lists the parts, and --help PART shows one
_DONE: Final = 0
_WRONG: Final = 2


def print_help(line: CommandLine, application: Application) -> int:
    """Prints the help and gives the exit status: where nothing composes, flags and groups alone, and 2.

    A schema that Pydantic can't build is told as well, beside the fields that are known of it.

    Raises:
        ConfigError: there is no such part, or an interpolation that is to be resolved gives no value.
    """
    error: ConfigError | None = None
    try:
        composition = application.compose()
    except ConfigError as caught:
        error = caught
        sections = _sections_without_config(application)
    else:
        sections = _sections(composition, application.schema(), line)
        error = _unusable(composition)
    shown = Help(application.name, cleandoc(application.doc or ""), sections, with_flags=not line.value(HELP))
    _show(shown)
    if error is not None:
        report("error", error.problems)
    return _DONE if error is None else _WRONG


def _unusable(composition: Composition[Any]) -> ConfigError | None:
    """What keeps the schema from being built, without validating anything; None where nothing does."""
    rules = composition.rules
    if isinstance(rules, SchemaRules):
        try:
            Derived(rules.schema, tuple(dict.fromkeys(rules.governing.values())))
        except ConfigError as error:
            return error
    return None


def _sections(composition: Composition[Any], schema: Any, line: CommandLine) -> list[Section]:
    """The groups, and the fields of the schema or, without one, the config; only one part's where one is asked for."""
    part, resolve = line.value(HELP), line.has(RESOLVE)
    groups = list_groups(composition.search_path, composition)
    rows = list_fields(schema, composition, resolve=resolve)
    if part:
        _check_part(part, rows, groups, composition)
        groups = [group for group in groups if _is_below(group.package, part) or group.key == part]
        rows = [row for row in rows if _is_below(row.key, part)]
    sections = [_group_section(groups)] if groups else []
    if rows and (part or len(rows) <= _MOST_FIELDS):
        sections.append(Section("Fields", "set one with KEY=VALUE; the values are those of the composed config", rows))
    elif rows:
        sections.append(Section("Parts", "--help PART shows the fields of one", list(_part_sizes(rows))))
    elif not part or part in composition.tree:
        text = config_text(composition, "job", resolve=resolve, package=part or None)
        text = text.partition("\n")[2] if text.startswith("# @package") else text
        sections.append(Section("Config", "change it with KEY=VALUE, add to it with +KEY=VALUE", text=text))
    return sections


def _sections_without_config(application: Application) -> list[Section]:
    """What can be shown where nothing composes: the groups, unless there is no folder to look for them in."""
    try:
        search_path = application.composer().search_path()
    except ConfigError:
        return []
    groups = list_groups(search_path, None)
    return [_group_section(groups)] if groups else []


def _group_section(groups: Sequence[Group]) -> Section:
    """The groups with their options; where some are not composed, these are written as one adds them."""
    are_composed = {group.is_composed for group in groups}
    rows = [
        (
            group.key if group.is_composed or True not in are_composed else f"+{group.key}",
            ", ".join(f"{name}*" if name in group.selected else name for name in group.options),
            f"at {group.package}" if group.package not in ("", group.key.replace("/", ".")) else "",
        )
        for group in groups
    ]
    notes = ["choose with GROUP=OPTION"]
    notes += ["* is chosen"] if True in are_composed else []
    notes += ["+ adds a group"] if len(are_composed) > 1 else []
    return Section("Config groups", ", ".join(notes), rows)


def _check_part(part: str, rows: Sequence[Row], groups: Sequence[Group], composition: Composition[Any]) -> None:
    """Refuses a part that is no key of the config and no group.

    Raises:
        ConfigError: with the nearest.
    """
    names = [*map(str, composition.tree), *(group.key for group in groups)]
    if part not in names and not any(_is_below(row.key, part) for row in rows):
        near = nearest_name(part, dict.fromkeys([*names, *(row.key for row in rows)]))
        raise ConfigError(Problem(f"no such part {part!r}{did_you_mean(near)}", value=part, suggestion=near))


def _is_below(key: str, part: str) -> bool:
    return key == part or key.startswith((f"{part}.", f"{part}["))


def _part_sizes(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Each key at the top with the number of fields below it."""
    sizes: dict[str, int] = {}
    for row in rows:
        top = row.key.partition(".")[0].partition("[")[0]
        sizes[top] = sizes.get(top, 0) + 1
    return ((name, f"{size} fields" if size > 1 else "1 field") for name, size in sizes.items())


def _show(shown: Help) -> None:
    if is_terminal(sys.stdout):
        from typedconf.cli.command import show_on_terminal  # noqa: PLC0415  Typer and Rich, for a terminal alone

        if show_on_terminal(shown):
            return
    write_out(plain_help(shown, shutil.get_terminal_size().columns))
