"""The program of 1,000 fields with typedconf."""

from pathlib import Path
from typing import Any

import typedconf as tc
from tests.benchmarks.programs.large_models import Large, work


@tc.main(config_path=Path.cwd(), config_name="config", schema=Large)
def main(cfg: Any) -> None:
    """Prints one value of a config that is right."""
    work(cfg)


if __name__ == "__main__":
    main()
