"""The example of a web service, run as its reader would run it, and asked over HTTP."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Variables: TypeAlias = Mapping[str, str]

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "service"
FREE = "server.port=0"  # any port, so that tests run beside each other
TOKEN = "only-for-development"  # noqa: S105  what the example has in its secrets folder
PASSWORD = "correct-horse-battery"  # noqa: S105  what no output may hold
NONE: Variables = MappingProxyType({})
LIMIT = 60  # seconds, for a process that never ends

MISTAKES = """\
error: 2 problems in the composed config

  server.port   not a whole number from 0 to 65535: 'x'
                override     server.port=x
                                         ^
                declared as  Server.port: Port

  db.pol        no such key in SQLite; did you mean pool?
                override     db.pol=3
                                ^^^
"""
JOB = """\
server:
  port: 8000
  pages:
  - path: /about
    text: An example of typedconf.
  - path: /
    text: Notes are kept here.
  token: ???
  host: '127.0.0.1'
  timeout: 5.0
  requests: null
db:
  host: localhost
  user: notes
  pool: 20
  password: ???
  port: 5432
cache:
  kind: redis
  url: redis://localhost:6379/0
  timeout: 5.0
name: notes
log: warning
"""


def started(*arguments: str, folder: Path = EXAMPLE, variables: Variables = NONE) -> subprocess.Popen[str]:
    """The process of ``python service.py ARGUMENTS``, with typedconf of this clone and these variables."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("NOTES_")}
    return subprocess.Popen(
        [sys.executable, str(folder / "service.py"), *arguments],
        cwd=ROOT,
        env=ours | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def run(*arguments: str, folder: Path = EXAMPLE, variables: Variables = NONE) -> tuple[int, str, str]:
    """The status and what is printed by a run that ends by itself."""
    with started(*arguments, folder=folder, variables=variables) as process:
        out, err = process.communicate(timeout=LIMIT)
    return process.returncode, out, err


@contextmanager
def serving(
    *arguments: str, requests: int = 1, folder: Path = EXAMPLE, variables: Variables = NONE
) -> Iterator[HTTPConnection]:
    """A connection to the service, which has to end by itself, and quietly, after so many requests."""
    with started(FREE, f"server.requests={requests}", *arguments, folder=folder, variables=variables) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            place = re.fullmatch(r"\w+ on http://(\S+):(\d+)\n", line)
            assert place is not None, line + process.communicate(timeout=LIMIT)[1]
            yield HTTPConnection(place[1], int(place[2]), timeout=LIMIT)
            assert process.communicate(timeout=LIMIT) == ("", "")
            assert process.returncode == 0
        finally:
            process.kill()


def ask(service: HTTPConnection, path: str, token: str | None = None) -> tuple[int, str]:
    """The status and the text that the service answers."""
    service.request("GET", path, headers={} if token is None else {"Authorization": f"Bearer {token}"})
    answer = service.getresponse()
    text = answer.read().decode()
    service.close()  # each request is a connection of its own
    return answer.status, text


def health(*arguments: str, folder: Path = EXAMPLE, variables: Variables = NONE) -> Any:
    """What the service depends on, as it says."""
    with serving(*arguments, folder=folder, variables=variables) as service:
        status, text = ask(service, "/health")
    assert status == HTTPStatus.OK
    return json.loads(text)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the example that a test may edit."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "service", ignore=shutil.ignore_patterns("__pycache__")))


def test_it_serves_by_its_files_alone() -> None:
    """The files are a complete config, and the page of the schema's default stands beside those of the file."""
    with serving(requests=4) as service:
        assert ask(service, "/") == (HTTPStatus.OK, "Notes are kept here.")
        assert ask(service, "/about") == (HTTPStatus.OK, "An example of typedconf.")
        assert ask(service, "/health")[0] == HTTPStatus.OK
        assert ask(service, "/nowhere") == (HTTPStatus.NOT_FOUND, "nothing at /nowhere")


@pytest.mark.parametrize(
    ("arguments", "variables", "database", "cache"),
    [
        pytest.param([], {}, "sqlite:notes.db", "1000 entries in memory", id="the files"),
        pytest.param(["db=memory", "cache=shared"], {}, "sqlite::memory:", "redis at cache.internal", id="the store"),
        pytest.param([], {"NOTES_DB__FILE": "n.db"}, "sqlite:n.db", "1000 entries in memory", id="a variable"),
        pytest.param(
            ["cache.entries=5"],
            {"NOTES_CACHE__ENTRIES": "7", "NOTES_DB": "memory"},
            "sqlite::memory:",
            "5 entries in memory",
            id="the command line above variables",
        ),
        pytest.param(
            ["db=postgres", "db.host=db1"],
            {"NOTES_DB__PASSWORD": PASSWORD},
            "postgresql://notes@db1:5432",
            "1000 entries in memory",
            id="a secret variable",
        ),
    ],
)
def test_where_settings_come_from(arguments: list[str], variables: dict[str, str], database: str, cache: str) -> None:
    """Options are files or the store's, variables stand above them, and the command line above these."""
    assert health(*arguments, variables=variables) == {"service": "notes", "database": database, "cache": cache}


def test_a_page_is_added_on_the_command_line() -> None:
    """Pages join by their path."""
    with serving("server.pages=append({path: /, text: Closed today})", requests=2) as service:
        assert ask(service, "/") == (HTTPStatus.OK, "Closed today")
        assert ask(service, "/about")[0] == HTTPStatus.OK


@pytest.mark.parametrize("variables", [{}, {"NOTES_SERVER__TOKEN": PASSWORD}], ids=["a file", "a variable"])
def test_a_secret_is_used_and_not_shown(variables: dict[str, str]) -> None:
    """The token of the secrets folder, or of the variable above it, opens the settings, which don't show it."""
    token = variables.get("NOTES_SERVER__TOKEN", TOKEN)
    with serving(requests=3, variables=variables) as service:
        assert ask(service, "/settings") == (HTTPStatus.UNAUTHORIZED, "the token, please")
        assert ask(service, "/settings", token + "x")[0] == HTTPStatus.UNAUTHORIZED
        status, text = ask(service, "/settings", token)
    assert status == HTTPStatus.OK
    assert "token: ???" in text
    assert token not in text


def test_a_secret_is_a_file(example: Path) -> None:
    """A file of the secrets folder sets its key, wrong or right, and is never printed."""
    (example / "secrets" / "db__password").write_text(PASSWORD + "\n", encoding="utf-8")
    assert health("db=postgres", folder=example)["database"] == "postgresql://notes@localhost:5432"
    for arguments in (["--cfg", "job", "--resolve"], ["db.password.x=1"], ["db.pool=0"], ["--help"]):
        _, out, err = run("db=postgres", *arguments, folder=example)
        assert PASSWORD not in out + err
        assert TOKEN not in out + err


def test_a_missing_secret_is_reported() -> None:
    """Without a password the option that needs one is refused, with what would set it."""
    status, out, err = run("db=postgres")
    assert (status, out) == (2, "")
    assert err.startswith("error: db.password: missing; set it with db.password=")


def test_mistakes_are_reported_together() -> None:
    """Both mistakes are told, with the class of the chosen option, and nothing is served."""
    assert run("server.port=x", "db.pol=3") == (2, "", MISTAKES)


@pytest.mark.parametrize(
    ("arguments", "variables", "said"),
    [
        (["log=loud"], {}, "not one of debug, info, warning, error: 'loud'"),
        (["db.pool=0"], {}, "db.pool: not a whole number from 1 to 100: 0"),
        (["cache.kind=disk"], {}, "cache.kind"),
        (["cache=redis", "cache.url=http://x"], {}, "cache.url"),
        (["server.pages=append({path: about, text: x})"], {}, "server.pages[2].path"),
        (["db=mysql"], {}, "postgres"),
        ([], {"NOTES_DB__POOL": "many"}, "variable     NOTES_DB__POOL"),
    ],
    ids=str,
)
def test_a_mistake_is_reported(arguments: list[str], variables: dict[str, str], said: str) -> None:
    """An enum, a bound, a tag, a URL, a list's item, an option and a variable: each is told with its key."""
    status, out, err = run(*arguments, variables=variables)
    assert (status, out) == (2, "")
    assert said in err


def test_a_misspelt_variable_is_told() -> None:
    """A variable that means nothing is a warning with the nearest name, and the service runs."""
    status, out, err = run("--cfg", "job", variables={"NOTES_SERVER__PROT": "1"})
    assert (status, out.startswith("server:\n")) == (0, True)
    assert "NOTES_SERVER__PROT" in err
    assert "NOTES_SERVER__PORT" in err


def test_the_composed_config_is_printed() -> None:
    """``--cfg job`` prints what the service would run with; secrets are masked."""
    chosen = ("db=postgres", "cache=redis", "--cfg", "job", "--resolve")
    assert run(*chosen, variables={"NOTES_DB__PASSWORD": PASSWORD}) == (0, JOB, "")
