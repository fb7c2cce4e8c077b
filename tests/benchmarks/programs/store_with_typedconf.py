"""The program of many options with typedconf, whose store has them all."""

from typing import Any

import typedconf as tc
from tests.benchmarks.programs.store_models import OPTIONS, Service

store = tc.ConfigStore()
for group, options in OPTIONS.items():
    for option, schema in options.items():
        store.add(f"{group}/{option}", schema)


@tc.main(config_path="../trees/store", config_name="config", store=store, schema=Service)
def serve(cfg: Any) -> None:
    """Does nothing with a config that is right."""
    if cfg.part07.size != 8 or type(cfg.part01) is not OPTIONS["part01"]["b"]:
        raise AssertionError(cfg)


if __name__ == "__main__":
    serve()
