"""What the type checkers know of the public API; checked by mypy and pyright, never run."""

from __future__ import annotations

from typing import assert_type

from pydantic import BaseModel

import typedconf as tc


class App(BaseModel):
    """A root schema."""

    name: str


assert_type(tc.load(App, "conf/config.yaml", "name=x"), App)

composer = tc.Composer("conf")
composition = composer.compose("config", "name=x", schema=App)
assert_type(composition.value, App)
assert_type(composition.validate(App), App)
assert_type(composition.problems, tuple[tc.Problem, ...])


@tc.main(config_path="conf", config_name="config")
def task(cfg: App) -> float:
    """A task whose schema is its annotation."""
    return float(len(cfg.name))


assert_type(task, tc.Program[App, float])
assert_type(task.run("name=x"), float)
assert_type(task.compose("name=x").value, App)
assert_type(task(App(name="x")), float)
assert_type(task(), None)

tc.load("App", "conf/config.yaml")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType, reportCallIssue]
task("x")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
