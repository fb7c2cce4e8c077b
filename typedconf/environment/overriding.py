"""Variables go in, overrides come out: of groups before anything is composed, of values once there is a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.environment.naming import Groups, Keys, Stranger
from typedconf.errors import BoundExceeded, ConfigError, OverrideError, OverrideSyntaxError, Problem, raise_all
from typedconf.overrides import Operation
from typedconf.overrides.literals import is_utf8, literal, read_override, value_override
from typedconf.scanning import GrammarError, shorten
from typedconf.trees import MISSING, NO_RULES, format_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from typedconf.environment.naming import Names
    from typedconf.environment.reading import Variable
    from typedconf.overrides import Override
    from typedconf.schema.rules import SchemaRules
    from typedconf.trees import KeyPath, Rules, Tree

_MOST_SOUGHT: Final = 20  # variables that mean nothing and whose nearest name is looked for


class Chosen(NamedTuple):
    """What variables choose in groups, lowest first, with what is odd about them; and the variables that are left."""

    overrides: tuple[Override, ...]
    warnings: tuple[Problem, ...]
    rest: tuple[Variable, ...]


def choices(variables: Iterable[Variable], names: Names) -> Chosen:
    """The overrides of groups that ``variables`` mean, to be placed below the command line's.

    ``names`` lists the options of a group, and its sub-groups with a closing ``/``. A mapping or an edit such as
    ``append(…)`` is a value, whatever has the name of a group. Nothing from a secrets folder chooses an option,
    whose name is shown everywhere.

    Raises:
        ConfigError: with all that are no options, and all groups that two variables of one kind choose for.
    """
    groups = Groups(names)
    overrides: list[Override] = []
    warnings: list[Problem] = []
    rest: list[Variable] = []
    errors: list[ConfigError] = []
    seen = _Seen()
    for variable in variables:
        try:
            group = groups.find(variable)
            if group is None:
                rest.append(variable)
                continue
            if variable.is_secret or not variable.text:
                warnings.append(_secret_option(variable, group) if variable.is_secret else _empty(variable, group))
                continue
            seen.add(variable, (group,), group)
            override = _read(variable, group, Operation.CHANGE)
        except ConfigError as error:
            errors.append(error)
            continue
        if isinstance(override.value, dict) or override.merge is not None:
            rest.append(variable)
        else:
            overrides.append(override)
    raise_all(errors)
    return Chosen(tuple(overrides), tuple(warnings), tuple(rest))


def value_overrides(
    variables: Sequence[Variable], rules: Rules, tree: Tree, names: Names = lambda _: ()
) -> tuple[list[Override], list[Problem]]:
    """The overrides of values that ``variables`` mean, lowest first, and what is odd about the others.

    ``tree`` is what the layers have come to, ``rules`` what its schema says: where a key takes only text, the text of
    the variable is the value as it is, elsewhere it is read as the value of an override. ``names`` is as in
    ``choices``: groups are named to who misspells one. Of one place, those for a node come before those below it.

    Raises:
        ConfigError: with all that can't be meant so: two names for one key, no such item, a sweep or no value at all,
            and in a dotenv file a name that means nothing.
    """
    setting = _Setting(rules, tree, names)
    errors: list[ConfigError] = []
    for variable in variables:
        try:
            setting.take(variable)
        except ConfigError as error:
            errors.append(error)
    raise_all(errors)
    kinds = {kind: number for number, kind in enumerate(dict.fromkeys(one.origin.kind for one in variables))}
    found = sorted(setting.found, key=lambda override: (kinds[override.origin.kind], len(override.path)))
    return found, setting.warnings


class _Seen:
    """Which variable of each kind means what: two for one thing have no order."""

    __slots__ = ("_variables",)

    def __init__(self) -> None:
        self._variables: Final[dict[tuple[str, KeyPath], Variable]] = {}

    def add(self, variable: Variable, path: KeyPath, key: str) -> None:
        first = self._variables.setdefault((variable.origin.kind, path), variable)
        if first is not variable:
            message = f"{first.name} and {variable.name} both set {key}; only one of them can stand"
            raise OverrideError(Problem(message, key, origin=variable.origin))


class _Setting:
    """What has come of the variables so far."""

    __slots__ = ("_keys", "_rules", "_schema", "_seen", "_sought", "found", "warnings")

    def __init__(self, rules: Rules, tree: Tree, names: Names) -> None:
        self._keys: Final = Keys(rules, tree, Groups(names))
        self._rules: Final = rules
        self._schema: Final[SchemaRules | None] = None if rules is NO_RULES else rules  # type: ignore[assignment]  # there are no others
        self._seen: Final = _Seen()
        self._sought = 0
        self.found: Final[list[Override]] = []
        self.warnings: Final[list[Problem]] = []

    def take(self, variable: Variable) -> None:
        """Adds what ``variable`` comes to: an override, or a warning.

        Raises:
            ConfigError: it can't be meant.
        """
        named = self._keys.find(variable, seeks_nearest=self._sought < _MOST_SOUGHT)
        if isinstance(named, Stranger):
            self._sought += 1
            self._refuse(variable, named)
            return
        path = named.path
        key = format_path(path)
        self._seen.add(variable, path, key)
        if path[:2] == ("hydra", "searchpath"):
            message = f"{variable.name}: {key} can be set in the primary config and on the command line only"
            raise OverrideError(Problem(message, key, origin=variable.origin))
        if not variable.text and not self._takes_empty_text(path):
            self.warnings.append(_empty(variable, key, "; '' is the empty text" if self._is_untyped(path) else ""))
            return
        self.found.append(self._override(variable, path, Operation.FORCE_ADD if named.is_new else Operation.CHANGE))

    def _refuse(self, variable: Variable, stranger: Stranger) -> None:
        """A cluster injects variables, and a folder may serve several programs, but a file is the user's own."""
        near = stranger.nearest
        what = f"the secret {variable.name}" if variable.is_secret else variable.name
        hint = f"; did you mean {near}?" if near is not None else ""
        problem = Problem(f"{what} names no key{hint}", suggestion=near, origin=variable.origin)
        if variable.origin.kind == "dotenv":
            raise OverrideError(problem)
        if variable.is_secret or variable.name != "__".join(variable.keys):  # without a prefix any name is there
            self.warnings.append(problem)

    def _override(self, variable: Variable, path: KeyPath, operation: Operation) -> Override:
        key = format_path(path)
        hides = variable.is_secret or self._rules.is_secret(path)
        if self._takes_raw_text(variable, path):
            return _literal(variable, key, operation, hides=hides)
        override = _read(variable, key, operation, hides=hides)
        if override.value is None and self._is_text_not_null(path):
            return _literal(variable, key, operation, hides=hides)
        return override

    # -- what the schema says -------------------------------------------------------------------------------------

    def _takes_raw_text(self, variable: Variable, path: KeyPath) -> bool:
        """Whether the text is the value as it is: where only text fits, and of a secret where nobody says a type."""
        if self._schema is None:
            return variable.is_secret
        from typedconf.schema.raw_texts import is_raw_text  # noqa: PLC0415  Pydantic comes only with a schema

        return is_raw_text(self._schema, path, variable.text) or (variable.is_secret and self._is_untyped(path))

    def _is_untyped(self, path: KeyPath) -> bool:
        """Whether nobody says a type."""
        if self._schema is None:
            return True
        from typedconf.schema.raw_texts import says_no_type  # noqa: PLC0415  as _takes_raw_text

        return says_no_type(self._schema, path)

    def _is_text_not_null(self, path: KeyPath) -> bool:
        """Whether what is written as null is a text."""
        if self._schema is None:
            return False
        from typedconf.schema.raw_texts import is_text_not_null  # noqa: PLC0415  as _takes_raw_text

        return is_text_not_null(self._schema, path)

    def _takes_empty_text(self, path: KeyPath) -> bool:
        """Whether the empty text is a value: str, bytes and their secrets; everywhere else it means nothing."""
        if self._schema is None:
            return False
        return any(_is_text(member.annotation) for member in self._schema.types_at(path))


def _is_text(annotation: Any) -> bool:
    """Whether it is str, bytes, or a secret of one of them; an enum of texts is not, though it derives from str."""
    from enum import Enum  # noqa: PLC0415  loaded by the schema's own modules

    from typedconf.schema.annotations import Bare, class_of, members  # noqa: PLC0415  Pydantic comes only with a schema
    from typedconf.schema.rules import is_secret_type  # noqa: PLC0415  as above
    from typedconf.schema.texts import takes_only_text  # noqa: PLC0415  as above

    arguments = getattr(annotation, "__args__", ())
    if is_secret_type(Bare(annotation)):
        held = [member.annotation for argument in arguments for member in members(argument)]
        return all(map(_is_text, held)) if held else takes_only_text(annotation)
    cls, _ = class_of(annotation)
    return isinstance(cls, type) and issubclass(cls, (str, bytes)) and not issubclass(cls, Enum)


# -- the override of a variable -----------------------------------------------------------------------------------


def _literal(variable: Variable, key: str, operation: Operation, *, hides: bool) -> Override:
    """The override whose value is the text of ``variable``, in which nothing means anything.

    Raises:
        OverrideSyntaxError: it is no text.
    """
    _check_encoding(variable, key)
    return value_override(key, None, operation, literal(variable.text), origin=variable.origin, hides=hides)


def _read(variable: Variable, key: str, operation: Operation, *, hides: bool = False) -> Override:
    """The override whose value the text of ``variable`` is written as.

    Raises:
        OverrideSyntaxError: it is no text, no value, or a sweep.
        BoundExceeded: it is nested deeper than 200 levels.
    """
    _check_encoding(variable, key)
    shown = MISSING if hides else variable.text
    wrong: GrammarError | None = None
    try:
        override = read_override(key, None, operation, variable.text, origin=variable.origin)
    except GrammarError as error:
        wrong = error
    if wrong is not None:  # no longer within the except, so that no error carries what a secret's text led to
        message = f"{variable.name} is no value" if hides else f"{variable.name} is no value: {wrong.message}"
        kind = BoundExceeded if wrong.bound else OverrideSyntaxError
        raise kind(Problem(message, key, shown, origin=variable.origin))
    if override.is_sweep:
        message = f"{variable.name} is a sweep of several values, but a variable gives one"
        if not hides and "(" not in variable.text:
            written = shorten(variable.text)
            message += f"\nfor a list, write [{written}]; for a text, '{written}' with the quotes"
        raise OverrideSyntaxError(Problem(message, key, shown, origin=variable.origin))
    return override


def _check_encoding(variable: Variable, key: str) -> None:
    if not is_utf8(variable.text):
        raise OverrideSyntaxError(Problem(f"{variable.name} is no text in UTF-8", key, origin=variable.origin))


def _empty(variable: Variable, key: str, hint: str = "") -> Problem:
    return Problem(f"{variable.name} is empty and counts as not set{hint}", key, origin=variable.origin)


def _secret_option(variable: Variable, group: str) -> Problem:
    message = f"the secret {variable.name} chooses no option of the group {group}: the names of options are shown"
    return Problem(message, group, origin=variable.origin)
