"""Words before the cursor, the word at it, an index and folders -> what could stand there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from typedconf.cli.completion import shells
from typedconf.cli.completion.completer.answering import answer
from typedconf.cli.completion.completer.bash_words import quote_for_bash, split_line
from typedconf.cli.completion.completer.completing import complete
from typedconf.cli.completion.completer.documents import read_document
from typedconf.cli.completion.completer.index_file import index_path, read_index
from typedconf.cli.completion.completer.programs import find_program, find_python_program
from typedconf.cli.completion.completer.values import locate

Index = dict[str, Any]


def offered(index: Index, line: str) -> list[str]:
    """What could stand at the end of ``line``; ``…`` behind what doesn't end its word."""
    *words, current = line.split(" ")
    return [word + ("" if is_whole else "…") for word, _, is_whole in complete(index, words, current)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # groups and their options, of files and of the store
        ("opt", ["optimizer=…", "optimizer.…"]),
        ("optimizer=", ["optimizer=adam", "optimizer=adamw", "optimizer=sgd"]),
        ("optimizer=s", ["optimizer=sgd"]),
        ("optimizer=x", []),
        ("db=", ["db=far/…", "db=mysql", "db=sqlite", "db=memory"]),
        ("db=far/", ["db=far/remote"]),
        ("server/web=", ["server/web=apache"]),
        # sweeps and lists
        ("optimizer=adamw,s", ["optimizer=adamw,sgd"]),
        ("optimizer=sgd,", ["optimizer=sgd,adam", "optimizer=sgd,adamw"]),
        ("db=[my", ["db=[mysql…"]),
        ("db=[mysql,", ["db=[mysql,far/…", "db=[mysql,sqlite…", "db=[mysql,memory…"]),
        ("optimizer=choice(s", ["optimizer=choice(sgd…"]),
        # keys of the schema and of files
        ("training.", [f"training.{key}=…" for key in ("epochs", "amp", "level", "mode", "tags", "data_file", "out")]),
        ("training.l", ["training.level=…"]),
        ("optimizer.", ["optimizer.lr=…", "optimizer.amsgrad=…"]),
        ("db.", ["db.host=…", "db.port=…", "db.secure=…", "db.opts.…"]),
        ("db.opts.", ["db.opts.pool.…", "db.opts.names=…"]),
        ("db.opts.pool.", ["db.opts.pool.size=…"]),
        ("lay", ["layers=…", "layers[0].…"]),
        ("layers[12].", ["layers[12].size=…", "layers[12].kind=…"]),
        ("named.one.", ["named.one.size=…", "named.one.kind=…"]),
        ("_", []),
        # what is chosen changes the keys
        ("optimizer=sgd optimizer.", ["optimizer.lr=…", "optimizer.momentum=…"]),
        ("--optimizer sgd optimizer.", ["optimizer.lr=…", "optimizer.momentum=…"]),
        ("--optimizer=sgd optimizer.", ["optimizer.lr=…", "optimizer.momentum=…"]),
        ("optimizer=sgd optimizer=adam optimizer.", ["optimizer.lr=…", "optimizer.amsgrad=…"]),
        ("optimizer=adamw optimizer.", ["optimizer.lr=…"]),
        ("db=sqlite db.", ["db.path=…", "db.nested.…", "db.list=…", "db.last=…"]),
        ("db=sqlite db.nested.", ["db.nested.deep=…", "db.nested.text=…"]),
        ("db=memory db.", ["db.size=…", "db.page.…"]),
        ("~db db.", []),
        ("+logger=wandb log.", ["log.sink.…"]),
        ("+logger=wandb log.sink.", ["log.sink.project=…"]),
        ("--config-name other on", ["only=…"]),
        ("--config-name other db.", ["db.path=…", "db.nested.…", "db.list=…", "db.last=…"]),
        ("--config-dir more db=o", ["db=oracle"]),
        ("--config-dir more db=oracle db.", ["db.service=…"]),
        # unions
        ("model=", ["model=vit", "model=cnn"]),
        ("model.", ["model.kind=…", "model.depth=…", "model.width=…"]),
        ("model=vit model.", ["model.kind=…", "model.depth=…"]),
        ("model.kind=cnn model.", ["model.kind=…", "model.width=…"]),
        ("model.kind=", ["model.kind=vit", "model.kind=cnn"]),
        # values
        ("training.amp=", ["training.amp=true", "training.amp=false"]),
        ("db.secure=", ["db.secure=true", "db.secure=false"]),
        ("training.level=", ["training.level=low", "training.level=high"]),
        ("training.mode=m", ["training.mode=min", "training.mode=max"]),
        ("training.mode=n", ["training.mode=null"]),
        ("training.level=low,", ["training.level=low,high"]),
        ("training.epochs=", []),
        ("training.data_file=con", ["training.data_file=conf/…"]),
        ("training.data_file=tr", ["training.data_file=train.py"]),
        ("training.out=", ["training.out=cache/…", "training.out=conf/…", "training.out=more/…"]),
        ("training.out=tr", []),
        ("task=./tr", ["task=./train.py"]),
        ("password=", []),
        # inside lists and mappings
        ("training.tags=", ["training.tags=[a…", "training.tags=[b…", "training.tags=[c…"]),
        ("training.tags=[a,", ["training.tags=[a,b…", "training.tags=[a,c…"]),
        ("training.tags=append(", ["training.tags=append(a…", "training.tags=append(b…", "training.tags=append(c…"]),
        ("layers=[{", ["layers=[{size:…", "layers=[{kind:…"]),
        ("layers=[{size:3,kind:d", ["layers=[{size:3,kind:dense…"]),
        ("layers=[{size:3},{kind:", ["layers=[{size:3},{kind:dense…", "layers=[{size:3},{kind:conv…"]),
        ("training={level:", ["training={level:low…", "training={level:high…"]),
        ("training={epochs:3,amp:true,l", ["training={epochs:3,amp:true,level:…"]),
        ("training={amp:true,am", []),
        ("named={x:{kind:", ["named={x:{kind:dense…", "named={x:{kind:conv…"]),
        # signs
        ("+lo", ["+logger=…"]),
        ("+opt", ["+optimizer.…"]),
        ("+ta", []),
        ("+training.a", ["+training.amp=…"]),
        ("~optimizer +opt", ["+optimizer=…", "+optimizer.…"]),
        ("+logger=", ["+logger=wandb"]),
        ("++training.l", ["++training.level=…"]),
        ("++optimizer=s", ["++optimizer=sgd"]),
        ("~s", ["~server/web", "~server.…", "~server"]),
        ("~db=", ["~db=mysql"]),
        ("~db.p", ["~db.port"]),
        ("~training.", []),
        ("+++op", []),
        # options
        ("--opt", ["--optimizer", "--optimizer.…"]),
        ("--server", ["--server/web", "--server.web", "--server.…"]),
        ("--optimizer.", ["--optimizer.lr", "--optimizer.amsgrad"]),
        ("--optimizer=sgd --optimizer.m", ["--optimizer.momentum"]),
        ("--optimizer ad", ["adam", "adamw"]),
        ("--optimizer=ad", ["--optimizer=adam", "--optimizer=adamw"]),
        ("--server.web=", ["--server.web=apache"]),
        ("--training.level ", ["low", "high"]),
        ("--training.level=h", ["--training.level=high"]),
        ("--training.data-file=tr", ["--training.data-file=train.py"]),
        ("--training.tags ", ["a", "b", "c"]),
        ("--training.amp opt", ["optimizer=…", "optimizer.…"]),
        ("--no-training.amp opt", ["optimizer=…", "optimizer.…"]),
        ("--training.amp=f", ["--training.amp=false"]),
        ("-e 3 opt", ["optimizer=…", "optimizer.…"]),
        ("--task opt", []),
        ("--task optimizer=sgd", []),
        ("--no", ["--no-…"]),
        ("--no-", ["--no-training.…", "--no-optimizer.…", "--no-db.…"]),
        ("--no-training.", ["--no-training.amp"]),
        ("-e", ["-e"]),
        ("--ep", ["--epochs"]),
        ("--layers", []),
        ("-- --opt", []),
        ("-- opt", ["optimizer=…", "optimizer.…"]),
        # flags
        ("--ver", ["--version"]),
        ("--cfg ", ["job", "hydra", "all"]),
        ("-c j", ["job"]),
        ("--cfg=a", ["--cfg=all"]),
        ("--info def", ["defaults", "defaults-tree"]),
        ("--info opt=", []),
        ("--info optimizer=s", ["optimizer=sgd"]),
        ("--config-dir ", ["cache/…", "conf/…", "more/…"]),
        ("--config-dir=conf/d", ["--config-dir=conf/db/…"]),
        ("--config conf/db/m", ["conf/db/mysql.yaml"]),
        ("--config-name ", ["config", "other"]),
        ("--explain training.l", ["training.level"]),
        ("--explain opt", ["optimizer.…", "optimizer"]),
        ("--package db.o", ["db.opts.…", "db.opts"]),
        ("--help tra", ["training.…", "training"]),
        ("--help server/", ["server/web"]),
        ("--help --inf", ["--info"]),
        # settings of the run
        ("hydra.r", ["hydra.run.…", "hydra.runtime.…"]),
        ("hydra.run.", ["hydra.run.dir=…"]),
        ("hydra/job_logging=s", ["hydra/job_logging=stdout"]),
    ],
)
def test_what_could_stand_at_the_cursor(index: Index, line: str, expected: list[str]) -> None:
    """Each place of a line has its candidates, in order."""
    assert offered(index, line) == expected


@pytest.mark.usefixtures("program")
def test_all_begins_the_line(index: Index) -> None:
    """Without a letter, groups and keys are offered, and neither flags nor what only a sign would bring."""
    assert offered(index, "") == [
        "optimizer=…",
        "db=…",
        "server/web=…",
        "task=…",
        "password=…",
        "training.…",
        "optimizer.…",
        "layers=…",
        "layers[0].…",
        "named=…",
        "model.…",
        "model=…",
        "db.…",
        "server.…",
    ]


def test_a_new_option_is_offered_at_once(program: Path, index: Index) -> None:
    """Folders are read as they are now, whatever the index was made from."""
    new = program / "conf/db/new.yaml"
    new.write_text("fresh: 1\n", encoding="utf-8")
    try:
        assert offered(index, "db=n") == ["db=new"]
        assert offered(index, "db=new db.") == ["db.fresh=…"]
    finally:
        new.unlink()


@pytest.mark.usefixtures("program")
def test_documentation_is_shown(index: Index) -> None:
    """A shell that shows it gets the first line of an option's file, a class's and a key's documentation."""
    options = {word: doc for word, doc, _ in complete(index, [], "optimizer=", documents=True)}
    assert options == {
        "optimizer=adam": "selected: Adam, as in the paper.",
        "optimizer=adamw": "Decays weights apart.",
        "optimizer=sgd": "Plain descent.",
    }
    assert complete(index, [], "training.e") == [("training.epochs=", "How often.", False)]


COMMANDS: dict[str, Any] = {
    "format": 1,
    "program": "/app.py",
    "files": {},
    "command": {
        "doc": "",
        "flags": [
            {"names": ["--verbose", "-v"], "value": "", "part": "", "choices": [], "doc": ""},
            {"names": ["--secret"], "value": "", "part": "", "choices": [], "doc": "", "hidden": True},
        ],
        "arguments": [],
        "config": None,
        "commands": {
            "export": {
                "doc": "Writes it.",
                "flags": [
                    {
                        "names": ["--to"],
                        "value": "VALUE",
                        "part": "",
                        "choices": ["onnx", "pt"],
                        "doc": "",
                        "hidden": False,
                    }
                ],
                "arguments": [
                    {"value": "VALUE", "choices": ["small", "large"], "repeats": False},
                    {"value": "FILE", "choices": [], "repeats": True},
                ],
                "commands": {},
                "config": None,
            },
            "evaluate": {"doc": "", "flags": [], "arguments": [], "commands": {}, "config": None},
        },
    },
}


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", ["export", "evaluate"]),
        ("ex", ["export"]),
        ("-", ["--verbose", "-v"]),
        ("-v e", ["export", "evaluate"]),
        ("export -", ["--to"]),
        ("export --to ", ["onnx", "pt"]),
        ("export --to=o", ["--to=onnx"]),
        ("export --to pt ", ["small", "large"]),
        ("export small tr", ["train.py"]),
        ("export small x tr", ["train.py"]),
        ("export --nothing=x", []),
        ("evaluate ", []),
        ("evaluate x=", []),
    ],
)
def test_an_app_has_commands(line: str, expected: list[str]) -> None:
    """Sub-commands, options and arguments of an app of several commands are completed too."""
    assert offered(COMMANDS, line) == expected


def test_a_command_of_an_app_has_its_config(index: Index) -> None:
    """Behind the name of a command with a config, it is as in a program of its own."""
    inner = index["command"]
    app = {**COMMANDS, "command": {**COMMANDS["command"], "commands": {"train": inner}}}
    assert offered(app, "train optimizer=s") == ["optimizer=sgd"]
    assert offered(app, "optimizer=s") == []


# -- where in a value --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "head", "partial", "below", "used"),
    [
        ("", "", "", "", []),
        ("ab", "", "ab", "", []),
        ("a,b", "a,", "b", "", ["a"]),
        ("[a, b", "[a, ", "b", "[]", ["a"]),
        ("[a],b", "[a],", "b", "", [""]),
        ("{k: v", "{k: ", "v", ".k", ["k"]),
        ("{k:[a,{m:x", "{k:[a,{m:", "x", ".k[].m", ["m"]),
        ("{k:{m:1},n", "{k:{m:1},", "n", "", ["k"]),
        ("{a:1,b:http://x", "{a:1,b:", "http://x", ".b", ["a", "b"]),
        ("choice(a,b", "choice(a,", "b", "", ["a"]),
        ("append(a", "append(", "a", "[]", []),
        ("'a,b", "", "'a,b", "", []),
        ("']'", "", "']'", "", []),
        ("]]", "", "]]", "", []),
    ],
)
def test_the_place_in_a_value(text: str, head: str, partial: str, below: str, used: list[str]) -> None:
    """Brackets, commas and colons say where the cursor stands, but in quotes."""
    place = locate(text)
    assert (place.head, place.partial, place.below, place.used) == (head, partial, below, used)


# -- words of bash -----------------------------------------------------------------------------------------------------

BREAKS = " \t\n\"'@><=;|&(:"


@pytest.mark.parametrize(
    ("line", "words", "current", "kept", "quote"),
    [
        ("", [], "", 0, ""),
        ("a b", ["a"], "b", 0, ""),
        ("a ", ["a"], "", 0, ""),
        ("a x=1", ["a"], "x=1", 2, ""),
        ("a x@y=", ["a"], "x@y=", 4, ""),
        ("a x\\=1", ["a"], "x=1", 0, ""),
        ("a 'x=1 y", ["a"], "x=1 y", 0, "'"),
        ('a x="1 y', ["a"], "x=1 y", 2, '"'),
        ('a "x"=y', ["a"], "x=y", 2, ""),
        ('a "\\"\\n', ["a"], '"\\n', 0, '"'),
        ("a\\ b c", ["a b"], "c", 0, ""),
        ("'' c", [""], "c", 0, ""),
    ],
)
def test_a_line_is_split_as_bash_does(line: str, words: list[str], current: str, kept: int, quote: str) -> None:
    """Quotes and backslashes are taken away; what readline replaces begins behind the last break that is bare."""
    assert split_line(line, BREAKS) == (words, current, kept, quote)


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("a b", "", "a\\ b"),
        ("é[x,y]", "", "é[x,y]"),
        ("a b$", '"', "a b\\$"),
        ("it's", "'", "it'\\''s"),
        ("(a|b)", "", "\\(a\\|b\\)"),
    ],
)
def test_words_are_quoted_for_bash(text: str, quote: str, expected: str) -> None:
    """What bash would take for more than itself is quoted, as the quote that is open asks."""
    assert quote_for_bash(text, quote) == expected


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize(
    ("shell", "arguments", "expected"),
    [
        ("bash", ("./train.py optimizer=s", BREAKS), "+\nsgd \n"),
        ("bash", ("./train.py 'optimizer=s", BREAKS), "+\noptimizer=sgd\n"),
        ("bash", ("./train.py training.l", BREAKS), "+\ntraining.level=\n"),
        ("zsh", ("./train.py", "training.l"), "+\nptraining.level=\tLevel\n"),
        ("fish", ("./train.py", "training.e"), "+\ntraining.epochs=\tHow often.\n"),
        ("fish", ("./train.py", "db=[my"), "+\ndb=[mysql\tselected\ndb=[mysql,\n"),
        ("fish", ("./train.py", "optimizer=x"), "+\n"),
        ("bash", ("./train.py", BREAKS), ""),
        ("fish", ("./none.py", ""), ""),
    ],
)
def test_each_shell_is_answered_in_its_way(shell: str, arguments: tuple[str, ...], expected: str) -> None:
    """Where there is an index, a line says so; then come the candidates as the shell takes them."""
    assert answer(shell, "program", arguments) == expected


# -- the program -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "file", "count"),
    [
        (["python", "train.py"], "train.py", 2),
        (["python", "-u", "-X", "dev", "-W", "error", "./train.py", "x"], "train.py", 7),
        (["python", "-m", "package"], "package/__main__.py", 3),
        (["python", "-m", "package.inner"], "package/inner.py", 3),
        (["python", "-m", "none"], None, 3),
        (["python", "-m"], None, 3),
        (["python", "-c", "train.py"], None, 2),
        (["python", "none.py"], None, 2),
        (["python"], None, 1),
    ],
)
def test_the_program_that_python_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], file: str | None, count: int
) -> None:
    """Options of Python's are passed over; a module is found without running anything."""
    (tmp_path / "package").mkdir()
    for name in ("train.py", "package/__main__.py", "package/inner.py"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    expected = None if file is None else os.path.realpath(tmp_path / file)
    assert find_python_program(words) == (expected, count)


def test_an_installed_module_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``python -m`` looks into the site-packages of that Python, and where their path files lead."""
    packages = tmp_path / "venv/lib/python3.11/site-packages"
    for folder in (packages / "here", tmp_path / "source/there", tmp_path / "venv/bin"):
        folder.mkdir(parents=True)
    for file in (packages / "here/__main__.py", tmp_path / "source/there/__main__.py"):
        file.touch()
    (packages / "there.pth").write_text(f"import sys\n{tmp_path}/source\n", encoding="utf-8")
    python = tmp_path / "venv/bin/python"
    python.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(python.parent))
    assert find_python_program(["python", "-m", "here"]) == (str(packages / "here/__main__.py"), 3)
    assert find_python_program([str(python), "-m", "there"]) == (str(tmp_path / "source/there/__main__.py"), 3)


def test_links_lead_to_one_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program has one index, by whatever way it is called: by a path, by a link, by its name on the path."""
    (tmp_path / "bin").mkdir()
    file = tmp_path / "train.py"
    file.touch(mode=0o755)
    (tmp_path / "bin/train").symlink_to(file)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    for word in ("./train.py", str(file), "bin/train", "train"):
        assert find_program([word]) == (os.path.realpath(file), 1)
    assert find_program(["none"]) == (None, 1)


# -- documents ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("a: 1\nb:\n  c: 2\n  d:\n    e: 3\nf:\n", ["a", "b.c", "b.d.e", "f"]),
        ("# a: 1\n---\na: 1 # b: 2\n", ["a"]),
        ("'a b': 1\n\"c\": 2\na.b: 3\n", ["a b", "c", "a\\.b"]),
        ("a: {b: 1, c: {d: 2}}\n", ["a.b", "a.c.d"]),
        ("a: &x\n  b: 1\nc: !replace {d: 1}\n<<: *x\n", ["a.b", "c.d"]),
        ("a: |\n  b: 1\n\n  c: 2\nd: >-\n  e: 3\nf: 1\n", ["a", "d", "f"]),
        ("a:\n- b: 1\n  c: 2\n-\n  d: 1\ne: 1\n", ["a", "e"]),
        ("\ufeffa: 1\r\nb: 2\r\n", ["a", "b"]),
        ("a: http://x\nb:c\n: x\n", ["a", ""]),
        ("- a: 1\n", []),
        ("é: 1\n", ["é"]),
        ("{{{{", []),
        ("]:}: {:", ["]:}."]),
    ],
)
def test_keys_are_read_by_lines(tmp_path: Path, text: str, keys: list[str]) -> None:
    """The reader of keys knows blocks, flow mappings, texts and lists, and gives up on nothing."""
    file = tmp_path / "x.yaml"
    file.write_text(text, encoding="utf-8", newline="")
    assert read_document(str(file)).keys == keys


def test_a_defaults_list_is_read(tmp_path: Path) -> None:
    """Its entries name groups, packages and options, with and without keywords."""
    file = tmp_path / "x.yaml"
    text = (
        "# @package a.b\n# What it is.\ndefaults:\n  - _self_\n  - db: mysql\n  - override /x/y@z: [p, 'q']\n"
        "  - base\n  - optional w: null\n  - v@_global_: 1\na: 1\n"
    )
    file.write_text(text, encoding="utf-8")
    document = read_document(str(file))
    assert document.package == "a.b"
    assert document.doc == "What it is."
    assert document.defaults == [("db", None, ["mysql"]), ("/x/y", "z", ["p", "q"]), ("v", "_global_", ["1"])]
    assert document.keys == ["a"]


# -- whatever is wrong -------------------------------------------------------------------------------------------------


def press_tab(folder: Path, *arguments: str, **variables: str) -> tuple[int, str, str]:
    """A Tab as a shell presses it: the status, what is written to stdout and to stderr."""
    done = subprocess.run(
        [sys.executable, "-ISc", shells._RUN, shells._FOLDER, *arguments],
        cwd=folder,
        env={**os.environ, **variables},
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8", "surrogateescape"), done.stderr.decode()


BROKEN = {
    "empty": b"",
    "text": b"hello",
    "binary": bytes(range(256)),
    "truncated": b'{"format": 1, "program": "',
    "list": b"[]",
    "another format": b'{"format": 99}',
    "another program": b'{"format": 1, "program": "/x", "command": {}}',
    "no command": b'{"format": 1, "program": "@"}',
    "wrong types": b'{"format": 1, "program": "@", "command": {"flags": 3, "commands": [], "config": 1}}',
    "deep": b"[" * 100_000,
}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_index_disturbs_no_shell(tmp_path: Path, shell: str, content: bytes) -> None:
    """Whatever an index holds, a Tab has status 0, writes nothing to stderr, and completes nothing."""
    program = tmp_path / "train.py"
    program.touch(mode=0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        path = Path(index_path(os.path.realpath(program)))
    path.parent.mkdir(parents=True)
    path.write_bytes(content.replace(b"@", os.fsencode(os.path.realpath(program))))
    arguments = ("./train.py x", BREAKS) if shell == "bash" else ("./train.py", "x")
    assert press_tab(tmp_path, shell, "program", *arguments, XDG_CACHE_HOME=str(tmp_path / "cache")) == (0, "", "")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("bash",),
        ("tcsh", "program", "x"),
        ("bash", "program"),
        ("zsh", "program"),
        ("fish", "python", "", "\udcff"),
    ],
)
def test_a_wrong_call_disturbs_no_shell(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """A completer that is called in a way that it doesn't know says nothing."""
    assert press_tab(tmp_path, *arguments, XDG_CACHE_HOME=str(tmp_path)) == (0, "", "")


def test_a_tab_without_an_index_leaves_an_empty_one(tmp_path: Path) -> None:
    """It is the user's alone; the completer of python leaves none."""
    program = tmp_path / "train.py"
    program.touch(mode=0o755)
    cache = tmp_path / "cache"
    assert press_tab(tmp_path, "fish", "python", "python", "train.py", "", XDG_CACHE_HOME=str(cache)) == (0, "", "")
    assert not cache.exists()
    assert press_tab(tmp_path, "fish", "program", "./train.py", "", XDG_CACHE_HOME=str(cache)) == (0, "", "")
    (left,) = (cache / "typedconf/completion").iterdir()
    assert left.read_bytes() == b""
    assert left.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.getuid() == 0, reason="nothing is closed to root")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("defaults:\n" + "- /db: loop\n" * 20, id="itself"),
        pytest.param(f"defaults:\n- /db: [{', '.join(['loop'] * 20)}]\n" + "a: 1\n" * 50_000, id="itself, and large"),
        pytest.param("x: " + "{a: " * 80_000, id="brackets"),
        pytest.param("".join(f"{' ' * depth}a:\n" for depth in range(600)), id="depth"),
    ],
)
def test_a_config_without_an_end_ends(program: Path, index: Index, text: str) -> None:
    """Configs that bring each other again and again, or that are deeper than any."""
    (program / "conf/db/loop.yaml").write_text(text, encoding="utf-8")
    try:
        assert "db=loop" in offered(index, "db=loop db=")
    finally:
        (program / "conf/db/loop.yaml").unlink()


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_no_terminal_obeys_what_is_said_of_a_candidate(program: Path, shell: str) -> None:
    """The documentation of a file may hold anything."""
    (program / "conf/db/odd.yaml").write_text("# \x1b[31mred\x9b\t\u202eend\n", encoding="utf-8")
    try:
        lines = answer(shell, "program", [f"{program}/train.py", "db=o"]).splitlines()
    finally:
        (program / "conf/db/odd.yaml").unlink()
    assert lines[1:] == [f"{'w' if shell == 'zsh' else ''}db=odd\t[31mred end"]


def test_a_closed_folder_is_passed_over(program: Path, index: Index) -> None:
    """A folder that may not be read has no options."""
    closed = program / "conf/closed"
    closed.mkdir(mode=0o000)
    try:
        assert offered(index, "+closed=") == []
    finally:
        closed.rmdir()


def test_odd_names(program: Path, index: Index) -> None:
    """Blanks and letters of any script are offered, a line break never; a link that leads in a circle is harmless."""
    folder = program / "conf/odd"
    folder.mkdir()
    for name in ("größe.yaml", "two words.yaml", "two\nlines.yaml", "bell\a.yaml", ".hidden", "__pycache__"):
        (folder / name).touch()
    (folder / "round").symlink_to(folder)
    (folder / "gone.yaml").symlink_to(folder / "nowhere")
    try:
        found = sorted(word for word, _, _ in complete(index, [], "+odd="))
        assert found == ["+odd=gone", "+odd=größe", "+odd=round/", "+odd=two words"]
        assert offered(index, "+odd=round/round/gr") == ["+odd=round/round/größe"]
        assert answer("bash", "program", ("./train.py +odd=two", BREAKS)) == "+\ntwo\\ words \n"
    finally:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


def test_a_huge_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: Index) -> None:
    """Of thousands of files, as many are offered as anybody would look at."""
    for number in range(3000):
        (tmp_path / f"{number}.txt").touch()
    monkeypatch.chdir(tmp_path)
    assert len(complete(index, [], "training.data_file=")) == 2000


def test_the_completer_is_alone() -> None:
    """It imports nothing of typedconf, and nothing that takes time: neither json nor re nor typing."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import completer.answering; "
        "completer.index_file._read_json('[1]'); print(*sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-ISc", code, shells._FOLDER], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "completer.answering" in loaded
    heavy = {
        "typedconf",
        "json",
        "re",
        "typing",
        "pathlib",
        "collections",
        "enum",
        "functools",
        "yaml",
        "site",
        "hashlib",
    }
    assert not heavy & loaded


def test_an_index_is_read_as_json(program: Path) -> None:
    """The reader that the completer has reads what Python's own writes."""
    path = Path(index_path(str(program / "train.py")))
    assert read_index(str(program / "train.py")) == json.loads(path.read_text(encoding="utf-8"))


def test_programs_of_one_name_have_their_own_index() -> None:
    """The name of an index says whose it is, and is short whatever the path."""
    paths = {index_path(f"/{folder}/train.py") for folder in ("a", "b", "a/b", "x" * 3000)}
    assert len(paths) == 4
    assert all(len(Path(path).name) < 100 for path in paths)
