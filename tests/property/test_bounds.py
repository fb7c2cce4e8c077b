"""What a command line or a file may hold too much of ends soon, in an error that names the bound or in all problems."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from pydantic import BaseModel, SecretStr

from typedconf import BoundExceeded, Composer, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Db(BaseModel):
    """Has a secret."""

    password: SecretStr = SecretStr("")


class App(BaseModel):
    """A root."""

    items: list[int] = []
    db: Db = Db()


def test_a_key_of_very_many_parts() -> None:
    """The bound of nesting holds for the key of an override."""
    with pytest.raises(BoundExceeded):
        Composer().compose(None, f"a{'.a' * 60_000}=1", schema=App)


def test_very_many_wrong_items_in_one_override() -> None:
    """Each is a problem with its own column; the text is not read again for each."""
    problems = Composer().compose(None, f"items=[{','.join('q' * 3_000)}]", schema=App).problems
    assert len(problems) == 3_000
    assert {problem.origin.column for problem in problems if problem.origin} == set(range(8, 8 + 6_000, 2))


def test_very_many_unknown_keys(tree: Callable[[dict[str, str]], Path]) -> None:
    """All are told."""
    folder = tree({"config.yaml": "".join(f"k{number}: 1\n" for number in range(3_000))})
    assert len(Composer(folder).compose("config", schema=App).problems) == 3_000


@pytest.mark.parametrize(
    "overrides",
    [
        ["db.password=hunter22", "db.password.x=hunter23"],
        ["db.password=hunter22", "~db.password=hunter23"],
        ["db.password=hunter22", "db.password=append(hunter23)"],
    ],
)
def test_an_override_that_cannot_be_applied_shows_no_secret(overrides: list[str]) -> None:
    """Neither its own nor what is there."""
    with pytest.raises(ConfigError) as caught:
        Composer().compose(None, *overrides, schema=App)
    assert "hunter" not in str(caught.value)


@pytest.mark.parametrize("override", ["hydra.nope=1", "hydra.run.dirr=x"])
def test_a_schema_knows_no_settings_of_a_run(override: str) -> None:
    """An unknown one is an error at once, whatever the schema."""
    with pytest.raises(ConfigError, match="no such key"):
        Composer().compose(None, override, schema=App)


def test_what_a_validator_raises_shows_the_programs_own_frames(tmp_path: Path) -> None:
    """Its traceback has no frames of the libraries in between."""
    (tmp_path / "app.py").write_text(
        "import typedconf as tc\nfrom pydantic import BaseModel, field_validator\n\n\n"
        "class App(BaseModel):\n    x: int = 1\n\n    @field_validator('x')\n    @classmethod\n"
        "    def check(cls, value: int) -> int:\n        return {}['nope']\n\n\n"
        "@tc.main()\ndef task(cfg: App) -> None: ...\n\n\ntask()\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(tmp_path / "app.py"), "x=3"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "pydantic" not in done.stderr
    assert done.stderr.count("  File ") == 4  # the script, two of the program's, the validator
    assert done.stderr.endswith("KeyError: 'nope'\nraised while the schema checked x\n")
