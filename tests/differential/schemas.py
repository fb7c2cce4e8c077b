"""Strategies for dataclass schemas as Hydra's users have them, and for the files and overrides that compose with them.

A tree has a root class under ``base_config``, which the primary config lists first, or under ``config`` itself with a
defaults list of its own; and maybe a group ``db``, whose options are classes or files that list their class first, as
the reference wants it.
"""

from __future__ import annotations

import dataclasses
from enum import Enum
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hypothesis import strategies as st
from omegaconf import MISSING

from tests.differential.cases import Case, ConfigFile, Content
from tests.differential.trees import chance, pick

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import DrawFn


class Colour(Enum):
    """An enum whose values are no names of its members."""

    RED = 1
    BLUE = 2


class Scalar(NamedTuple):
    """A type, defaults of it, and texts that mean a value of it in YAML and in an override alike, or don't."""

    annotation: Any
    defaults: tuple[Any, ...]
    good: tuple[str, ...]
    bad: tuple[str, ...]
    reference: str  # an interpolation that comes to such a value


# Left out is what the two convert differently by design, see the named differences of the test.
SCALARS: Final = (
    Scalar(int, (0, 3, -7), ("1", "-2", "'5'", "1_000"), ("x", "1.5", "null", "[1]", "{a: 1}"), "${n}"),
    Scalar(float, (0.5, -2.0), ("1.5", "2", "1e3", "'2.5'"), ("x", "null", "[]", "{a: 1}"), "${f}"),
    Scalar(bool, (True, False), ("true", "False", "'yes'", "'off'", "1", "0"), ("x", "null", "[]"), "${b}"),
    Scalar(str, ("a", "x y", ""), ("abc", "'q r'", "12", "1.5"), ("null", "[a]", "{a: b}"), "${t}/${n}"),
    Scalar(Colour, (Colour.RED, Colour.BLUE), ("RED", "BLUE"), ("GREY", "null", "[]"), "${c}"),
    Scalar(Any, (None, 1, "x", 2.5, True), ("1", "abc", "null", "true", "[1,x]", "{a: 1}", "2.5"), (), "${n}"),
)
ANCHORS: Final = (("n", int, 3), ("f", float, 1.5), ("b", bool, True), ("t", str, "text"), ("c", Colour, Colour.BLUE))
NAMES: Final = ("p", "q", "r", "s", "u", "v")
HOLDERS: Final = (*["plain"] * 6, "optional", "list", "dict")
KINDS: Final = (*["scalar"] * 6, "class", "class", "optional class", "classes", "classes by name")
CONTAINERS: Final = ("[]", "[1]", "[a]", "{a: 1}", "{a: b}")
WRONG: Final = ("nowhere", "nowhere", "files", "last override")


class Slot(NamedTuple):
    """A field as the strategies know it: what holds what."""

    name: str
    holder: str
    inner: Any  # a Scalar or a Class


class Class(NamedTuple):
    """A dataclass, and its fields with those that it inherits."""

    cls: type
    slots: tuple[Slot, ...]


class Composition(NamedTuple):
    """A case, and the classes that both stores get under their names."""

    case: Case
    nodes: Mapping[str, type]

    def __str__(self) -> str:
        told = [f"{name}: {_told(node)}" for name, node in self.nodes.items()]
        return "\n".join([*told, str(self.case)])


def compositions(draw: DrawFn) -> Composition:
    """One tree of classes and files, with overrides."""
    made = _Maker(draw)
    return made.composition()


class _Maker:
    def __init__(self, draw: DrawFn) -> None:
        self.draw: Final = draw
        self.count = 0
        self.goes_wrong = False  # whether values may not fit, and keys be unknown
        self.adds_keys = True  # to mappings; an override does so with a plus alone

    # -- classes ------------------------------------------------------------------------------------------------

    def named(self) -> str:
        self.count += 1
        return f"C{self.count}"

    def class_of(self, depth: int, base: Class | None = None, anchors: tuple[Any, ...] = ()) -> Class:
        """A dataclass; of ``base``, with one more field or another default of one."""
        fields: list[Any] = [(name, annotation, default) for name, annotation, default in anchors]
        slots = [] if base is None else list(base.slots)
        taken = {slot.name for slot in slots}
        free = [name for name in NAMES if name not in taken]
        for name in free[: pick(self.draw, (1, 2, 3) if base is None else (0, 1, 1))]:
            slot, annotation, default = self.field(name, depth)
            slots.append(slot)
            fields.append((name, annotation, default))
        first = slots[0] if base is not None and chance(self.draw, 50) else None
        if first is not None and isinstance(first.inner, Scalar) and first.holder == "plain":
            fields.append((first.name, first.inner.annotation, pick(self.draw, first.inner.defaults)))
        bases = () if base is None else (base.cls,)
        cls = dataclasses.make_dataclass(self.named(), fields, bases=bases)
        cls.__module__ = __name__
        return Class(cls, tuple(slots))

    def field(self, name: str, depth: int) -> tuple[Slot, Any, Any]:
        kind = pick(self.draw, KINDS) if depth else "scalar"
        if kind == "scalar":
            return self.scalar_field(name)
        inner = self.class_of(depth - 1)
        cls: Any = inner.cls
        holder, annotation, default = {
            "class": ("plain", cls, dataclasses.field(default_factory=cls)),
            "optional class": ("optional", cls | None, None),
            "classes": ("list", GenericAlias(list, (cls,)), dataclasses.field(default_factory=list)),
            "classes by name": ("dict", GenericAlias(dict, (str, cls)), dataclasses.field(default_factory=dict)),
        }[kind]
        if kind == "class" and chance(self.draw, 20):
            holder, default = "missing", MISSING
        return Slot(name, holder, inner), annotation, default

    def scalar_field(self, name: str) -> tuple[Slot, Any, Any]:
        scalar: Scalar = pick(self.draw, SCALARS)
        holder = "plain" if scalar.annotation is Any else pick(self.draw, HOLDERS)
        value = pick(self.draw, scalar.defaults)
        by_name = GenericAlias(dict, (str, scalar.annotation))
        annotation, default = {
            "plain": (scalar.annotation, value),
            "optional": (scalar.annotation | None, pick(self.draw, (None, value))),
            "list": (GenericAlias(list, (scalar.annotation,)), dataclasses.field(default_factory=lambda: [value])),
            "dict": (by_name, dataclasses.field(default_factory=lambda: {"k": value})),
        }[holder]
        if holder in ("plain", "optional") and chance(self.draw, 12):
            default = pick(self.draw, (MISSING, scalar.reference))
        return Slot(name, holder, scalar), annotation, default

    # -- values -------------------------------------------------------------------------------------------------

    def scalar(self, scalar: Scalar) -> str:
        if chance(self.draw, 10):
            return f"'{scalar.reference}'"
        texts = scalar.bad if scalar.bad and self.goes_wrong and chance(self.draw, 15) else scalar.good
        return str(pick(self.draw, texts))

    def one(self, inner: Any) -> Content:
        return self.scalar(inner) if isinstance(inner, Scalar) else self.content(inner)

    def value(self, slot: Slot) -> Content:
        """A value for a field, which mostly fits."""
        if slot.holder == "optional" and chance(self.draw, 30):
            return "null"
        if slot.holder == "list":
            return [self.one(slot.inner) for _ in range(pick(self.draw, (0, 1, 2)))]
        if slot.holder == "dict":
            keys = pick(self.draw, ((), ("k",), ("k", "l"), ("m",)) if self.adds_keys else ((),))
            # the reference takes containers for numbers there
            return {key: "x" if (value := self.one(slot.inner)) in CONTAINERS else value for key in keys}
        return self.one(slot.inner)

    def content(self, known: Class) -> dict[str, Content]:
        """What a file or a mapping says of a class."""
        made = {slot.name: self.value(slot) for slot in known.slots if chance(self.draw, 45)}
        if self.goes_wrong and chance(self.draw, 10):
            made["nobody"] = "1"
        return made

    def override(self, known: Class, path: str = "") -> str:
        """An override of one of the fields, some way down."""
        slots = [slot for slot in known.slots if slot.holder != "missing"]
        if not slots or (self.goes_wrong and chance(self.draw, 15)):
            return f"{path}nobody=1" if self.goes_wrong else f"n={self.scalar(SCALARS[0])}"
        slot = pick(self.draw, slots)
        key = f"{path}{slot.name}"
        if isinstance(slot.inner, Class) and slot.holder == "plain" and chance(self.draw, 80):
            return self.override(slot.inner, f"{key}.")
        if slot.holder == "dict" and isinstance(slot.inner, Scalar) and chance(self.draw, 60):
            sign, name = pick(self.draw, (("+", "new"), ("++", "new"), ("++", "k"), ("", "new")))
            return f"{sign}{key}.{name}={_flow(self.one(slot.inner))}"
        if slot.holder == "optional" and isinstance(slot.inner, Class):
            return f"{key}=null"  # a mapping onto null is one of the named differences
        self.adds_keys = slot.holder == "dict"
        value = self.value(slot)
        signs = ("+", "++") if isinstance(value, dict) and slot.holder == "dict" else ("", "", "", "++")
        return f"{pick(self.draw, signs)}{key}={_flow(value)}"

    # -- trees --------------------------------------------------------------------------------------------------

    def composition(self) -> Composition:
        """What is wrong, if anything, is in files without overrides, or in the last: nothing replaces it then."""
        wrong = pick(self.draw, WRONG)
        group = self.group() if chance(self.draw, 60) else None
        root = self.class_of(2, anchors=ANCHORS)
        self.goes_wrong = wrong == "files"
        nodes: dict[str, type] = {}
        files: dict[str, ConfigFile] = {}
        own = root
        if group is not None:
            base, options = group
            root = self.with_group(root, base)
            for name, known in options.items():
                nodes[f"db/{name}"] = known.cls
                if chance(self.draw, 60):
                    files[f"db/{name}_file"] = ConfigFile(self.content(known), (name, "_self_"))
        choices = [name[3:] for name in (*nodes, *files)]
        entries = [{"db": pick(self.draw, choices)}] if choices else []
        if chance(self.draw, 30):
            root = self.with_defaults(root, entries)
            nodes["config"] = root.cls
        else:
            nodes["base_config"] = root.cls
            listed = tuple(f"{key}: {option}" for entry in entries for key, option in entry.items())
            content = self.content(own if self.goes_wrong else root)
            files["config"] = ConfigFile(content, ("base_config", *listed, "_self_"))
        overrides = [] if self.goes_wrong else self.overrides(root, is_last_wrong=wrong == "last override")
        if choices and chance(self.draw, 40):
            overrides.append(f"db={pick(self.draw, choices)}")
        return Composition(Case(files, "config", tuple(overrides)), nodes)

    def overrides(self, root: Class, *, is_last_wrong: bool) -> list[str]:
        made = [self.override(root) for _ in range(pick(self.draw, (0, 1, 1, 2)))]
        self.goes_wrong = is_last_wrong
        return [*made, self.override(root)] if is_last_wrong else made

    def group(self) -> tuple[Class, dict[str, Class]]:
        """The base class of a group's options, and options that derive from it; one perhaps that doesn't."""
        base = self.class_of(1)
        options = {"a": self.class_of(1, base), "b": base if chance(self.draw, 30) else self.class_of(1, base)}
        if chance(self.draw, 10):
            options["other"] = self.class_of(0)
        return base, options

    def with_group(self, root: Class, base: Class) -> Class:
        default = MISSING if chance(self.draw, 70) else dataclasses.field(default_factory=base.cls)
        cls = dataclasses.make_dataclass(self.named(), [("db", base.cls, default)], bases=(root.cls,))
        return Class(cls, (*root.slots, Slot("db", "plain", base)))

    def with_defaults(self, root: Class, entries: list[Any]) -> Class:
        """A root with a defaults list of its own."""
        listed = ["_self_", *entries]
        fields = [("defaults", list[Any], dataclasses.field(default_factory=lambda: listed))]
        return Class(dataclasses.make_dataclass(self.named(), fields, bases=(root.cls,)), root.slots)


def _flow(value: Content) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_flow, value)) + "]"
    return value


def _told(cls: type) -> str:
    """A class as a reader of a failure needs it."""
    fields = []
    for field in dataclasses.fields(cls):
        default: Any = field.default
        if field.default_factory is not dataclasses.MISSING:
            default = f"made {field.default_factory()!r}"
        fields.append(f"{field.name}: {field.type} = {default!r}")
    below = [base.__name__ for base in cls.__mro__[1:-1]]
    return f"{cls.__name__}({', '.join(below)})\n    " + "\n    ".join(fields)


strategy = st.composite(compositions)
