"""Facts: all that resolution sees of the outside, held still."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_NOTHING: Final[Mapping[str, Any]] = {}


class Facts:
    """One moment of the outside: time, environment, working folder, job and runtime. Never changes once made.

    ``job`` and ``runtime`` are laid over ``hydra.job`` and ``hydra.runtime`` where ``${hydra:…}`` reads them.
    """

    __slots__ = ("_environment", "_now", "cwd", "job", "runtime")

    def __init__(
        self,
        *,
        now: datetime | float,
        environment: Mapping[str, str] | None,
        cwd: str,
        job: Mapping[str, Any] = _NOTHING,
        runtime: Mapping[str, Any] = _NOTHING,
    ) -> None:
        """``now`` may be in seconds since 1970; without ``environment``, the process's own is copied on first use."""
        self._now = now
        self._environment = environment
        self.cwd: Final = cwd
        self.job: Final = job
        self.runtime: Final = runtime

    @classmethod
    def capture(cls) -> Facts:
        """The facts of this moment; nothing is copied before somebody asks for it."""
        import os  # noqa: PLC0415  with time, all that this module ever needs of the outside
        import time  # noqa: PLC0415

        try:
            cwd = os.getcwd()
        except OSError:  # the folder was deleted under the process
            cwd = ""
        return cls(now=time.time(), environment=None, cwd=cwd)

    @property
    def now(self) -> datetime:
        """The moment, in local time; the same for every ``${now:…}``."""
        if isinstance(self._now, float | int):
            from datetime import datetime  # noqa: PLC0415  few trees ask for the time

            self._now = datetime.fromtimestamp(self._now)  # noqa: DTZ006  local time, as the reference's
        return self._now

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment variables."""
        if self._environment is None:
            import os  # noqa: PLC0415

            self._environment = dict(os.environ)
        return self._environment

    def replace(self, **changes: Any) -> Facts:
        """The same facts but for the ``changes``, by name."""
        now: dict[str, Any] = {
            "now": self._now,
            "environment": self._environment,
            "cwd": self.cwd,
            "job": self.job,
            "runtime": self.runtime,
        }
        return Facts(**{**now, **changes})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Facts):
            return NotImplemented
        return self._as_values() == other._as_values()

    __hash__ = None  # type: ignore[assignment]  # mappings have none

    def __reduce__(self) -> tuple[Any, ...]:
        return _facts, self._as_values()

    def _as_values(self) -> tuple[Any, ...]:
        return self.now, dict(self.environment), self.cwd, dict(self.job), dict(self.runtime)


def _facts(now: datetime, environment: dict[str, str], cwd: str, job: dict[str, Any], runtime: dict[str, Any]) -> Facts:
    return Facts(now=now, environment=environment, cwd=cwd, job=job, runtime=runtime)
