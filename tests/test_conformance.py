"""The recorded results of the reference, each corpus by a process of its own, where the environment is clean."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RUNNER = Path(__file__).resolve().parent / "conformance" / "run.py"


@pytest.mark.parametrize("corpus", ["overrides", "interpolations", "yaml", "compose"])
def test_every_recorded_case_gives_the_recorded_result(corpus: str) -> None:
    """What the reference composes, parses or resolves comes out the same, case by case."""
    done = subprocess.run(
        [sys.executable, RUNNER, corpus],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counts = re.search(rf"^{corpus}: (\d+)/(\d+)$", done.stdout, re.MULTILINE)
    assert counts is not None
    assert counts[1] == counts[2] != "0"
