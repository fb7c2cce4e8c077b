"""One interpolated text -> what it means: references followed, resolvers called, texts put together.

Nothing is evaluated twice. A reference is followed to where its node really stands, without looking below it:
``a: ${b}`` and ``b: {x: ${a.y}, y: 1}`` make no cycle. The rules are those of OmegaConf 2.3, with the negative and
integer keys of 2.4. Frames are few by intent: a chain of 200 must fit on Python's stack wherever it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import ConfigError
from typedconf.interpolation.answers import DeadEnd, Failure, Located
from typedconf.interpolation.growth import MOST_TEXT, TOO_MUCH_TEXT, Growth
from typedconf.interpolation.resolvers import BUILT_IN
from typedconf.interpolation.templates import Reference, Template, parse_template
from typedconf.trees import ABSENT, MISSING, NO_RULES, LiteralText, format_path, list_index, parse_path, real_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from typedconf.interpolation.resolvers import Resolver
    from typedconf.interpolation.templates import Argument, Call, Part
    from typedconf.trees import Key, KeyPath, Rules, Tree

MOST_CHAINED: Final = 200
_MOST_COMPARED: Final = 20_000  # names; the nearest ones of ten thousand wrong references would take minutes to find
_located: Final = partial(tuple.__new__, Located)  # half the price of Located(…), and there are many
_NUMBERS: Final = frozenset("-0123456789")
_PENDING: Final[Any] = object()  # the answer of what is being evaluated
_CHAINED: Final = f"a chain of more than {MOST_CHAINED} interpolations"


class Evaluator:
    """The state of one resolution, and how a single interpolated node is evaluated. See ``Resolution``."""

    __slots__ = (
        "_answers",
        "_courtesy",
        "_growth",
        "_height",
        "_heights",
        "_reads",
        "_resolved",
        "_runs",
        "_stack",
        "resolvers",
        "root",
        "rules",
        "templates",
    )

    def __init__(
        self, root: Tree, resolvers: Mapping[str, Resolver], rules: Rules, templates: dict[str, Template | str]
    ) -> None:
        self.root: Final = root
        self.resolvers: Final = resolvers
        self.rules: Final = rules
        self.templates: Final = templates
        self._answers: dict[KeyPath, Any] = {}  # an interpolated node -> Located, Failure, or what was computed
        self._resolved: dict[KeyPath, Any] = {}  # a container -> the same without interpolations, or Failure
        self._stack: list[tuple[KeyPath, str | None]] = []  # what is being evaluated, outermost first, and its text
        self._reads: list[tuple[KeyPath, KeyPath]] = []  # (node, what it read), in order; the root is nobody
        self._runs: list[tuple[KeyPath, str]] = []  # (node, the resolver it ran)
        self._heights: dict[KeyPath, int] = {}  # how many interpolated nodes the longest chain from one has
        self._height = 0  # the greatest height among what the node under evaluation has read
        self._growth = Growth()
        self._courtesy = _MOST_COMPARED

    # -- one node ---------------------------------------------------------------------------------------------

    def _answer(self, path: KeyPath, text: str) -> Any:
        """What the interpolated ``text`` at ``path`` gives: Located, or a computed value."""
        answers = self._answers
        answer = answers.get(path, ABSENT)
        if answer is not ABSENT:
            return self._remembered(path, answer)
        outer, self._height = self._height, 0
        answers[path] = _PENDING
        stack = self._stack
        stack.append((path, text))
        try:
            if len(stack) > MOST_CHAINED:
                raise self._beyond(_CHAINED, path)  # noqa: TRY301  remembered as any other failure
            template: Any = self.templates.get(text) or self._parse(text, path)
            if type(template) is str:
                answer = template
            elif not template.whole:
                answer = self._text(template.parts, path)
            else:
                part = template.parts[0]
                answer = self._refer(part, path) if type(part) is Reference else self._call(part, path)
            if type(answer) is not Located:
                self._weigh(answer, path)
            if self._height:
                self._heights[path] = self._height + 1
                if self._height >= MOST_CHAINED:
                    raise self._beyond(_CHAINED, path)  # noqa: TRY301  remembered as any other failure
            answers[path] = answer
        except ConfigError as error:
            answers[path] = Failure(error)
            raise
        except BaseException:
            del answers[path]
            raise
        finally:
            stack.pop()
            height = self._height + 1
            self._height = height if height > outer else outer  # noqa: FURB136  max() is a call, of which there are many
        return answer

    def _remembered(self, path: KeyPath, answer: Any) -> Any:
        """The ``answer`` that was found before, as if it were found now."""
        if answer is _PENDING:
            raise self._cycle(path, path)
        if type(answer) is Failure:
            raise answer.error.with_traceback(None)
        height = self._heights.get(path, 1)
        self._height = max(self._height, height)
        return answer

    def _parse(self, text: str, path: KeyPath) -> Template | str:
        try:
            template = self.templates[text] = parse_template(text)
        except ConfigError as error:
            from typedconf.interpolation.complaints import with_key  # noqa: PLC0415  only once something is wrong

            raise with_key(error, format_path(path, self.root)) from None
        return template

    def _text(self, parts: tuple[Part, ...], holder: KeyPath) -> str:
        """The parts put together, which is never a mark; what is no text becomes Python's text, as in the reference."""
        pieces: list[str] = []
        room = MOST_TEXT - self._growth.text
        for part in parts:
            if type(part) is str:
                pieces.append(part)
                continue
            if type(part) is Reference:
                found = self._refer(part, holder)
            else:
                found = self._call(part, holder)  # type: ignore[arg-type]
                self._check_given(found, part, holder)  # type: ignore[arg-type]
            if type(found) is Located:
                found = found.node
            piece = found if type(found) is str else self._as_text(found, holder)
            room -= len(piece)
            if room < 0:
                raise self._beyond(TOO_MUCH_TEXT, holder)
            pieces.append(piece)
        made = "".join(pieces)
        return made if made != MISSING else LiteralText(made)

    def _as_text(self, value: Any, holder: KeyPath) -> str:
        try:
            return str(value)
        except Exception as error:  # a user's object, or an int of more digits than Python writes
            raise self._wrong(f"a {type(value).__name__} cannot be made text: {error}", holder) from error

    # -- references -------------------------------------------------------------------------------------------

    def _refer(self, reference: Reference, holder: KeyPath) -> Any:
        """Where ``reference`` leads from the node ``holder``: Located, or a computed value."""
        dots, keys, _ = reference
        for key in keys:
            if type(key) is not str:
                dots, keys = self._spelled(reference, holder)
                break
        if dots:
            if dots > len(holder):
                from typedconf.interpolation.complaints import too_many_dots  # noqa: PLC0415  once something is wrong

                raise too_many_dots(reference, holder, self.root, self._written(holder))
            keys = holder[:-dots] + keys
        node = self.root
        for key in keys:  # what is nearly always so: mappings all the way
            if type(node) is not dict or key not in node:
                return self._walk(keys, reference, holder)
            node = node[key]
        self._reads.append((holder, keys))
        if type(node) is str and ("${" in node or node == MISSING):
            if node == MISSING:
                return self._dead_end(node, keys, None, reference, holder)
            return self._arrived(keys, self._answer(keys, node), reference, holder)
        if type(node) is dict or type(node) is list:
            if holder[: len(keys)] == keys:
                raise self._cycle(holder, keys)
        elif self.rules is not NO_RULES:
            node = self.rules.convert(keys, node)
        return _located((keys, node))

    def _spelled(self, reference: Reference, holder: KeyPath) -> tuple[int, KeyPath]:
        """The dots and keys of a reference in whose path interpolations stand, which may bring dots of their own."""
        keys = [self._key(key, "a key", holder) if isinstance(key, Template) else key for key in reference.keys]
        return split_dots("." * reference.dots + ".".join(keys))

    def _key(self, template: Template, what: str, holder: KeyPath) -> str:
        """The key, or segment of a resolver's name, that an interpolation gives."""
        part = template.parts[0]
        value = self._refer(part, holder) if isinstance(part, Reference) else self._call(part, holder)  # type: ignore[arg-type]
        if type(value) is Located:
            value = value.node
        if type(value) is int and what == "a key":
            return str(value)
        if not isinstance(value, str):
            from typedconf.interpolation.complaints import no_text  # noqa: PLC0415  only once something is wrong

            raise no_text(what, value, holder, self.root, self._written(holder))
        return value

    def _walk(self, keys: KeyPath, reference: Reference | None, holder: KeyPath) -> Any:
        """Goes from the root along ``keys``, following what is interpolated on the way and at the end.

        Gives Located, or a computed value. Without a ``reference`` to blame, a DeadEnd rather than an error.
        """
        node = self.root
        path: list[Key] = []
        live = True  # whether texts in node are interpolations: not in what was computed
        spot: KeyPath = ()  # of the last node that was followed, its own path
        followed = False
        for key in keys:
            kind = type(node)
            if kind is dict:
                if key in node and type(key) is not bool:
                    real = key
                else:  # a text may name a key of another type; looking for it takes long where many keys are absent
                    real = real_key(node, key) if may_name_other(key) else ABSENT
                    if real is ABSENT and live and self.rules is not NO_RULES:  # or be another spelling
                        spelled = self.rules.canonical((*path, key))[-1]
                        real = spelled if spelled in node else ABSENT
            elif kind is list and (position := list_index(node, key)) is not None:
                real = position
            else:
                real = ABSENT
            if real is ABSENT:
                return self._dead_end(node, tuple(path), key, reference, holder)
            path.append(real)
            node = node[real]
            followed = False
            if live and type(node) is str and "${" in node:
                followed = True
                spot = tuple(path)
                self._reads.append((holder, spot))
                answer = self._answer(spot, node)
                if type(answer) is Located:
                    path = list(answer.path)
                    node = answer.node
                else:
                    node = answer
                    live = False
        where = tuple(path)
        if not followed:
            spot = where
            self._reads.append((holder, where))
        return self._arrived(spot, Located(where, node) if live else node, reference, holder)

    def _arrived(self, spot: KeyPath, answer: Any, reference: Reference | None, holder: KeyPath) -> Any:
        """What a walk to ``spot`` gives, whose own answer is ``answer``."""
        where, node = answer if type(answer) is Located else (spot, answer)
        if type(node) is str and node == MISSING:
            return self._dead_end(node, where, None, reference, holder)
        if self.rules is not NO_RULES and type(node) is not dict and type(node) is not list:
            node = self.rules.convert(spot, node)
        if type(answer) is not Located:
            return node
        if reference is not None and holder[: len(where)] == where:
            raise self._cycle(holder, where)
        return Located(where, node)

    def _dead_end(self, node: Tree, path: KeyPath, key: Key, reference: Reference | None, holder: KeyPath) -> DeadEnd:
        """The end of a walk at ``node``, which has no ``key``. Raises where there is a ``reference`` to blame."""
        if type(node) is str and node == MISSING:
            end = DeadEnd("missing", path, node)
        elif isinstance(node, dict):
            end = DeadEnd("absent", path, node, key)
        elif isinstance(node, list):
            end = DeadEnd("absent" if is_position(key) else "position", path, node, key)
        else:
            end = DeadEnd("scalar", path, node, key)
        if reference is None:
            return end
        self._reads.append((holder, path))  # whoever knows that node to be wrong knows why
        from typedconf.interpolation.complaints import dead_end  # noqa: PLC0415  only once something is wrong

        written = self._written(holder)
        raise dead_end(end, reference, holder, self.root, written, suggest=self.may_suggest(node))

    # -- calls ------------------------------------------------------------------------------------------------

    def _call(self, call: Call, holder: KeyPath) -> Any:
        """What a resolver gives: a value, or a Located whose node is live."""
        try:
            name = ".".join(call.name)  # type: ignore[arg-type]
        except TypeError:  # an interpolation stands in it
            what = "a resolver's name"
            name = ".".join([self._key(key, what, holder) if isinstance(key, Template) else key for key in call.name])
        resolver = self.resolvers.get(name) or BUILT_IN.get(name)
        if resolver is None:
            from typedconf.interpolation.complaints import unknown_resolver  # noqa: PLC0415  as above

            known = (*self.resolvers, *BUILT_IN)
            raise unknown_resolver(call, name, known, holder, self.root, self._written(holder))
        arguments: list[Any] = []
        for argument in call.arguments:
            found = argument
            if isinstance(argument, Template):
                part = argument.parts[0]
                if not argument.whole:
                    found = self._text(argument.parts, holder)
                elif type(part) is Reference:
                    found = self._refer(part, holder)
                else:
                    found = self._call(part, holder)  # type: ignore[arg-type]
                    self._check_given(found, part, holder)  # type: ignore[arg-type]
            elif isinstance(argument, (list, dict)):
                found = self.filled(argument, holder)
            arguments.append(found)
        self._runs.append((holder, name))
        return resolver.call(self, holder, arguments)  # type: ignore[arg-type]  # a Resolution, always

    def _check_given(self, found: Any, call: Call, holder: KeyPath) -> None:
        """A resolver that gives ``???`` gives no value, which nothing can be made of."""
        if type(found) is str and found == MISSING:
            raise self._wrong(f"{call.text} gives ???, a missing value", holder)

    def filled(self, argument: Argument, holder: KeyPath) -> Any:
        """An argument as plain data, the interpolations in it evaluated for the node ``holder``."""
        if isinstance(argument, Template):
            if not argument.whole:
                return self._text(argument.parts, holder)
            part = argument.parts[0]
            if isinstance(part, Reference):
                return self.data(self._refer(part, holder), holder)
            return self.data(self._call(part, holder), holder)  # type: ignore[arg-type]
        if isinstance(argument, list):
            return [self.filled(item, holder) for item in argument]
        if isinstance(argument, dict):
            return {key: self.filled(item, holder) for key, item in argument.items()}
        return argument

    # -- what lies below a container --------------------------------------------------------------------------

    def data(self, found: Any, holder: KeyPath) -> Any:
        """The plain data of what was found by the node ``holder``: of a Located container, everything resolved."""
        if type(found) is not Located:
            return found
        if found.path != holder:
            return self._deep(found, self._value, self._resolved)
        # A tree that oc.create made within this very node: its relative references must find it at its place, which
        # has no answer yet, and no other tree may find what was remembered of this one.
        saved, self._answers = self._answers, {**self._answers, holder: found}
        try:
            return self._resolve(found.node, holder, self._value)
        finally:
            self._answers = saved

    def _deep(self, found: Located, leaf: Callable[[KeyPath, str], Any], memo: dict[KeyPath, Any]) -> Any:
        """The node with everything below it resolved by ``leaf``, remembered in ``memo``."""
        path, node = found
        if type(node) is not dict and type(node) is not list:
            return node
        value = memo.get(path, ABSENT)
        if value is not ABSENT:
            if value is _PENDING:
                raise self._cycle(path, path)
            if type(value) is Failure:
                raise value.error.with_traceback(None)
            return value
        memo[path] = _PENDING
        self._stack.append((path, None))
        try:
            value = memo[path] = self._resolve(node, path, leaf)
        except ConfigError as error:
            memo[path] = Failure(error)
            raise
        except BaseException:
            del memo[path]
            raise
        finally:
            self._stack.pop()
        return value

    def _resolve(self, node: Tree, path: KeyPath, leaf: Callable[[KeyPath, str], Any]) -> Tree:
        """A container with its interpolations replaced by what ``leaf`` gives; itself where there are none."""
        made: Any = None
        pairs = node.items() if type(node) is dict else enumerate(node)
        for key, child in pairs:
            kind = type(child)
            if kind is str:
                if "${" not in child:
                    continue
                value = leaf((*path, key), child)
            elif kind is dict or kind is list:
                value = self._resolve(child, (*path, key), leaf)
                if value is child:
                    continue
            else:
                continue
            if made is None:
                made = node.copy()
            made[key] = value
        return node if made is None else made

    def _value(self, path: KeyPath, text: str) -> Any:
        """The whole value of the interpolated ``text`` at ``path``."""
        answer = self._answer(path, text)
        if type(answer) is not Located:
            return answer
        value = self._deep(answer, self._value, self._resolved)
        if type(value) is dict or type(value) is list:
            self._weigh(value, path)
        return value

    def may_suggest(self, names: Any) -> bool:
        """Whether one more search for a nearest name, among ``names``, is affordable."""
        if isinstance(names, Mapping):
            self._courtesy -= len(names)
        return self._courtesy >= 0

    # -- bounds and errors ------------------------------------------------------------------------------------

    def _weigh(self, value: Any, holder: KeyPath) -> None:
        """Counts what stands at ``holder`` by a call, a text or a reference against the bounds."""
        kind = type(value)
        bound = None
        if kind is str:
            bound = self._growth.add_text(value)
        elif kind is dict or kind is list:
            bound = self._growth.add_tree(value, holder)
        if bound is not None:
            raise self._beyond(bound, holder)

    def _cycle(self, start: KeyPath, end: KeyPath) -> ConfigError:
        from typedconf.interpolation.complaints import cycle  # noqa: PLC0415  only once something is wrong

        return cycle([path for path, _ in self._stack], start, end, self.root)

    def _written(self, holder: KeyPath) -> str | None:
        """The text of a node that is being evaluated."""
        return next((text for path, text in reversed(self._stack) if path == holder and text is not None), None)

    def _beyond(self, bound: str, holder: KeyPath) -> ConfigError:
        from typedconf.interpolation.complaints import beyond  # noqa: PLC0415  only once something is wrong

        return beyond(bound, holder, self.root)

    def _wrong(self, message: str, holder: KeyPath, suggestion: str | None = None) -> ConfigError:
        from typedconf.interpolation.complaints import wrong  # noqa: PLC0415  only once something is wrong

        return wrong(message, holder, self.root, self._written(holder), suggestion)


def split_dots(text: str) -> tuple[int, KeyPath]:
    """The number of leading dots of a path, and its keys."""
    bare = text.lstrip(".")
    return len(text) - len(bare), parse_path(bare)


def may_name_other(key: Key) -> bool:
    """Whether ``key`` could be the text of a key that is no text: of a number, a bool or null."""
    return type(key) is not str or key[:1] in _NUMBERS or key in {"null", "true", "false", "inf", "nan"}


def is_position(key: Key) -> bool:
    """Whether ``key`` could be a position in a list."""
    return type(key) is int or (isinstance(key, str) and key.strip().lstrip("+-").replace("_", "").isdecimal())
