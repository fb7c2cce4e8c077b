"""Pydantic's core schema goes in; one comes out that refuses unknown keys wherever nothing else was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

from typedconf.errors import Problem
from typedconf.schema.classes import check_class, items_annotation
from typedconf.schema.derived.forms import (
    CHILDREN,
    LEAVES,
    around,
    built_class,
    definitions_in,
    field_keys,
    innermost,
)
from typedconf.schema.derived.special_keys import names_target, with_special_keys
from typedconf.trees import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from typedconf.schema.derived.forms import Core


def core_schema_of(schema: Any) -> Core:
    """What Pydantic makes of ``schema``, built now where that was deferred.

    Raises:
        StoreError: Pydantic can't make anything of it.
    """
    is_class = issubclass(type(schema), type)
    kept = vars(schema) if is_class else {}
    if kept.get("__pydantic_complete__") is True and isinstance(kept.get("__pydantic_core_schema__"), dict):
        return kept["__pydantic_core_schema__"]  # type: ignore[no-any-return]  # what a TypeAdapter, slow to load, gives
    from pydantic import TypeAdapter  # noqa: PLC0415  Pydantic comes only with a schema
    from pydantic_core import SchemaError  # noqa: PLC0415  as above

    try:
        # What an alias has in brackets would be passed over for the schema of the class, whose attributes it shows.
        shows = not is_class and hasattr(schema, "__pydantic_core_schema__")
        root: Any = Annotated[schema, None] if shows else schema
        adapter = TypeAdapter(root)
        adapter.rebuild(raise_errors=True)
        core: Any = adapter.core_schema
        if not isinstance(core, dict):
            schema.model_rebuild(force=True)
            core = TypeAdapter(schema).core_schema
    except (NameError, RuntimeError, TypeError, ImportError, SchemaError) as error:  # its own are all of these
        from typedconf.schema.derived.unusable import unusable  # noqa: PLC0415  only once something is wrong

        raise unusable(schema, error) from error
    return core  # type: ignore[no-any-return]


def copied(value: Any, mappings: Collection[type] = (dict,), lists: Collection[type] = (list,)) -> Any:
    """A copy of a tree's own containers, of these types; what a validator has made in the place of one stays itself."""
    try:
        return _copied(value, mappings, lists)
    except RecursionError:  # a default that holds itself, which no tree does
        return value


def _copied(value: Any, mappings: Collection[type], lists: Collection[type]) -> Any:
    kind = type(value)
    if kind in mappings:
        return {key: _copied(item, mappings, lists) for key, item in value.items()}
    return [_copied(item, mappings, lists) for item in value] if kind in lists else value


class Deriver:
    """Makes one derived schema. Untouched parts are shared with Pydantic's, which nobody may change."""

    __slots__ = ("copy", "has_targets", "imports", "untyped", "warnings", "whole")

    def __init__(self, copy: Callable[[Any], Any] = copied) -> None:
        self.warnings: Final[list[Problem]] = []
        self.copy: Final = copy
        self.imports = False  # whether any part imports what a text names
        self.has_targets = False  # or Configs, which must know where they stand as well
        self.whole: Core | None = None
        # Takes anything; containers are copied, so that the user's object shares nothing with the composed tree.
        self.untyped = around({"type": "any"}, "function-after", copy)

    def derived(self, core: Core) -> Core:
        """The whole derived schema of a root."""
        self.whole = self.derive(core)
        return self.whole

    def derive(self, core: Core) -> Core:
        """The derived form of ``core``, which stays as it is."""
        form = core["type"]
        if form in LEAVES:
            change = _LEAF_CHANGES.get(form)
            return core if change is None else change(core, self)
        if form not in CHILDREN:
            self._warn(f"a part of the schema has a form that typedconf doesn't know: {form}")
            return core
        made = self._derived(core, form)
        cls = built_class(core) if form in _AROUND_CLASSES else None
        return made if cls is None else self._class(core, cls, made)

    def _derived(self, core: Core, form: str) -> Core:
        if form in _CLASSES:
            if _is_hand_written(core):
                name = getattr(core.get("cls"), "__name__", form)
                self._warn(f"{name} writes its own core schema, so that keys it doesn't know are left to Pydantic")
                return core
            check_class(core["cls"])
        made = core
        for entry in CHILDREN[form]:
            child = core.get(entry)
            if child is None or (entry in _KEYS and child["type"] == "any"):  # keys are no containers to copy
                continue
            if (derived := self._child(child)) is not child:
                made = {**made, entry: derived}
        change = _CHANGES.get(form)
        return made if change is None else change(made, self)

    def _class(self, core: Core, cls: type, made: Core) -> Core:
        """The derived form of ``core``, of which ``made`` is one, where it is the whole schema of ``cls``."""
        model = innermost(made)
        if model.get("custom_init") and not model.get("root_model") and made is not core:
            from typedconf.schema.derived.own_init import with_own_init  # noqa: PLC0415  few classes need it

            made = with_own_init(made, cls, self._validator)
        self.has_targets = self.has_targets or names_target(cls)
        return with_special_keys(made, cls)

    def _warn(self, message: str) -> None:
        """Tells once what may stand in many places."""
        if all(problem.message != message for problem in self.warnings):
            self.warnings.append(Problem(message))

    def _validator(self, core: Core) -> Any:
        """The validator of a part of the whole, once that is derived."""
        from pydantic_core import SchemaValidator  # noqa: PLC0415  Pydantic comes only with a schema

        named = dict(definitions_in(self.whole or core)).values()
        return SchemaValidator({"type": "definitions", "schema": core, "definitions": [*named]}, _use_prebuilt=False)

    def validated(self, items: Any) -> Callable[[Any], Any]:
        """Validates the values of a mapping as ``items``."""
        made: list[Any] = []  # only when there is such a value: ``items`` may be the very class

        def validate(values: Any) -> Any:
            if not made:
                item = Deriver(self.copy).derived(core_schema_of(items))
                made.append(self._validator({"type": "dict", "values_schema": item}))
            return made[0].validate_python(values)

        return validate

    def _child(self, child: Any) -> Any:
        """What stands in an entry: a schema, a list or mapping of such, a choice with its label, an argument."""
        if isinstance(child, list):
            return [self._child(item) for item in child]
        if isinstance(child, tuple):
            return (self.derive(child[0]), *child[1:])
        if not isinstance(child, dict):
            return child  # a choice of a tagged union that names another
        if isinstance(child.get("type"), str):
            return child if _is_plain(child) else self.derive(child)
        if "schema" in child and "name" in child:
            return {**child, "schema": self.derive(child["schema"])}
        return {key: self._child(item) for key, item in child.items()}


def _is_plain(field: Core) -> bool:
    """Whether it is a field without anything to derive, as most are. Asked first, this halves the time of deriving."""
    core = field
    while core["type"] in _TRANSPARENT:
        if _is_missing(core.get("default")) or core.get("default_factory_takes_data"):
            return False
        core = core["schema"]
    return core["type"] in _PLAIN


def _is_missing(default: Any) -> bool:
    return isinstance(default, str) and default == MISSING


def _is_hand_written(core: Core) -> bool:
    """Whether a class made its core schema itself, so that Pydantic's own rules for it don't hold."""
    cls = core.get("cls")
    if cls is None:
        return True
    maker = getattr(cls, "__get_pydantic_core_schema__", None)
    function = getattr(maker, "__func__", maker)
    return function is not None and not getattr(function, "__module__", "").startswith(_MAKERS)


def _closed_config(core: Core, deriver: Deriver) -> Core:  # noqa: ARG001  as the other changes
    """Unknown keys are refused where the class says nothing of them; its config is the only place where it can."""
    config = core.get("config") or {}
    if config.get("extra_fields_behavior") is not None:
        return core
    return {**core, "config": {**config, "extra_fields_behavior": "forbid"}}


def _derived_model(core: Core, deriver: Deriver) -> Core:
    core = _closed_config(core, deriver)
    inner = core["schema"]
    if core["config"]["extra_fields_behavior"] == "allow" and inner["type"] == "model-fields":
        return {**core, "schema": {"extras_schema": deriver.untyped, **inner}}
    return core


def _derived_dataclass(core: Core, deriver: Deriver) -> Core:
    items = items_annotation(core["cls"])
    core = _without_defaults_list(core)
    core = _closed_config(core, deriver) if items is None else _open_config(core)
    if core["config"]["extra_fields_behavior"] != "allow":
        return core
    known = frozenset(field_keys(core["schema"]))
    if items is not None:
        return _with_items(core, known, deriver.validated(items))

    def with_copied_extras(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        extras = {key: deriver.copy(item) for key, item in value.items() if key not in known}
        return value | extras if extras else value

    return around(core, "function-before", with_copied_extras)


def _without_defaults_list(core: Core) -> Core:
    """A standard dataclass's defaults list is no key: its attribute has what the class says, ``???`` included."""
    arguments = core["schema"]
    fields = arguments.get("fields", ())
    if hasattr(core["cls"], "__pydantic_fields__") or all(field["name"] != "defaults" for field in fields):
        return core
    made = core["cls"].__dataclass_fields__["defaults"]
    default = {"default_factory": made.default_factory} if callable(made.default_factory) else {"default": MISSING}
    schema = {"type": "default", "schema": {"type": "any"}, **default}
    others = [{**one, "schema": schema, "init": False} if one["name"] == "defaults" else one for one in fields]
    return {**core, "schema": {**arguments, "fields": others}}


def _open_config(core: Core) -> Core:
    return {**core, "config": {"extra_fields_behavior": "allow", **(core.get("config") or {})}}


def _with_items(core: Core, known: frozenset[str], items: Callable[[Any], Any]) -> Core:
    """A dataclass that extends a mapping: what it doesn't declare are its items, and attributes as OmegaConf has it."""

    def with_valid_items(value: Any) -> Any:
        extras = {key: item for key, item in value.items() if key not in known} if isinstance(value, dict) else {}
        return value | items(extras) if extras else value

    def filled(value: Any) -> Any:
        value.update((key, item) for key, item in vars(value).items() if key not in known)
        return value

    return around(around(core, "function-before", with_valid_items), "function-after", filled)


def _derived_typeddict(core: Core, deriver: Deriver) -> Core:
    core = _closed_config(core, deriver)
    extra = core["config"]["extra_fields_behavior"]
    if "extras_schema" in core:
        extra = "allow"
    elif extra == "allow":
        core = {**core, "extras_schema": deriver.untyped}
    return {**core, "extra_behavior": extra}


def _derived_list(core: Core, deriver: Deriver) -> Core:
    return {"items_schema": deriver.untyped, **core}


def _derived_dict(core: Core, deriver: Deriver) -> Core:
    return {"values_schema": deriver.untyped, **core}


def _derived_union(core: Core, deriver: Deriver) -> Core:  # noqa: ARG001  as the other changes
    """Choices labelled by their number, so that a location says which one it speaks of, whatever its type."""
    choices = [choice[0] if isinstance(choice, tuple) else choice for choice in core["choices"]]
    return {**core, "choices": [(choice, str(number)) for number, choice in enumerate(choices)]}


def _derived_tagged_union(core: Core, deriver: Deriver) -> Core:  # noqa: ARG001  as the other changes
    """A text in the place of the mapping is its tag."""
    key = core["discriminator"]
    if not isinstance(key, str):
        return core

    def from_tag(value: Any) -> Any:
        return {key: value} if isinstance(value, str) else value

    return around(core, "function-before", from_tag)


def _derived_default(core: Core, deriver: Deriver) -> Core:
    """``???`` is no default: a field that has it is required."""
    if core.get("default_factory_takes_data"):
        from typedconf.schema.derived.factories import with_noted_factory  # noqa: PLC0415  few fields have one

        return with_noted_factory(core, lambda: deriver.whole)
    inner: Core = core["schema"]
    return inner if _is_missing(core.get("default")) else core


def _derived_enum(core: Core, deriver: Deriver) -> Core:  # noqa: ARG001  as the other changes
    """An enum takes a value, else a member's name."""
    members = core["cls"].__members__
    values = [member.value for member in members.values()]

    def by_name(value: Any) -> Any:
        if isinstance(value, str) and value in members and value not in values:
            return members[value].value  # not the member, which a union would prefer to all else
        return value

    return around(core, "function-before", by_name)


def _noted_view(core: Core, deriver: Deriver) -> Core:
    """A Config stays as it is, but is to be a view of the composition; an ImportString is noted."""
    _noted_import(core, deriver)
    deriver.has_targets = deriver.has_targets or "typedconf_view" in (core.get("metadata") or ())
    return core


def _noted_import(core: Core, deriver: Deriver) -> Core:
    """Pydantic's ImportString: whoever may not name code must not choose its text."""
    function = core["function"]["function"]
    if getattr(function, "__name__", "") == "import_string" and function.__module__.startswith("pydantic."):
        deriver.imports = True
    return core


Change: TypeAlias = "Callable[[Core, Deriver], Core]"  # what is derived so far, and who derives it

_MAKERS: Final = ("pydantic.", "typedconf.")  # whose core schemas are as these rules expect
_KEYS: Final = ("keys_schema", "extras_keys_schema")
_CLASSES: Final = ("model", "dataclass", "typed-dict")
_AROUND_CLASSES: Final = ("model", "dataclass", "function-after", "function-wrap")
_TRANSPARENT: Final = frozenset(("model-field", "dataclass-field", "typed-dict-field", "default", "nullable"))
_CHANGES: Final[Mapping[str, Change]] = {
    "model": _derived_model,
    "dataclass": _derived_dataclass,
    "typed-dict": _derived_typeddict,
    "function-before": _noted_import,
    "list": _derived_list,
    "dict": _derived_dict,
    "default": _derived_default,
    "union": _derived_union,
    "tagged-union": _derived_tagged_union,
}
_LEAF_CHANGES: Final[Mapping[str, Change]] = {
    "any": lambda _, deriver: deriver.untyped,
    "is-instance": lambda core, deriver: around(core, "function-after", deriver.copy),
    "enum": _derived_enum,
    "function-plain": _noted_view,
}
_PLAIN: Final = LEAVES.difference(_LEAF_CHANGES)
