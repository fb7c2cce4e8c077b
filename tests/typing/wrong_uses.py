"""What the type checkers must refuse, a line each; never run.

An ignore that nothing needs is an error to mypy, so each of these is one that mypy refuses. Pyright obeys the ignores;
that it refuses the same lines is found out by test_typing.py, which takes them away.
"""

# pyright: strict
# ruff: noqa: B018  an attribute that is not there is the point

from __future__ import annotations

import typer
from pydantic import BaseModel

import typedconf as tc


class App(BaseModel):
    """A root schema."""

    name: str


class Other(BaseModel):
    """A schema that is none of App's."""

    size: int


composer = tc.Composer("conf")
composition = composer.compose("config", schema=App)

# -- load -----------------------------------------------------------------------------------------------------------

tc.load("App", "conf/config.yaml")  # type: ignore[arg-type]
tc.load(App(name="x"), "conf/config.yaml")  # type: ignore[arg-type]
tc.load(App)  # type: ignore[call-arg]
tc.load(App, 3)  # type: ignore[arg-type]
tc.load(App, "conf/config.yaml", 3)  # type: ignore[arg-type]
tc.load(App, "conf/config.yaml", {"name": "x"})  # type: ignore[arg-type]
tc.load(App, "conf/config.yaml", store={})  # type: ignore[arg-type]
tc.load(App, "conf/config.yaml").nam  # type: ignore[attr-defined]
other: Other = tc.load(App, "conf/config.yaml")  # type: ignore[assignment]

# -- Composer and Composition ---------------------------------------------------------------------------------------

tc.Composer(3)  # type: ignore[arg-type]
tc.Composer("conf", None)  # type: ignore[call-arg]
tc.Composer("conf", stor=None)  # type: ignore[call-arg]
composer.compose(3, schema=App)  # type: ignore[call-overload]
composer.compose("config", 3)  # type: ignore[call-overload]
composer.compose("config", schema=App(name="x"))  # type: ignore[call-overload]
composer.compose("config", schema="App")  # type: ignore[call-overload]
composition.validate("App")  # type: ignore[arg-type]
composition.validate(App(name="x"))  # type: ignore[arg-type]
composition.value.nam  # type: ignore[attr-defined]
composition.value.name.nam  # type: ignore[attr-defined]
composition.value = App(name="x")  # type: ignore[misc]
composition.problems = ()  # type: ignore[misc]
composition.valeu  # type: ignore[attr-defined]
size: int = composition.value.name  # type: ignore[assignment]
wrong: tc.Composition[Other] = composition  # type: ignore[assignment]

# -- main and Program -----------------------------------------------------------------------------------------------


@tc.main(config_path="conf")
def task(cfg: App) -> float:
    """A task."""
    return float(len(cfg.name))


@tc.main()  # type: ignore[arg-type]
def two(cfg: App, other: Other) -> None:
    """A task that takes more than its config."""


@tc.main()  # type: ignore[arg-type]
def none() -> None:
    """A task that takes no config."""


tc.main(config_pth="conf")  # type: ignore[call-arg]
tc.main("conf", "config", None)  # type: ignore[call-arg]
tc.main(config_path=3)  # type: ignore[arg-type]
tc.main(schema=App(name="x"))  # type: ignore[arg-type]
task("x")  # type: ignore[call-overload]
task(Other(size=1))  # type: ignore[call-overload]
task(App(name="x"), "y")  # type: ignore[call-overload]
task.run(3)  # type: ignore[arg-type]
task.compose(App(name="x"))  # type: ignore[arg-type]
task.compose().value.nam  # type: ignore[attr-defined]
task.rum()  # type: ignore[attr-defined]
text: str = task.run()  # type: ignore[assignment]

# -- command --------------------------------------------------------------------------------------------------------

app = typer.Typer()


@tc.command(app, config_path="conf")
def command_of_model(cfg: App, count: int, *, force: bool = False) -> float:
    """A command."""
    cfg.nam  # type: ignore[attr-defined]
    return float(count) if force else 0.0


tc.command("app")  # type: ignore[arg-type]
tc.command()  # type: ignore[call-arg]
tc.command(app, "train", "conf")  # type: ignore[call-arg]
tc.command(app, config_pth="conf")  # type: ignore[call-arg]
tc.command(app, hidden="yes")  # type: ignore[arg-type]
tc.command(app)(App(name="x"))  # type: ignore[arg-type]
command_of_model()  # type: ignore[call-arg]
command_of_model(Other(size=1), 2)  # type: ignore[arg-type]
command_of_model(App(name="x"), "2")  # type: ignore[arg-type]
command_of_model(App(name="x"), 2, force=1)  # type: ignore[arg-type]
command_of_model(App(name="x"), 2, out=3)  # type: ignore[call-arg]
command_of_model.run("name=x")  # type: ignore[attr-defined]
answer: str = command_of_model(App(name="x"), 2)  # type: ignore[assignment]
