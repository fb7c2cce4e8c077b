"""Options go in; what a name on a command line means comes out, and what to say of one that means nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.cli.flags import BY_NAME, CHECK, RUN, free_flags
from typedconf.cli.options.strangers import Strangers
from typedconf.errors import Problem, did_you_mean, nearest_name
from typedconf.schema.annotations import container_name
from typedconf.schema.rules import SchemaRules, is_untyped
from typedconf.trees import format_path, parse_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from typedconf.cli.options.listing import Option
    from typedconf.trees import Rules

_DASHES: Final = "--"
_NO: Final = "--no-"
_MOST_NAMED: Final = 3
_ELSEWHERE: Final = {"--dry-run": CHECK}  # what other programs call a flag


class Meaning(NamedTuple):
    """What a name means: the options of one key (of a union, those of several members), and what a boolean's gives."""

    options: tuple[Option, ...]
    gives: bool = True

    @property
    def key(self) -> str:
        """The key of the override."""
        return self.options[0].key

    @property
    def is_boolean(self) -> bool:
        """Whether the name alone says it all."""
        return all(option.negations for option in self.options)


class Names:
    """The names of options, in every spelling.

    ``rules`` know other spellings of keys. ``others`` are names of other options, that may be meant by a misspelt one.
    """

    __slots__ = ("_exact", "_folded", "_others", "_strangers", "by_key", "rules")

    def __init__(self, options: Iterable[Option], rules: Rules, others: Sequence[str] = ()) -> None:
        self.rules: Final = rules
        self._others: Final = others
        self.by_key: Final[dict[str, tuple[Option, ...]]] = {}
        self._strangers: Final = Strangers(self.by_key, rules)
        self._exact: Final[dict[str, dict[tuple[str, bool], None]]] = {}
        self._folded: Final[dict[str, dict[tuple[str, bool], None]]] = {}
        for option in options:
            self.by_key[option.key] = (*self.by_key.get(option.key, ()), option)
            for gives, names in ((True, option.names), (False, option.negations)):
                for name in names:
                    self._exact.setdefault(name, {})[option.key, gives] = None
                    self._folded.setdefault(_kebab(name), {})[option.key, gives] = None

    def __iter__(self) -> Iterator[str]:
        return iter(self._exact)

    def find(self, name: str) -> Meaning | Problem | None:
        """What ``name`` means, or that it means two things; None where it means nothing.

        The spelling of a key itself comes first, then that in kebab-case and what negates, then an alias.
        """
        exact = self._exact.get(name, {})
        positive = [claim for claim in exact if claim[1]]
        claims = positive or list(self._folded.get(_kebab(name), ()))
        if not claims:
            return self._by_alias(name)
        if len(claims) > 1:
            return _ambiguous(name, claims)
        key, gives = claims[0]
        return self._meaning(key, gives=gives)

    def _by_alias(self, name: str) -> Meaning | None:
        """What a name means whose key is spelled by the alias of a field."""
        if not isinstance(self.rules, SchemaRules):
            return None
        for dashes, gives in ((_DASHES, True), (_NO, False)):
            key = name.removeprefix(dashes)
            for spelling in (key, key.replace("-", "_")) if key != name else ():
                found = format_path(self.rules.canonical(parse_path(spelling)))
                if (found, gives) in self._exact.get(f"{dashes}{found}", {}):
                    return self._meaning(found, gives=gives)
        return None

    def _meaning(self, key: str, *, gives: bool) -> Meaning:
        return Meaning(tuple(option for option in self.by_key[key] if option.has_option), gives)

    # -- what means nothing --

    def may_be_secret(self, name: str) -> bool:
        """Whether ``name``, which means nothing, may be misspelt for that of a secret."""
        return self._strangers.may_be_secret(name)

    def unknown(self, name: str, value: str | None, *, seeks_nearest: bool = True) -> Problem:
        """That ``name`` is no option; with what to write instead, as far as ``value`` and the options tell."""
        key = name.removeprefix(_DASHES)
        said = self._override_only(name, key, value) if name.startswith(_DASHES) and seeks_nearest else None
        if said is not None:
            return said
        near = self._nearest(name) if seeks_nearest else []
        is_flag = near[0] in BY_NAME if near else not name.startswith(_DASHES)
        shown = self._strangers.shown_name(name) if near != [f"-{name}"] else name  # which is a name with two dashes
        kind = "flag" if is_flag else "option"
        message = f"no such {kind} {shown}{did_you_mean(' or '.join(map(_in_shell, near)) or None)}"
        if not is_flag and name.startswith(_DASHES) and shown == name and self._is_open(key):
            message += f"\nto add the key, write +{key}=…"
        elif not near:
            message += f"; --help lists the {kind}s"
        return Problem(message, value=shown, suggestion=next(iter(near), None))

    def _override_only(self, name: str, key: str, value: str | None) -> Problem | None:
        """What to say where ``key`` has an override and no option; None where it has neither."""
        known = self.by_key.get(key)
        written = self._strangers.shown_value(key, value)
        if known is not None and known[0].kind == "group":
            message = (
                f"no such option {name}: the group {key} is not in the defaults list; add it with +{key}={written}"
            )
            return Problem(message, value=name, suggestion=f"+{key}={written}")
        below = next((option for option in self if option.startswith(f"{name}.")), None)
        if known is None and below is not None:
            message = f"no such option {name}: {key} is a part of the config; --help {key} lists its options"
            return Problem(message, value=name, suggestion=below)
        if known is not None or self._is_declared(key):
            message = f"no such option {name}: only an override sets {key}: {key}={written}"
            return Problem(message, value=name, suggestion=f"{key}={written}")
        return None

    def _is_declared(self, key: str) -> bool:
        """Whether a class declares the key."""
        path = parse_path(key)
        if not path or not isinstance(self.rules, SchemaRules):
            return False
        return any(path[-1] in facts.keys for facts in self.rules.classes_at(path[:-1]))

    def _nearest(self, name: str) -> list[str]:
        """The option or flag most like ``name``; of a part of the config, the one there that is most like its last key.

        Where none is, options of other parts with that very last key. Of a group, those that have it in some package.
        A name with one dash is only like the same with two. What other programs have may have another name here.
        """
        if not name.startswith(_DASHES):
            return [long for long in (f"-{name}",) if long in (*self._exact, *self._others) or long in BY_NAME]
        placed = [option for option in self if option.startswith(f"{name}@")]
        if placed:
            return placed[:_MOST_NAMED]
        part, dot, last = name.rpartition(".")
        siblings = [option for option in self if dot and option.startswith(part + dot)]
        names = {option[len(part + dot) :]: option for option in siblings}
        if not siblings:
            flags = (flag.name for flag in free_flags() if flag.name != RUN)  # which nobody misspells
            names = {option.lstrip("-"): option for option in (*flags, *self._others, *self)}
        end = f".{_kebab(last.removeprefix(_DASHES))}"
        ending = [option for option in self if _kebab(option).endswith(end)]
        if name in _ELSEWHERE and not ending:
            return [_ELSEWHERE[name]]
        near = None if ending and not siblings else nearest_name((last if siblings else name).lstrip("-"), names)
        return ending[:_MOST_NAMED] if near is None else [names[near]]

    def _is_open(self, key: str) -> bool:
        """Whether a key may be added: in a mapping, and where no class refuses others."""
        path = parse_path(key)
        if not path or not key.isprintable() or "@" in key or "/" in key:
            return False
        if not isinstance(self.rules, SchemaRules):
            return True
        types = [member.annotation for member in self.rules.types_at(path[:-1])]
        return bool(types) and all(map(self._takes_keys, types))

    def _takes_keys(self, annotation: Any) -> bool:
        facts = self.rules.facts_of(annotation) if isinstance(self.rules, SchemaRules) else None
        if facts is not None:
            return facts.extra != "forbid"
        return is_untyped(annotation) or container_name(annotation) == "dict"


def _in_shell(name: str) -> str:
    """A name as one types it: a shell takes a backslash away that isn't quoted."""
    return f"'{name}'" if "\\" in name else name


def _kebab(name: str) -> str:
    return name.replace("_", "-")


def _ambiguous(name: str, claims: Iterable[tuple[str, bool]]) -> Problem:
    """That two keys have one name."""
    claims = sorted(claims, key=lambda claim: not claim[1])
    said = " or ".join(f"{key} itself" if gives else f"{key} to false" for key, gives in claims)
    overrides = " or ".join(f"{key}={'…' if gives else 'false'}" for key, gives in claims)
    return Problem(f"{name} could set {said}; write {overrides}", value=name)
