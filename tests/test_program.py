"""A program: the command line in, the task's run and an exit status out."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from pydantic import BaseModel, PositiveInt

from typedconf import Config, ConfigError, ConfigNotFound, Problem, Program, ValidationFailed, main

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.starter import Starter

ROOT = Path(__file__).resolve().parent.parent

Run: TypeAlias = "Callable[..., subprocess.CompletedProcess[str]]"


class App(BaseModel):
    """The schema of the programs here."""

    n: PositiveInt
    name: str = "x"


@pytest.fixture
def conf(tmp_path: Path) -> Path:
    """A folder with a config."""
    folder = tmp_path / "conf"
    folder.mkdir()
    (folder / "config.yaml").write_text("n: 1\n", encoding="utf-8")
    return folder


@pytest.fixture
def argv(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the command line."""
    return lambda *arguments: monkeypatch.setattr(sys, "argv", ["program", *arguments])


def program_of(conf: Path, ran: list[Any]) -> Program[App, int]:
    """A program that notes what it runs on and gives a number."""

    @main(config_path=conf, config_name="config")
    def task(cfg: App) -> int:
        """Do the task."""
        ran.append(cfg)
        return cfg.n + 1

    return task


def test_a_program_reads_the_command_line(conf: Path, argv: Any) -> None:
    """Without an argument it composes from ``sys.argv``, and gives None whatever the task gave."""
    ran: list[App] = []
    argv("n=5", "name=y")
    result: object = program_of(conf, ran)()
    assert (result, ran) == (None, [App(n=5, name="y")])


def test_a_program_is_a_function_of_its_config(conf: Path, argv: Any) -> None:
    """With a config it just runs the task and gives its result."""
    ran: list[App] = []
    argv("this is=no override")
    assert program_of(conf, ran)(App(n=7)) == 8
    assert ran == [App(n=7)]


def test_run_and_compose_do_not_read_the_command_line(conf: Path, argv: Any) -> None:
    """They take overrides, and raise where the program would exit."""
    ran: list[App] = []
    argv("nonsense")
    program = program_of(conf, ran)
    assert program.run("n=2") == 3
    assert program.compose("n=4").value == App(n=4)
    assert ran == [App(n=2)]
    with pytest.raises(ValidationFailed):
        program.run("n=0")
    with pytest.raises(ConfigError):
        program.compose("nonsense")


def test_a_program_wears_its_tasks_name(conf: Path) -> None:
    """Name, documentation and module are the function's."""
    program = program_of(conf, [])
    assert (program.__name__, program.__doc__, program.__module__) == ("task", "Do the task.", __name__)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["n=0"], "n: not a whole number greater than 0: 0"),
        (["nn=1"], "did you mean n?"),
        (["n"], "n"),
        (["n=[1"], "no closing ']'"),
        (["n=???"], "missing"),
        (["n=1,2"], "a sweep"),
    ],
    ids=["value", "key", "word", "grammar", "missing", "sweep"],
)
def test_a_wrong_command_line_is_status_2(
    conf: Path, argv: Any, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    """The problems are on stderr, stdout stays empty, and the task never started."""
    ran: list[App] = []
    argv(*arguments)
    with pytest.raises(SystemExit) as caught:
        program_of(conf, ran)()
    out, err = capsys.readouterr()
    assert (caught.value.code, out, ran) == (2, "", [])
    assert err.startswith("error: ")
    assert told in err


@pytest.mark.parametrize("error", [ValueError("mine"), KeyError("mine"), SystemExit(7), GeneratorExit()], ids=repr)
def test_the_tasks_own_exception_passes_through(conf: Path, argv: Any, error: BaseException) -> None:
    """Whatever it is."""

    @main(config_path=conf, config_name="config")
    def task(cfg: App) -> None:  # noqa: ARG001  only its schema matters
        raise error

    argv()
    with pytest.raises(type(error)) as caught:
        task()
    assert caught.value is error


def test_a_config_error_in_the_task_is_status_1(conf: Path, argv: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told as every other; the task had started."""

    @main(config_path=conf, config_name="config")
    def task(cfg: Config) -> None:
        _ = cfg.nothing

    argv()
    with pytest.raises(SystemExit) as caught:
        task()
    out, err = capsys.readouterr()
    assert (caught.value.code, out) == (1, "")
    assert err.startswith("error: ")


def test_run_raises_the_tasks_config_error(conf: Path) -> None:
    """Python code gets the error itself."""

    @main(config_path=conf, config_name="config")
    def task(cfg: App) -> None:  # noqa: ARG001  only its schema matters
        raise ConfigError(Problem("mine"))

    with pytest.raises(ConfigError, match="mine"):
        task.run()


def test_the_first_annotation_is_the_schema(conf: Path) -> None:
    """The others are not evaluated, nor is the return's."""
    namespace: dict[str, Any] = {"main": main, "App": App, "conf": conf}
    source = (
        "from __future__ import annotations\n"
        "@main(config_path=conf, config_name='config')\n"
        "def task(cfg: App, other: Nowhere = 1) -> Nothing:\n"
        "    return cfg\n"
    )
    exec(compile(source, str(conf / "task.py"), "exec"), namespace)  # noqa: S102  annotations that cannot be evaluated
    assert namespace["task"].run() == App(n=1)


def test_without_an_annotation_the_config_is_untyped(conf: Path) -> None:
    """The task gets a Config."""

    @main(config_path=conf, config_name="config")
    def task(cfg):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  the case itself
        return cfg

    value = task.run("+free=2")
    assert isinstance(value, Config)
    assert value.free == 2


def test_a_schema_may_be_given(conf: Path) -> None:
    """Where the annotation can't be evaluated, ``schema=`` says what it is."""

    @main(config_path=conf, config_name="config", schema=App)
    def task(cfg: Nowhere) -> Any:  # type: ignore[name-defined]  # noqa: F821  the case itself
        return cfg

    assert task.run() == App(n=1)


def test_a_program_needs_no_files() -> None:
    """Without a folder and a name there is what overrides add."""

    @main()
    def task(cfg: App) -> int:
        return cfg.n

    assert task.run("n=3") == 3


def test_a_missing_folder_is_told_when_it_composes(tmp_path: Path) -> None:
    """Decorating reads nothing."""

    @main(config_path=tmp_path / "nowhere", config_name="config")
    def task(cfg: App) -> int:
        return cfg.n

    with pytest.raises(ConfigNotFound, match="does not exist"):
        task.run()


def test_ctrl_c_is_status_130(conf: Path, argv: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a word, whatever was being done."""

    @main(config_path=conf, config_name="config")
    def task(cfg: App) -> None:  # noqa: ARG001  only its schema matters
        raise KeyboardInterrupt

    argv()
    with pytest.raises(SystemExit) as caught:
        task()
    assert (caught.value.code, *capsys.readouterr()) == (130, "", "")


def test_a_failing_task_names_the_place_in_the_program(
    conf: Path, argv: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a ConfigError, which has no traceback, the last line of the program's own."""

    def read(cfg: Config) -> None:
        _ = cfg.nothing

    @main(config_path=conf, config_name="config")
    def task(cfg: Config) -> None:
        read(cfg)

    argv()
    with pytest.raises(SystemExit):
        task()
    line = read.__code__.co_firstlineno + 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("  raised at    ")
    assert last.endswith(f"test_program.py:{line}, in read")


# -- what may be a task -------------------------------------------------------------------------------------------


def defined(source: str, **names: Any) -> Any:
    """What ``source`` defines as ``task``; annotations in it are texts."""
    namespace: dict[str, Any] = {"main": main, "App": App, "functools": functools, **names}
    exec(compile("from __future__ import annotations\n" + source, "task.py", "exec"), namespace)  # noqa: S102
    return namespace["task"]


class Tasks:
    """A method that could be meant as a task."""

    def method(self, cfg: App) -> None:
        """Do nothing."""

    def __call__(self, cfg: App) -> None:
        """Do nothing."""


@pytest.mark.parametrize(
    ("task", "message"),
    [
        (defined("async def task(cfg): ..."), "task is async, and calling it runs nothing"),
        (defined("def task(cfg): yield"), "task is a generator function"),
        (defined("async def task(cfg): yield"), "task is an async generator function"),
        (defined("def task(): ..."), "task takes no config; give it a parameter: def task(cfg: …)"),
        (defined("def task(*, cfg): ..."), "task takes no config"),
        (defined("def task(cfg, a, b=1): ..."), "task is called with its config alone; give a a default"),
        (defined("def task(cfg, a, *, b): ..."), "give a and b a default"),
        (Tasks().method, "method is a bound method; decorate a function that calls it"),
        (Tasks(), "main decorates a function, not an object of Tasks"),
        (Tasks, "main decorates a function, not the class Tasks"),
        (functools.partial(print, 1), "main decorates a function, not an object of partial"),
        (print, "main decorates a function, not an object of builtin_function_or_method"),
        (main()(defined("def task(cfg): ...")), "task is a program already"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_a_task_is_refused(task: Any, message: str) -> None:
    """Where it is decorated, with what to write instead."""
    with pytest.raises(ConfigError) as caught:
        main()(task)
    assert message in caught.value.problems[0].message


@pytest.mark.parametrize(
    "source",
    [
        "def task(cfg): return cfg",
        "def task(cfg=None, /): return cfg",
        "def task(cfg, other=1, *rest, more=2, **options): return cfg",
        "def task(*configs): return configs[0]",
        "task = lambda cfg: cfg",
        "@functools.lru_cache\ndef task(cfg: Thing): return cfg",
    ],
)
def test_whatever_takes_one_argument_may_be_a_task(source: str) -> None:
    """Further parameters have defaults."""
    task = defined(source, Thing=Config)
    cached = hasattr(task, "cache_info")
    program = main()(task)
    if cached:
        assert program.__name__ == "task"
    else:
        assert program.run("+a=1") == {"a": 1}


WRAP = "def wrap(f):\n @functools.wraps(f)\n def call(*a): return f(*a)\n return call\n"


# -- its schema -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "schema"),
    [
        ("def task(cfg: App): return cfg", App),
        ("def task(cfg: 'App'): return cfg", App),
        ("def task(cfg: App, other: Nowhere = 1) -> Nothing: return cfg", App),
        ("def task(cfg: Config): return cfg", Config),
        ("def task(cfg: None): return cfg", Config),
        ("def task(cfg): return cfg", Config),
        ("def task(cfg, other: Nowhere = 1): return cfg", Config),
        ("def outer(Inner):\n def task(cfg: Inner): return cfg, Inner\n return task\ntask = outer(App)", App),
        (WRAP + "@wrap\ndef task(cfg: App): return cfg", App),
    ],
)
def test_the_annotation_of_the_first_parameter_is_evaluated(source: str, schema: type) -> None:
    """In the names of the function itself, through what wraps it; the other annotations are left alone."""
    found = main()(defined(source, Config=Config)).run("++n=3")
    value = found[0] if isinstance(found, tuple) else found
    assert isinstance(value, schema)


def test_a_wrapped_functions_own_names_count() -> None:
    """Not those of the module that has the decorator."""
    wrap = defined("def task(f):\n @functools.wraps(f)\n def call(cfg): return f(cfg)\n return call")
    task = defined("@wrap\ndef task(cfg: Only): return cfg", wrap=wrap, Only=App)
    assert main()(task).run("n=3") == App(n=3)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("def task(cfg: Nowhere): ...", "Nowhere (NameError: name 'Nowhere' is not defined)"),
        (
            "def outer():\n class Local: ...\n def task(cfg: Local): ...\n return task\ntask = outer()",
            "Local (NameError",
        ),
        ("def outer():\n def task(cfg: Late): return Late\n return task\n Late = 1\ntask = outer()", "Late (NameError"),
        ("def task(cfg: App.nothing): ...", "App.nothing (AttributeError: "),
        ("def task(cfg: 'a b'): ...", "a b (SyntaxError: "),
    ],
)
def test_an_annotation_that_cannot_be_evaluated_is_an_error(source: str, error: str) -> None:
    """Once something is composed; it says how to do without."""
    program = main()(defined(source))
    with pytest.raises(ConfigError) as caught:
        program.run("n=1")
    (problem,) = caught.value.problems
    assert problem.message.startswith("the annotation of task's parameter cfg cannot be evaluated: " + error)
    assert problem.message.endswith("; say what it is by main(…, schema=…)")
    assert problem.origin is not None
    assert (problem.origin.file, problem.origin.line) == ("task.py", source[: source.index("def task")].count("\n") + 2)


@pytest.mark.parametrize("name", ["DictConfig", "ListConfig"])
def test_an_annotation_of_omegaconfs_is_told_its_name_here(name: str) -> None:
    """Programs that come from Hydra have one."""
    omegaconf = pytest.importorskip("omegaconf")
    program = main()(defined(f"def task(cfg: omegaconf.{name}): ...", omegaconf=omegaconf))
    with pytest.raises(
        ConfigError, match=f"annotated with OmegaConf's {name}; here an untyped config is a typedconf.Config"
    ):
        program.run()


# -- its folder -----------------------------------------------------------------------------------------------


def test_without_a_file_the_folder_is_the_working_one(conf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a cell of a notebook, whose code has no file."""
    monkeypatch.chdir(conf.parent)
    task = defined("@main('conf', 'config')\ndef task(cfg: App): return cfg.n")
    assert task.run() == 1


def test_a_wrapped_functions_own_file_counts(conf: Path, tmp_path: Path) -> None:
    """The folder lies beside the task, not beside what decorates it."""
    elsewhere = tmp_path / "tools"
    elsewhere.mkdir()
    (elsewhere / "deco.py").write_text("", encoding="utf-8")
    (conf.parent / "task.py").write_text("", encoding="utf-8")
    names: dict[str, Any] = {"functools": functools, "main": main, "App": App}
    exec(compile(WRAP, str(elsewhere / "deco.py"), "exec"), names)  # noqa: S102
    task = "@main('conf', 'config')\n@wrap\ndef task(cfg: App): return cfg.n"
    exec(compile(task, str(conf.parent / "task.py"), "exec"), names)  # noqa: S102
    assert names["task"].run() == 1


# -- signals --------------------------------------------------------------------------------------------------


def test_the_handler_of_sigterm_is_ours_while_the_task_runs(conf: Path, argv: Any) -> None:
    """The default comes back afterwards."""
    seen: list[Any] = []

    @main(config_path=conf, config_name="config")
    def task(cfg: App) -> None:  # noqa: ARG001  only its schema matters
        seen.append(signal.getsignal(signal.SIGTERM))

    argv()
    task()
    assert callable(seen[0])
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


@pytest.mark.parametrize("when", ["before", "during"])
def test_a_handler_of_the_programs_own_stays(conf: Path, argv: Any, when: str) -> None:
    """Whether it was installed before the task ran or by it."""

    def handler(number: int, frame: object) -> None:
        """Do nothing."""

    @main(config_path=conf, config_name="config")
    def task(cfg: App) -> None:  # noqa: ARG001  only its schema matters
        if when == "during":
            signal.signal(signal.SIGTERM, handler)
        assert signal.getsignal(signal.SIGTERM) is handler

    argv()
    before = signal.getsignal(signal.SIGTERM)
    try:
        if when == "before":
            signal.signal(signal.SIGTERM, handler)
        task()
        assert signal.getsignal(signal.SIGTERM) is handler
    finally:
        signal.signal(signal.SIGTERM, before)


def test_a_program_may_run_in_another_thread(conf: Path, argv: Any) -> None:
    """Where Python takes no handlers."""
    ran: list[App] = []
    argv("n=4")
    thread = threading.Thread(target=program_of(conf, ran))
    thread.start()
    thread.join()
    assert ran == [App(n=4)]


# -- as a process -------------------------------------------------------------------------------------------------

SCRIPT = """\
import sys
import typedconf as tc
from pydantic import BaseModel

class App(BaseModel):
    n: int
    fail: str = ""

@tc.main(config_path="conf", config_name="config")
def train(cfg: App) -> int:
    print("ran", cfg.n)
    if cfg.fail:
        raise ValueError(cfg.fail)
    return 5

if __name__ == "__main__":
    sys.exit(train())
"""


@pytest.fixture
def script(conf: Path) -> Path:
    """A script beside its config folder."""
    path = conf.parent / "train.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


def variables() -> dict[str, str]:
    """The environment of a process."""
    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def run(starter: Starter) -> Run:
    """Runs a script as a process of its own."""

    def run_script(script: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        status, out, err = starter.run([str(script), *arguments], cwd, variables())
        return subprocess.CompletedProcess(arguments, status, out, err)

    return run_script


def start(script: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs a script in a Python that starts anew."""
    command = [sys.executable, str(script), *arguments]
    return subprocess.run(command, cwd=cwd, env=variables(), capture_output=True, encoding="utf-8", check=False)


def test_a_script_ends_with_status_0(run: Run, script: Path) -> None:
    """``sys.exit(train())`` is right though the task gave a number; nothing is written."""
    done = run(script, "n=2", cwd=script.parent)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ran 2\n", "")
    assert sorted(path.name for path in script.parent.iterdir()) == ["conf", "train.py"]


def test_a_failing_task_is_status_1(run: Run, script: Path) -> None:
    """With its own traceback, whole."""
    done = run(script, "fail=boom", cwd=script.parent)
    assert (done.returncode, done.stdout) == (1, "ran 1\n")
    assert "ValueError: boom" in done.stderr
    assert "Traceback" in done.stderr


def test_a_wrong_config_is_status_2(run: Run, script: Path) -> None:
    """Without any traceback."""
    done = run(script, "n=x", cwd=script.parent)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("link", ["file", "folder"])
def test_the_config_folder_lies_beside_the_functions_file(run: Run, script: Path, tmp_path: Path, link: str) -> None:
    """Wherever the program is started, and through links to the script or to its folder."""
    elsewhere = tmp_path / "bin"
    elsewhere.mkdir()
    if link == "file":
        (elsewhere / "train.py").symlink_to(script)
        started = elsewhere / "train.py"
    else:
        (elsewhere / "linked").symlink_to(script.parent)
        started = elsewhere / "linked" / "train.py"
    done = run(started, "n=3", cwd=elsewhere)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ran 3\n", "")


TASKS = """\
import os, signal, sys, time
import typedconf as tc
from pydantic import BaseModel

class App(BaseModel):
    n: int

def inner(what):
    if what == "raise":
        raise ValueError("boom")
    if what == "config":
        raise tc.ConfigError(tc.Problem("mine", "a.b"))
    if what == "exit":
        sys.exit(7)
    if what in ("int", "term"):
        os.kill(os.getpid(), signal.SIGINT if what == "int" else signal.SIGTERM)
        time.sleep(60)
    if what == "fork":
        child = os.fork()
        if not child:
            try:
                os.kill(os.getpid(), signal.SIGTERM)
                time.sleep(60)
            finally:
                print("never in the child", flush=True)
        print(os.WTERMSIG(os.waitpid(child, 0)[1]), flush=True)

@tc.main()
def task(cfg: App):
    try:
        inner(os.environ["WHAT"])
    finally:
        print("cleaned up", flush=True)

task()
"""


@pytest.mark.parametrize(
    ("what", "status", "out"),
    [
        ("raise", 1, "cleaned up\n"),
        ("config", 1, "cleaned up\n"),
        ("exit", 7, "cleaned up\n"),
        ("int", 130, "cleaned up\n"),
        ("term", 143, "cleaned up\n"),
        ("fork", 0, f"{signal.SIGTERM.value}\ncleaned up\n"),
        ("nothing", 0, "cleaned up\n"),
    ],
)
def test_how_a_task_ends_is_the_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, status: int, out: str
) -> None:
    """Its ``finally`` blocks run whatever ends it; a child that it forked dies of a signal as it would without us."""
    script = tmp_path / "task.py"
    script.write_text(TASKS, encoding="utf-8")
    monkeypatch.setenv("WHAT", what)
    done = start(script, "n=1", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (status, out)
    lines = done.stderr.splitlines()
    if what == "raise":
        frames = [line for line in lines if line.startswith("  File ")]
        assert ["typedconf" in frame for frame in frames] == [False, True, False, False]  # one line of ours
        assert lines[-1] == "ValueError: boom"
    elif what == "config":
        assert lines == ["error: a.b: mine", "  raised at    task.py:12, in inner"]
    else:
        assert lines == []


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["--config-name", "other"], "ran 8\n"),
        (["-cn=other", "n=9"], "ran 9\n"),
        (["--config-dir", "more", "+db=x"], "ran 5\n"),
        (["--config", "whole.yaml"], "ran 6\n"),
        (["--config", "whole.yaml", "--config=more.yaml"], "ran 7\n"),
        (["--config", "whole.yaml", "n=3"], "ran 3\n"),
        (["--config-path", "elsewhere", "-cn", "primary"], "ran 4\n"),
        (["--", "n=2"], "ran 2\n"),
    ],
    ids=" ".join,
)
def test_flags_say_what_is_composed(run: Run, script: Path, arguments: list[str], printed: str) -> None:
    """Names of configs and folders, and whole files below the overrides."""
    files = {
        "conf/other.yaml": "n: 8\n",
        "more/db/x.yaml": "# @package _global_\nn: 5\n",
        "whole.yaml": "n: 6\n",
        "more.yaml": "n: 7\n",
        "elsewhere/primary.yaml": "n: 4\n",
    }
    for name, text in files.items():
        path = script.parent / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = run(script, *arguments, cwd=script.parent)
    assert (done.returncode, done.stdout, done.stderr) == (0, printed, "")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--cgf", "job"], "no such flag --cgf; did you mean --cfg?\n"),
        (["--config-name", "confg"], "no config 'confg'; did you mean config?\nconfigs: config\n"),
        (["--config-dir", "nowhere"], "the config folder nowhere does not exist\n"),
        (["--config", "nowhere.yaml"], "no file nowhere.yaml\n"),
        (["foo"], "no '='; an override is key=value\n  override     foo\n" + " " * 18 + "^\n"),
        (["help"], "no '='; an override is key=value; did you mean --help?\n  override     help\n" + " " * 19 + "^\n"),
        (
            ["--multirun", "n=1,2"],
            "--multirun is not there: there are no sweeps yet; run the program once for each value\n",
        ),
        (["--cfg", "job", "--package", "fial"], "--package fial: no key 'fial' in the config; did you mean fail?\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_flag_is_status_2(run: Run, script: Path, arguments: list[str], error: str) -> None:
    """The task never started, and stdout is empty."""
    done = run(script, *arguments, cwd=script.parent)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"error: {error}")


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["--n", "2"], "ran 2\n"),
        (["--n=2", "n=3"], "ran 3\n"),
        (["n=3", "--n", "2", "fail="], "ran 2\n"),
        (["--n", "2", "--run"], "ran 2\n"),
        (["--config-dir", "more", "+db=x", "--n", "9"], "ran 9\n"),
        (["--config-dir", "more", "--n", "9", "+db=x", "--db", "y"], "ran 9\n"),
    ],
    ids=" ".join,
)
def test_options_are_mixed_with_flags_and_overrides(run: Run, script: Path, arguments: list[str], printed: str) -> None:
    """In any order, which counts between options and overrides."""
    folder = script.parent / "more/db"
    folder.mkdir(parents=True)
    for name in ("x", "y"):
        (folder / f"{name}.yaml").write_text("# @package _global_\nn: 5\n", encoding="utf-8")
    done = run(script, *arguments, cwd=script.parent)
    assert (done.returncode, done.stdout, done.stderr) == (0, printed, "")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            ["--n", "fast"],
            (
                "error: n: not a whole number: 'fast'\n  option       --n fast\n                   ^^^^\n"
                "  declared as  App.n: int\n"
            ),
        ),
        (["--m", "1"], "error: no such option --m; --help lists the options\n"),
        (["--n"], "error: --n needs a value: int\n"),
        (["--n", "--check"], "error: --n needs a value: int\n"),
        (["--fial", "x"], "error: no such option --fial; did you mean --fail?\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_option_is_status_2(run: Run, script: Path, arguments: list[str], error: str) -> None:
    """The task never started."""
    done = run(script, *arguments, cwd=script.parent)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", error)


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (["train.py"], "train.py"),
        (["./train.py"], "train.py"),
        (["-m", "train"], "python -m train"),
        (["-m", "package"], "python -m package"),
        (["-m", "package.inner"], "python -m package.inner"),
        (["package"], "package"),
    ],
    ids=" ".join,
)
def test_a_program_is_called_as_it_was_started(script: Path, command: list[str], name: str) -> None:
    """As a file, as a module or as a package."""
    package = script.parent / "package"
    package.mkdir()
    for module in ("__init__", "__main__", "inner"):
        (package / f"{module}.py").write_text("" if module == "__init__" else SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, *command, "--help"],
        cwd=script.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout.startswith(f"Usage: {name} [")


def test_cfg_prints_what_composes(run: Run, script: Path) -> None:
    """With status 0, whatever is wrong with the values: that is a warning here."""
    done = run(script, "--cfg", "job", "n=fast", cwd=script.parent)
    assert (done.returncode, done.stdout) == (0, "'n': fast\nfail: ''\n")
    assert done.stderr.startswith("warning: n: not a whole number")


def test_warnings_are_on_stderr(run: Run, script: Path) -> None:
    """The task runs all the same."""
    done = run(script, "hydra.searchpath=[nowhere]", cwd=script.parent)
    assert (done.returncode, done.stdout) == (0, "ran 1\n")
    assert done.stderr == "warning: hydra.searchpath: nowhere on the search path is not there\n"


HEAVY = {"typer", "click", "rich", "json", "signal", "traceback", "difflib", "unicodedata"}
BY_HAND = """\
import sys, yaml
from pydantic import BaseModel
class App(BaseModel):
    n: int
App.model_validate(yaml.load("n: 1", getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
print("modules", *sys.modules)
"""


def modules_of(done: subprocess.CompletedProcess[str]) -> set[str]:
    """What a process had loaded when it printed that."""
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("modules ")[2].split())


def test_overrides_alone_load_little(script: Path) -> None:
    """What Python brings, a script by hand loads too."""
    text = SCRIPT.replace('print("ran", cfg.n)', 'print("modules", *sys.modules)')
    script.write_text(text, encoding="utf-8")
    ours = modules_of(start(script, "n=2", "fail=", cwd=script.parent))
    by_hand = script.parent / "by_hand.py"
    by_hand.write_text(BY_HAND, encoding="utf-8")
    added = ours - modules_of(start(by_hand, cwd=script.parent))
    assert {name for name in added if name.partition(".")[0] != "typedconf"} == set()
    assert not HEAVY & ours
