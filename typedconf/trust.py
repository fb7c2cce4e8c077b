"""Trust: whether what a composition has at a key was written by somebody who may name code. A query, asked of targets.

The program's files, its store and its schemas may; overrides, variables, secrets and files in places that an override
has chosen may not. A literal text is as good as the stage that wrote it. A reference that is a whole value chooses
among what is written, so that only what it leads to counts; what an interpolation makes (a text around it, a call) is
as good as the interpolation itself and everything that it has read. What neither says is not trusted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from typedconf.errors import ConfigError, Problem
from typedconf.interpolation.answers import Located
from typedconf.interpolation.evaluation import split_dots
from typedconf.interpolation.templates import Call, Reference, Template, parse_template
from typedconf.layers import Layer
from typedconf.provenance import origin_in
from typedconf.trees import ABSENT, NO_RULES, Operator, find, format_key, is_missing, list_index, real_key, same

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from typedconf.errors import Origin
    from typedconf.interpolation.resolution import Resolution
    from typedconf.provenance import Provenance, Stage
    from typedconf.trees import Key, KeyPath, Tree

# The resolvers whose result is as good as what they are given and what they read. The version of Python is nobody's
# to choose; all others bring something from outside of the composition.
PASSING_ON: Final = frozenset(
    {
        "oc.coerce",
        "oc.create",
        "oc.decode",
        "oc.deprecated",
        "oc.dict.keys",
        "oc.dict.values",
        "oc.select",
        "python_version",
    }
)
_WRITERS: Final[Mapping[str, str]] = {
    "override": "an override",
    "option": "an option",
    "environment": "an environment variable",
    "dotenv": "a dotenv file",
    "secret": "a secrets folder",
}


class Doubt(NamedTuple):
    """Why something is not trusted: who wrote it, and where; or what has a part in it, ``is_part``."""

    who: str
    origin: Origin | None = None
    excerpt: str | None = None
    is_part: bool = False

    @property
    def reason(self) -> str:
        """The end of a sentence that says why."""
        return f"{self.who} {'has a part in it' if self.is_part else 'names it'}"


_UNKNOWN: Final = Doubt("something unknown")


class Trust:
    """Answers for one composition and the resolution of its tree. Travels with it: it pickles, and holds no more."""

    __slots__ = ("_answers", "_last_reads", "_own", "_provenance", "_reads", "_root", "_runs", "_tainted")

    def __init__(self, provenance: Provenance, resolution: Resolution) -> None:
        self._provenance: Final = provenance
        self._root: Final = resolution.root
        self._own: Final = frozenset(resolution.resolvers)
        # Not the resolution, which holds this; the very objects in which it keeps what was read.
        self._answers: Final = resolution._answers  # noqa: SLF001
        self._reads: Final = resolution._reads  # noqa: SLF001
        self._runs: Final = resolution._runs  # noqa: SLF001
        self._tainted: _Taints | None = None

    def at(self, path: KeyPath) -> bool:
        """Whether the value at ``path``, or everything below it, was written by somebody who may name code."""
        return self.why(path) is None

    def why(self, path: KeyPath) -> Doubt | None:
        """Why the value at ``path`` is not trusted; None where it is."""
        try:
            return self._judge(path, {})
        except (ConfigError, RecursionError):  # what cannot be understood is not trusted
            return _UNKNOWN

    # -- one value --

    def _judge(self, path: KeyPath, known: dict[KeyPath, Doubt | None]) -> Doubt | None:
        """The doubt about ``path``; ``known`` has those that were asked before, of a cycle's start that it has none."""
        asked = path
        if path in known:
            return known[path]
        known[asked] = None
        while True:
            where, node, rest = self._trace(path)
            inner = self._inner(where, path) if rest else None
            if inner is not None:  # a reference in what a call has made: it chooses as any other
                path = inner
                continue
            if not _is_live(node):
                doubt = _UNKNOWN if rest or node is ABSENT else self._written(where, node, known)
                break
            template = parse_template(node)
            if isinstance(template, str):
                doubt = _UNKNOWN if rest else self._author(where, node)
                break
            chosen = self._chosen(template, where)
            if chosen is None:
                doubt = self._made(where, node, template, path, known)
                break
            path = (*chosen, *rest)
            if path in known:
                doubt = known[path]
                break
            known[path] = None
        known[asked] = known[path] = doubt
        return doubt

    def _inner(self, where: KeyPath, path: KeyPath) -> KeyPath | None:
        """Where ``path`` really leads, by a reference that stands in what the interpolation at ``where`` made."""
        for length in range(len(path), len(where), -1):
            answer = self._answers.get(path[:length])
            if isinstance(answer, Located) and answer.path[:length] != path[:length]:
                return (*answer.path, *path[length:])
        return None

    def _trace(self, path: KeyPath) -> tuple[KeyPath, Tree, KeyPath]:
        """Where ``path`` leads in the tree, to the first interpolated text on the way, and the keys that are left."""
        node = self._root
        where: KeyPath = ()
        for depth, name in enumerate(path):
            key: Key = ABSENT
            if isinstance(node, dict):
                key = real_key(node, name)
                rules = self._provenance._rules  # noqa: SLF001
                if key is ABSENT and rules is not NO_RULES:
                    spelled = rules.canonical((*where, name))[-1]
                    key = spelled if spelled in node else ABSENT
            elif isinstance(node, list):
                index = list_index(node, name)
                key = ABSENT if index is None else index
            if key is ABSENT:
                return where, ABSENT, path[depth:]
            where = (*where, key)
            node = node[key]
            if _is_live(node):
                return where, node, path[depth + 1 :]
        return where, node, ()

    def _written(self, where: KeyPath, node: Tree, known: dict[KeyPath, Doubt | None]) -> Doubt | None:
        """The doubt about what stands at ``where`` as it is: of a container, about any key or value in it."""
        if not isinstance(node, (dict, list)):
            return self._author(where, node)
        for key in node:
            if isinstance(node, list):
                break
            doubt = self._taints.of_key(key)
            if doubt is not None:
                return doubt
        keys = node if isinstance(node, dict) else range(len(node))
        return next(filter(None, (self._judge((*where, key), known) for key in keys)), None)

    # -- interpolations --

    def _chosen(self, template: Template, holder: KeyPath) -> KeyPath | None:
        """The path of which the value is, where the template says nothing else; None where it makes something."""
        if not template.whole:
            return None
        answer = self._answers.get(holder)
        if isinstance(answer, Located) and answer.path[: len(holder)] != holder:
            return answer.path
        part = template.parts[0]
        if isinstance(part, Reference):
            path = self._path_of(part, holder)
            return self._last_read(holder) if path is None else path
        if not isinstance(part, Call) or not self._only_chooses(part):
            return None
        text = part.arguments[0]
        text = self._text_of(text, holder) if isinstance(text, Template) else text
        return _from(holder, *split_dots(text)) if isinstance(text, str) else None

    def _only_chooses(self, call: Call) -> bool:
        """Whether it gives what stands at a key, or nothing: a default would be somebody's own word."""
        name = ".".join(part for part in call.name if isinstance(part, str))
        count = len(call.arguments)
        return name not in self._own and (
            (name == "oc.select" and count == 1) or (name == "oc.deprecated" and count in {1, 2})
        )

    def _made(
        self, where: KeyPath, text: str, template: Template, path: KeyPath, known: dict[KeyPath, Doubt | None]
    ) -> Doubt | None:
        """The doubt about what the interpolation at ``where`` makes, of which ``path`` is a part."""
        doubt = self._author(where, text)
        if doubt is not None:
            return doubt
        paths: list[KeyPath | None] = []
        if len(path) == len(where):  # not in what a call has made, which may hold interpolations of its own
            paths = [
                self._path_of(part, where) if isinstance(part, Reference) else None
                for part in template.parts
                if not isinstance(part, str)
            ]
        if not paths or None in paths:
            holders = {path[:length] for length in range(len(where), len(path) + 1)} | {where}
            doubt = self._run_by(holders, where)
            if doubt is not None:
                return doubt
            paths = [read for holder, read in self._reads if holder in holders]
            if not paths and not any(holder in holders for holder, _ in self._runs):
                return _UNKNOWN  # nobody has evaluated it yet
        doubt = next(filter(None, (self._judge(read, known) for read in paths if read is not None)), None)
        return None if doubt is None else doubt._replace(is_part=True)

    def _run_by(self, holders: set[KeyPath], where: KeyPath) -> Doubt | None:
        """The doubt about the resolvers that ``holders`` have called."""
        for holder, name in self._runs:
            if holder in holders and (name in self._own or name not in PASSING_ON):
                place = self._provenance.place(Problem(""), where)
                return Doubt(f"the resolver {name}", place.origin, place.excerpt, is_part=True)
        return None

    def _path_of(self, reference: Reference, holder: KeyPath) -> KeyPath | None:
        """The path that ``reference`` names; None where a call has a part in it."""
        keys: list[str] = []
        for key in reference.keys:
            text = key if isinstance(key, str) else self._text_of(key, holder)
            if text is None:
                return None
            keys.append(text)
        if all(isinstance(key, str) for key in reference.keys):
            return _from(holder, reference.dots, tuple(keys))
        return _from(holder, *split_dots("." * reference.dots + ".".join(keys)))

    def _text_of(self, template: Template, holder: KeyPath) -> str | None:
        """The text that a template of references gives, as it was evaluated; None where it calls something."""
        texts: list[str] = []
        for part in template.parts:
            if isinstance(part, str):
                texts.append(part)
                continue
            path = self._path_of(part, holder) if isinstance(part, Reference) else None
            if path is None:
                return None
            where, node, rest = self._trace(path)
            if _is_live(node):
                answer = self._answers.get(where, ABSENT)
                node = answer.node if isinstance(answer, Located) else answer
            if rest or isinstance(node, (dict, list)) or not isinstance(node, (str, int)):
                return None
            texts.append(str(node))
        return "".join(texts)

    def _last_read(self, holder: KeyPath) -> KeyPath | None:
        """What ``holder`` has read last: of a reference, what it led to."""
        return next((read for node, read in reversed(self._reads) if node == holder), None)

    # -- stages --

    @property
    def _taints(self) -> _Taints:
        if self._tainted is None:
            self._tainted = _Taints(self._provenance._stages)  # noqa: SLF001
        return self._tainted

    def _author(self, where: KeyPath, value: Any) -> Doubt | None:
        """The doubt about who wrote the leaf ``value``, which stands at ``where``.

        Nothing is written but what a stage says: what no stage that is in doubt says anywhere is beyond doubt, and
        only for the rest all stages must be applied once more.
        """
        doubtful = self._taints.saying(value)
        if not doubtful:
            return None
        if where[:1] == ("hydra",):
            return _doubt_of(doubtful[0], where)  # run settings, which snapshots leave out
        stages = self._provenance._stages  # noqa: SLF001
        snapshots = self._provenance.snapshots()
        there = find(snapshots[-1], where)
        if there is ABSENT or is_missing(there):
            return None  # no stage wrote it, but the schema: it is a default
        for number in reversed(range(len(stages))):
            if same(find(snapshots[number], where), value):
                continue
            stage = stages[number]
            if is_trusted(stage) and _says(stage, where, value):
                return None
            return _doubt_of(stage if not is_trusted(stage) else doubtful[0], where)
        return None


class _Taints:
    """What the stages that are in doubt say, wherever they say it: leaves and keys, and who says each."""

    __slots__ = ("_keys", "_leaves")

    def __init__(self, stages: tuple[Stage, ...]) -> None:
        self._leaves: Final[dict[Any, list[Stage]]] = {}
        self._keys: Final[dict[str, Stage]] = {}
        for stage in stages:
            if not is_trusted(stage):
                for key in stage.package if isinstance(stage, Layer) else stage.path:
                    self._keys[format_key(key)] = stage
                self._take(stage, stage.tree if isinstance(stage, Layer) else stage.value)

    def _take(self, stage: Stage, tree: Tree) -> None:
        for is_key, said in _said(tree):
            if is_key:
                self._keys[format_key(said)] = stage
            else:
                self._leaves.setdefault(_mark(said), []).append(stage)

    def saying(self, value: Any) -> list[Stage]:
        """The stages that have the leaf ``value`` anywhere."""
        return self._leaves.get(_mark(value), [])

    def of_key(self, key: Key) -> Doubt | None:
        """The doubt about a key that any of the stages names."""
        stage = self._keys.get(format_key(key))
        return None if stage is None else _doubt_of(stage, stage.package if isinstance(stage, Layer) else stage.path)


def is_trusted(stage: Stage) -> bool:
    """Whether what ``stage`` says is the program's own word: no override and no variable is."""
    return isinstance(stage, Layer) and stage.trusted


def calls_outside(resolution: Resolution) -> bool:
    """Whether anything that was evaluated so far has called a resolver that brings something from outside."""
    return any(name in resolution.resolvers or name not in PASSING_ON for _, name in resolution._runs)  # noqa: SLF001


def _doubt_of(stage: Stage, path: KeyPath) -> Doubt:
    """The doubt about what ``stage`` has at ``path``."""
    origin = origin_in(stage, path)
    if isinstance(stage, Layer):
        return Doubt("a file in a place that the program did not choose", origin, stage.document.excerpt(origin))
    if stage.document is not None:
        return Doubt("a file that an override reads", origin, stage.document.excerpt(origin))
    return Doubt(_WRITERS.get(origin.kind, "an override"), origin)


def _says(stage: Stage, where: KeyPath, value: Any) -> bool:
    """Whether ``stage`` has ``value`` at ``where``; with merge operators in it, anywhere."""
    if not isinstance(stage, Layer):
        return False
    if stage.has_operators:
        return any(not is_key and same(said, value) for is_key, said in _said(stage.tree))
    return same(find(stage.tree, where[len(stage.package) :]), value)


def _said(tree: Tree) -> Iterator[tuple[bool, Any]]:
    """All keys, marked so, and all leaves of a tree, those of operators in it too."""
    if isinstance(tree, Operator):
        yield from _said(tree.value)
    elif isinstance(tree, dict):
        for key, child in tree.items():
            yield True, key
            yield from _said(child)
    elif isinstance(tree, (list, tuple)):
        for child in tree:
            yield from _said(child)
    else:
        yield False, tree


def _mark(value: Any) -> Any:
    """What is equal for leaves that a text could be made of alike: 1, 1.0 and true are three."""
    return (
        value if isinstance(value, str) else (type(value), str(value)) if isinstance(value, _SCALARS) else type(value)
    )


_SCALARS: Final = (int, float, bytes, type(None))


def _is_live(node: Tree) -> bool:
    return isinstance(node, str) and "${" in node


def _from(holder: KeyPath, dots: int, keys: KeyPath) -> KeyPath | None:
    """The path that ``keys`` are from the node ``holder``; None where there are more dots than containers."""
    if dots > len(holder):
        return None
    return holder[:-dots] + keys if dots else keys
