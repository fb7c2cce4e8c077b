"""The shape of the package: which room may import which, how long a function may be, what an import costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = ROOT / "typedconf"
LONGEST_FUNCTION: Final = 77  # lines without the docstring; the longest that code which stayed easy to change has

# From the ground up. Each text is a floor, "|" stands between rooms that don't know each other, and modules that make
# up one room stand together. A folder is a room.
FLOORS: Final = (
    "errors",
    "trees",
    "reports",
    "objects",
    "scanning",
    "values",
    "documents",
    "overrides | interpolation | targets",
    "schema",
    "store",
    "sources",
    "layers",
    "defaults | merging | editing | normalizing | environment",
    "provenance | settings",
    "opening",
    "trust importing",
    "assembly",
    "config rendering",
    "validation",
    "checking target_checks | explanation",
    "composition composer",
    "testing",
    "instantiation",
    "run",
    "sweep",
    "cli",
    "program commands command_runner parameters task process",
    "typedconf",  # the package itself, whose __init__ names what the others define
)
# An error makes its text only when it is asked for one, so this way up is taken by a function, when it is called.
LAZY_WAYS_UP: Final = {("errors", "reports")}


class Import(NamedTuple):
    """One import of a room of the package by another."""

    importer: str
    imported: str
    line: int
    in_function: bool
    for_types: bool


def floor_and_room(name: str) -> tuple[int, int]:
    """Where a module or folder stands: the number of its floor, and of its room there."""
    for level, floor in enumerate(FLOORS):
        for number, room in enumerate(floor.split("|")):
            if name in room.split():
                return level, number
    raise LookupError(name)


def module_name(path: Path) -> str:
    """``typedconf.overrides.parsing`` of a file."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_name(module: str) -> str:
    """``overrides`` of ``typedconf.overrides.parsing``, ``typedconf`` of the package itself."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


MODULES: Final = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imported_modules(node: ast.Import | ast.ImportFrom, module: str) -> list[str]:
    """The modules of the package that a statement in ``module`` imports."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    else:
        source = node.module or ""
        if node.level:
            package = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
            parents = package.split(".")
            base = ".".join(parents[: len(parents) - node.level + 1])
            source = f"{base}.{source}".rstrip(".")
        names = [submodule if (submodule := f"{source}.{alias.name}") in MODULES else source for alias in node.names]
    return [name for name in names if name.split(".")[0] == PACKAGE.name]


def is_for_types(node: ast.If) -> bool:
    """Whether it is ``if TYPE_CHECKING:``."""
    return ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def find_imports(module: str, source: str) -> list[Import]:
    """Every import, anywhere in a module's source, of something in the package."""
    found: list[Import] = []

    def visit(node: ast.AST, *, in_function: bool, for_types: bool) -> None:
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.extend(
                Import(room_name(module), room_name(name), node.lineno, in_function, for_types)
                for name in imported_modules(node, module)
            )
        if isinstance(node, ast.If) and is_for_types(node):
            for statement in node.body:
                visit(statement, in_function=in_function, for_types=True)
            for statement in node.orelse:
                visit(statement, in_function=in_function, for_types=for_types)
            return
        inside = in_function or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            visit(child, in_function=inside, for_types=for_types)

    visit(ast.parse(source), in_function=False, for_types=False)
    return found


def is_allowed(step: Import) -> bool:
    """Whether an import goes down, stays in its room, or is one of the few that may do otherwise."""
    here, there = floor_and_room(step.importer), floor_and_room(step.imported)
    if there == here or there[0] < here[0]:
        return True
    if step.in_function and (step.importer, step.imported) in LAZY_WAYS_UP:
        return True
    return step.for_types and there[0] == here[0]


def function_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function from its ``def`` to its end, without those of its docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


@pytest.mark.parametrize("module", MODULES)
def test_every_module_stands_on_a_floor(module: str) -> None:
    """A module that is on no floor has no place in the building."""
    assert floor_and_room(room_name(module)) >= (0, 0)


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down(module: str) -> None:
    """A room imports from the floors below it, and from itself, only."""
    path = MODULES[module]
    steps = find_imports(module, path.read_text(encoding="utf-8"))
    assert [f"{path}:{step.line} imports {step.imported}" for step in steps if not is_allowed(step)] == []


@pytest.mark.parametrize(
    ("step", "allowed"),
    [
        (Import("values", "trees", 1, in_function=False, for_types=False), True),
        (Import("trees", "values", 1, in_function=False, for_types=False), False),
        (Import("trees", "values", 1, in_function=True, for_types=False), False),
        (Import("trees", "values", 1, in_function=False, for_types=True), False),
        (Import("overrides", "overrides", 1, in_function=False, for_types=False), True),
        (Import("overrides", "interpolation", 1, in_function=False, for_types=False), False),
        (Import("overrides", "interpolation", 1, in_function=False, for_types=True), True),
        (Import("rendering", "config", 1, in_function=False, for_types=False), True),
        (Import("errors", "reports", 1, in_function=True, for_types=False), True),
        (Import("errors", "reports", 1, in_function=False, for_types=False), False),
        (Import("program", "typedconf", 1, in_function=False, for_types=False), False),
    ],
)
def test_the_rule_of_floors_itself(step: Import, *, allowed: bool) -> None:
    """Down and within a room is allowed, up and across is not, and for types alone across is."""
    assert is_allowed(step) is allowed


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import json, typedconf.errors", Import("trees", "errors", 1, in_function=False, for_types=False)),
        ("from typedconf import errors", Import("trees", "errors", 1, in_function=False, for_types=False)),
        ("from typedconf import load", Import("trees", "typedconf", 1, in_function=False, for_types=False)),
        ("from typedconf.errors import Problem", Import("trees", "errors", 1, in_function=False, for_types=False)),
        ("from . import errors", Import("trees", "errors", 1, in_function=False, for_types=False)),
        ("from .errors import Problem", Import("trees", "errors", 1, in_function=False, for_types=False)),
        ("def f():\n import typedconf.errors", Import("trees", "errors", 2, in_function=True, for_types=False)),
        (
            "if TYPE_CHECKING:\n import typedconf.errors",
            Import("trees", "errors", 2, in_function=False, for_types=True),
        ),
    ],
)
def test_every_form_of_import_is_found(source: str, expected: Import) -> None:
    """Absolute, relative, in a function, for types alone: each is seen for what it is."""
    assert find_imports("typedconf.trees", source) == [expected]


@pytest.mark.parametrize("module", MODULES)
def test_functions_are_short(module: str) -> None:
    """No function is longer than what one can take in at a look."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    long = [
        f"{MODULES[module]}:{node.lineno} {node.name}: {function_lines(node)} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and function_lines(node) > LONGEST_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("module", MODULES)
def test_no_function_changes_a_global(module: str) -> None:
    """There is no ``global`` statement."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Global)] == []


def test_importing_the_package_is_cheap() -> None:
    """``import typedconf`` loads none of the libraries that only some uses need."""
    code = "import sys, typedconf; print(*sorted({'pydantic', 'typer', 'rich', 'yaml', 'click'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
