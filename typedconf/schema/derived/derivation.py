"""Pydantic's core schema goes in; one comes out that refuses unknown keys wherever nothing else was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import Problem, StoreError
from typedconf.schema.classes import check_class
from typedconf.schema.derived.forms import CHILDREN, LEAVES, field_keys
from typedconf.trees import copy_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from typedconf.schema.derived.forms import Core


def core_schema_of(schema: Any) -> Core:
    """What Pydantic makes of ``schema``, built now where that was deferred.

    Raises:
        StoreError: Pydantic can't make anything of it.
    """
    from pydantic import PydanticUndefinedAnnotation, PydanticUserError, TypeAdapter  # noqa: PLC0415  as above

    try:
        adapter = TypeAdapter(schema)
        adapter.rebuild(raise_errors=True)
        core: Any = adapter.core_schema
        if not isinstance(core, dict):
            schema.model_rebuild(force=True)
            core = TypeAdapter(schema).core_schema
    except (PydanticUserError, PydanticUndefinedAnnotation) as error:
        message = str(error).partition("\n\nFor further information")[0]
        name = getattr(schema, "__name__", schema)
        raise StoreError(Problem(f"{name} can't be used as a schema: {message[:1].lower()}{message[1:]}")) from error
    return core  # type: ignore[no-any-return]


class Deriver:
    """Makes one derived schema. Untouched parts are shared with Pydantic's, which nobody may change."""

    __slots__ = ("warnings",)

    def __init__(self) -> None:
        self.warnings: Final[list[Problem]] = []

    def derive(self, core: Core) -> Core:
        """The derived form of ``core``, which stays as it is."""
        form = core["type"]
        if form in LEAVES:
            return _LEAF_CHANGES[form](core) if form in _LEAF_CHANGES else core
        if form not in CHILDREN:
            self.warnings.append(Problem(f"a part of the schema has a form that typedconf doesn't know: {form}"))
            return core
        if _is_hand_written(core):
            name = getattr(core.get("cls"), "__name__", form)
            message = f"{name} writes its own core schema, so that keys it doesn't know are left to Pydantic"
            self.warnings.append(Problem(message))
            return core
        if "cls" in core:
            check_class(core["cls"])
        made = core.copy()
        for entry in CHILDREN[form]:
            if made.get(entry) is not None:
                made[entry] = self._child(made[entry])
        change = _CHANGES.get(form)
        return made if change is None else change(made)

    def _child(self, child: Any) -> Any:
        """What stands in an entry: a schema, a list or mapping of such, a choice with its label, an argument."""
        if isinstance(child, list):
            return [self._child(item) for item in child]
        if isinstance(child, tuple):
            return (self.derive(child[0]), *child[1:])
        if not isinstance(child, dict):
            return child  # a choice of a tagged union that names another
        if isinstance(child.get("type"), str):
            return self.derive(child)
        if "schema" in child and "name" in child:
            return {**child, "schema": self.derive(child["schema"])}
        return {key: self._child(item) for key, item in child.items()}


def _is_hand_written(core: Core) -> bool:
    """Whether a class made its core schema itself, so that Pydantic's own rules for it don't hold."""
    if core["type"] not in ("model", "dataclass", "typed-dict"):
        return False
    cls = core.get("cls")
    if cls is None:
        return True
    makers = (vars(base).get("__get_pydantic_core_schema__") for base in cls.__mro__)
    maker = next((maker for maker in makers if maker is not None), None)
    function = getattr(maker, "__func__", maker)
    return function is not None and not getattr(function, "__module__", "").startswith("pydantic.")


def _closed_config(core: Core) -> Core:
    """Unknown keys are refused where the class says nothing of them; its config is the only place where it can."""
    config = core.get("config") or {}
    if config.get("extra_fields_behavior") is not None:
        return core
    return {**core, "config": {**config, "extra_fields_behavior": "forbid"}}


def _derived_model(core: Core) -> Core:
    core = _closed_config(core)
    inner = core["schema"]
    if core["config"]["extra_fields_behavior"] == "allow" and inner["type"] == "model-fields":
        inner.setdefault("extras_schema", _copied_any())
    if core.get("custom_init"):
        return _with_checked_keys(core)
    return core


def _derived_typeddict(core: Core) -> Core:
    core = _closed_config(core)
    extra = core["config"]["extra_fields_behavior"]
    if "extras_schema" in core:
        extra = "allow"
    elif extra == "allow":
        core["extras_schema"] = _copied_any()
    return {**core, "extra_behavior": extra}


def _derived_list(core: Core) -> Core:
    core.setdefault("items_schema", _copied_any())
    return core


def _derived_dict(core: Core) -> Core:
    core.setdefault("values_schema", _copied_any())
    return core


def _derived_union(core: Core) -> Core:
    """Choices labelled by their number, so that a location says which one it speaks of, whatever its type."""
    choices = [choice[0] if isinstance(choice, tuple) else choice for choice in core["choices"]]
    return {**core, "choices": [(choice, str(number)) for number, choice in enumerate(choices)]}


def _derived_tagged_union(core: Core) -> Core:
    """A text in the place of the mapping is its tag."""
    key = core["discriminator"]
    if not isinstance(key, str):
        return core

    def from_tag(value: Any) -> Any:
        return {key: value} if isinstance(value, str) else value

    return _preceded(core, from_tag)


def _derived_enum(core: Core) -> Core:
    """An enum takes a value, else a member's name."""
    members = core["cls"].__members__
    values = [member.value for member in members.values()]

    def by_name(value: Any) -> Any:
        if isinstance(value, str) and value in members and value not in values:
            return members[value].value  # not the member, which a union would prefer to all else
        return value

    return _preceded(core, by_name)


def _preceded(core: Core, function: Callable[[Any], Any]) -> Core:
    """``core`` with a function that sees the value first. What refers to it by name gets both."""
    inner = {entry: value for entry, value in core.items() if entry != "ref"}
    outer = {"type": "function-before", "schema": inner, "function": {"type": "no-info", "function": function}}
    return {**outer, "ref": core["ref"]} if "ref" in core else outer


def _with_checked_keys(core: Core) -> Core:
    """A class with its own ``__init__`` validates in there, where nothing is derived: its keys are checked before."""
    from pydantic_core import InitErrorDetails, ValidationError  # noqa: PLC0415  Pydantic comes only with a schema

    cls = core["cls"]
    code = getattr(cls.__init__, "__code__", None)
    named = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount] if code is not None else ()
    known = {*named, *field_keys(core["schema"])}
    if core["config"]["extra_fields_behavior"] != "forbid":
        return core

    def check(value: Any) -> Any:
        unknown = [key for key in value if key not in known] if isinstance(value, dict) else ()
        if unknown:
            details = [InitErrorDetails(type="extra_forbidden", loc=(key,), input=value[key]) for key in unknown]
            raise ValidationError.from_exception_data(cls.__name__, details)
        return value

    return _preceded(core, check)


_CHANGES: Final[Mapping[str, Callable[[Core], Core]]] = {
    "model": _derived_model,
    "dataclass": _closed_config,
    "typed-dict": _derived_typeddict,
    "list": _derived_list,
    "dict": _derived_dict,
    "union": _derived_union,
    "tagged-union": _derived_tagged_union,
}
_LEAF_CHANGES: Final[Mapping[str, Callable[[Core], Core]]] = {"any": lambda _: _copied_any(), "enum": _derived_enum}


def _copied_any() -> Core:
    """Takes anything; containers are copied, so that the user's object shares nothing with the composed tree."""
    return {"type": "function-after", "schema": {"type": "any"}, "function": {"type": "no-info", "function": copy_tree}}
