"""What the type checkers make of ``tests/typing``, beyond what mypy and pyright say of the repository as it is."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
TYPING: Final = ROOT / "tests" / "typing"
IGNORE: Final = re.compile(r"  # type: ignore\[[a-z-]+\]$", re.MULTILINE)
ASIDE: Final = ("reportUnusedExpression", "reportUnknownMemberType")  # what a wrong use is besides

# As mypy.ini has it, but for Pydantic's plugin; and in what has a schema there is no Any.
WITHOUT_PLUGIN: Final = f"""
[mypy]
strict = True
python_version = 3.11
warn_unreachable = True
explicit_package_bases = True
mypy_path = {ROOT}

[mypy-*.public_api,*.codebase]
disallow_any_expr = True
"""

# Uses of the package, and what they come to: each names the class that governs, a file's value or the store's.
USES: Final = """
from tests.typing.codebase import *
app = loaded(Path("tests/typing/schemas/conf/config.yaml"))
print(app.name, type(app.server).__name__, of_models(app.server))
print(type(app.data).__name__, of_records(app.data, app.window))
print(of_mappings(app.labels), of_targets(app), of_generics(app.rates, Retries(parts={})))
print(of_unions(app.cache, app.steps.root[0]), of_merging(app.site), app.site.title)
print(served("name=y", "server=local", "server.port=1"), answered(Path("tests/typing/schemas/conf")))
"""
USED: Final = [
    "x Tls localhost:80",
    "Images 160",
    "[] 4 1.0",
    "localhost ['new', 'localhost'] Shop",
    "{'y': 1} []",
]


def checked(*arguments: object) -> subprocess.CompletedProcess[str]:
    """What a type checker says, run as a module of this Python."""
    command = [sys.executable, "-m", *map(str, arguments)]
    environment = {**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}  # of newer versions, amid the JSON
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_mypy_needs_no_plugin(tmp_path: Path) -> None:
    """Everything is known, and every wrong use refused, without Pydantic's plugin too."""
    config = tmp_path / "mypy.ini"
    config.write_text(WITHOUT_PLUGIN, encoding="utf-8")
    done = checked("mypy", "--config-file", config, "--cache-dir", tmp_path / "cache", TYPING)
    assert (done.stdout.splitlines()[-1][:7], done.returncode) == ("Success", 0), done.stdout + done.stderr


@pytest.mark.parametrize("name", ["wrong_uses.py", "codebase_wrong_uses.py"])
def test_pyright_refuses_every_wrong_use(tmp_path: Path, name: str) -> None:
    """Each line that mypy is told to ignore is an error to pyright as well, and no other line is."""
    source = (TYPING / name).read_text(encoding="utf-8")
    marked = {number for number, line in enumerate(source.splitlines(), 1) if IGNORE.search(line)}
    copy = tmp_path / name
    copy.write_text(IGNORE.sub("", source), encoding="utf-8")
    settings = {"include": [str(copy)], "extraPaths": [str(ROOT)], "pythonVersion": "3.11", "strict": [str(copy)]}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = checked("pyright", "--outputjson", "--project", tmp_path, "--pythonpath", sys.executable)
    problems = json.loads(done.stdout)["generalDiagnostics"]
    found = {problem["range"]["start"]["line"] + 1 for problem in problems if problem.get("rule") not in ASIDE}
    assert found == marked


def test_what_is_checked_is_what_works() -> None:
    """The schemas that the checkers know compose with files and the store, and every use of them runs."""
    done = subprocess.run([sys.executable, "-c", USES], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout.splitlines()) == ("", USED)
