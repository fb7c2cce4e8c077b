"""Strategies for config trees: groups, defaults lists in every form, packages, headers, values, interpolations.

A file may name only groups of a higher rank than its own, so that no tree is endless, whatever option an override
picks. Anchors (``n``, ``t``, ``m``) stand in every primary config, so that most interpolations find something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hypothesis import strategies as st

from tests.differential.cases import Case, ConfigFile, Content, quoted

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

GROUPS: Final = ("g", "h", "g/s", "h/s/t", "v")  # by rank
OPTIONS: Final = (("a",), ("a", "b"), ("b", "a"), ("a", "b", "c"))
ANCHORS: Final[dict[str, Content]] = {"n": "3", "t": "text", "m": {"p": "1", "q": "[1, {r: 2}]", "w": "null"}}

PACKAGES: Final = (
    *[""] * 14,
    "@x",
    "@x.y",
    "@g",
    "@_here_",
    "@_global_",
    "@_global_.x",
    "@_group_",
    "@_group_.x",
    "@x._group_",
    "@x._global_.y",
)
HEADERS: Final = (
    *[None] * 14,
    "# @package _global_",
    "# @package x",
    "#@package x.y",
    "# @package _group_",
    "# @package g",
    "\n# @package x",
    "# a comment\n# @package x",
)

SCALARS: Final = (
    *("1", "-2", "0x1F", "017", "1_000", "1.5", "1e3", ".5", "1:30", "+1", "-.inf", ".nan", "0b11", "1."),
    *("yes", "off", "true", "False", "null", "~", "y", "abc", "a b", "2024-01-02", "1.2.3", "é", "inf", "a:b", "x/y"),
    *("''", "'1'", '"x y"', "'null'", "'it''s'", r'"\t\u00e9"', "'[1]'"),
)
REFERENCES: Final = (
    *("${n}", "${t}", "${m.p}", "${m}", "${m.q}", "${m.q[0]}", "${m.q.1}", "${m.q.1.r}", "${m[p]}", "${m.w}", "${ n }"),
    *("x${n}y", "${t}/${n}", "${.a}", "${..n}", "${..a}", "${...a}", "${.m.a}", "${a}", "${g.a}", "${g}", "${h.m.a}"),
    *("${g.s.a}", "${x.a}", "${l[0]}", "${nope}", "${m.${k}}", "${${t}}", "${a.${t}}", "${m.p.z}", "${x}", "${.l}"),
    *(r"\${n}", r"a\\${n}", "$n", "{n}", "${m.q}-", "${m}!", "${.b}", "${.}", "${..}"),
)
CALLS: Final = (
    *(
        "${oc.env:TC_NUMBER}",
        "${oc.env:TC_NONE,dflt}",
        "${oc.env:TC_NONE,null}",
        "${oc.env:TC_NONE,1}",
        "${oc.env:TC_NONE}",
    ),
    *("${oc.env:${t}_x,${n}}", "${oc.decode:${oc.env:TC_NUMBER}}", "${oc.decode:'[1, {a: b}]'}", "${oc.decode:null}"),
    *("${oc.decode:'${n}'}", "${oc.select:m.p}", "${oc.select:nope}", "${oc.select:nope,5}", "${oc.select:.a,zz}"),
    *("${oc.select:m}", "${oc.dict.keys:m}", "${oc.dict.values:m}", "${oc.dict.keys:.m}", "${oc.dict.values:g}"),
    *("${oc.create:{a: ${n}}}", "${oc.create:[1,x,null]}", "${oc.create:'{a: [1, yes]}'}", "${oc.deprecated:m.p}"),
    *("${no.such:1}", "${oc.select:m.w,4}", "${oc.env:TC_TEXT}/${oc.env:TC_EMPTY}", "${oc.decode:${oc.env:TC_LIST}}"),
    *("${oc.select:..n}", "${oc.select:${t},1}", "${oc.dict.keys:l}", "${oc.create:${m}}", "${oc.env:TC_TEXT,}"),
)
SCALAR_KEYS: Final = ("a", "b", "e", "k")
LIST_KEYS: Final = ("l", "q")
MAPPING_KEYS: Final = ("m", "x", "y", "s", "g", "h")


class Theme(NamedTuple):
    """What a test leans to: how the kinds of leaves are mixed, and how much the defaults lists do."""

    name: str
    leaves: tuple[str, ...]
    most_entries: int
    most_overrides: int
    forms: tuple[str, ...]  # of entries
    chaos: int  # in a hundred: keys of another kind than usual


PLAIN_FORMS: Final = (*["group"] * 12, *["config"] * 2, "optional", "list", "null", "mandatory", "chosen")
ALL_FORMS: Final = (
    *["group"] * 12,
    *["config"] * 3,
    *["optional", "optional absent", "optional nothing"],
    *["list", "list", "optional list", "empty list", "null", "null", "mandatory", "chosen", "chosen", "chosen config"],
)
THEMES: Final = (
    Theme("defaults", ("scalar", "scalar", "reference"), 4, 2, ALL_FORMS, 4),
    Theme("merging", (*["scalar"] * 6, "reference", "null", "missing", "call"), 4, 2, PLAIN_FORMS, 15),
    Theme("interpolation", ("scalar", *["reference"] * 3, *["call"] * 2), 2, 2, ("group", "group", "config"), 4),
    Theme("overrides", ("scalar", "scalar", "reference", "missing"), 2, 5, PLAIN_FORMS, 6),
)


def chance(draw: DrawFn, percent: int) -> bool:
    """True in ``percent`` of a hundred draws."""
    return draw(st.integers(1, 100)) > 100 - percent


def pick(draw: DrawFn, values: Any) -> Any:
    """One of ``values``."""
    return draw(st.sampled_from(values))


# -- content ----------------------------------------------------------------------------------------------------


def leaf(draw: DrawFn, theme: Theme) -> Content:
    """A scalar as YAML."""
    kind = pick(draw, theme.leaves)
    if kind == "reference":
        return quoted(pick(draw, REFERENCES))
    if kind == "call":
        return quoted(pick(draw, CALLS))
    if kind in ("null", "missing"):
        return {"null": "null", "missing": "'???'"}[kind]
    return str(pick(draw, SCALARS))


def sequence(draw: DrawFn, theme: Theme) -> Content:
    """A short list, sometimes with a container in it."""
    items = [leaf(draw, theme) for _ in range(pick(draw, (0, 1, 2, 2)))]
    if chance(draw, 20):
        items.append({"a": leaf(draw, theme)} if chance(draw, 60) else [leaf(draw, theme)])
    return items


def mapping(draw: DrawFn, theme: Theme, depth: int = 0, sizes: tuple[int, ...] = (1, 2, 3)) -> dict[str, Content]:
    """A few keys, whose names mostly say which kind of value they have, so that merges mostly work."""
    made: dict[str, Content] = {}
    for _ in range(pick(draw, sizes)):
        kind = pick(draw, ("scalar", "scalar", "scalar", "list", "mapping"))
        key = pick(draw, {"scalar": SCALAR_KEYS, "list": LIST_KEYS, "mapping": MAPPING_KEYS}[kind])
        if chance(draw, theme.chaos):
            kind = pick(draw, ("scalar", "list", "mapping"))
        if kind == "list":
            made[key] = sequence(draw, theme)
        elif kind == "mapping" and depth < 2:
            made[key] = mapping(draw, theme, depth + 1, (0, 1, 1, 2))
        else:
            made[key] = leaf(draw, theme)
    return made


# -- defaults lists ---------------------------------------------------------------------------------------------


class Surroundings(NamedTuple):
    """What the entries of one file may name."""

    folder: str
    groups: dict[str, tuple[str, ...]]  # of a higher rank: their options
    configs: tuple[str, ...]

    def written(self, draw: DrawFn, name: str) -> str:
        """A path as an entry of this file spells it."""
        if not self.folder:
            return f"/{name}" if chance(draw, 10) else name
        inner = name.removeprefix(f"{self.folder}/")
        return inner if inner != name and chance(draw, 70) else f"/{name}"


def entry(draw: DrawFn, theme: Theme, around: Surroundings, used: set[str]) -> tuple[str, str | None] | None:
    """An entry as YAML, and the override that it asks for; None where nothing is left to name."""
    form = pick(draw, theme.forms)
    package = pick(draw, PACKAGES)
    if form == "config":
        if not around.configs:
            return None
        return f"{around.written(draw, pick(draw, around.configs))}{package}", None
    if form == "chosen config":
        return "v/${g}" if "g" in used and "v" in around.groups and not around.folder else "_self_", None
    group = pick(draw, tuple(around.groups))
    if f"{group}{package}" in used:
        return None
    used.add(f"{group}{package}")
    options = around.groups[group]
    option = pick(draw, options)
    head = f"{around.written(draw, group)}{package}"
    if form == "optional nothing":
        return f"optional nothing{package}: a", None
    if form == "mandatory":
        return f"{head}: ???", f"{group}{package}={option}" if not around.folder else None
    if form == "chosen":
        others = [other for other in ("g", "h") if other in used and other != group]
        if others:
            return f"{'optional ' if chance(draw, 50) else ''}{head}: ${{{others[0]}}}", None
    rest = {
        "optional absent": ": zz",
        "list": f": [{', '.join(options[:2])}]",
        "optional list": f": [{option}, zz]",
        "empty list": ": []",
        "null": ": null",
    }.get(form, f": {option}")
    return f"{'optional ' if form.startswith('optional') else ''}{head}{rest}", None


def defaults_list(
    draw: DrawFn, theme: Theme, around: Surroundings, sizes: tuple[int, ...]
) -> tuple[tuple[str, ...] | None, list[str]]:
    """A defaults list (None: the file has none) and the overrides that it asks for."""
    entries: list[str] = []
    asked: list[str] = []
    used: set[str] = set()
    for _ in range(pick(draw, sizes) if around.groups else 0):
        made = entry(draw, theme, around, used)
        if made is not None and made[0] != "_self_":
            entries.append(made[0])
            asked += [made[1]] if made[1] is not None else []
    if not entries and chance(draw, 90):
        return None, []
    where = pick(draw, ("none", "none", "first", "last", "last", "middle"))
    if where != "none":
        entries.insert({"first": 0, "last": len(entries), "middle": len(entries) // 2}[where], "_self_")
    return tuple(entries), asked


# -- trees ------------------------------------------------------------------------------------------------------


def config_tree(draw: DrawFn, theme: Theme) -> Case:
    """A primary config and the groups it may name, with the overrides that its ``???`` entries ask for."""
    chosen = draw(st.sets(st.sampled_from(GROUPS), min_size=1, max_size=3))
    groups: dict[str, tuple[str, ...]] = {group: pick(draw, OPTIONS) for group in GROUPS if group in chosen}
    has_base = chance(draw, 30)
    primary = "app/config" if chance(draw, 4) else "config"
    configs = tuple(f"{group}/{option}" for group, options in groups.items() for option in options)
    asked: list[str] = []
    files: dict[str, ConfigFile] = {}
    # the primary names more, and more often
    inside = Surroundings(primary.rpartition("/")[0], groups, (*configs, *(("base",) if has_base else ())))
    defaults, asked = defaults_list(draw, theme, inside, tuple(range(1, theme.most_entries + 1)))
    header = "# @package x" if chance(draw, 3) else None
    files[primary] = ConfigFile({**ANCHORS, **mapping(draw, theme)}, defaults, header)
    if has_base:
        defaults, _ = defaults_list(draw, theme, Surroundings("", groups, configs), (0, 0, 1))
        files["base"] = ConfigFile(mapping(draw, theme), defaults, pick(draw, HEADERS))
    for rank, (group, options) in enumerate(groups.items()):
        above = {other: of for number, (other, of) in enumerate(groups.items()) if number > rank}
        for position, option in enumerate(options):
            later = tuple(f"{group}/{other}" for other in options[position + 1 :])
            around = Surroundings(group, above, (*later, *(f"{other}/a" for other in above)))
            defaults, _ = defaults_list(draw, theme, around, (0, 0, 0, 1, 1, 2))
            files[f"{group}/{option}"] = ConfigFile(
                mapping(draw, theme, sizes=(0, 1, 2, 2, 3)), defaults, pick(draw, HEADERS)
            )
    return Case(files, primary, tuple(asked))
