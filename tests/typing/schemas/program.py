"""A program, which other modules call and tests run."""

from __future__ import annotations

import typedconf as tc
from tests.typing.schemas.app import App
from tests.typing.schemas.registry import store


@tc.main(config_path="conf", config_name="config", store=store, env_prefix="APP_")
def serve(cfg: App) -> dict[str, int]:
    """A task that gives something."""
    return {cfg.name: cfg.server.port}
