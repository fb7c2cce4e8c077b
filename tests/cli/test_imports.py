"""What each command line loads: of the package what a table names, and nothing heavy from outside but what it needs.

A process runs for each, and leaves the names of all modules that it has at its exit.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

import typedconf
from tests.cli.conftest import environment
from typedconf.cli.completion import shells

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Done

RECORDING: Final = """\
import atexit, os, sys
atexit.register(lambda: open(os.environ["LOADED"], "w").write("\\n".join(sys.modules)))
"""
MODELS: Final = """\
from pydantic import BaseModel, Field, PositiveFloat


class Db(BaseModel):
    host: str
    port: int = Field(default=1, description="The port to connect to.")


class App(BaseModel):
    lr: PositiveFloat
    name: str
    db: Db
"""
TASK: Final = """\
import typedconf as tc


@tc.main(config_path="conf", config_name="config")
def main(cfg: {schema}) -> None:
    \"\"\"Does nothing.\"\"\"


if __name__ == "__main__":
    main()
"""
SCRIPTS: Final = {
    "models.py": RECORDING + MODELS,
    "train.py": RECORDING + MODELS + TASK.format(schema="App"),
    "untyped.py": RECORDING + TASK.format(schema="tc.Config"),
}


def modules(text: str) -> frozenset[str]:
    """Names of modules of the package; those in a line that begins with ``room:`` stand in that room."""
    names: set[str] = set()
    for line in text.splitlines():
        room, colon, below = line.strip().rpartition(":")
        names.update([room] if colon else [], (f"{room}.{name}" if colon else name for name in below.split()))
    return frozenset(names)


# What takes time to load, and is not for every run. Pydantic brings some of it along, whoever uses it.
HEAVY: Final = modules("""
    argparse ast asyncio concurrent.futures dataclasses decimal difflib email importlib.metadata importlib.resources
    inspect json locale logging multiprocessing pathlib pydantic pydantic.json_schema random rich shutil socket
    subprocess tempfile textwrap threading tokenize tomllib typer unittest uuid yaml zipfile
""")
# What a program loads that reads a command line.
PROGRAM: Final = modules("""
    config errors objects process program rendering scanning task trees values
    interpolation: answers evaluation facts growth resolution resolvers templates
""")
COMPOSING: Final = modules("""
    assembly composer composition layers merging opening provenance settings
    defaults: complaints entries expansion keeping placing selection
    documents: construction document events headers lines parsing scalars tags
    interpolation: memo
    overrides: override parsing
    schema: schemas
    sources: folder hydra_tree package search_path
""")
# An override of a value.
EDITING: Final = COMPOSING | modules("editing")
# What a schema says of the keys, as it is asked while composing.
KEYS: Final = COMPOSING | modules("""
    normalizing targets
    schema: annotations classes conversion defaults merge_rules references rules texts
""")
# The schema that Pydantic is given, and the value that it makes.
DERIVING: Final = modules("""
    schema.derived: derivation forms special_keys
""")
VALIDATING: Final = (
    KEYS
    | DERIVING
    | modules("""
    checking validation
    schema: deprecation
""")
)
# What keeps secrets out of whatever is printed.
MASKING: Final = modules("""
    schema: masking secret_names
""")
FLAGS: Final = modules("cli: answers flags words")
PRINTING: Final = FLAGS | modules("""
    reports
    cli: printing
""")
# Everything that a schema says of a field, and the options made of it.
OPTIONS: Final = KEYS | modules("""
    reports
    cli.options: groups listing
    overrides: keys printing
    schema: constraints description documentation notation option_names words
""")
READING_OPTIONS: Final = OPTIONS | modules("""
    cli.options: composing names values reading strangers
    defaults: landing
    overrides: calls literals reading
    schema: raw_texts
""")
HELP: Final = (
    PRINTING
    | OPTIONS
    | DERIVING
    | modules("cli: columns\ncli.help: showing layout node_documents sections\ncli.options: texts")
)
HIGHLIGHTING: Final = modules("cli: highlighting")
TERMINAL_HELP: Final = HELP | HIGHLIGHTING | modules("cli.help: typer_help terminal")
EXPLAINING: Final = (
    PRINTING
    | VALIDATING
    | modules("""
    explanation
    cli: annotating explaining
    documents: places yaml_index
    overrides: printing
""")
)
CHECKING: Final = (
    PRINTING
    | VALIDATING
    | modules("""
    explanation target_checks
    cli: checks
    schema: constraints faults notation words
    schema.faults: finder kinds nearest rejections setters showing
    targets: bases brackets docstrings locating parameters policy signatures standing
""")
)
INFO: Final = PRINTING | modules("""
    cli: columns info
    cli.options: groups
    cli.info: asked shown
    schema: annotations classes constraints notation words
""")
TRACING: Final = modules("""
    defaults: tracing
    documents: places yaml_index
""")
TYPES: Final = modules("""
    cli.info: composed
    schema: documentation json_forms json_schema
""")
JSON: Final = modules("cli: machine")
CONFIG_TEXT: Final = modules("cli: config_text")


class Case(NamedTuple):
    """A command line, what its process may load of the package beside ``PROGRAM``, and what of ``HEAVY``."""

    words: str
    own: frozenset[str]
    heavy: str = ""


# With a schema; what Pydantic loads for its models is not counted.
TYPED: Final = (
    Case("", VALIDATING),
    Case("lr=1 db=sqlite", VALIDATING | EDITING),
    Case("--lr 1", FLAGS | READING_OPTIONS | VALIDATING | MASKING | EDITING),
    Case("--run lr=1", FLAGS | READING_OPTIONS | VALIDATING | MASKING | EDITING),
    Case("--help", HELP | MASKING),
    Case("--help db", HELP | MASKING),
    Case("--help lr", HELP | MASKING | TRACING | modules("explanation validation\ncli.help: key_page")),
    Case("--help --json", HELP | MASKING | JSON | modules("cli.options: data"), "json"),
    Case("--version", PRINTING | modules("cli: versions")),
    Case("--version --json", PRINTING | JSON | modules("cli: versions"), "json"),
    Case(
        "--show-completion bash",
        PRINTING
        | modules("""
            cli: completion
            cli.completion: completer installing shells writing
            cli.completion.completer: index_file
        """),
    ),
    Case("--cfg job", PRINTING | VALIDATING | MASKING | CONFIG_TEXT),
    Case("--cfg all --resolve", PRINTING | VALIDATING | MASKING | CONFIG_TEXT | modules("interpolation: complaints")),
    Case("--cfg job --json", PRINTING | VALIDATING | MASKING | CONFIG_TEXT | JSON, "json"),
    Case("--info config", INFO | VALIDATING | MASKING | CONFIG_TEXT | modules("cli.info: composed")),
    Case("--info defaults", INFO | KEYS | TRACING | modules("cli.info: defaults")),
    Case("--info defaults-tree", INFO | KEYS | TRACING | modules("cli.info: defaults")),
    Case("--info groups", INFO | KEYS | modules("cli.info: groups\nschema: documentation")),
    Case(
        "--info options",
        INFO
        | OPTIONS
        | MASKING
        | modules("""
            cli.help: layout node_documents sections
    cli.options: data texts
            cli.info: options
        """),
    ),
    Case("--info types", INFO | KEYS | DERIVING | CONFIG_TEXT | JSON | TYPES, "json"),
    Case("--info searchpath", INFO | KEYS | modules("cli.info: places\nsources: plugins schemes\nstore")),
    Case("--info aliases", INFO | KEYS | modules("cli.info: aliases\nschema: secret_names")),
    Case("--explain lr", EXPLAINING | MASKING),
    Case("--explain", EXPLAINING | MASKING),
    Case("--explain lr --json", EXPLAINING | MASKING | JSON, "json"),
    Case("--check", CHECKING | MASKING),
    Case("--check --json", CHECKING | MASKING | JSON, "json"),
)
# Without a schema, so without Pydantic.
UNTYPED: Final = (
    Case("", COMPOSING),
    Case("lr=1 db=sqlite", EDITING),
    Case("--lr 1", FLAGS | READING_OPTIONS | EDITING, "ast inspect tokenize"),
    Case("--help", HELP, "ast inspect shutil tokenize"),
    Case("--cfg job", PRINTING | COMPOSING | CONFIG_TEXT),
    Case("--cfg job --json", PRINTING | COMPOSING | CONFIG_TEXT | JSON, "json"),
    Case("--explain lr", EXPLAINING, "ast inspect tokenize"),
)
# With a schema, on a terminal of so many columns; Rich and Typer bring along what they like.
ON_TERMINAL: Final = (
    (120, Case("lr=1", VALIDATING | EDITING)),
    (120, Case("--help", TERMINAL_HELP | MASKING, "rich typer")),
    (60, Case("--help", TERMINAL_HELP | MASKING, "rich")),
    (120, Case("--cfg job", PRINTING | VALIDATING | MASKING | CONFIG_TEXT | HIGHLIGHTING, "rich")),
)
# What tells whether the index of a program is current.
INDEX: Final = FLAGS | modules("""
    cli: completion
    cli.completion: completer index
    cli.completion.completer: index_file
""")
# What a Tab loads beside the interpreter: Python's os, and its JSON without the part that is slow to load.
TAB: Final = modules("""
    __future__ _collections_abc _json _stat completer genericpath os posixpath stat
    completer: answering bash_words completing config documents index_file keys line programs values
""")


@pytest.fixture
def scripts(folder: Path) -> Path:
    """A folder with the programs and their configs."""
    for name, text in SCRIPTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The modules that the models of the typed program load by themselves."""
    folder = tmp_path_factory.mktemp("models")
    (folder / "models.py").write_text(SCRIPTS["models.py"], encoding="utf-8")
    subprocess.run([sys.executable, "models.py"], cwd=folder, env=environment(**recording(folder)), check=True)
    return names_in(folder)


def loaded(start: Callable[..., Done], folder: Path, script: str, words: str = "") -> frozenset[str]:
    """The modules of a process that runs ``script``, where completion has its indexes in a folder of the test's own."""
    done = start(*words.split(), script=script, **recording(folder))
    assert (done.status, done.err) == (0, "")
    return names_in(folder)


def recording(folder: Path) -> dict[str, str]:
    """The variables of a process that leaves the names of its modules."""
    return {"LOADED": str(folder / "loaded"), "XDG_CACHE_HOME": str(folder / "cache")}


def names_in(folder: Path) -> frozenset[str]:
    """What the last process has left."""
    return frozenset((folder / "loaded").read_text(encoding="utf-8").split())


def own(names: frozenset[str]) -> frozenset[str]:
    """Those of the package, without its name."""
    return frozenset(name.removeprefix("typedconf.") for name in names if name.startswith("typedconf."))


def name_of(value: object) -> str:
    """The id of a case."""
    return value.words or "no word" if isinstance(value, Case) else str(value)


@pytest.mark.parametrize("case", TYPED, ids=name_of)
def test_with_a_schema(scripts: Path, start: Callable[..., Done], models: frozenset[str], case: Case) -> None:
    """A program with a schema loads what its command line needs, and Rich and Typer never."""
    names = loaded(start, scripts, "train.py", case.words)
    assert own(names) - PROGRAM - case.own == set()
    assert (names - models) & HEAVY - {"yaml", *case.heavy.split()} == set()


@pytest.mark.parametrize("case", UNTYPED, ids=name_of)
def test_without_a_schema(scripts: Path, start: Callable[..., Done], case: Case) -> None:
    """A program without a schema loads no Pydantic."""
    names = loaded(start, scripts, "untyped.py", case.words)
    assert own(names) - PROGRAM - case.own == set()
    assert names & HEAVY - {"yaml", "pathlib", *case.heavy.split()} == set()


@pytest.mark.parametrize(("columns", "case"), ON_TERMINAL, ids=name_of)
def test_on_a_terminal(
    scripts: Path, start_in_terminal: Callable[..., tuple[int, str]], columns: int, case: Case
) -> None:
    """On a terminal Rich is loaded where something is shown, and Typer for help that has room for its look."""
    status, _ = start_in_terminal(*case.words.split(), columns=columns, **recording(scripts))
    names = names_in(scripts)
    assert status == 0
    assert own(names) - PROGRAM - case.own == set()
    assert names & {"rich", "typer"} == set(case.heavy.split())


def test_a_tab(scripts: Path, start: Callable[..., Done], variables: dict[str, str]) -> None:
    """A Tab loads nothing of the package but the completer; a run whose index is current, nothing that writes one."""
    line = f"{scripts / 'train.py'} l"
    command = [sys.executable, "-X", "importtime", "-ISc", shells._RUN, shells._FOLDER, "bash", "program", line, " "]
    nothing = imported([sys.executable, "-X", "importtime", "-ISc", "pass"], variables)
    variables |= recording(scripts)
    assert imported(command, variables) - nothing <= TAB
    loaded(start, scripts, "train.py")  # fills the index, which the Tab has left empty
    assert imported(command, variables) - nothing <= TAB
    names = own(loaded(start, scripts, "train.py"))
    assert names - PROGRAM - VALIDATING - INDEX == set()


def imported(command: list[str], variables: dict[str, str]) -> frozenset[str]:
    """The modules that a process says it imports."""
    done = subprocess.run(command, env=variables, capture_output=True, check=True, text=True)
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return frozenset(line.rpartition("|")[2].strip() for line in lines)


def test_the_tables_name_what_there_is() -> None:
    """No table allows a module that is not there."""
    allowed = PROGRAM.union(*(case.own for case in (*TYPED, *UNTYPED, *(case for _, case in ON_TERMINAL))), INDEX)
    package = Path(typedconf.__file__).parent
    assert {name for name in allowed if not _is_there(package / name.replace(".", "/"))} == set()


def _is_there(path: Path) -> bool:
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()
