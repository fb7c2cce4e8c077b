"""Config trees of any size, written into a folder: groups, options of one group, leaves, fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def write_groups(folder: Path, count: int) -> Path:
    """``count`` groups of two options, one of which the primary config takes; each refers to the one before."""
    lines = ["defaults:", "  - _self_"]
    for number in range(count):
        group = folder / f"group{number}"
        group.mkdir(parents=True)
        for option in ("small", "large"):
            seed = f"${{group{number - 1}.seed}}" if number % 10 else "7"  # chains of ten
            text = (
                f"name: {option}{number}\nseed: {seed}\nsize: {number}\nrate: 1e-{number % 9 + 1}\nflags: [a, true]\n"
            )
            (group / f"{option}.yaml").write_text(text, encoding="utf-8")
        lines.append(f"  - group{number}: small")
    (folder / "config.yaml").write_text("\n".join([*lines, "title: groups\n"]), encoding="utf-8")
    return folder


def write_files(folder: Path, count: int) -> Path:
    """``count`` options of one group, all of which the primary config takes."""
    (folder / "parts").mkdir(parents=True)
    for number in range(count):
        text = f"part{number}:\n  name: part{number}\n  size: {number}\nlast: {number}\n"
        (folder / "parts" / f"part{number}.yaml").write_text(text, encoding="utf-8")
    names = ", ".join(f"part{number}" for number in range(count))
    (folder / "config.yaml").write_text(f"defaults:\n  - parts: [{names}]\n  - _self_\n", encoding="utf-8")
    return folder


def write_leaves(folder: Path, count: int) -> Path:
    """One file of ``count`` leaves of all kinds, ten in a mapping and ten mappings in a section."""
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text("".join(_leaf_lines(count)), encoding="utf-8")
    return folder


def _leaf_lines(count: int) -> Iterator[str]:
    values = ("{n}", "0.{n}", "text {n}", "true", "null", "'quoted {n}'", "1e-{d}", "/srv/data/{n}", "-{n}", "name_{n}")
    for number in range(count):
        if number % 100 == 0:
            yield f"section{number // 100}:\n"
        if number % 10 == 0:
            yield f"  node{number // 10}:\n"
        yield f"    key{number}: {values[number % 10].format(n=number, d=number % 9 + 1)}\n"


def write_fields(folder: Path, sections: int) -> Path:
    """A section of ten leaves for each of ``sections``, as ``Fields`` of ``sides`` declares them."""
    folder.mkdir(parents=True)
    lines: list[str] = []
    for number in range(sections):
        lines += [f"section{number}:", f"  count: {number}", f"  rate: 0.{number + 1}", f"  name: name {number}"]
        lines += [f"  folder: /srv/{number}", "  flag: true", "  mode: fast", "  sizes: [1, 2, 3]"]
        lines += ["  weights: {a: 0.5, b: 0.25}", f"  seed: {number * 7}", "  note: null"]
    (folder / "config.yaml").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return folder


def write_sections(folder: Path, sections: int) -> Path:
    """A section of ten leaves for each of ``sections``, as ``Section`` of ``programs/large_models`` declares them."""
    folder.mkdir(parents=True)
    lines: list[str] = []
    for number in range(sections):
        lines += [f"section{number}:", f"  count: {number}", f"  rate: 0.{number + 1}", f"  name: name {number}"]
        lines += [f"  folder: /srv/{number}", "  flag: true", "  mode: fast", "  sizes: [1, 2, 3]"]
        lines += [f"  seed: {number * 7}", "  note: null", "  scale: 0.5"]
    (folder / "config.yaml").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return folder
