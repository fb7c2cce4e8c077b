"""A root schema and narrower classes go in; one core schema comes out that lets a mark choose among them.

All are derived from one core schema of Pydantic's, which it makes for a tuple of them, so that their definitions are
the same. A narrower class gets a definition of its own. Wherever the schema of a class stands that it derives from, a
union of ours takes its place: a marked mapping goes to the definition of its class, all else to what stood there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_origin

from typedconf.errors import StoreError
from typedconf.schema.derived.derivation import Deriver, copied, core_schema_of
from typedconf.schema.derived.forms import (
    INWARD,
    UNIONS,
    UNMARKED,
    by_mark,
    named,
    reference,
    unnamed,
)
from typedconf.schema.derived.marks import LISTS, MAPPINGS, Governed, Items, Spine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from typedconf.schema.derived.forms import Core

_UNTYPED: Final = "typedconf:untyped"


def derived_with(schema: Any, narrower: tuple[Any, ...]) -> tuple[Core, Deriver]:
    """The derived core schema of ``schema`` in which ``narrower`` stand in their places, and who derived it.

    Raises:
        StoreError: Pydantic can't make anything of one of these.
    """
    narrower = tuple(dict.fromkeys(narrower))
    try:
        core = core_schema_of(tuple.__class_getitem__((schema, *narrower)))
    except StoreError:
        for one in (schema, *narrower):
            core_schema_of(one)  # so that the error names the one that is to blame
        raise
    deriver = Narrower(core, narrower)
    return deriver.assembled(), deriver


class Narrower(Deriver):
    """Makes one derived schema with narrower classes, from the core schema of a tuple of the root and these."""

    __slots__ = ("_below", "_definitions", "_labels", "_made", "_own", "_root")

    def __init__(self, core: Core, narrower: tuple[Any, ...]) -> None:
        super().__init__(lambda value: copied(value, MAPPINGS, LISTS))  # without marks
        self._definitions: Final = {made["ref"]: made for made in core.get("definitions", ())}
        self._root, *own = (core["schema"] if core["type"] == "definitions" else core)["items_schema"]
        self._labels: Final = {cls: f"typedconf:narrower:{number}" for number, cls in enumerate(narrower)}
        # by every class, the narrower ones that may stand in its place
        self._below: Final[dict[Any, dict[Any, str]]] = {}
        for cls, label in self._labels.items():
            for base in getattr(_origin(cls), "__mro__", ()):
                self._below.setdefault(_origin(base), {})[cls] = label
        # the schema of each narrower class itself, which its definition is made of
        resolved = [self._resolved(item) for item in own]
        self._own: Final = list(zip(resolved, self._labels.values(), strict=True))
        self._made: Final[dict[str, Core]] = {}
        unmarked, self.untyped = self.untyped, reference(_UNTYPED)
        self._made[_UNTYPED] = {**_untyped(unmarked, self._labels), "ref": _UNTYPED}

    def assembled(self) -> Core:
        """The whole derived schema of the root."""
        root = self.derive(self._root)
        definitions = [self.derive(core) for core in self._definitions.values()]
        for own, label in self._own:
            made = self.derive(own)
            if label not in self._made:  # it is no schema of a class, and stands below what is untyped only
                self._made[label] = {**made, "ref": label}
        self.whole = {"type": "definitions", "schema": root, "definitions": [*definitions, *self._made.values()]}
        return self.whole

    def derive(self, core: Core) -> Core:
        """The derived form of ``core``, which stays as it is."""
        made = super().derive(core)
        return self._union(core, made) if core["type"] in UNIONS else made

    def _class(self, core: Core, cls: type, made: Core) -> Core:
        made = super()._class(core, cls, made)
        for other, label in self._own:
            if other is core:
                self._made[label] = {**made, "ref": label}
        labels = self._below.get(_origin(cls))
        if not labels:
            return made
        choices = {UNMARKED: unnamed(made), **{label: reference(label) for label in labels.values()}}
        return named(by_mark(choices, _chooser(labels)), core)

    def _union(self, core: Core, made: Core) -> Core:
        """A mark chooses the member of a union too: the one whose class is nearest to the narrower one."""
        chosen = {cls: key for cls in self._labels if (key := self._nearest(core, cls)) is not None}
        if not chosen:
            return made
        outer = None if "choices" in made else made  # a text in its place is its tag
        union = made if outer is None else made["schema"]
        keys = list(dict.fromkeys(chosen.values()))
        references = {key: self._referred(union["choices"], key) for key in keys}
        union = {**union, "choices": _replaced(union["choices"], references)}
        inner = union if outer is None else {**outer, "schema": union}
        choices = {UNMARKED: unnamed(inner), **{str(number): references[key] for number, key in enumerate(keys)}}
        labels = {cls: str(keys.index(key)) for cls, key in chosen.items()}
        return named(by_mark(choices, _chooser(labels, only_looks=True)), core)

    def _nearest(self, union: Core, cls: Any) -> Any:
        """The key of the choice that ``cls`` belongs to, or None."""
        choices = union["choices"]
        keyed = choices.items() if isinstance(choices, dict) else enumerate(choices)
        found = [
            (_distance(cls, base), key)
            for key, choice in keyed
            for base in self._classes(choice[0] if isinstance(choice, tuple) else choice)
            if _derives(cls, base)
        ]
        return min(found, key=lambda pair: pair[0])[1] if found else None

    def _classes(self, core: Core) -> Iterator[type]:
        """The classes that a mapping in this very place may become."""
        pending, seen = [core], set[str]()
        while pending:
            node = pending.pop()
            form = node["type"]
            if form == "definition-ref":
                if node["schema_ref"] not in seen:
                    seen.add(node["schema_ref"])
                    pending.append(self._definitions[node["schema_ref"]])
            elif form in UNIONS:
                choices = node["choices"].values() if isinstance(node["choices"], dict) else node["choices"]
                pending += [choice[0] if isinstance(choice, tuple) else choice for choice in choices]
            elif form == "chain":
                pending.append(node["steps"][0])
            else:
                if form in ("model", "dataclass"):
                    yield node["cls"]
                if form in INWARD and (form not in ("model", "dataclass") or node.get("root_model")):
                    pending.append(node[INWARD[form]])

    def _referred(self, choices: Any, key: Any) -> Core:
        """A reference to one choice, which stands in two unions then."""
        choice = choices[key]
        core: Core = choice[0] if isinstance(choice, tuple) else choice
        if core["type"] == "definition-ref":
            return core
        name = f"typedconf:choice:{len(self._made)}"
        self._made[name] = {**core, "ref": name}
        return reference(name)

    def _resolved(self, core: Core) -> Core:
        while core["type"] == "definition-ref":
            core = self._definitions[core["schema_ref"]]
        return core


def _untyped(unmarked: Core, labels: Mapping[Any, str]) -> Core:
    """What takes anything: the narrower classes where marks say so, and the way to them; copies of all else."""
    below = reference(_UNTYPED)
    on_the_way: dict[type, str] = {Spine: "mapping", Items: "list"}
    choose = _chooser(labels)

    def choose_untyped(value: Any) -> str:
        return choose(value) or on_the_way.get(type(value), UNMARKED)

    choices: dict[str, Core] = {
        UNMARKED: unmarked,
        "mapping": {"type": "dict", "values_schema": below},
        "list": {"type": "list", "items_schema": below},
        **{label: reference(label) for label in labels.values()},
    }
    return by_mark(choices, choose_untyped)


def _chooser(labels: Mapping[Any, str], *, only_looks: bool = False) -> Callable[[Any], str]:
    """The function that gives the label of the class which the mark of a value names."""

    def choose(value: Any) -> str:
        if type(value) is not Governed:
            return UNMARKED
        label = labels.get(value.mark.schema)
        if label is None:
            return UNMARKED
        if not only_looks:
            value.mark.used = True
        return label

    return choose


def _replaced(choices: Any, references: Mapping[Any, Core]) -> Any:
    """The choices of a union with references instead of some, by number or tag."""
    if isinstance(choices, dict):
        return {**choices, **references}
    return [(references.get(number, choice[0]), *choice[1:]) for number, choice in enumerate(choices)]


def _derives(cls: Any, base: type) -> bool:
    """Whether ``cls`` may stand where ``base`` is expected; what generic classes have in brackets is judged before."""
    return isinstance(_origin(cls), type) and issubclass(_origin(cls), _origin(base))


def _distance(cls: Any, base: type) -> int:
    """How far ``base`` is up from ``cls``."""
    above = _origin(cls).__mro__ if get_origin(cls) else cls.__mro__
    return above.index(base) if base in above else len(above)


def _origin(cls: Any) -> Any:
    """The class without what it has in brackets."""
    generic = getattr(cls, "__pydantic_generic_metadata__", None) or {}
    return generic.get("origin") or get_origin(cls) or cls
