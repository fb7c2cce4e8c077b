"""Where a node stands: what a built object's error, its trust and its sharing ask of the composition it came from.

A view knows its place. A validated model or dataclass does not, so it is given one, beside the special keys that were
taken out of its node; both lie among its attributes, where equality, dumps and printing don't look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typedconf.errors import ConfigError
from typedconf.trees import format_path

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from typing import Protocol

    from typedconf.errors import Origin
    from typedconf.interpolation.resolution import Resolution
    from typedconf.targets.policy import Policy
    from typedconf.trees import KeyPath

    class Doubt(Protocol):
        """Why a text is not trusted, as ``trust`` says it."""

        @property
        def origin(self) -> Origin | None:
            """Where that was written."""
            ...

        @property
        def reason(self) -> str:
            """The end of a sentence that says why."""
            ...


_SPECIAL: Final = "__typedconf_special_keys__"
_STANDING: Final = "__typedconf_standing__"


class Standing:
    """A path in a resolution, which ``find`` gives when something is asked.

    ``expected`` is the path of the class that the annotation there has in brackets, None where it has none.
    """

    __slots__ = ("_find", "expected", "path")

    def __init__(self, find: Callable[[], Resolution], path: KeyPath, expected: str | None = None) -> None:
        self._find: Final = find
        self.path: Final = path
        self.expected: Final = expected

    @property
    def key(self) -> str:
        """The path as a key is written."""
        return format_path(self.path, self._find().root)

    @property
    def identity(self) -> Hashable:
        """What is equal for all who refer to the same node: where that really stands."""
        resolution = self._find()
        try:
            return id(resolution), getattr(resolution.follow(self.path), "path", self.path)
        except ConfigError:  # the schema made another shape of the tree
            return id(resolution), self.path

    @property
    def policy(self) -> Policy | None:
        """What the program permits for everything that it composes."""
        return getattr(self._find(), "policy", None)

    @property
    def is_judged(self) -> bool:
        """Whether it is known who wrote the texts there."""
        return getattr(self._find(), "trust", None) is not None

    def origin(self, *below: Any) -> Origin | None:
        """Where the value under these keys was written, as far as that is known."""
        ask = getattr(self._find(), "origin", None)
        return None if ask is None else ask((*self.path, *below))

    def trusts(self, *below: Any) -> bool:
        """Whether the text under these keys was written by somebody who may name code."""
        trust = getattr(self._find(), "trust", None)
        return trust is not None and bool(trust.at((*self.path, *below)))

    def doubt(self, *below: Any) -> Doubt | None:
        """Who wrote the text under these keys, where it isn't trusted and that is known."""
        trust = getattr(self._find(), "trust", None)
        return None if trust is None else trust.why((*self.path, *below))

    def has(self, *below: Any) -> bool:
        """Whether the tree, with its defaults, has something under these keys."""
        try:
            self._find().follow((*self.path, *below))
        except ConfigError:
            return False
        return True

    def says(self, text: str, *below: Any) -> bool:
        """Whether the tree has this very text under these keys: a validator may have moved another one here."""
        try:
            found = self._find().follow((*self.path, *below))
        except ConfigError:
            return False
        return bool(getattr(found, "node", found) == text)

    def __deepcopy__(self, memo: object) -> Standing:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # A model travels without what it was composed from, which may be large, and may not pickle.
        facts = self.expected, self.key, self.origin("_target_") or self.origin(), self.policy, self._trusted_target()
        return Departed, (self.path, _shared_identity(self.identity), *facts)

    def _trusted_target(self) -> str | None:
        """The text of the target, where it is trusted."""
        if not self.trusts("_target_"):
            return None
        try:
            found = self._find().follow((*self.path, "_target_"))
        except ConfigError:
            return None
        text = getattr(found, "node", found)
        return text if isinstance(text, str) else None


class Departed:
    """The same for a node that has left the process: what its composition said of it."""

    __slots__ = ("_origin", "_target", "expected", "identity", "key", "path", "policy")

    def __init__(  # noqa: PLR0917  made by pickle alone
        self,
        path: KeyPath,
        identity: Hashable,
        expected: str | None,
        key: str,
        origin: Origin | None,
        policy: Policy | None,
        target: str | None,
    ) -> None:
        self.path: Final = path
        self.identity: Final = identity
        self.expected: Final = expected
        self.key: Final = key
        self.policy: Final = policy
        self._origin: Final = origin
        self._target: Final = target  # the text of the target, where it is trusted

    @property
    def is_judged(self) -> bool:
        """Whether it was known who wrote the target."""
        return True

    def origin(self, *below: Any) -> Origin | None:  # noqa: ARG002  the node's own stands for all below
        """Where the node's target was written."""
        return self._origin

    def trusts(self, *below: Any) -> bool:
        """Whether the target was written by somebody who may name code; of all else below, nothing is known."""
        return below == ("_target_",) and self._target is not None

    def says(self, text: str, *below: Any) -> bool:
        """Whether that is the target's text."""
        return below == ("_target_",) and self._target == text

    def doubt(self, *below: Any) -> Doubt | None:  # noqa: ARG002  nothing is left of it
        """Nobody, by now."""
        return None

    def __reduce__(self) -> tuple[Any, ...]:
        return Departed, (
            *(self.path, self.identity, self.expected, self.key),
            *(self._origin, self.policy, self._target),
        )


def _shared_identity(identity: Any) -> Hashable:
    """An identity for another process, where the number of a resolution might be that of another."""
    number, path = identity
    return f"departed {number}", path


# -- what an object remembers -----------------------------------------------------------------------------------


class SpecialKeys(dict[str, Any]):
    """Special keys as they are kept, which no tree could write: an open dataclass has its extra keys as attributes."""

    __slots__ = ()


def keep_special_keys(made: Any, special: Mapping[str, Any]) -> None:
    """Leaves with a validated object the special keys of its node."""
    attributes = getattr(made, "__dict__", None)
    if attributes is not None and special:
        attributes[_SPECIAL] = SpecialKeys(special)


def special_keys_of(made: Any) -> Mapping[str, Any]:
    """The special keys that its node had beside its fields."""
    kept = getattr(made, "__dict__", {}).get(_SPECIAL)
    return kept if type(kept) is SpecialKeys else {}


def keep_standing(made: Any, standing: Standing) -> None:
    """Leaves with a validated object where it stands."""
    attributes = getattr(made, "__dict__", None)
    if attributes is not None:
        attributes[_STANDING] = standing


def standing_of(made: Any) -> Standing | Departed | None:
    """Where a validated object stands; None for one that the program made itself."""
    standing = getattr(made, "__dict__", {}).get(_STANDING)
    return standing if isinstance(standing, (Standing, Departed)) else None
