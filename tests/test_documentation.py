"""What the docstrings of the public names hold: something, and what is raised."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import typedconf as tc
from typedconf import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE: Final = Path(tc.__file__).parent
MODULES: Final = {path.relative_to(PACKAGE).as_posix(): path for path in sorted(PACKAGE.rglob("*.py"))}
ERRORS: Final = {
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.ConfigError)
}


def public_objects() -> Iterator[tuple[str, Any]]:
    """Every public name but plain values, and the methods and properties of each public class."""
    for name in tc.__all__:
        found = getattr(tc, name)
        if isinstance(found, str):
            continue  # MISSING, which is a text
        yield name, found
        for inner, member in vars(found).items() if isinstance(found, type) else ():
            function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
            if not inner.startswith("_") and inspect.isfunction(function):
                yield f"{name}.{inner}", function


PUBLIC: Final = dict(public_objects())


def functions(body: list[ast.stmt], owner: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions and methods with a public name, in public classes, each by its qualified name."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from functions(node.body, f"{owner}{node.name}.")
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield owner + node.name, node


def raises_by_itself(function: ast.FunctionDef) -> bool:
    """Whether a ``raise`` of one of our errors, or a call of ``raise_all``, stands in a function or one within it."""
    for node in ast.walk(function):
        call = node.exc if isinstance(node, ast.Raise) else node
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            if call.func.id in ERRORS and call is not node:
                return True
            if call.func.id == "raise_all":
                return True
    return False


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_says_what_it_is(name: str) -> None:
    """A docstring of its own, not a base's, that begins with a sentence."""
    text = PUBLIC[name].__doc__
    assert text is not None
    first = inspect.cleandoc(text).partition("\n\n")[0]
    assert first.endswith((".", ":")), first


@pytest.mark.parametrize("module", MODULES)
def test_what_raises_says_so(module: str) -> None:
    """A public function that raises one of our errors by itself names it under ``Raises:``."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    silent = [
        f"{module}:{function.lineno} {name}"
        for name, function in functions(tree.body)
        if raises_by_itself(function) and "Raises:" not in (ast.get_docstring(function) or "")
    ]
    assert silent == []


@pytest.mark.parametrize("module", MODULES)
def test_every_public_function_is_documented(module: str) -> None:
    """In every module, what other modules may use says what it does."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    silent = [
        f"{module}:{function.lineno} {name}"
        for name, function in functions(tree.body)
        if not ast.get_docstring(function)
        and not any(ast.unparse(decorator) == "overload" for decorator in function.decorator_list)
    ]
    assert ast.get_docstring(tree), module
    assert silent == []
