"""Resolution: a tree and facts -> its values, with every ``${…}`` replaced by what it means."""

from __future__ import annotations

from _thread import RLock  # what threading.RLock is; importing threading costs start-up time
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, TypeVar

from typedconf.errors import ConfigError, MissingValue, raise_all
from typedconf.interpolation.answers import DeadEnd, Edges, Located, MissingReference, lacking_value
from typedconf.interpolation.evaluation import Evaluator
from typedconf.trees import MISSING, NO_RULES, find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from typedconf.errors import Origin, Problem
    from typedconf.interpolation.facts import Facts
    from typedconf.interpolation.resolvers import Resolver
    from typedconf.interpolation.templates import Template
    from typedconf.trees import KeyPath, Rules, Tree

WhereMissing: TypeAlias = Literal["error", "keep"]
_NO_RESOLVERS: Final[Mapping[str, Resolver]] = {}
_Result = TypeVar("_Result")


class Resolution(Evaluator):
    """The values of one tree under one set of facts, each evaluated when it is first asked for.

    ``templates`` is a memo of parsed texts, which many resolutions may share. ``hydra`` is the tree that
    ``${hydra:…}`` reads. ``view`` makes what a user's resolver sees of a container. ``instances`` are the objects that
    readers of a view get in place of the nodes at their paths. May be used from many threads: one evaluates at a time.
    """

    __slots__ = (
        "_kept",
        "_lock",
        "_sub",
        "_trust",
        "facts",
        "failures",
        "hydra",
        "instances",
        "judging",
        "on_warning",
        "origin",
        "policy",
        "view",
        "warnings",
        "written",
    )

    def __init__(
        self,
        root: Tree,
        *,
        facts: Facts,
        resolvers: Mapping[str, Resolver] = _NO_RESOLVERS,
        rules: Rules = NO_RULES,
        templates: dict[str, Template | str] | None = None,
        hydra: Tree = None,
        view: Callable[[Resolution, KeyPath], Any] | None = None,
    ) -> None:
        super().__init__(root, resolvers, rules, {} if templates is None else templates)
        self.facts: Final = facts
        self.hydra: Final = hydra
        self.view: Final = view
        self.instances: Mapping[KeyPath, Any] = {}
        # What gather found to give no value: each interpolated node, with its own error or that of what it needs.
        self.failures: Mapping[KeyPath, ConfigError] = {}
        self.warnings: list[Problem] = []  # of deprecated keys that were read
        self.written: Callable[[KeyPath], str | None] | None = None  # the characters of a scalar, as written
        self.origin: Callable[[KeyPath], Origin | None] | None = None  # where a value was written, for messages
        self.policy: Any = None  # what the program permits others to name
        self.judging: Callable[[Resolution], Any] | None = None  # makes what ``trust`` is
        self._trust: Any = None
        self.on_warning: Callable[[Problem], None] | None = None  # told of each as well
        self._kept: dict[KeyPath, Any] = {}  # as _resolved, where missing values are kept
        self._lock = RLock()
        self._sub: Resolution | None = None

    def value(self, path: KeyPath) -> Any:
        """The value at ``path``, everything below it resolved.

        Containers without interpolations are those of the tree itself, and must not be changed.

        Raises:
            KeyNotFound: there is no such key.
            MissingValue: the value is ``???``.
            InterpolationError: an interpolation on the way or below gives no value.
        """
        return self._guarded(path, lambda: self._deep_value(self._found(path)))

    def follow(self, path: KeyPath) -> Any:
        """Where the node at ``path`` really stands, as Located; the value itself where it was computed.

        Raises:
            ConfigError: as for ``value``, but what lies below the node isn't looked at.
        """
        return self._guarded(path, lambda: self._found(path))

    def look(self, keys: KeyPath, holder: KeyPath = ()) -> Any:
        """As ``follow``, but a DeadEnd where ``keys`` lead nowhere or to ``???``. ``holder`` is the node that asks.

        Raises:
            InterpolationError: an interpolation on the way gives no value.
        """
        return self._guarded(keys, lambda: self._walk(keys, None, holder))

    def answer(self, path: KeyPath, text: str) -> Any:
        """As ``follow``, for a reader who stands before the interpolated ``text`` at ``path``. May give ``???``."""
        return self._guarded(path, lambda: self._answer(path, text))

    def resolve(self, path: KeyPath, node: Tree, *, missing: WhereMissing = "error") -> Tree:
        """The container ``node``, which stands at ``path``, with everything resolved; raises all problems together.

        With ``missing="keep"`` what is missing, or needs a missing value, is ``???``.

        Raises:
            ConfigError: something below gives no value.
        """
        errors: dict[KeyPath, ConfigError] = {}
        leaf = self._value_or_missing if missing == "keep" else self._value
        tree = self._guarded(path, lambda: self._resolve(node, path, _collecting(leaf, errors, self._too_deep)))
        broken = _distinct(error for error in errors.values() if not isinstance(error, MissingReference))
        lacking = list(find_missing(tree, path)) if missing == "error" else []
        if lacking:
            broken.append(MissingValue(*(lacking_value(where, self.root) for where in lacking)))
        raise_all(broken or _distinct(errors.values()))
        return tree

    def resolved(self, *, missing: WhereMissing = "error") -> Tree:
        """The whole tree resolved; see ``resolve``."""
        return self.resolve((), self.root, missing=missing)

    def gather(
        self, tree: Tree = None, *, is_lazy: Callable[[KeyPath], bool] = lambda _: False
    ) -> tuple[Tree, tuple[Problem, ...]]:
        """``tree`` with everything resolved that can be, and the problems of interpolations that give no value.

        ``tree`` is the root, or what of it is wanted: without what a schema's defaults add for readers. Nodes that
        give no value stay as written, and are in ``failures`` from then on. What refers to something wrong or missing
        is not reported again. A literal ``???`` is no problem of resolution, nor is what stands where ``is_lazy`` says
        that only a reader is told.
        """
        errors: dict[KeyPath, ConfigError] = {}
        tree = self.root if tree is None else tree
        if not isinstance(tree, (dict, list)):
            return tree, ()
        leaf = self._value if self.rules is NO_RULES else self._value_in(tree)
        made = self._guarded((), lambda: self._resolve(tree, (), _collecting(leaf, errors, self._too_deep)))
        self.failures = errors
        wrong = _distinct(
            error for path, error in errors.items() if not isinstance(error, MissingReference) and not is_lazy(path)
        )
        return made, tuple(problem for error in wrong for problem in error.problems)

    @property
    def edges(self) -> dict[KeyPath, Edges]:
        """What each interpolated node has read, of those evaluated so far."""
        keys: dict[KeyPath, dict[KeyPath, None]] = {}
        runs: dict[KeyPath, dict[str, None]] = {}
        for holder, key in self._reads:
            keys.setdefault(holder, {})[key] = None
        for holder, name in self._runs:
            runs.setdefault(holder, {})[name] = None
        return {path: Edges(tuple(keys.get(path, ())), tuple(runs.get(path, ()))) for path in self._answers}

    def with_hydra(self) -> Resolution:
        """The resolution in which the ``hydra`` node is part of the tree, the facts laid over it."""
        if not isinstance(self.hydra, dict) or not isinstance(self.root, dict):
            return self
        if self._sub is None:
            node = self.hydra
            overlays = {"job": self.facts.job, "runtime": {"cwd": self.facts.cwd, **self.facts.runtime}}
            for name, facts in overlays.items():
                below = node.get(name)
                node = {**node, name: {**(below if isinstance(below, dict) else {}), **facts}}
            self._sub = Resolution(
                {**self.root, "hydra": node},
                facts=self.facts,
                resolvers=self.resolvers,
                rules=self.rules,
                templates=self.templates,
                view=self.view,
            )
        return self._sub

    @property
    def trust(self) -> Any:
        """Who may name code, for those who build; None where nothing is known of who wrote what."""
        if self._trust is None and self.judging is not None:
            self._trust = self.judging(self)
        return self._trust

    def warn(self, problem: Problem) -> None:
        """Keeps a warning, and tells who wants to hear of it."""
        self.warnings.append(problem)
        if self.on_warning is not None:
            self.on_warning(problem)

    # -- inside -----------------------------------------------------------------------------------------------

    def _guarded(self, path: KeyPath, evaluate: Callable[[], _Result]) -> _Result:
        """Evaluates, alone. A stack that was nearly used up by the caller must not end as a RecursionError."""
        with self._lock:
            try:
                return evaluate()
            except RecursionError:
                raise self._too_deep(path) from None

    def _too_deep(self, path: KeyPath) -> ConfigError:
        return self._beyond("interpolations nested deeper than Python's stack", path)

    def _found(self, path: KeyPath) -> Any:
        found = self._walk(path, None, ())
        if type(found) is DeadEnd:
            from typedconf.interpolation.complaints import unread  # noqa: PLC0415  only once something is wrong

            raise unread(found, path, self.root)
        return found

    def _deep_value(self, found: Any) -> Any:
        return self._deep(found, self._value, self._resolved) if type(found) is Located else found

    def _value_in(self, tree: Tree) -> Callable[[KeyPath, str], Any]:
        """As ``_value``, but a reference to a node gives that node of ``tree``, where it has it."""
        memo: dict[KeyPath, Any] = {}

        def value(path: KeyPath, text: str) -> Any:
            answer = self._answer(path, text)
            if type(answer) is not Located:
                return answer
            where, node = answer
            if type(node) is not dict and type(node) is not list:
                return self._text_of(path, where, node)
            wanted = find(tree, where)
            is_there = type(wanted) is dict or type(wanted) is list  # a text where the node was computed
            found = self._deep(Located(where, wanted) if is_there else answer, value, memo)
            self._weigh(found, path)
            return found

        return value

    def _text_of(self, path: KeyPath, where: KeyPath, value: Any) -> Any:
        """``value``, which stands at ``where``; its characters as written, where the leaf at ``path`` takes text."""
        if type(value) is str or value is None or self.written is None:
            return value
        raw = self.written(where) if self.rules.takes_text(path, value, ":") else None
        return raw if self.rules.takes_text(path, value, raw) else value

    def _value_or_missing(self, path: KeyPath, text: str) -> Any:
        """As ``_value``; ``???`` for what needs a missing value, here and below."""
        try:
            answer = self._answer(path, text)
        except MissingReference:
            return MISSING
        if type(answer) is not Located:
            return answer
        value = self._deep(answer, self._value_or_missing, self._kept)
        if type(value) is dict or type(value) is list:
            self._weigh(value, path)
        return value

    def __deepcopy__(self, memo: object) -> Resolution:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # A resolver may not survive the way into another process; its answers do.
        if self.resolvers:
            self.gather()
        arguments = (self.root, self.facts, dict(self.resolvers), self.rules, self.hydra, self.view)
        return _restore, (*arguments, self._answers, self._reads, self._runs, self.instances, self.trust, self.policy)


def _restore(  # noqa: PLR0917  one for each thing that travels
    root: Tree,
    facts: Facts,
    resolvers: Mapping[str, Resolver],
    rules: Rules,
    hydra: Tree,
    view: Callable[[Resolution, KeyPath], Any] | None,
    answers: dict[KeyPath, Any],
    reads: list[tuple[KeyPath, KeyPath]],
    runs: list[tuple[KeyPath, str]],
    instances: Mapping[KeyPath, Any],
    trust: Any,
    policy: Any,
) -> Resolution:
    made = Resolution(root, facts=facts, resolvers=resolvers, rules=rules, hydra=hydra, view=view)
    made._answers, made._reads, made._runs = answers, reads, runs  # noqa: SLF001  its own
    made.instances = instances
    made._trust, made.policy = trust, policy  # noqa: SLF001  its own
    return made


def find_missing(tree: Tree, path: KeyPath = ()) -> Iterator[KeyPath]:
    """The paths of all ``???`` in a tree that stands at ``path``."""
    for key, child in tree.items() if type(tree) is dict else enumerate(tree):
        kind = type(child)
        if kind is dict or kind is list:
            yield from find_missing(child, (*path, key))
        elif kind is str and child == MISSING:
            yield (*path, key)


def _collecting(
    leaf: Callable[[KeyPath, str], Any],
    errors: dict[KeyPath, ConfigError],
    too_deep: Callable[[KeyPath], ConfigError],
) -> Callable[[KeyPath, str], Any]:
    """``leaf``, but what raises stays as written, its error kept in ``errors``."""

    def collect(path: KeyPath, text: str) -> Any:
        try:
            return leaf(path, text)
        except ConfigError as error:
            errors[path] = error
        except RecursionError:
            errors[path] = too_deep(path)
        return text

    return collect


def _distinct(errors: Iterable[ConfigError]) -> list[ConfigError]:
    """The errors in order, each once; what refers to a wrong node has the very error of that node."""
    return list({id(error): error for error in errors}.values())
