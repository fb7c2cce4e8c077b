"""What main refuses: arguments of Hydra's decorator, and being used without its parentheses."""

from __future__ import annotations

from typing import Any

import pytest

from typedconf import ConfigError, main


@pytest.mark.parametrize("value", [None, "1.3"])
def test_hydras_version_base_is_left_out(value: Any) -> None:
    """Whoever brings the decorator's line along reads what to do."""
    with pytest.raises(ConfigError) as caught:
        main(version_base=value, config_path="conf", config_name="config")
    assert str(caught.value) == (
        "main takes no version_base, since there is one behaviour for all programs; leave it out"
    )


def test_main_is_called_before_it_decorates() -> None:
    """Without its parentheses it gets the task in the place of a folder."""

    def task(cfg: Any) -> None:
        """Does nothing."""

    with pytest.raises(ConfigError) as caught:
        main(task)  # type: ignore[arg-type]
    (problem,) = caught.value.problems
    assert problem.message == "main is called before it decorates; write @main(…)"
    assert problem.origin is not None
    assert problem.origin.line == task.__code__.co_firstlineno
