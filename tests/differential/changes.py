"""Strategies for what changes a composition: overrides of groups and values, and ``override`` entries.

They are drawn for a composition that was seen, so that most of them name what is there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tests.differential.cases import Case, ConfigFile, quoted
from tests.differential.trees import GROUPS, Theme, chance, mapping, pick
from typedconf.trees import format_path, walk

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from tests.differential.engines import Outcome

SCALAR_TEXTS: Final = (
    *(
        "1",
        "-3",
        "1_000",
        "1.5",
        "1e3",
        "true",
        "False",
        "null",
        "NULL",
        "abc",
        "a b",
        " a ",
        "inf",
        "nan",
        "yes",
        "01",
    ),
    *("'1'", '"q, r"', "'it\\'s'", "''", "", "a\\,b", "\\(x\\)", "x/y-z", "a:b", "$x", "a@b", "?", "None", "0x10"),
    *("${n}", "${.a}", "x${t}", "${m.q}", "${nope}", "${oc.env:TC_NUMBER}", "'${n}'", "${oc.select:nope,[1]}", "???"),
    *("int('3')", "str(1)", "float(2)", "bool(yes)", "str([1,2])", "int(1.9)", "bool('false')", "${m}"),
)
LIST_TEXTS: Final = (
    "[1,2]",
    "[]",
    "[a,[b],{c: 1}]",
    "[${n},x]",
    "sort([3,1,2])",
    "sort(b,a)",
    "int(['1','2'])",
    "['1', null]",
)
MAPPING_TEXTS: Final = (
    "{a:1}",
    "{}",
    "{a:1,b:[x]}",
    "{p:9}",
    "{zz: {yy: null}}",
    "{a: ${n}}",
    "{q: {a: 1}}",
    "{a: ???}",
)
WRONG_TEXTS: Final = (
    "1,2",
    "choice(1,2)",
    "range(3)",
    "[1,2",
    "{a:1",
    "'x",
    "a)b",
    "int(x)",
    "foo(1)",
    "${n",
    "interval(0,1)",
)


def is_plain_key(key: Any) -> bool:
    """Whether an override of the reference can name ``key``."""
    return isinstance(key, str) and key.isascii() and key.isidentifier()


def value_text(draw: DrawFn, current: Any) -> str:
    """A value for where ``current`` stands: mostly of its kind, rarely no value at all."""
    if chance(draw, 2):
        return str(pick(draw, WRONG_TEXTS))
    if chance(draw, 20):
        return str(pick(draw, (*SCALAR_TEXTS, *LIST_TEXTS, *MAPPING_TEXTS)))
    pools: dict[type, tuple[str, ...]] = {dict: MAPPING_TEXTS, list: LIST_TEXTS}
    return str(pick(draw, pools.get(type(current), (*SCALAR_TEXTS, *SCALAR_TEXTS, *LIST_TEXTS, *MAPPING_TEXTS))))


def nodes_of(tree: Any) -> list[tuple[str, Any]]:
    """Every key that an override can name, with what stands there; items of lists as ``l.0``."""
    found: dict[str, Any] = {}
    for path, _ in walk(tree):
        for length in range(1, len(path) + 1):
            if all(isinstance(key, int) or is_plain_key(key) for key in path[:length]):
                node = tree
                for key in path[:length]:
                    node = node[key]
                found[".".join(map(str, path[:length]))] = node
    return list(found.items())


def value_override(draw: DrawFn, seen: Outcome) -> str | None:
    """A change, addition or deletion of a value."""
    nodes = nodes_of(seen.tree)
    if not nodes:
        return "+a=1"
    key, current = pick(draw, nodes)
    operation = pick(
        draw, ("change", "change", "change", "add", "force", "force new", "add merge", "delete", "delete equal")
    )
    if operation == "change":
        if isinstance(current, dict) and current and chance(draw, 70):
            inner = pick(draw, [name for name in current if is_plain_key(name)] or ["a"])
            return f"{key}={{{inner}: {value_text(draw, current.get(inner))}}}"
        return f"{key}={value_text(draw, current)}"
    if operation in ("add", "force new"):
        parent = key if isinstance(current, dict) else key.rpartition(".")[0]
        new = pick(draw, ("zz", "zz.yy", "zz-1", "a", "_n"))
        sign = "+" if operation == "add" else "++"
        return f"{sign}{parent}{'.' if parent else ''}{new}={value_text(draw, None)}"
    if operation == "force":
        return f"++{key}={value_text(draw, current)}"
    if operation == "add merge":
        return f"+{key}={value_text(draw, current)}" if isinstance(current, dict | list) or current is None else None
    if key.rpartition(".")[2].isdigit() or current in (None, "???"):
        return None  # deletion of an item of a list, or of nothing: see exclusions
    if operation == "delete equal":
        return f"~{key}={current}" if isinstance(current, int | str) and str(current).isalnum() else None
    return f"~{key}"


def group_override(draw: DrawFn, case: Case, seen: Outcome) -> str | None:
    """A choice of an option, a deletion of a group, or a group that is appended."""
    operation = pick(
        draw, ("choose", "choose", "choose", "choose list", "delete", "delete equal", "append", "append", "wrong")
    )
    if operation == "append":
        group = pick(draw, [group for group in GROUPS if case.options(group)])
        package = pick(draw, ("", "", "@x", "@x.y", "@_global_", "@z"))
        if f"{group}{package}" in seen.choices and chance(draw, 90):
            return None
        return f"+{group}{package}={pick(draw, case.options(group))}"
    if operation == "wrong":
        return (
            str(pick(draw, ("g=zz", "~h=zz", "+g=zz", "v=a", "g@z=a", "~g@z", "+g/s=a", "h/s/t=[a]")))
            if chance(draw, 30)
            else None
        )
    chosen = [key for key in seen.choices if case.options(key.partition("@")[0])]
    if not chosen:
        return None
    key = pick(draw, chosen)
    options = case.options(key.partition("@")[0])
    if operation == "delete":
        return f"~{key}"
    if operation == "delete equal":
        return f"~{key}={seen.choices[key]}" if seen.choices[key] else None
    if operation == "choose list":
        return f"{key}=[{','.join(options[:2])}]"
    return f"{key}={pick(draw, options)}"


def with_overrides(draw: DrawFn, theme: Theme, case: Case, seen: Outcome) -> Case:
    """The case with some overrides more."""
    made = list(case.overrides)
    for _ in range(pick(draw, range(theme.most_overrides + 1))):
        by_value = chance(draw, 75 if theme.name != "defaults" else 40)
        override = value_override(draw, seen) if by_value else group_override(draw, case, seen)
        made += [override] if override is not None else []
    return replace(case, overrides=tuple(made))


def with_override_entries(draw: DrawFn, theme: Theme, case: Case, seen: Outcome) -> Case:
    """The case with ``override`` entries at the end of the primary's defaults list, or in an experiment's file."""
    chosen = [key for key in seen.choices if len(case.options(key.partition("@")[0])) > 0]
    if not chosen or not chance(draw, 60 if theme.name == "defaults" else 20):
        return case
    entries = []
    for key in {pick(draw, chosen) for _ in range(pick(draw, (1, 1, 2)))}:
        option = pick(draw, (*case.options(key.partition("@")[0]), "null"))
        entries.append(f"override /{key}: {option}")
    if chance(draw, 50):
        return case.with_defaults(case.primary, *entries)
    if chance(draw, 30):
        entries.append("_self_")
    header = "# @package _global_" if chance(draw, 90) else None
    experiment = ConfigFile(mapping(draw, theme), tuple(entries), header)
    case = replace(case, files={**case.files, "exp/one": experiment})
    if chance(draw, 50):
        return replace(case, overrides=(*case.overrides, "+exp=one"))
    return case.with_defaults(case.primary, "/exp: one")


__all__ = ["format_path", "quoted", "with_override_entries", "with_overrides"]
