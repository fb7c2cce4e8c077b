"""The functions of the override grammar: a call's arguments -> a sweep, a value, or an edit of what is there.

The rules are those of Hydra's extended override grammar; ``zip``, ``append``, ``prepend``, ``remove``, ``replace``,
``file`` and the seed of ``shuffle`` are typedconf's own.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import did_you_mean, nearest_name
from typedconf.overrides.calls import ITEM_EDITS, Argument, Call, Edit
from typedconf.overrides.printing import print_value
from typedconf.overrides.sweeps import SWEEPS, Choice, Glob, Interval, Range, Sweep, Zip
from typedconf.scanning import GrammarError, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def call_function(call: Call) -> Any:
    """What the function named in ``call`` gives: a value, a sweep or an ``Edit``.

    Raises:
        GrammarError: no such function, or arguments that it does not take.
    """
    function = FUNCTIONS.get(call.name)
    if function is None:
        hint = did_you_mean(nearest_name(call.name, FUNCTIONS))
        message = f"no function '{shorten(call.name)}'{hint}; a text with parentheses must be quoted"
        raise GrammarError(message, call.position, len(call.name))
    return function(call)


# -- sweeps -----------------------------------------------------------------------------------------------------


def _choice(call: Call) -> Choice:
    given = call.only_positional("value")
    first = given[0].value
    if len(given) == 1 and isinstance(first, Choice) and first.simple:
        return first._replace(simple=False)
    return _choice_of(given)


def _choice_of(arguments: list[Argument], *, simple: bool = False) -> Choice:
    for argument in arguments:
        if argument.value is None:
            raise argument.error("null is no choice")
        _refuse_sweep(argument)
    return Choice(tuple(a.value for a in arguments), tuple(a.text for a in arguments), simple=simple)


def _refuse_sweep(argument: Argument) -> None:
    if isinstance(argument.value, SWEEPS):
        raise argument.error("a sweep cannot stand inside another")


def _range(call: Call) -> Range:
    start, stop, step = call.bind("start", "stop", "step", required=1)
    first = _number(call, start)
    stride = 1 if step is None else _number(call, step)
    if stop is None or stop.value is None:
        return Range(0, first, stride)
    return Range(first, _number(call, stop), stride)


def _interval(call: Call) -> Interval:
    start, end = call.bind("start", "end", required=2)
    return Interval(float(_number(call, start)), float(_number(call, end)))


def _number(call: Call, argument: Argument | None) -> int | float:
    value = argument.value if argument is not None else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    raise _wrong(call, argument, "numbers")


def _wrong(call: Call, argument: Argument | None, wanted: str) -> GrammarError:
    """The error for an argument of a kind that the function does not take."""
    if argument is None:
        return call.error(f"takes {wanted}")
    return argument.error(f"{call.name}() takes {wanted}, not {shorten(argument.text)}")


def _glob(call: Call) -> Glob:
    include, exclude = call.bind("include", "exclude", required=1)
    if exclude is not None and exclude.value is None:
        exclude = None
    return Glob(_patterns(call, include), _patterns(call, exclude) if exclude is not None else ())


def _patterns(call: Call, argument: Argument | None) -> tuple[str, ...]:
    value = argument.value if argument is not None else None
    patterns = [value] if isinstance(value, str) else value
    if not isinstance(patterns, list) or not all(isinstance(pattern, str) for pattern in patterns):
        raise _wrong(call, argument, "patterns")
    return tuple(patterns)


def _tag(call: Call) -> Sweep:
    (sweep,) = call.keywords("sweep")
    tags = list(call.positional)
    if not tags:
        raise call.error("needs a sweep, and the tags before it")
    if sweep is None:
        sweep = tags.pop()
    if not isinstance(sweep.value, (Choice, Range, Interval)):
        raise _wrong(call, sweep, "a choice, range or interval last")
    for tag in tags:
        if not isinstance(tag.value, str):
            raise _wrong(call, tag, "texts as tags")
    return sweep.value._replace(tags=frozenset(tag.value for tag in tags))


def _zip(call: Call) -> Zip:
    (name,) = call.keywords("name")
    if name is not None and not isinstance(name.value, str):
        raise _wrong(call, name, "a text as its name")
    group = name.value if name is not None else None
    if not call.positional:
        raise call.error("needs at least one value")
    first = call.positional[0]
    if len(call.positional) == 1 and isinstance(first.value, SWEEPS):
        if not isinstance(first.value, (Choice, Range)):
            raise _wrong(call, first, "values, a choice or a range")
        return Zip(first.value, group)
    for argument in call.positional:
        _refuse_sweep(argument)
    values, texts = (tuple(column) for column in zip(*((a.value, a.text) for a in call.positional), strict=True))
    return Zip(Choice(values, texts, simple=True), group)


# -- order ------------------------------------------------------------------------------------------------------


def _sort(call: Call) -> Any:
    sweep, items, reverse = call.keywords("sweep", "list", "reverse")
    if reverse is not None and not isinstance(reverse.value, bool):
        raise _wrong(call, reverse, "true or false for 'reverse'")
    descending = reverse is not None and reverse.value
    subject = _subject(call, sweep, items)
    if subject is None:
        if not call.positional:
            raise call.error("needs something to sort")
        return _sorted_choice(call, _choice_of(call.positional, simple=True), descending=descending)
    value = subject.value
    match value:
        case Choice():
            return _sorted_choice(call, value, descending=descending)
        case Range():
            return _sorted_range(subject, value, descending=descending)
        case list():
            return _in_order(call, value, value, descending=descending)[0]
        case None | Interval() | Glob() | Zip() | Edit():
            raise _wrong(call, subject, "values, a list, a choice or a range")
    return value


def _subject(call: Call, sweep: Argument | None, items: Argument | None) -> Argument | None:
    """The one thing that is sorted or shuffled, given by position or by name; None where there are several."""
    if items is not None and not isinstance(items.value, list):
        raise _wrong(call, items, "a list as 'list'")
    if sweep is not None and not isinstance(sweep.value, (Choice, Range)):
        raise _wrong(call, sweep, "a choice or range as 'sweep'")
    given = [*call.positional, *(argument for argument in (items, sweep) if argument is not None)]
    if len(given) > 1 and (items is not None or sweep is not None):
        raise given[-1].error(f"{call.name}() takes values or one list or sweep by name, not both")
    return given[0] if len(given) == 1 else None


def _sorted_choice(call: Call, choice: Choice, *, descending: bool) -> Choice:
    values, texts = _in_order(call, choice.values, choice.texts, descending=descending)
    return choice._replace(values=tuple(values), texts=tuple(texts), shuffle=False, seed=None)


def _in_order(call: Call, values: Any, texts: Any, *, descending: bool) -> tuple[list[Any], list[Any]]:
    """Values and what goes with them, sorted by the values."""
    try:
        pairs = sorted(zip(values, texts, strict=True), key=lambda pair: pair[0], reverse=descending)
    except TypeError:
        raise call.error("takes values of one kind, that have an order") from None
    return [value for value, _ in pairs], [text for _, text in pairs]


def _sorted_range(subject: Argument, sweep: Range, *, descending: bool) -> Range:
    if sweep.step == 0 or descending == (sweep.step < 0):
        return sweep._replace(shuffle=False, seed=None)
    start, stop, step = sweep.start, sweep.stop, sweep.step
    if isinstance(start, int) and isinstance(stop, int) and isinstance(step, int):
        turned = range(start, stop, step)[::-1]
        return sweep._replace(start=turned.start, stop=turned.stop, step=turned.step, shuffle=False, seed=None)
    if not all(map(math.isfinite, (start, stop, step))):
        raise subject.error("a range without an end cannot be sorted")
    from typedconf.overrides.fractional import FractionalRange  # noqa: PLC0415  loads decimal, rarely needed

    values = FractionalRange.between(start, stop, step)
    if not values:
        return sweep
    start, stop, step = values.reversed_bounds()
    return sweep._replace(start=start, stop=stop, step=step, shuffle=False, seed=None)


def _shuffle(call: Call) -> Any:
    sweep, items, seed = call.keywords("sweep", "list", "seed")
    if seed is not None and (not isinstance(seed.value, int) or isinstance(seed.value, bool)):
        raise _wrong(call, seed, "an int as its seed")
    drawn = seed.value if seed is not None else None
    subject = _subject(call, sweep, items)
    if subject is None:
        return _choice_of(call.positional, simple=True)._replace(shuffle=True, seed=drawn)
    value = subject.value
    match value:
        case Choice() | Range():
            return value._replace(shuffle=True, seed=drawn)
        case list():
            from random import Random  # noqa: PLC0415  few overrides are shuffled, and loading it seeds a generator

            return Random(drawn).sample(value, len(value))  # noqa: S311  an order, no secret
        case None | Interval() | Glob() | Zip() | Edit():
            raise _wrong(call, subject, "values, a list, a choice or a range")
    return [value]


# -- casts ------------------------------------------------------------------------------------------------------


def _to_int(value: Any) -> int:
    return int(value)


def _to_float(value: Any) -> float:
    return float(value)


def _to_str(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _to_bool(value: Any) -> bool:
    if not isinstance(value, str):
        return bool(value)
    word = value.lower()
    if word not in ("true", "false"):
        raise ValueError(value)
    return word == "true"


_CASTS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "int": _to_int,
    "float": _to_float,
    "str": _to_str,
    "bool": _to_bool,
}


def _cast(call: Call) -> Any:
    (named,) = call.keywords("value")
    if named is not None and call.positional:
        raise named.error(f"{call.name}() is given 'value' and further values")
    arguments = [named] if named is not None else call.positional
    if not arguments:
        raise call.error("needs a value")
    if len(arguments) == 1:
        return _cast_one(call, arguments[0], arguments[0].value)
    values = tuple(_cast_one(call, argument, argument.value) for argument in arguments)
    for argument in arguments:
        _refuse_sweep(argument)
    return Choice(values, tuple(map(print_value, values)), simple=True)


def _cast_one(call: Call, argument: Argument, value: Any) -> Any:
    """``value`` cast, element by element where it has elements. A range and an interval are cast by their bounds."""
    cast = _CASTS[call.name]
    match value:
        case list():
            return [_cast_one(call, argument, item) for item in value]
        case dict():
            return {key: _cast_one(call, argument, item) for key, item in value.items()}
        case Choice():
            values = tuple(_cast_one(call, argument, item) for item in value.values)
            return value._replace(values=values, texts=tuple(map(print_value, values)))
        case Range() if call.name in ("int", "float"):
            start, stop, step = (_scalar(call, argument, cast, bound) for bound in value[:3])
            return value._replace(start=start, stop=stop, step=step)
        case Interval() if call.name in ("int", "float"):
            return value._replace(
                start=_scalar(call, argument, cast, value.start), end=_scalar(call, argument, cast, value.end)
            )
    return _scalar(call, argument, cast, value)


def _scalar(call: Call, argument: Argument, cast: Callable[[Any], Any], value: Any) -> Any:
    if (value is None and call.name != "bool") or isinstance(value, (*SWEEPS, Edit)):
        raise argument.error(f"{call.name}() cannot cast {shorten(argument.text)}")
    try:
        return cast(value)
    except (ValueError, OverflowError):
        shown = shorten(print_value(value))
        raise argument.error(f"not {'an' if call.name == 'int' else 'a'} {call.name}: {shown}") from None


# -- edits ------------------------------------------------------------------------------------------------------


def _edit_items(call: Call) -> Edit:
    return Edit(call.name, [_edit_value(argument) for argument in call.only_positional("item")])


def _replace(call: Call) -> Edit:
    (value,) = call.bind("value", required=1)
    assert value is not None  # noqa: S101  bound: it is required
    return Edit(call.name, _edit_value(value))


def _edit_value(argument: Argument) -> Any:
    if isinstance(argument.value, (*SWEEPS, Edit)):
        raise argument.error("a sweep or an edit cannot stand here; sweep over whole edits, append(a),append(b)")
    return argument.value


def _file(call: Call) -> Edit:
    (name,) = call.bind("name", required=1)
    if name is None or not isinstance(name.value, str) or not name.value:
        raise _wrong(call, name, "the name of a file")
    return Edit(call.name, name.value)


# -- what typedconf does without --------------------------------------------------------------------------------


def _json_str(call: Call) -> Any:
    hint = "a quoted text"
    if len(call.positional) == 1 and not isinstance(call.positional[0].value, (*SWEEPS, Edit)):
        from json import dumps  # noqa: PLC0415  only for this message

        hint = print_value(dumps(call.positional[0].value, ensure_ascii=False))
    raise call.error(f"is no function of typedconf; write the text itself, {shorten(hint)}")


def _extend_list(call: Call) -> Any:
    items = ",".join(argument.text for argument in call.positional)
    raise call.error(f"is no function of typedconf; write append({shorten(items)})")


FUNCTIONS: Final[Mapping[str, Callable[[Call], Any]]] = {
    "choice": _choice,
    "range": _range,
    "interval": _interval,
    "glob": _glob,
    "tag": _tag,
    "zip": _zip,
    "sort": _sort,
    "shuffle": _shuffle,
    **dict.fromkeys(_CASTS, _cast),
    **dict.fromkeys(ITEM_EDITS, _edit_items),
    "replace": _replace,
    "file": _file,
    "json_str": _json_str,
    "extend_list": _extend_list,
}
