"""What a class says of the object that it builds: a schema's class goes in, the dotted path of its target comes out.

Nothing is imported here, so that whoever handles models may ask; ``bases`` makes the classes that answer.
"""

from __future__ import annotations

from typing import Any, Final

SPECIAL_KEYS: Final = ("_target_", "_partial_", "_recursive_", "_convert_", "_args_", "_shared_")


def fixed_target(cls: Any) -> str | None:
    """The dotted path of what ``cls`` builds, whatever a tree says; None where the class leaves it open.

    It is that of a ``Target`` or ``Partial``, or the default of a model's private ``_target_: str = "m.C"``.
    """
    path: str | None = getattr(cls, "__target_path__", None)
    if path is not None:
        return path
    default = getattr(getattr(cls, "__private_attributes__", {}).get("_target_"), "default", None)
    return default if isinstance(default, str) else None


def is_partial(cls: Any) -> bool:
    """Whether ``cls`` is a ``Partial``, of which a call with further arguments is built rather than an object."""
    return getattr(cls, "__target_kind__", None) == "Partial"


def accepts_any(cls: Any) -> bool:
    """Whether ``cls`` is ``Target`` or ``Partial`` itself, as in an annotation, which take every argument."""
    cls = getattr(cls, "__origin__", cls)
    return isinstance(cls, type) and "__target_kind__" in vars(cls)
