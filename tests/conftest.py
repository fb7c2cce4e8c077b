"""What many tests need: config files on disk, and their composition."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.starter import Starter
from typedconf import Composer, Composition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

settings.register_profile("project", deadline=None)  # no test is timed
settings.load_profile("project")


@pytest.fixture(scope="session")
def starter() -> Iterator[Starter]:
    """Runs scripts as processes, quickly."""
    root = str(Path(__file__).resolve().parent.parent)
    made = Starter(os.environ | {"PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1"})
    yield made
    made.close()


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, str]], Path]:
    """Writes files (name below ``conf`` -> text) and gives the folder ``conf``, which is in the working folder."""
    monkeypatch.chdir(tmp_path)

    def write(files: Mapping[str, str]) -> Path:
        folder = tmp_path / "conf"
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def compose(tree: Callable[[Mapping[str, str]], Path]) -> Callable[..., Composition[Any]]:
    """Composes ``config`` from files given as for ``tree``, with overrides and what ``Composer`` takes by name."""

    def compose_files(files: Mapping[str, str], *overrides: str, **options: Any) -> Composition[Any]:
        return Composer(tree(files), **options).compose("config", *overrides)

    return compose_files
