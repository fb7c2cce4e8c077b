"""A language model of characters, small enough to read: how often each follows the ones before it."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

EDGE = "|"  # stands before a line and behind it


class LanguageModel(NamedTuple):
    """The counts of runs of characters, of the length that counts and one shorter."""

    order: int
    smoothing: float
    counts: dict[str, int]
    contexts: dict[str, int]

    def bits(self, lines: Iterable[str]) -> float:
        """How many bits a character of ``lines`` costs; the fewer, the better they are known."""
        letters = {run[-1] for run in self.counts}
        costs = [
            -math.log2(
                (self.counts.get(run, 0) + self.smoothing)
                / (self.contexts.get(run[:-1], 0) + self.smoothing * len(letters))
            )
            for run in runs(lines, self.order)
        ]
        return sum(costs) / len(costs)

    def save(self, file: Path) -> None:
        """Writes the model as JSON."""
        file.write_text(json.dumps(self._asdict()), encoding="utf-8")


def train(lines: Iterable[str], order: int, smoothing: float) -> LanguageModel:
    """Counts what follows what."""
    counts = Counter(runs(lines, order))
    contexts: Counter[str] = Counter()
    for run, count in counts.items():
        contexts[run[:-1]] += count
    return LanguageModel(order, smoothing, dict(counts), dict(contexts))


def read(file: Path) -> LanguageModel:
    """The model that was saved in ``file``."""
    return LanguageModel(**json.loads(file.read_text(encoding="utf-8")))


def runs(lines: Iterable[str], order: int) -> list[str]:
    """All runs of ``order`` characters, line by line."""
    edged = [EDGE * max(1, order - 1) + line + EDGE for line in lines]
    return [line[start : start + order] for line in edged for start in range(len(line) - order + 1)]
