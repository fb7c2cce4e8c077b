"""``target_schema``: a callable or its path goes in, a Pydantic model with what it takes as fields comes out."""

from __future__ import annotations

import types
from collections import abc
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import ConfigDict, Field, TypeAdapter, create_model
from pydantic_core import MISSING
from typing_extensions import is_typeddict

from typedconf.errors import ConfigError, Problem, StoreError
from typedconf.targets import SPECIAL_KEYS
from typedconf.targets.bases import Target
from typedconf.targets.brackets import is_path
from typedconf.targets.docstrings import read_docstring
from typedconf.targets.locating import locate, own_name
from typedconf.targets.parameters import parameters_of
from typedconf.trees import ABSENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from typedconf.targets.docstrings import Docstring
    from typedconf.targets.parameters import Parameter, Parameters

_SCALARS: Final = (str, int, float, bool, type(None), bytes)
_PLAIN: Final = ("datetime", "decimal", "pathlib", "uuid")  # modules whose objects stand in a config as their text
_ARBITRARY: Final = ConfigDict(arbitrary_types_allowed=True)


class _FromSignature(type(Target)):  # type: ignore[misc]  # the metaclass, by no name of Pydantic's own
    """The class of what ``target_schema`` makes, by which pickle knows them; classes derived from these have it too."""


class SignatureTarget(Target, metaclass=_FromSignature):  # type: ignore[type-arg]  # which only a signature knows
    """The base of the models that ``target_schema`` makes. An argument that nothing sets is no attribute of theirs."""

    def model_post_init(self, context: Any, /) -> None:
        """Takes out what is left to the target's own default, or to the call."""
        super().model_post_init(context)
        for name in [name for name, value in vars(self).items() if value is MISSING]:
            del vars(self)[name]


def target_schema(target: Callable[..., Any] | str) -> type[Target[Any]]:
    """A model of what ``target``, a callable or its dotted path, takes; for what nobody wrote a schema for.

    It is a ``Target`` that builds just this, named as it is, for ``store.add("optimizer/sgd",
    target_schema("torch.optim.SGD"))``. Its fields come from the signature, with what can be evaluated of the
    annotations (the others take anything), defaults where they are plain data, and descriptions from the docstring.
    Where the target takes an object, a node that builds one may stand. Required are the arguments that are data; an
    object without a default may be left to the call. ``*args`` are ``_args_``, where what goes by position before them
    may stand too; with ``**kwargs`` it takes any key.

    Each call makes a class of its own: the one in the store is the one to annotate with.

    The target is imported at once: a program that starts without it writes a class derived from ``Target`` instead.

    Raises:
        TargetNotFound: the path leads nowhere.
        StoreError: it can't be called, doesn't say what it takes, or has no path.
    """
    path, found = _located(target)
    if not callable(found):
        raise StoreError(Problem(f"{path} can't be called: it is of type {type(found).__name__}", value=path))
    parameters = parameters_of(found)
    if parameters is None:
        message = f"{path} doesn't tell what it takes; write a class derived from Target[{path!r}] with its arguments"
        raise StoreError(Problem(message, value=path))
    import copyreg  # noqa: PLC0415  loaded by Python itself

    copyreg.pickle(
        _FromSignature, _reduced
    )  # how pickle takes classes that no module has; the same whenever it is said
    documented = _documentation(found)
    options: dict[str, Any] = {"target": path, "arbitrary_types_allowed": True}
    if parameters.others is not ABSENT:
        options["extra"] = "allow"
    make: Any = create_model  # whose overloads don't foresee arguments of the class statement that are not Pydantic's
    made: type[Target[Any]] = make(
        _name_of(found, path),
        __base__=SignatureTarget,
        __module__=__name__,
        __doc__=documented.summary,
        __cls_kwargs__=options,
        **_fields(parameters, documented),
    )
    return made


def argument_model(name: str, parameters: Parameters) -> Any:
    """A model that judges the values of arguments by the target's annotations alone: each may be left out.

    Its fields have the parameters as their keys; it is called ``name``, as messages show it.
    """
    names = field_names(parameters.named)
    fields = {
        names[key]: (_judged(parameter), _field(None, key, names[key], None))
        for key, parameter in parameters.named.items()
    }
    make: Any = create_model
    return make(name, __config__=_ARBITRARY, __module__=__name__, **fields)


def _judged(parameter: Parameter) -> Any:
    """The annotation, which judges the values of an argument where Pydantic knows it."""
    annotation = _usable(parameter.annotation)
    return annotation if annotation is Any or parameter.default is not None else Union[annotation, None]  # noqa: UP007


def _located(target: Callable[..., Any] | str) -> tuple[str, Any]:
    """The path and what it leads to.

    Raises:
        StoreError: it is no object that a path leads to.
        TargetNotFound: the path leads nowhere.
    """
    if isinstance(target, str):
        found = locate(target)
        if not is_path(target):
            raise StoreError(Problem(f"{target} is a module; a target is something in one", value=target))
        return target, found
    path = own_name(target, "", "")
    try:
        if is_path(path) and _is_same(locate(path), target):
            return path, target
    except ConfigError:
        pass
    message = f"no path leads to {_shown(target)}; put it into a module and give its dotted path as a text"
    raise StoreError(Problem(message))


def _is_same(found: Any, target: Any) -> bool:
    """Whether it is the same object; a method of a class is made anew whenever it is read."""
    return found is target or (
        isinstance(target, types.MethodType) and isinstance(found, types.MethodType) and bool(found == target)
    )


def _shown(target: Any) -> str:
    try:
        return repr(target)
    except Exception:  # noqa: BLE001  an object may answer as it likes
        return f"a {type(target).__name__}"


def _reduced(cls: Any) -> Any:
    """How a class is pickled: by what it was made of, or as every class where somebody derived one of it."""
    return (target_schema, (cls.__target_path__,)) if SignatureTarget in cls.__bases__ else cls.__qualname__


def _name_of(found: Any, path: str) -> str:
    name = getattr(found, "__name__", None)
    return name if isinstance(name, str) and name.isidentifier() else path.rpartition(".")[2]


def _documentation(found: Any) -> Docstring:
    """What the docstrings say: of a class its own first, then that of its ``__init__``."""
    texts = [getattr(found, "__doc__", None)]
    if isinstance(found, type):
        texts.append(getattr(vars(found).get("__init__"), "__doc__", None))
        is_signature = "__dataclass_fields__" in vars(found) and str(texts[0]).startswith(f"{found.__name__}(")
        texts = texts[1:] if is_signature else texts
    elif not hasattr(found, "__name__"):  # an object, whose class may speak of objects in general
        texts = [getattr(getattr(found, "func", type(found)), "__doc__", None)]
    read = [read_docstring(text) for text in texts]
    words = {name: text for one in reversed(read) for name, text in one.parameters.items()}
    summary = next((one.summary for one in read if one.summary), None)
    return read[0]._replace(summary=summary, parameters=words)


# -- fields -------------------------------------------------------------------------------------------------------


def _fields(parameters: Parameters, documented: Docstring) -> dict[str, tuple[Any, Any]]:
    """The fields by their names, which are those of the parameters wherever Pydantic takes them."""
    made: dict[str, tuple[Any, Any]] = {}
    names = field_names([*parameters.named, "_args_"])
    for key, parameter in parameters.named.items():
        if key not in SPECIAL_KEYS:
            annotation, default = _typed(parameter)
            if parameter.by_position and parameters.items is not ABSENT:
                default = MISSING  # _args_ may have it, beside which the target would take no other value
            made[names[key]] = annotation, _field(default, key, names[key], documented.parameters.get(key))
    if parameters.items is not ABSENT:
        annotation = list[as_written(parameters.items).annotation]  # type: ignore[misc]  # whatever it is
        made[names["_args_"]] = annotation, Field(default_factory=list, alias="_args_", description="those by position")
    return made


def _field(default: Any, key: str, name: str, description: str | None) -> Any:
    options = {} if key == name else {"alias": key}
    return Field(default, description=description, **options)  # type: ignore[call-overload]  # as its options are


def field_names(keys: Iterable[str]) -> Mapping[str, str]:
    """Names for fields whose keys are these, which Pydantic may have other uses for."""
    known = set(keys)
    names: dict[str, str] = {}
    for key in keys:
        name = key
        if key.startswith("_") or hasattr(SignatureTarget, key):
            name = f"{key.strip('_') or 'argument'}_"
            while name in known or hasattr(SignatureTarget, name) or name in names.values():
                name += "_"
        names[key] = name
    return names


def _typed(parameter: Parameter) -> tuple[Any, Any]:
    """The annotation and the default of a field."""
    annotation, takes_objects = as_written(parameter.annotation)
    default = parameter.default
    if default is ABSENT:
        return annotation, MISSING if takes_objects else ...
    if not _is_plain(default):
        return annotation, MISSING
    return annotation if annotation is Any or default is not None else Union[annotation, None], default  # noqa: UP007  of anything


def _is_plain(value: Any) -> bool:
    """Whether a default is data that a config may show; a text that would mean something else there is none."""
    kind = type(value)
    if kind in _SCALARS:
        return not (kind is str and ("${" in value or value == "???"))
    if kind in {list, tuple, set, frozenset}:
        return all(map(_is_plain, value))
    if kind is dict:
        return all(type(key) in _SCALARS and _is_plain(child) for key, child in value.items())
    return issubclass(kind, Enum) or kind.__module__.partition(".")[0] in _PLAIN


# -- annotations --------------------------------------------------------------------------------------------------


class Written(NamedTuple):
    """What a config may say for an argument, and whether that may be an object which only code or a node makes."""

    annotation: Any
    takes_objects: bool


def as_written(annotation: Any) -> Written:
    """What may stand for ``annotation`` in a config: itself, a node in the place of an object, or anything."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in _BY_ITSELF or origin is Literal:
        return Written(annotation, takes_objects=False)
    if annotation is Any or annotation is object or isinstance(annotation, TypeVar) or (origin or annotation) in _LAZY:
        return Written(Any, takes_objects=True)
    if (origin or annotation) in _CALLED:
        return Written(Union[_usable(annotation), Target], takes_objects=True)  # noqa: UP007  of anything
    if arguments and (origin in _CONTAINERS or origin in _UNIONS or origin is Annotated):
        return _with_arguments(annotation, origin, arguments)
    cls = origin or annotation
    if isinstance(cls, type) and (_is_schema(cls) or not is_usable(annotation)):
        return _object(cls, annotation)
    return Written(annotation, takes_objects=False) if is_usable(annotation) else Written(Any, takes_objects=True)


def _with_arguments(annotation: Any, origin: Any, arguments: tuple[Any, ...]) -> Written:
    """A union or a container, of what its arguments are written as."""
    inner = arguments[:1] if origin is Annotated else arguments
    written = [Written(one, takes_objects=False) if one is Ellipsis else as_written(one) for one in inner]
    takes_objects = any(one.takes_objects for one in written)
    made = tuple(one.annotation for one in written)
    if all(new is old for new, old in zip(made, inner, strict=True)):
        return Written(_usable(annotation), takes_objects)
    if origin in _UNIONS:
        return Written(_usable(Union[made]), takes_objects)  # noqa: UP007  of any number
    if origin is Annotated:
        return Written(_usable(Annotated[(made[0], *annotation.__metadata__)]), takes_objects)
    return Written(_usable(origin[made]), takes_objects)


def _object(cls: type, annotation: Any) -> Written:
    """What stands for an object of ``cls``: one that was made, or a node that builds it or something narrower."""
    node: Any = Target[cls] if is_path(f"{cls.__module__}.{cls.__qualname__}") else Target  # type: ignore[valid-type]
    made = annotation if is_usable(annotation, _ARBITRARY) else cls
    return Written(_usable(Union[made, node]), takes_objects=True)  # noqa: UP007  of anything


def _is_schema(cls: Any) -> bool:
    return hasattr(cls, "__dataclass_fields__") or hasattr(cls, "__pydantic_fields__")


def _has_config(annotation: Any) -> bool:
    """Whether it brings Pydantic's settings itself, beside which an adapter takes none."""
    return _is_schema(annotation) or is_typeddict(annotation)


def _usable(annotation: Any) -> Any:
    return annotation if is_usable(annotation, _ARBITRARY) else Any


def is_usable(annotation: Any, config: ConfigDict | None = None) -> bool:
    """Whether Pydantic makes anything of an annotation, and imports nothing for a value of it."""
    if annotation in _BY_ITSELF:
        return True
    try:
        core = TypeAdapter(annotation, config=None if _has_config(annotation) else config).core_schema
    except Exception:  # noqa: BLE001  what a class says of itself for Pydantic is code, which may do anything
        return False
    return "function import_string" not in repr(core)  # that of ImportString, wherever it stands in there


class _Identities:
    """A few annotations, found by what they are: others need not be hashable, or may equal everything."""

    def __init__(self, *known: Any) -> None:
        self._known: Final = known

    def __contains__(self, annotation: Any) -> bool:
        return any(annotation is one for one in self._known)


_BY_ITSELF: Final = _Identities(str, int, float, bool, bytes, None, type(None), complex)
_CONTAINERS: Final = _Identities(
    list, tuple, dict, set, frozenset, abc.Sequence, abc.MutableSequence, abc.Mapping, abc.MutableMapping, abc.Set
)
_CALLED: Final = _Identities(abc.Callable, type)
_UNIONS: Final = _Identities(Union, types.UnionType)
# What Pydantic would read lazily, so that the target would get something else than the config has.
_LAZY: Final = _Identities(
    abc.Iterable, abc.Iterator, abc.Generator, abc.AsyncIterable, abc.AsyncIterator, abc.AsyncGenerator
)
