"""Target and Partial: the bases of schemas of things to build. A dotted path goes in, a base that knows it comes out.

To type checkers the path in brackets is a forward reference, so that ``Target["torch.optim.AdamW"]`` is generic in
torch's own class, which is never imported for it. At run time the brackets add no class: a subclass derives from
``Target`` itself and keeps the path. So whatever the checkers take for a Target is one to Pydantic and ``isinstance``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from typedconf.errors import Problem, StoreError
from typedconf.targets import SPECIAL_KEYS, accepts_any, fixed_target, is_partial
from typedconf.targets.brackets import Bracketed, checked_path, checked_product, is_path_item, named, product_of

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema
    from typing_extensions import Unpack

__all__ = ["SPECIAL_KEYS", "Buildable", "Partial", "Target", "accepts_any", "fixed_target", "is_partial"]

T_co = TypeVar("T_co", covariant=True)


class _Open(str):
    """``extra="allow"`` as Target and Partial say it, for themselves: subclasses don't inherit it."""

    __slots__ = ()


def _close(cls: type[BaseModel]) -> None:
    """Takes back that ``cls`` takes every argument where it has that from Target; other bases are obeyed."""
    if isinstance(cls.model_config.get("extra"), _Open):
        del cls.model_config["extra"]
        for base in cls.__bases__:
            extra = getattr(base, "model_config", {}).get("extra")
            if extra is not None and not isinstance(extra, _Open):
                cls.model_config["extra"] = extra


class Buildable(BaseModel):
    """What Target and Partial have in common: the brackets, and what becomes of their subclasses."""

    __target_path__: ClassVar[str | None] = None
    # Where in the brackets of a generic class the thing to build stands; None where it is given already.
    __target_position__: ClassVar[int | None] = None
    __target_kind__: ClassVar[str]

    if TYPE_CHECKING:
        __parameters__: ClassVar[tuple[Any, ...]]

    def __init_subclass__(cls, *, target: str | None = None, **kwargs: Unpack[ConfigDict]) -> None:
        super().__init_subclass__(**kwargs)
        parameters: tuple[Any, ...] = cls.__dict__.get("__parameters__", ())
        if Buildable in cls.__bases__:
            cls.__target_kind__ = cls.__name__
            (product,) = parameters
        else:
            _close(cls)
            product = product_of(cls)
        cls.__target_position__ = parameters.index(product) if product in parameters else None
        # What is built is between the author and the checkers; to Pydantic it is no parameter.
        cls.__parameters__ = tuple(parameter for parameter in parameters if parameter is not product)
        path = checked_path(cls, product, target)
        if path is not None:
            cls.__target_path__ = path

    if not TYPE_CHECKING:  # the checkers know the brackets from Generic

        def __class_getitem__(cls, items: Any) -> Any:
            """The class with what it builds in brackets: a dotted path, a class, a type variable.

            Raises:
                StoreError: a text that is no dotted path, or something that is neither text nor type.
            """
            position, variables = cls.__target_position__, cls.__pydantic_generic_metadata__["parameters"]
            given = list(items) if isinstance(items, tuple) else [items]
            if position is None and isinstance(items, str):
                raise StoreError(Problem(_not_generic(cls, items), value=items))
            if position is None or (len(given) == len(variables) > 0 and not any(map(is_path_item, given))):
                # No place for what is built; or Pydantic fills in its own variables, and knows of no other.
                return super().__class_getitem__(items)
            product = checked_product(cls.__name__, given.pop(position)) if len(given) > position else Any
            inner = cls
            if given:
                inner = super().__class_getitem__(tuple(given))
                if inner is not cls:
                    inner.__target_position__ = 0
            arguments = list(inner.__pydantic_generic_metadata__["parameters"])
            arguments.insert(inner.__target_position__, product)
            return Bracketed(inner, tuple(arguments))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The schema of the class itself, whatever stands in brackets; what Target itself makes knows its path."""
        if not accepts_any(cls):
            return handler(cls)
        from pydantic_core import core_schema  # noqa: PLC0415  few schemas have such a field

        # By hand, because it must have no name: Pydantic would take the first one for all, whatever their brackets.
        fields = core_schema.model_fields_schema({}, model_name=cls.__name__)
        config = core_schema.CoreConfig(
            title=cls.__name__, extra_fields_behavior="allow", polymorphic_serialization=True
        )
        schema = core_schema.model_schema(cls, fields, config=config)
        if not isinstance(source, Bracketed):
            return schema
        return core_schema.no_info_after_validator_function(lambda node: named(node, source), schema)


def _not_generic(cls: type[Buildable], text: str) -> str:
    known = cls.__target_path__
    if known is not None:
        return f"{cls.__name__}[{text!r}]: it builds {known}; a subclass may say target={text!r}"
    return f"{cls.__name__}[{text!r}]: it is not generic; derive it from Target[T] and Generic[T]"


class Target(Buildable, Generic[T_co]):
    """A schema of something to build: ``class AdamW(Target["torch.optim.AdamW"])``, with its arguments as fields.

    ``target=`` names what builds it where that is something else, such as a function. A common base of a group's
    options is generic itself: ``class Optimizer(Target[O], Generic[O])`` with a covariant ``O``, then
    ``class AdamW(Optimizer["torch.optim.AdamW"])``. In an annotation, ``Target["torch.optim.Optimizer"]`` takes any
    Target, and any arguments of a target without a class of its own.

    Raises:
        StoreError: a path that is none, when it is put in brackets or the class is made.
    """

    model_config = ConfigDict(extra=_Open("allow"), polymorphic_serialization=True)  # type: ignore[typeddict-item]

    if TYPE_CHECKING:

        def __init__(self, **arguments: Any) -> None: ...


class Partial(Buildable, Generic[T_co]):
    """As ``Target``, for what is built only as far as the config goes: a call gives the arguments that are left."""

    model_config = ConfigDict(extra=_Open("allow"), polymorphic_serialization=True)  # type: ignore[typeddict-item]

    if TYPE_CHECKING:

        def __init__(self, **arguments: Any) -> None: ...
