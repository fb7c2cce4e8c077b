"""What the type checkers know of the public API: the schema's own type everywhere, and no Any.

Checked by mypy, with Pydantic's plugin and without (then also that no expression has an Any in it), and by pyright;
never run.
"""

# pyright: strict

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar, assert_type

import typer
from pydantic import BaseModel
from typing_extensions import TypedDict

import typedconf as tc

T = TypeVar("T")


class App(BaseModel):
    """A root schema."""

    name: str
    lr: float = 0.1


class Wider(App):
    """A schema that has more."""

    depth: int = 1


class Holder(BaseModel, Generic[T]):
    """A generic schema."""

    inner: T


@dataclass
class Data:
    """A dataclass of Python's own."""

    name: str


class Typed(TypedDict):
    """A TypedDict."""

    name: str


# -- load -----------------------------------------------------------------------------------------------------------

assert_type(tc.load(App, "conf/config.yaml"), App)
assert_type(tc.load(App, Path("conf/config"), "name=x", tc.parse_override("lr=1")), App)
assert_type(tc.load(App, "conf/config.yaml", store=tc.ConfigStore()).lr, float)
assert_type(tc.load(Data, "conf/config.yaml"), Data)
assert_type(tc.load(Typed, "conf/config.yaml")["name"], str)
assert_type(tc.load(Holder[App], "conf/config.yaml").inner, App)
assert_type(tc.load(dict[str, App], "conf/config.yaml"), dict[str, App])

# -- Composer and Composition ---------------------------------------------------------------------------------------

composer = tc.Composer("conf", store=tc.ConfigStore(), search_path=["more", Path("others")])
assert_type(tc.Composer(), tc.Composer)

composition = composer.compose("config", "name=x", tc.parse_override("lr=1"), schema=App)
assert_type(composition, tc.Composition[App])
assert_type(composition.value, App)
assert_type(composition.value.lr, float)
assert_type(composition.validate(Wider), Wider)
assert_type(composition.validate(Data).name, str)
assert_type(composition.with_facts(cwd="/tmp").value, App)  # noqa: S108  nothing is written there
assert_type(composition.problems, tuple[tc.Problem, ...])
assert_type(composition.warnings, tuple[tc.Problem, ...])
assert_type(composition.config, tc.Config)
assert_type(composition.missing(), list[str])
assert_type(composition.origin("lr"), tc.Origin)
assert_type(composition.overrides, tuple[tc.Override, ...])
assert_type(composition.to_yaml(resolve=True), str)
assert_type(composition.stale(), bool)

untyped = composer.compose("config", "name=x")
assert_type(untyped, tc.Composition[tc.Config])
assert_type(untyped.value, tc.Config)
assert_type(untyped.validate(App), App)
assert_type(composer.compose(schema=Data).value, Data)


def widened(narrow: tc.Composition[Wider]) -> tc.Composition[App]:
    """A composition of a narrower schema stands for one of a wider: it is only read."""
    return narrow


# -- main and Program -----------------------------------------------------------------------------------------------


@tc.main(config_path="conf", config_name="config", store=tc.ConfigStore())
def task(cfg: App) -> float:
    """A task whose schema is its annotation."""
    assert_type(cfg, App)
    return cfg.lr


@tc.main()
def untyped_task(cfg: tc.Config) -> None:
    """A task that has no schema."""
    assert_type(cfg, tc.Config)


@tc.main(config_path=Path("conf"), schema=Data)
def task_of_data(cfg: Data) -> str:
    """A task whose annotation is repeated, as where it can't be evaluated."""
    return cfg.name


assert_type(task, tc.Program[App, float])
assert_type(task.run("name=x"), float)
assert_type(task.run(tc.parse_override("lr=1")), float)
assert_type(task.compose("name=x"), tc.Composition[App])
assert_type(task.compose("name=x").value, App)
assert_type(task.compose().validate(Wider), Wider)
assert_type(task(App(name="x")), float)
assert_type(task(Wider(name="x")), float)
assert_type(task(), None)
assert_type(untyped_task, tc.Program[tc.Config, None])
assert_type(untyped_task.run(), None)
assert_type(task_of_data, tc.Program[Data, str])
assert_type(task_of_data.compose().value, Data)

# -- command --------------------------------------------------------------------------------------------------------

app = typer.Typer()


@tc.command(app, config_path="conf", config_name="config", store=tc.ConfigStore())
def command_of_model(cfg: App, out: Path, *, force: bool = False) -> float:
    """A command whose function keeps its own signature."""
    assert_type(cfg, App)
    return cfg.lr if force else float(len(out.name))


@tc.command(app, "other", schema=Data, help="Another.", hidden=True, rich_help_panel="More")
def command_of_data(context: typer.Context, cfg: Data) -> str:
    """A command whose annotation is repeated, as where it can't be evaluated."""
    return f"{context.command_path} {cfg.name}"


assert_type(command_of_model(App(name="x"), Path("out"), force=True), float)
assert_type(command_of_model(Wider(name="x"), out=Path("out")), float)


def called(context: typer.Context) -> None:
    """A function may be called by another, with Typer's context."""
    assert_type(command_of_data(context, Data(name="x")), str)


# -- problems -------------------------------------------------------------------------------------------------------


def names_of(error: tc.ConfigError) -> list[str]:
    """What an error tells."""
    assert_type(error.problems, tuple[tc.Problem, ...])
    return [problem.suggestion or problem.key for problem in error.problems if problem.origin is not None]
