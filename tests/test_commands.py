"""Commands of a Typer app that have a config: which words go where, and what each ends with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Generic, TypeVar

import pytest
import typer
from pydantic import BaseModel, PositiveInt, field_validator
from typer.testing import CliRunner
from typing_extensions import TypedDict

import typedconf as tc
from typedconf import Config, ConfigError, Problem, command

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

ROOT: Final = Path(__file__).resolve().parent.parent
T = TypeVar("T")


class Model(BaseModel):
    """A part of the config."""

    depth: PositiveInt = 2
    wide: bool = False


class App(BaseModel):
    """The schema of the commands here."""

    n: PositiveInt
    name: str = "x"
    tags: list[str] = []
    model: Model = Model()

    @field_validator("name")
    @classmethod
    def is_known(cls, name: str) -> str:
        """Raises what Pydantic does not expect, where the name is ``boom``."""
        if name == "boom":
            raise LookupError(name)
        return name


class Other(BaseModel):
    """Another schema."""

    n: int = 0


class Holder(BaseModel, Generic[T]):
    """A generic schema."""

    n: T


@dataclass
class Data:
    """A dataclass of Python's own."""

    n: int


@dataclass
class Point:
    """What a parser of Typer's makes."""

    x: int


class Typed(TypedDict):
    """A TypedDict."""

    n: int


@pytest.fixture
def conf(tmp_path: Path) -> Path:
    """A folder with a config, and a group beside it."""
    files = {
        "config.yaml": "n: 1\n",
        "grouped.yaml": "defaults: [model: small]\nn: 1\n",
        "model/small.yaml": "depth: 2\n",
        "model/large.yaml": "depth: 24\nwide: true\n",
    }
    for name, text in files.items():
        path = tmp_path / "conf" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "conf"


def invoke(app: typer.Typer, *words: str, **settings: Any) -> Result:
    """What the app does with ``words``."""
    return CliRunner().invoke(app, words, **settings)


class Ran:
    """An app with one command beside another, and what its function was called with."""

    def __init__(self, conf: Path, config_name: str = "config", **settings: Any) -> None:
        self.app: Final = typer.Typer()
        self.calls: Final[list[tuple[App, dict[str, Any]]]] = []

        @command(self.app, config_path=conf, config_name=config_name, **settings)
        def train(
            cfg: App,
            out: Path,
            more: Annotated[list[str] | None, typer.Argument()] = None,
            *,
            force: Annotated[bool, typer.Option("--force/--careful", "-f/-F")] = False,
            count: Annotated[int, typer.Option("--count", "-c")] = 0,
            pair: tuple[str, int] = ("", 0),
            verbose: Annotated[int, typer.Option("--verbose", "-v", count=True)] = 0,
        ) -> None:
            """Train it.

            And more about it.
            """
            given: dict[str, Any] = {"out": out, "more": more, "force": force, "count": count}
            given |= {"pair": pair, "verbose": verbose}
            defaults = {"more": None, "force": False, "count": 0, "pair": ("", 0), "verbose": 0}
            self.calls.append((cfg, {key: value for key, value in given.items() if defaults.get(key) != value}))

        @self.app.command()
        def other() -> None:
            """Do something else."""

    def __call__(self, *words: str) -> Result:
        """What ``train`` does with words."""
        return invoke(self.app, "train", *words)


@pytest.fixture
def ran(conf: Path) -> Ran:
    """A command that notes what it runs on."""
    return Ran(conf)


O = Path("o")  # noqa: E741  short, for the table


@pytest.mark.parametrize(
    ("words", "config", "others"),
    [
        (["o"], {}, {"out": O}),
        (["n=2", "o", "name=y"], {"n": 2, "name": "y"}, {"out": O}),
        (["o", "a", "n=2", "b"], {"n": 2}, {"out": O, "more": ["a", "b"]}),
        (["--force", "n=2", "o"], {"n": 2}, {"out": O, "force": True}),
        (["-f", "o"], {}, {"out": O, "force": True}),
        (["-f", "-F", "o"], {}, {"out": O}),
        (["-c", "3", "o"], {}, {"out": O, "count": 3}),
        (["-c3", "o"], {}, {"out": O, "count": 3}),
        (["--count=3", "o", "n=2"], {"n": 2}, {"out": O, "count": 3}),
        (["-vfc", "3", "o", "-vv"], {}, {"out": O, "force": True, "count": 3, "verbose": 3}),
        (["--pair", "n=2", "3", "n=4", "o"], {"n": 4}, {"out": O, "pair": ("n=2", 3)}),
        (["--pair=n=2", "3", "o"], {}, {"out": O, "pair": ("n=2", 3)}),
        (["tags=[a, b]", "o"], {"tags": ["a", "b"]}, {"out": O}),
        (["model.depth=3", "++name=z", "o"], {"model": Model(depth=3), "name": "z"}, {"out": O}),
        (["n=2", "--", "o", "n=3", "--force"], {"n": 2}, {"out": O, "more": ["n=3", "--force"]}),
        (["https://x/?a=b", "n=2"], {"n": 2}, {"out": Path("https:/x/?a=b")}),
        (["o", "~/x", "+y", "a b=c", "3=4"], {}, {"out": O, "more": ["~/x", "+y", "a b=c", "3=4"]}),
        (["n=2", "n=3", "o"], {"n": 3}, {"out": O}),
        (["--config-name", "grouped", "o", "model=large"], {"model": Model(depth=24, wide=True)}, {"out": O}),
        (["-cn", "grouped", "o"], {}, {"out": O}),
        (["--run", "o"], {}, {"out": O}),
        (["o", "-", "./a=b"], {}, {"out": O, "more": ["-", "./a=b"]}),
        (["--model.depth", "3", "o"], {"model": Model(depth=3)}, {"out": O}),
        (["--model.depth=3", "--force", "o", "n=2"], {"n": 2, "model": Model(depth=3)}, {"out": O, "force": True}),
        (["o", "--model.wide", "a", "--no-model.wide"], {}, {"out": O, "more": ["a"]}),
        (["--tags", "a", "o", "--tags", "b", "-c3"], {"tags": ["a", "b"]}, {"out": O, "count": 3}),
        (["-cn", "grouped", "--model", "large", "o"], {"model": Model(depth=24, wide=True)}, {"out": O}),
        (["--name", "n=2", "o", "--", "--name", "z"], {"name": "n=2"}, {"out": O, "more": ["--name", "z"]}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_each_word_goes_where_it_belongs(
    ran: Ran, words: list[str], config: dict[str, Any], others: dict[str, Any]
) -> None:
    """Overrides change the config, Typer's options and arguments get theirs, in any order."""
    done = ran(*words)
    assert (done.exit_code, done.output) == (0, "")
    ((cfg, given),) = ran.calls
    assert (cfg.model_dump(), given) == (App(**({"n": 1} | config)).model_dump(), others)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["n=0", "o"], "n: not a whole number greater than 0: 0"),
        (["nn=1", "o"], "did you mean n?"),
        (["n=[1", "o"], "no closing ']'"),
        (["~n", "o"], "n: missing"),
        (["n=1,2", "o"], "a sweep"),
        (["--cfg", "o"], "--cfg takes job, hydra or all"),
        (["--check", "--cfg", "job"], "--check and --cfg can't be used together"),
        (["--multirun", "o"], "--multirun is not there"),
        (["--config-name", "nowhere", "o"], "nowhere"),
        (["o", "--count"], "--count needs a value"),
        (["o", "--pair", "a"], "--pair needs 2 values"),
        (["--depht", "3", "o"], "no such option --depht"),
        (["--model.depth", "o"], "o"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_wrong_with_the_config_is_status_2(ran: Ran, words: list[str], told: str) -> None:
    """The report is on stderr, stdout stays empty, and the function is not called."""
    done = ran(*words)
    assert (done.exit_code, done.stdout, ran.calls) == (2, "", [])
    assert done.stderr.startswith("error: ")
    assert told in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["n=2"], "Missing argument 'out'"),
        (["--count", "x", "o"], "Invalid value for '--count'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_wrong_with_the_others_is_typers_to_tell(ran: Ran, words: list[str], told: str) -> None:
    """Its own message stands below the command's usage, which names overrides too."""
    done = ran(*words)
    assert (done.exit_code, done.stdout, ran.calls) == (2, "", [])
    assert "train [OPTIONS] [KEY=VALUE]..." in done.stderr
    assert told in " ".join(done.stderr.replace("│", " ").split())


def test_a_word_too_many_is_an_override_without_a_value(conf: Path) -> None:
    """Where Typer has no argument to fill, the report is the one that a program of ``main`` makes."""
    app = typer.Typer()

    @command(app, config_path=conf, config_name="config")
    def train(cfg: App) -> None:
        """Train it."""

    done = invoke(app, "n")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("error: no '='; an override is key=value")


# -- the function ---------------------------------------------------------------------------------------------------


def test_the_function_stays_a_function(conf: Path) -> None:
    """It is called as it is written, and gives its value; the command line is not read."""
    app = typer.Typer()

    def train(cfg: App, more: int = 1) -> int:
        """Train it."""
        return cfg.n + more

    assert command(app, config_path=conf, config_name="config")(train) is train
    assert train(App(n=2), more=3) == 5


def annotated(annotation: Any, conf: Path) -> Any:
    """What a command gets whose parameter has an annotation."""
    app, seen = typer.Typer(), []

    def train(cfg) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001  it gets its annotation below
        """Train it."""
        seen.append(cfg)

    train.__annotations__["cfg"] = annotation
    command(app, config_path=conf, config_name="config")(train)
    done = invoke(app, "n=5")
    assert (done.exit_code, done.output) == (0, "")
    return seen[0]


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (App, App(n=5)),
        (Data, Data(n=5)),
        (Typed, {"n": 5}),
        (Config, Config({"n": 5})),
        (Holder[int], Holder[int](n=5)),
        (Annotated[Other, "noted"], Other(n=5)),
        ("App", App(n=5)),
        ("'App'", App(n=5)),
    ],
    ids=["model", "dataclass", "TypedDict", "Config", "generic", "Annotated", "text", "text in a text"],
)
def test_the_config_is_what_the_annotation_says(conf: Path, annotation: Any, value: Any) -> None:
    """A model, a dataclass, a TypedDict or Config, however it is written down."""
    assert annotated(annotation, conf) == value


def test_what_typer_parses_is_typers(conf: Path) -> None:
    """A dataclass with a parser of Typer's is an argument, not a config."""
    app, seen = typer.Typer(), []

    @command(app, config_path=conf, config_name="config")
    def train(
        point: Annotated[Point, typer.Argument(parser=lambda text: Point(int(text)))],
        cfg: App,
        other: Point = typer.Option(None, parser=lambda text: Point(int(text))),  # noqa: B008  Typer's older way
    ) -> None:
        """Train it."""
        seen.append((point, cfg.n, other))

    assert invoke(app, "7", "n=2", "--other", "8").exit_code == 0
    assert seen == [(Point(7), 2, Point(8))]


@pytest.mark.parametrize("source", ["cfg: Nowhere, k: int = 1", "cfg, k: int = 1", "k: int, cfg: App", "cfg: Other"])
def test_schema_says_what_cannot_be_evaluated(conf: Path, source: str) -> None:
    """``schema=`` is for the parameter that has it, or no annotation that can be read."""
    app = typer.Typer()
    namespace: dict[str, Any] = {"App": App, "Other": Other, "seen": []}
    text = f"from __future__ import annotations\ndef train({source}): seen.append(cfg)\n"
    exec(text, namespace)  # noqa: S102  annotations that cannot be evaluated
    command(app, config_path=conf, config_name="config", schema=App)(namespace["train"])
    assert invoke(app, "n=5", *(["3"] if source.startswith("k") else [])).exit_code == 0
    assert namespace["seen"] == [App(n=5)]


def test_parameters_may_go_by_position_alone(conf: Path) -> None:
    """The function is called as Python has it."""
    app, seen = typer.Typer(), []

    @command(app, config_path=conf, config_name="config")
    def train(name: str, cfg: App, /, *rest: int, force: bool = False, **further: str) -> None:
        """Train it."""
        seen.append((name, cfg, rest, force, further))

    assert invoke(app, "y", "--force", "n=2").exit_code == 0
    assert seen == [("y", App(n=2), (), True, {})]


def test_the_context_is_typers(conf: Path) -> None:
    """A parameter for it is filled, and the app's callback runs before."""
    app, seen = typer.Typer(), []

    @app.callback()
    def options(ctx: typer.Context, *, loud: bool = False) -> None:
        ctx.obj = {"loud": loud}

    @command(app, config_path=conf, config_name="config")
    def train(cfg: App, ctx: typer.Context) -> None:
        """Train it."""
        seen.append((ctx.obj, ctx.info_name, ctx.command_path, cfg.n))

    assert invoke(app, "--loud", "train", "n=2").exit_code == 0
    assert seen == [({"loud": True}, "train", "root train", 2)]


def test_commands_stand_in_sub_apps(conf: Path) -> None:
    """At any depth, beside commands of the same name."""
    app, jobs, seen = typer.Typer(), typer.Typer(), []

    @command(app, "run", config_path=conf, config_name="config")
    def outer(cfg: App) -> None:
        """Run outside."""
        seen.append(("outer", cfg.n))

    @command(jobs, "run", config_path=conf, config_name="config")
    def inner(cfg: App) -> None:
        """Run inside."""
        seen.append(("inner", cfg.n))

    app.add_typer(jobs, name="jobs")
    assert invoke(app, "run", "n=2").exit_code == invoke(app, "jobs", "run", "n=3").exit_code == 0
    assert seen == [("outer", 2), ("inner", 3)]
    assert "jobs run: error" not in invoke(app, "jobs", "run", "n=0").stderr


def test_an_app_of_one_command_has_no_name_for_it(conf: Path) -> None:
    """As Typer has it: its words follow the program's name."""
    app, seen = typer.Typer(), []

    @command(app, config_path=conf, config_name="config")
    def train(cfg: App) -> None:
        """Train it."""
        seen.append(cfg.n)

    assert invoke(app, "n=2").exit_code == 0
    assert seen == [2]


def test_words_may_be_left_for_the_context(conf: Path) -> None:
    """As Typer has it, where a command takes extra arguments."""
    app, seen = typer.Typer(), []

    @command(app, config_path=conf, config_name="config", context_settings={"allow_extra_args": True})
    def train(ctx: typer.Context, cfg: App) -> None:
        """Train it."""
        seen.append((ctx.args, cfg.n))

    assert invoke(app, "a", "n=2", "b", "--", "n=3").exit_code == 0
    assert seen == [(["a", "b", "n=3"], 2)]


def test_other_decorators_are_looked_through(conf: Path) -> None:
    """The innermost function has the annotations and the file; what is called is the outermost."""
    from functools import wraps

    app = typer.Typer()
    seen: list[Any] = []

    def noted(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            seen.append("noted")
            return function(*args, **kwargs)

        return wrapper

    @command(app, config_path=conf, config_name="config")
    @noted
    def train(cfg: App, k: int = 1) -> None:
        """Train it."""
        seen.append((cfg.n, k))

    assert invoke(app, "n=2", "--k", "3").exit_code == 0
    assert seen == ["noted", (2, 3)]


def test_a_program_may_be_a_command_too(conf: Path) -> None:
    """``main`` stands above ``command``, which leaves the function as it is."""
    app = typer.Typer()

    @tc.main(config_path=conf, config_name="config")
    @command(app, config_path=conf, config_name="config")
    def train(cfg: App) -> int:
        """Train it."""
        return cfg.n

    assert train.run("n=2") == 2
    assert invoke(app, "n=2").exit_code == 0


# -- endings ----------------------------------------------------------------------------------------------------------


def ending(conf: Path, error: BaseException) -> Result:
    """What a command does whose function raises ``error``."""
    app = typer.Typer()

    @command(app, config_path=conf, config_name="config")
    def train(cfg: App) -> None:  # noqa: ARG001  only its schema matters
        """Train it."""
        raise error

    return invoke(app)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ValueError("mine"), 1),
        (SystemExit(7), 7),
        (typer.Exit(8), 8),
        (typer.Abort(), 1),
        (typer.BadParameter("mine"), 2),
        (KeyboardInterrupt(), 130),
    ],
    ids=["exception", "SystemExit", "Exit", "Abort", "BadParameter", "Ctrl-C"],
)
def test_the_functions_own_exception_passes_through(conf: Path, error: BaseException, status: int) -> None:
    """Each ends as in any command of Typer's."""
    done = ending(conf, error)
    assert (done.exit_code, done.stdout) == (status, "")
    assert not isinstance(error, ValueError) or done.exception is error


def test_a_config_error_in_the_function_is_status_1(conf: Path) -> None:
    """It is told as every other, with the place in the program's code."""
    done = ending(conf, ConfigError(Problem("mine")))
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("error: mine\n")
    assert "test_commands.py" in done.stderr


def test_what_a_validator_raises_passes_through(ran: Ran) -> None:
    """With its own kind, and a note of the key."""
    done = ran("name=boom", "o")
    assert isinstance(done.exception, LookupError)
    assert "name" in "".join(done.exception.__notes__)


PROCESS: Final = """
import os, signal, sys, typer
import typedconf as tc

app = typer.Typer()

@tc.command(app)
def train(cfg: tc.Config) -> None:
    try:
        os.kill(os.getpid(), getattr(signal, sys.argv.pop()))
        signal.pause()
    finally:
        print("tidied up")

app()
"""


@pytest.mark.parametrize(("name", "status"), [("SIGTERM", 143), ("SIGINT", 130)])
def test_a_signal_ends_the_process_with_its_status(tmp_path: Path, name: str, status: int) -> None:
    """The function's ``finally`` runs."""
    file = tmp_path / "app.py"
    file.write_text(PROCESS.replace("sys.argv.pop()", repr(name)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, file], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (status, "tidied up\n")
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


# -- flags ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        (["--cfg", "job"], "'n': 1\n"),
        (["--cfg=job", "name=z"], "'n': 1\nname: z\n"),
        (["n=2", "--cfg", "job", "-p", "n"], "2\n"),
        (["--version"], "root "),  # of a checkout that is installed editable, that one
        (["--explain", "n"], "n: 1\n"),
        (["--check", "n=2"], "ok: "),
        (["--info", "groups"], "model:\n"),
        (["--help"], "Usage: root train [OPTIONS] [KEY=VALUE]..."),
        (["-h", "n=3"], "Usage: root train [OPTIONS] [KEY=VALUE]..."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_flags_print_for_each_command(conf: Path, words: list[str], begins: str) -> None:
    """No argument of Typer's is needed, and the function is not called."""
    ran = Ran(conf)
    done = ran(*words)
    assert (done.exit_code, done.stderr, ran.calls) == (0, "", [])
    assert done.stdout.startswith(begins)


@pytest.mark.parametrize("words", [["--cfg", "job"], ["--help"], ["--version"], ["--check"], ["--info", "groups"]])
def test_flags_print_json_for_each_command(conf: Path, words: list[str]) -> None:
    """One object on stdout, and nothing on stderr; what is wrong too."""
    ran = Ran(conf)
    done = ran(*words, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert isinstance(json.loads(done.stdout), dict)
    if words[0] != "--version":
        wrong = ran(*words, "--json", "n=[1")
        assert (wrong.exit_code, wrong.stderr) == (2, "")
        assert "no closing ']'" in wrong.stdout


def test_the_commands_own_options_win(conf: Path) -> None:
    """A flag or a key that has the name of one keeps its override only."""
    app, seen = typer.Typer(), []

    @command(app, config_path=conf, config_name="config")
    def train(
        cfg: App,
        *,
        n: int = 0,
        text: Annotated[str, typer.Option("--cfg")] = "",
        careful: Annotated[bool, typer.Option("-c")] = False,
    ) -> None:
        """Train it."""
        seen.append((cfg.n, n, text, careful))

    assert invoke(app, "--n", "7", "n=2", "--cfg", "z", "-c").exit_code == 0
    assert seen == [(2, 7, "z", True)]
    shown = invoke(app, "--help").stdout
    firsts = [line.split()[0] for line in shown.splitlines() if line.startswith("  -")]
    assert [firsts.count(name) for name in ("--n", "--cfg", "-c")] == [1, 1, 1]
    assert "\n  n=VALUE " in shown
    for words in (["--help"], ["--info", "options"]):
        options = json.loads(invoke(app, *words, "--json").stdout)["options"]
        names = {option["key"]: option["name"] for option in options if option["key"] is not None}
        assert (names["n"], names["name"]) == (None, "--name")
        assert "--cfg" not in [option["name"] for option in options]


def test_its_own_options_are_suggested_too(ran: Ran) -> None:
    """A misspelt option is like one of the config, of Typer or of the flags, whichever is nearest."""
    for word, near in (("--forc", "--force"), ("--modl.depth", "--model.depth"), ("--versoin", "--version")):
        done = ran("o", word, "1")
        assert (done.exit_code, done.stdout) == (2, "")
        assert f"no such option {word}; did you mean {near}?" in done.stderr.replace("flag", "option")


# -- what cannot be a command -----------------------------------------------------------------------------------------


def faulty(source: str, conf: Path, **settings: Any) -> Problem:
    """What is wrong with the function ``train`` that ``source`` defines."""
    namespace: dict[str, Any] = {"App": App, "Other": Other, "typer": typer, "Annotated": Annotated}
    exec(compile(source, str(conf / "jobs.py"), "exec", dont_inherit=True), namespace)  # noqa: S102  it has a place, as in a file
    with pytest.raises(ConfigError) as caught:
        command(typer.Typer(), config_path=conf, **settings)(namespace["train"])
    (problem,) = caught.value.problems
    return problem


NO_SCHEMA: Final = (
    "train has no parameter that is annotated with a schema; "
    "give it one, as def train(cfg: App, …), or register it by Typer's own app.command()"
)
TWO_SCHEMAS: Final = (
    "train has 2 parameters that are annotated with a schema, cfg and other; "
    "a command has one config; let one schema hold both"
)
UNREADABLE: Final = (
    "the annotation of train's parameter PARAMETER cannot be evaluated: Nowhere (NameError: name 'Nowhere' is not "
    "defined); where it is the config's, say what it is by command(…, schema=…)"
)
OF_OMEGACONF: Final = (
    "train's parameter cfg is annotated with OmegaConf's DictConfig; "
    "here an untyped config is a typedconf.Config, and any Pydantic model makes a typed one"
)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def train(name: str, count: int = 1): ...", NO_SCHEMA),
        ("def train(): ...", NO_SCHEMA),
        ("def train(cfg: App, other: Other): ...", TWO_SCHEMAS),
        ("def train(cfg: 'Nowhere'): ...", UNREADABLE.replace("PARAMETER", "cfg")),
        ("def train(cfg: App, k: 'Nowhere'): ...", UNREADABLE.replace("PARAMETER", "k")),
        (
            "async def train(cfg: App): ...",
            "train is async, and calling it runs nothing; decorate a function that runs it",
        ),
        (
            "def train(cfg: App): yield",
            "train is a generator function, and calling it runs nothing; decorate a function that runs it",
        ),
        (
            "class Jobs:\n def train(self, cfg: App): ...\ntrain = Jobs.train",
            "Jobs.train is a method, which needs an object; decorate a function outside of the class",
        ),
        (
            "class Jobs:\n def train(self, cfg: App): ...\ntrain = Jobs().train",
            "train is a bound method; decorate a function that calls it",
        ),
        ("class train: ...", "command decorates a function, not the class train; write a function that makes one"),
        ("train = 3", "command decorates a function, not an object of int; write a function that calls it"),
        (
            "import typedconf\n@typedconf.main()\ndef train(cfg: App): ...",
            "train is a program already; write @main(…) above @command(…)",
        ),
        ("from omegaconf import DictConfig\ndef train(cfg: DictConfig): ...", OF_OMEGACONF),
    ],
    ids=[
        *("no schema", "nothing", "two schemas", "unreadable", "unreadable beside", "async", "generator", "method"),
        *("bound method", "class", "no function", "program", "OmegaConf"),
    ],
)
def test_what_cannot_be_a_command_is_refused_when_it_is_decorated(conf: Path, source: str, message: str) -> None:
    """With what to write instead; the app gets no command."""
    problem = faulty(source, conf)
    assert problem.message == message
    if "def " in source and "bound" not in message and "program" not in message:
        assert problem.origin is not None
        assert problem.origin.line == source[: source.index("def train")].count("\n") + 1


def test_a_schema_needs_a_parameter(conf: Path) -> None:
    """``schema=`` speaks of one that is not Typer's."""
    source = "def train(k: int, other: Annotated[Other, typer.Argument()]): ..."
    assert faulty(source, conf, schema=App).message == "train has no parameter for the config that schema= speaks of"


def test_command_is_called_before_it_decorates() -> None:
    """Without its parentheses it gets the function in the place of the app; nothing else is an app either."""

    def train(cfg: App) -> None:
        """Train it."""

    with pytest.raises(ConfigError, match=r"command is called before it decorates; write @command\(app, …\)"):
        command(train)  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="command registers with a Typer app, not with an object of str"):
        command("conf")  # type: ignore[arg-type]


def test_a_static_method_is_a_function(conf: Path) -> None:
    """It needs no object of its class."""
    app, seen = typer.Typer(), []

    class Jobs:
        @staticmethod
        @command(app, config_path=conf, config_name="config")
        def train(cfg: App) -> None:
            """Train it."""
            seen.append(cfg.n)

    assert invoke(app, "n=2").exit_code == 0
    Jobs.train(App(n=3))
    assert seen == [2, 3]


# -- what is loaded and shown -----------------------------------------------------------------------------------------

SEVERAL: Final = """
import sys, typer
from dataclasses import dataclass
import typedconf as tc

app = typer.Typer()

@dataclass
class Data:
    n: int

@tc.command(app, config_path="nowhere", config_name="config")
def train(cfg: Data) -> None:
    \"\"\"Train it.

    And more about it.
    \"\"\"

@tc.command(app, "eval", config_path="nowhere", config_name="config")
def evaluate(cfg: Data) -> None:
    \"\"\"Judge it.\"\"\"

@app.command()
def other() -> None:
    \"\"\"Do something else.\"\"\"

try:
    app(WORDS)
finally:
    print(*(name for name in sys.modules if name.startswith("typedconf.")))
"""
LIGHT: Final = [
    "typedconf.cli",
    "typedconf.cli.flags",
    "typedconf.cli.own_parameters",
    "typedconf.cli.typer_command",
    "typedconf.commands",
    "typedconf.errors",
    "typedconf.parameters",
    "typedconf.task",
]


@pytest.mark.parametrize("words", [["--help"], ["other"], ["nonsense"]])
def test_what_is_not_run_costs_nothing(tmp_path: Path, words: list[str]) -> None:
    """Registered commands load nothing that composes, and look for no folder."""
    file = tmp_path / "app.py"
    file.write_text(SEVERAL.replace("WORDS", repr(words)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, file], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    *shown, loaded = done.stdout.splitlines()
    assert sorted(loaded.split()) == LIGHT
    assert done.returncode == (2 if words == ["nonsense"] else 0)
    if words == ["--help"]:
        text = "\n".join(shown)
        assert "Train it." in text
        assert "And more" not in text


@pytest.mark.parametrize("markup", ["rich", None])
def test_the_settings_of_a_command_are_typers(conf: Path, markup: Any) -> None:
    """Help, hidden and deprecated commands, panels and context settings mean what Typer has them mean."""
    app = typer.Typer(rich_markup_mode=markup)

    @command(app, config_path=conf, config_name="config", help="Told here.", epilog="The end.", deprecated=True)
    def train(cfg: App) -> None:
        """Not told."""

    @command(app, "secret", config_path=conf, config_name="config", hidden=True)
    def hidden(cfg: App) -> None:
        """Not shown."""

    @command(
        app,
        config_path=conf,
        config_name="config",
        short_help="Short.",
        rich_help_panel="Others",
        context_settings={"auto_envvar_prefix": "COMMANDS_TEST"},
    )
    def other(cfg: App, k: int = 1) -> None:  # noqa: ARG001  only what it is given matters
        """Long."""
        print(k)  # noqa: T201  seen from outside

    text = invoke(app, "--help").stdout
    assert "Told here." in text
    assert "Short." in text
    assert not [word for word in ("Not told", "Not shown", "Long.") if word in text]
    assert ("Others" in text) is (markup == "rich")
    shown = invoke(app, "train", "--help").stdout
    assert "\n  (deprecated) Told here.\n" in shown
    assert "The end." in shown
    assert "deprecated" in invoke(app, "train").stderr
    assert invoke(app, "secret").exit_code == 0
    assert invoke(app, "other", env={"COMMANDS_TEST_K": "5"}).stdout == "5\n"


def test_help_shows_what_there_is(conf: Path) -> None:
    """The usage, the docstring, Typer's parameters, the config's groups and options, and the flags."""
    done = Ran(conf)("--config-name", "grouped", "model=large", "--help")
    assert (done.exit_code, done.stderr) == (0, "")
    titles = [line.partition(":")[0] for line in done.stdout.splitlines() if line[:1].strip()]
    assert titles == ["Usage", "Arguments", "Options", "Config groups", "Config", "model", "Flags"]
    assert done.stdout.startswith("Usage: root train [OPTIONS] [KEY=VALUE]... {out} [more]...\n\n  Train it.\n")
    for text in ("--model.depth", "[default: 24]", "-v, --verbose", "large|small"):
        assert text in done.stdout


@pytest.mark.parametrize(("typed", "offered"), [("--fo", "--force"), ("n=2 --cou", "--count")])
def test_typers_own_completion_composes_nothing(conf: Path, typed: str, offered: str) -> None:
    """It offers the function's own options, whatever state the config is in."""
    ran = Ran(conf / "nowhere")
    variables = {"_ROOT_COMPLETE": "complete_bash", "COMP_WORDS": f"root train {typed}", "COMP_CWORD": "9"}
    done = invoke(ran.app, env=variables | {"COMP_CWORD": str(len(typed.split()) + 1)})
    assert (done.stdout.split(), done.stderr) == ([offered], "")


def test_a_context_gives_the_same_help(conf: Path) -> None:
    """``ctx.get_help()`` prints what ``--help`` does, as Typer prints its own."""
    app = typer.Typer()

    @command(app, config_path=conf, config_name="config")
    def train(ctx: typer.Context, cfg: App) -> None:  # noqa: ARG001  only its help matters
        """Train it."""
        ctx.get_help()

    assert invoke(app, "n=2").stdout == invoke(app, "--help").stdout
