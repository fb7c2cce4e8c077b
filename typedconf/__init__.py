"""typedconf: composed YAML, command-line overrides and Pydantic schemas make one validated config.

    overrides     texts of the command line -> Override            overrides/, values, scanning
    documents     YAML, JSON and TOML text -> Document             documents
    sources       the name of a config -> Document                 sources/, store
    defaults      defaults lists -> layers                         defaults/, layers
    governing     schemas -> what they say of every key            schema/, targets/
    normalizing   a layer, as its schema reads it                  normalizing
    merging       layers -> one tree                               merging, trees
    environment   variables, dotenv, a secrets folder -> overrides environment
    editing       value overrides onto the tree                    editing
    interpolation ``${…}`` -> values, and what each has read       interpolation/
    validation    a resolved tree -> the schema's object           validation, schema/
    reading       Config, plain, to_yaml                           config
    composing     all of these in order: the pipeline              composer, assembly, settings
    checking      the object, or every problem at its place        checking, target_checks
    answers       values, problems and the history of a key        composition, provenance, explanation
    instantiation a node with a target -> what it names, built     instantiation, targets/, trust
    command line  flags, options, what the flags print, reports    cli
    program       sys.argv -> the task, and the exit status        program, task, process
    commands      those of a Typer app, each with a config         commands, command_runner, parameters
    testing       test suites for who extends typedconf            testing

What can be wrong is in ``errors``. Names load on first use, so that importing this package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typedconf.commands import command
    from typedconf.composer import Composer, load
    from typedconf.composition import Composition
    from typedconf.config import Config, ConfigList, plain, to_yaml
    from typedconf.errors import (
        BoundExceeded,
        ConfigError,
        ConfigNotFound,
        ConfigWarning,
        DefaultsListError,
        DocumentError,
        InterpolationCycle,
        InterpolationError,
        InterpolationSyntaxError,
        KeyNotFound,
        MergeError,
        MissingValue,
        NoSuchAttribute,
        NoSuchIndex,
        NoSuchItem,
        Origin,
        OverrideError,
        OverrideSyntaxError,
        Problem,
        ReadOnly,
        ResolverError,
        StoreError,
        TargetNotFound,
        TargetRefused,
        ValidationFailed,
    )
    from typedconf.instantiation import instantiate
    from typedconf.merging import merge
    from typedconf.overrides import Override, parse_override
    from typedconf.program import Program, main
    from typedconf.schema.merge_rules import Merge
    from typedconf.schema.option_names import Option
    from typedconf.schema.references import ref
    from typedconf.sources.source import Source
    from typedconf.store import ConfigStore
    from typedconf.targets.bases import Partial, Target
    from typedconf.targets.locating import locate
    from typedconf.targets.signatures import target_schema
    from typedconf.trees import MISSING

# Where the names live that are not errors.
_HOMES = {
    "Composer": "composer",
    "Composition": "composition",
    "Config": "config",
    "ConfigList": "config",
    "ConfigStore": "store",
    "MISSING": "trees",
    "Merge": "schema.merge_rules",
    "Option": "schema.option_names",
    "Override": "overrides",
    "Partial": "targets.bases",
    "Program": "program",
    "Source": "sources.source",
    "Target": "targets.bases",
    "command": "commands",
    "instantiate": "instantiation",
    "load": "composer",
    "locate": "targets.locating",
    "main": "program",
    "merge": "merging",
    "parse_override": "overrides",
    "plain": "config",
    "ref": "schema.references",
    "target_schema": "targets.signatures",
    "to_yaml": "config",
}

__all__ = [
    "MISSING",
    "BoundExceeded",
    "Composer",
    "Composition",
    "Config",
    "ConfigError",
    "ConfigList",
    "ConfigNotFound",
    "ConfigStore",
    "ConfigWarning",
    "DefaultsListError",
    "DocumentError",
    "InterpolationCycle",
    "InterpolationError",
    "InterpolationSyntaxError",
    "KeyNotFound",
    "Merge",
    "MergeError",
    "MissingValue",
    "NoSuchAttribute",
    "NoSuchIndex",
    "NoSuchItem",
    "Option",
    "Origin",
    "Override",
    "OverrideError",
    "OverrideSyntaxError",
    "Partial",
    "Problem",
    "Program",
    "ReadOnly",
    "ResolverError",
    "Source",
    "StoreError",
    "Target",
    "TargetNotFound",
    "TargetRefused",
    "ValidationFailed",
    "command",
    "instantiate",
    "load",
    "locate",
    "main",
    "merge",
    "parse_override",
    "plain",
    "ref",
    "target_schema",
    "to_yaml",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'typedconf' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415  loaded by Python itself, whatever is imported

    value = getattr(import_module(f"typedconf.{_HOMES.get(name, 'errors')}"), name)
    globals()[name] = value  # so that the next use finds it without asking
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
