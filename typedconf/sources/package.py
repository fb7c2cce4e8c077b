"""``pkg://a.b``: where the folder of a package lies, found without importing the package."""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any


def find_package_folder(address: str) -> str | None:
    """The folder of the package or sub-folder ``a.b`` (also written ``a/b``), or None.

    Parents are looked up with the import system's own finders but never executed, so that a config search starts no
    program code. Namespace packages have several folders: the first that holds the next part is taken.
    """
    parts = [part for part in address.replace("/", ".").split(".") if part]
    if not parts:
        return None
    folders = _package_folders(parts[0])
    for part in parts[1:]:
        folders = [str(Path(folder, part)) for folder in folders]
    return next((folder for folder in folders if Path(folder).is_dir()), None)


def _package_folders(name: str) -> list[str]:
    module: Any = sys.modules.get(name)
    if module is not None and getattr(module, "__path__", None):
        return list(module.__path__)
    try:
        spec = PathFinder.find_spec(name)
    except (ImportError, ValueError):
        return []
    if spec is None:
        spec = _editable_spec(name)
    return list(spec.submodule_search_locations or ()) if spec is not None else []


def _editable_spec(name: str) -> Any:
    """What the other finders say, such as those of editable installs."""
    for finder in sys.meta_path:
        find_spec = getattr(finder, "find_spec", None)
        spec = find_spec(name, None, None) if find_spec is not None else None
        if spec is not None:
            return spec
    return None
