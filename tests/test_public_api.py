"""The names that typedconf makes public, and that they load on first use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import typedconf as tc
from typedconf import errors

ROOT = Path(__file__).resolve().parent.parent
ERRORS = [
    "BoundExceeded",
    "ConfigError",
    "ConfigNotFound",
    "ConfigWarning",
    "DefaultsListError",
    "DocumentError",
    "InterpolationCycle",
    "InterpolationError",
    "InterpolationSyntaxError",
    "KeyNotFound",
    "MergeError",
    "MissingValue",
    "NoSuchAttribute",
    "NoSuchIndex",
    "NoSuchItem",
    "Origin",
    "OverrideError",
    "OverrideSyntaxError",
    "Problem",
    "ReadOnly",
    "ResolverError",
    "StoreError",
    "TargetNotFound",
    "TargetRefused",
    "ValidationFailed",
]
NAMES = [
    "MISSING",
    "Composer",
    "Composition",
    "Config",
    "ConfigList",
    "ConfigStore",
    "Merge",
    "Option",
    "Override",
    "Partial",
    "Program",
    "Source",
    "Target",
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


def loaded_by(code: str) -> set[str]:
    """The modules that are loaded once a fresh Python has run ``code``."""
    run = [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"]
    return set(subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())


def test_the_public_names_are_pinned() -> None:
    """A name appears in or vanishes from the public API on purpose only."""
    assert sorted(tc.__all__) == sorted(NAMES + ERRORS)


@pytest.mark.parametrize("name", NAMES + ERRORS)
def test_each_public_name_loads(name: str) -> None:
    """Every public name is an attribute, listed by ``dir``, and not None."""
    assert getattr(tc, name) is not None
    assert name in dir(tc)


def test_the_whole_error_family_is_public() -> None:
    """Whoever wants to catch one kind of error can name it."""
    family = {errors.ConfigError}
    while wider := {kind for known in family for kind in known.__subclasses__()} - family:
        family |= wider
    public = {kind.__name__ for kind in family if kind.__module__ == errors.__name__}
    assert public == set(ERRORS) - {"ConfigWarning", "Origin", "Problem"}


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A name that is not there is missed as in any module."""
    with pytest.raises(AttributeError, match="no_such_name"):
        tc.no_such_name  # noqa: B018  read for its error


def test_names_load_on_first_use() -> None:
    """The import alone loads no room, and a name loads its own and those below."""
    assert not {name for name in loaded_by("import typedconf") if name.startswith("typedconf.")}
    parsing = loaded_by("import typedconf; typedconf.parse_override('a=1')")
    assert "typedconf.overrides" in parsing
    assert not parsing & {"typedconf.documents", "typedconf.composition", "pydantic", "yaml", "typer"}


def test_a_star_import_gives_the_public_names() -> None:
    """``from typedconf import *`` is what ``__all__`` says."""
    names: dict[str, object] = {}
    exec("from typedconf import *", names)  # noqa: S102  the statement is legal at a module's top only
    assert set(names) - {"__builtins__"} == set(tc.__all__)
