"""What both programs compose: a Case is config files in memory, the name of the primary one, and overrides."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# A leaf is a scalar's YAML text, which must mean the same in block and in flow style.
Content: TypeAlias = "str | list[Content] | dict[str, Content]"


def quoted(text: str) -> str:
    """The YAML of a text that may hold anything: JSON's strings are YAML's double-quoted ones."""
    return json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """One YAML file: its package header (a whole line), the items of its defaults list as YAML, and the rest."""

    content: Mapping[str, Content]
    defaults: tuple[str, ...] | None = None
    header: str | None = None

    def text(self) -> str:
        """The file as it lies on disk."""
        lines = [] if self.header is None else [self.header]
        if self.defaults is not None:
            lines.append("defaults:" if self.defaults else "defaults: []")
            lines += [f"- {entry}" for entry in self.defaults]
        lines += _block(self.content, "")
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Case:
    """Files by config name (``db/mysql``), the primary config's name, and the overrides of one composition."""

    files: Mapping[str, ConfigFile]
    primary: str
    overrides: tuple[str, ...] = ()

    def with_defaults(self, name: str, *entries: str) -> Case:
        """The case with ``entries`` at the end of a file's defaults list."""
        file = self.files[name]
        changed = replace(file, defaults=(*(file.defaults or ()), *entries))
        return replace(self, files={**self.files, name: changed})

    def options(self, group: str) -> list[str]:
        """The options of ``group``, in order."""
        return [name[len(group) + 1 :] for name in self.files if name.rpartition("/")[0] == group]

    def write(self, folder: Path) -> None:
        """Makes ``folder`` hold the case's files and nothing else."""
        for child in list(folder.iterdir()):
            shutil.rmtree(child) if child.is_dir() else child.unlink()
        for name, file in self.files.items():
            path = folder / f"{name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text(), encoding="utf-8")

    def __str__(self) -> str:
        files = "".join(f"--- {name}.yaml\n{file.text()}" for name, file in self.files.items())
        return f"{files}--- compose {self.primary} {' '.join(map(repr, self.overrides))}"


def _block(content: Mapping[str, Content], indent: str) -> Iterable[str]:
    for key, value in content.items():
        if isinstance(value, dict) and value:
            yield f"{indent}{key}:"
            yield from _block(value, f"{indent}  ")
        else:
            yield f"{indent}{key}: {_flow(value)}"


def _flow(value: Content) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return value
