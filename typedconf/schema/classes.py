"""A class of the user's goes in, what it declares comes out as plain data: fields, their keys, what else it takes."""

from __future__ import annotations

from types import NoneType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    Literal,
    NamedTuple,
    NotRequired,
    Required,
    TypeAlias,
    get_args,
    get_origin,
)

from typing_extensions import is_typeddict

from typedconf.errors import Origin, Problem, StoreError
from typedconf.objects import config_of, spellings_of
from typedconf.schema.annotations import bare, discriminators, is_union, unqualified
from typedconf.trees import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from typedconf.trees import Key

Extra: TypeAlias = Literal["forbid", "allow", "ignore"]

_LONGEST_TYPE: Final = 120  # characters of a type in a message
_LIBRARIES: Final = ("pydantic.", "typedconf.")


class Field(NamedTuple):
    """One declaration: its name in Python and its key in a tree, which is the first of its ``spellings``.

    ``info`` is Pydantic's own description of it.
    """

    name: str
    spellings: tuple[str, ...]
    annotation: Any
    metadata: tuple[Any, ...]
    info: Any

    @property
    def required(self) -> bool:
        """Whether it has no default; ``???`` is none."""
        default = self.info.default
        return bool(self.info.is_required()) or (isinstance(default, str) and default == MISSING)

    @property
    def key(self) -> str:
        """How a tree spells it."""
        return self.spellings[0]


class ClassFacts:
    """What a model, dataclass or TypedDict says. ``keys`` maps every spelling to the name of the field.

    ``others`` is the annotation of all keys that it doesn't name, None where it says nothing of them.
    ``defaults`` is filled by whoever finds out what the default of a field is.
    """

    __slots__ = ("_bringing", "cls", "defaults", "extra", "fields", "keys", "others")

    def __init__(self, cls: type, fields: Mapping[str, Field], extra: Extra, others: Any = None) -> None:
        self.cls: Final = cls
        self.defaults: Final[dict[str, Any]] = {}
        self._bringing: tuple[Field, ...] | None = None
        self.fields: Final = fields
        self.extra: Final[Extra] = extra
        self.others: Final[Any] = others
        self.keys: Final[dict[Key, str]] = {
            spelling: name for name, field in fields.items() for spelling in field.spellings
        }

    @property
    def name(self) -> str:
        """The name of the class, for messages."""
        return self.cls.__name__

    def bringing(self, brings: Callable[[ClassFacts, Field], bool]) -> tuple[Field, ...]:
        """The fields that ``brings`` says yes to, always the same function; asked once."""
        if self._bringing is None:
            self._bringing = tuple(field for field in self.fields.values() if brings(self, field))
        return self._bringing


def is_schema(cls: Any) -> bool:
    """Whether ``cls`` declares keys: a model, a dataclass or a TypedDict."""
    return isinstance(cls, type) and (
        hasattr(cls, "__pydantic_fields__") or hasattr(cls, "__dataclass_fields__") or is_typeddict(cls)
    )


def siblings_of(cls: type) -> Iterator[type]:
    """The other classes that derive from a schema of the user's that ``cls`` derives from."""
    seen = {cls}
    left = [base for base in cls.__mro__[1:] if is_schema(base) and not base.__module__.startswith(_LIBRARIES)]
    while left:
        found: list[type] = [*type.__subclasses__(left.pop())]
        left += (new := [one for one in found if one not in seen])
        seen.update(new)
        yield from new


def declared_at(cls: Any) -> Origin | None:
    """The file and line in which a class is written; None where they can't be told, as of one that a function makes."""
    import inspect  # noqa: PLC0415  only messages need it

    try:
        file, (_, line) = inspect.getsourcefile(cls), inspect.getsourcelines(cls)
    except (OSError, TypeError):
        return None
    return None if file is None else Origin("file", _shown(file), line)


def _shown(file: str) -> str:
    """A file as messages write it: relative to the working folder where it lies below."""
    import os  # noqa: PLC0415  only messages need it

    try:
        return file.removeprefix(os.getcwd() + os.sep)
    except OSError:  # the folder is gone
        return file


def root_annotation(cls: Any) -> Any:
    """The annotation of what a RootModel holds, which has no key of its own; None for all other classes."""
    if isinstance(cls, type) and getattr(cls, "__pydantic_root_model__", False):
        root = cls.model_fields["root"]  # type: ignore[attr-defined]
        return bare(root.annotation, tuple(root.metadata))
    return None


def items_annotation(cls: type) -> Any:
    """The annotation of the values of a dataclass that extends ``Dict[K, V]``; None for all other classes."""
    if not (issubclass(cls, dict) and hasattr(cls, "__dataclass_fields__")):
        return None
    bases = (base for one in cls.__mro__ for base in vars(one).get("__orig_bases__", ()))
    return next((get_args(base)[1] for base in bases if get_origin(base) is dict), Any)


def check_class(cls: type) -> None:
    """Does nothing for a class that can be a schema.

    Raises:
        StoreError: it reads its environment itself, or an alias of it leads through the tree.
    """
    if any(base.__name__ == "BaseSettings" for base in cls.__mro__[:-1]):
        message = f"{cls.__name__} reads its own environment, past the config; derive it from pydantic.BaseModel"
        raise StoreError(Problem(message, origin=declared_at(cls)))
    for name, info in (getattr(cls, "__pydantic_fields__", None) or {}).items():
        _refuse_alias_path(cls, name, info)


def describe(cls: type) -> ClassFacts:
    """The facts of a class that ``is_schema``.

    Raises:
        StoreError: the class reads its environment itself, or an alias of it leads through the tree.
    """
    check_class(cls)
    config = config_of(cls)
    infos = _field_infos(cls)
    fields = {name: _field(cls, name, info, config) for name, info in infos.items()}
    extra = config.get("extra") or _typeddict_extra(cls) or ("forbid" if items_annotation(cls) is None else "allow")
    return ClassFacts(cls, fields, extra, _others(cls) if extra == "allow" else None)


def _others(cls: type) -> Any:
    """The annotation of the keys that an open class doesn't name, None where there is none."""
    if is_typeddict(cls):
        return cls.__extra_items__ if _typeddict_extra(cls) is not None else None  # type: ignore[attr-defined]
    if (items := items_annotation(cls)) is not None:
        return items
    for base in cls.__mro__:
        if "__pydantic_extra__" in getattr(base, "__annotations__", {}) and base.__module__ != "pydantic.main":
            arguments = get_args(_hints(base).get("__pydantic_extra__"))
            return arguments[1] if len(arguments) > 1 else None
    return None


def _typeddict_extra(cls: type) -> Extra | None:
    from typing_extensions import NoExtraItems  # noqa: PLC0415  only a TypedDict has them

    return "allow" if getattr(cls, "__extra_items__", NoExtraItems) not in (NoExtraItems, None) else None


def _field_infos(cls: type) -> Mapping[str, Any]:
    """Pydantic's description of each field that a tree may set."""
    known = getattr(cls, "__pydantic_fields__", None)
    if known is not None and not hasattr(cls, "__dataclass_fields__"):
        if not getattr(cls, "__pydantic_complete__", True):
            cls.model_rebuild(raise_errors=False)  # type: ignore[attr-defined]
        return cls.model_fields  # type: ignore[attr-defined,no-any-return]
    if is_typeddict(cls):
        return _typeddict_infos(cls)
    inits = {name for name, field in cls.__dataclass_fields__.items() if field.init}  # type: ignore[attr-defined]
    if known is not None:
        return {name: info for name, info in known.items() if name in inits and info.init is not False}
    return {name: info for name, info in _dataclass_infos(cls).items() if name in inits}


def _typeddict_infos(cls: type) -> dict[str, Any]:
    from pydantic.fields import FieldInfo  # noqa: PLC0415  Pydantic comes only with a schema

    hints = _hints(cls)
    infos = {name: FieldInfo.from_annotation(unqualified(hint)) for name, hint in hints.items()}
    for name, info in infos.items():
        # where annotations are texts, Python has not looked into them
        qualifiers = [get_origin(hints[name]), get_origin(next(iter(get_args(hints[name])), None))]
        required = name in cls.__required_keys__ and NotRequired not in qualifiers  # type: ignore[attr-defined]
        if not required and Required not in qualifiers:
            info.default = None  # no more than a mark that it may be left out
    return infos


def _dataclass_infos(cls: type) -> dict[str, Any]:
    import dataclasses  # noqa: PLC0415  loaded with the dataclass that is met here

    from pydantic.fields import FieldInfo  # noqa: PLC0415  Pydantic comes only with a schema

    hints = _hints(cls)
    infos: dict[str, Any] = {}
    for name, field in cls.__dataclass_fields__.items():  # type: ignore[attr-defined]
        hint = hints.get(name, Any)
        # a standard dataclass's ``defaults`` are its defaults list, and no key; dataclasses tells a class variable
        # nowhere else
        if name == "defaults" or field._field_type.name == "_FIELD_CLASSVAR":  # noqa: SLF001
            continue
        if isinstance(hint, dataclasses.InitVar):
            hint = hint.type
        if field.default_factory is not dataclasses.MISSING:
            info = FieldInfo.from_annotation(hint)
            info.default_factory = field.default_factory
        elif field.default is not dataclasses.MISSING:
            info = FieldInfo.from_annotated_attribute(hint, field.default)
        else:
            info = FieldInfo.from_annotation(hint)
        infos[name] = info
    return infos


def _hints(cls: type) -> dict[str, Any]:
    """Evaluated annotations; where a name in them can't be found, Pydantic says so when it builds the schema."""
    from typing_extensions import get_type_hints  # noqa: PLC0415  models don't need it

    try:
        return get_type_hints(cls, include_extras=True)
    except (NameError, SyntaxError):
        return dict.fromkeys(getattr(cls, "__annotations__", {}), Any)


def _field(cls: type, name: str, info: Any, config: Mapping[str, Any]) -> Field:
    _refuse_alias_path(cls, name, info)
    metadata = (*info.metadata, *discriminators(info))
    return Field(name, spellings_of(name, info, config), info.annotation, metadata, info)


def _refuse_alias_path(cls: type, name: str, info: Any) -> None:
    alias = info.validation_alias
    if alias is None or isinstance(alias, str):
        return
    if not all(isinstance(choice, (str, NoneType)) for choice in getattr(alias, "choices", (alias,))):
        message = (
            f"{cls.__name__}.{name}: an AliasPath reaches past its own key, so that the key would have two places; "
            f"write a model with the field where the path leads"
        )
        raise StoreError(Problem(message, origin=declared_at(cls)))


def declaration(cls: type, field: Field) -> str:
    """Where a field is declared, its type as its author wrote it: ``Training.lr: PositiveFloat``."""
    from typing_extensions import Format, get_annotations  # noqa: PLC0415  only messages need it

    annotation: Any = field.annotation
    generic = getattr(cls, "__pydantic_generic_metadata__", None) or {}
    for base in cls.__mro__ if not generic.get("args") else ():
        written = get_annotations(base, format=Format.FORWARDREF)
        if field.name in written:
            annotation = written[field.name]
            break
    return f"{cls.__name__}.{field.name}: {_shortened(type_text(annotation))}"


def _shortened(text: str) -> str:
    """The text of a type, of a long union the first of its members."""
    if len(text) <= _LONGEST_TYPE:
        return text
    head = text[:_LONGEST_TYPE]
    whole, separator, _ = head.rpartition(" | ")
    return f"{whole or head}{separator or ''}…"


def type_text(annotation: Any) -> str:
    """A type as one would write it: ``list[int]``, ``Adam | None``, without what ``Annotated`` adds."""
    text = getattr(annotation, "__forward_arg__", annotation)
    if isinstance(text, str):
        return text
    if annotation is None or annotation is type(None):
        return "None"
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _alias_name(annotation) or type_text(arguments[0])
    if is_union(annotation):
        return " | ".join(map(type_text, arguments))
    if origin is Literal:
        return f"Literal[{', '.join(map(repr, arguments))}]"
    name = getattr(origin or annotation, "__name__", None) or str(annotation).rpartition(".")[2]
    if not arguments:
        return str(name)
    inner = ", ".join("..." if argument is Ellipsis else type_text(argument) for argument in arguments)
    return f"{name}[{inner}]"


def _alias_name(annotation: Any) -> str | None:
    """The name that Pydantic has for this very annotation, such as ``PositiveFloat``."""
    from pydantic import networks, types  # noqa: PLC0415  only messages need it

    names = (name for module in (types, networks) for name in module.__all__ if vars(module).get(name) is annotation)
    return next(names, None)
