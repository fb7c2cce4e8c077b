"""What a secrets folder, a dotenv file and the environment hold, as variables; and what can't be read there."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest

from typedconf import BoundExceeded, ConfigError, ConfigNotFound, DocumentError, Origin
from typedconf.environment import Variable, read_variables

Write: TypeAlias = Callable[[Mapping[str, str | bytes]], Path]

NO_ENVIRONMENT: Final[Mapping[str, str]] = {}


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes files below the working folder, by name."""
    monkeypatch.chdir(tmp_path)

    def write_files(files: Mapping[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write_files


def texts(variables: tuple[Variable, ...]) -> dict[str, str]:
    """The names and texts, which tell most of it."""
    return {variable.name: variable.text for variable in variables}


# -- the environment --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prefix", "name", "keys"),
    [
        ("APP_", "APP_LR", ("LR",)),
        ("APP_", "APP_DB__HOST", ("DB", "HOST")),
        ("APP_", "APP_db__Host", ("db", "Host")),
        ("APP_", "APP_A__B__0", ("A", "B", "0")),
        ("APP_", "APP_MODEL___TARGET_", ("MODEL", "_TARGET_")),
        ("APP_", "APP_", ("",)),
        ("APP_", "APP___X", ("", "X")),
        ("APP_", "APP_X__", ("X", "")),
        ("APP_", "APP_X____Y", ("X", "", "Y")),
        ("APP_", "APP_ÉTÉ", ("ÉTÉ",)),
        ("APP__", "APP__DB__HOST", ("DB", "HOST")),
        ("APP", "APPLR", ("LR",)),
        ("", "LR", ("LR",)),
    ],
)
def test_a_name_is_split_behind_its_prefix(prefix: str, name: str, keys: tuple[str, ...]) -> None:
    """Two underscores part keys; what stands between them stays as it is, the empty text included."""
    assert read_variables(prefix, {name: "x"}) == (Variable(name, keys, "x", Origin("environment", text=name)),)


@pytest.mark.parametrize("name", ["app_LR", "App_LR", "APPLR", "APP", "MY_APP_LR"])
def test_the_prefix_is_taken_as_it_is(name: str) -> None:
    """A variable whose name begins otherwise, if only in its case, is another program's."""
    assert read_variables("APP_", {name: "x"}) == ()


def test_where_names_have_no_case_the_prefix_has_none() -> None:
    """On Windows every variable is in upper case, whoever set it."""
    (variable,) = read_variables("app_", {"APP_DB__HOST": "x", "OTHER": "y"}, folds_case=True)
    assert variable.keys == ("DB", "HOST")


def test_without_a_prefix_the_environment_is_not_read() -> None:
    """No prefix is not the empty one."""
    assert read_variables(None, {"LR": "1"}) == ()


def test_many_variables_are_read() -> None:
    """A long environment is no trouble."""
    environment = {f"APP_{'A__' * (number % 50)}X{number}": "1" for number in range(20_000)}
    assert len(read_variables("APP_", environment)) == len(environment)


# -- the secrets folder -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"s3cret", "s3cret"),
        (b"s3cret\n", "s3cret"),
        (b"s3cret\r\n", "s3cret"),
        (b"s3cret\n\n", "s3cret\n"),
        (b"s3cret\r", "s3cret\r"),
        (b" s3 cret ", " s3 cret "),
        (b"a\r\nb\n", "a\r\nb"),
        (b"", ""),
        (b"\n", ""),
        (b"'${x}',", "'${x}',"),
        ("\ufeffé".encode(), "é"),
    ],
)
def test_a_secret_is_the_text_of_its_file(write: Write, content: bytes, text: str) -> None:
    """All of it as it is, but one line's end."""
    write({"secrets/word": content})
    assert texts(read_variables(None, NO_ENVIRONMENT, secrets_dir="secrets")) == {"word": text}


def test_a_secret_is_named_by_its_file(write: Write) -> None:
    """Folders part keys as two underscores do; what is hidden is none."""
    write({"s/db__password": "1", "s/db/user": "2", "s/a/b__c": "3", "s/.hidden": "4", "s/..data/word": "5"})
    found = read_variables("APP_", {}, secrets_dir="s")
    assert {variable.name: variable.keys for variable in found} == {
        "db__password": ("db", "password"),
        "a/b__c": ("a", "b", "c"),
        "db/user": ("db", "user"),
    }
    assert all(variable.is_secret for variable in found)


def test_a_secret_knows_its_file(write: Write) -> None:
    """Its origin is the name below the folder, with the path; its repr shows no text."""
    write({"s/db/password": "hunter2"})
    (variable,) = read_variables(None, NO_ENVIRONMENT, secrets_dir=Path("s"))
    assert variable.origin == Origin("secret", "s/db/password", text="db/password")
    assert (str(variable.origin), repr(variable)) == ("db/password", "Variable('db/password')")
    assert pickle.loads(pickle.dumps(variable)) == variable


def test_the_layout_of_kubernetes_is_read(write: Write) -> None:
    """There each secret is a link into a hidden folder, which is a link itself."""
    folder = write({"s/..2024_01_01/password": "hunter2", "s/..2024_01_01/user": "me\n"}) / "s"
    (folder / "..data").symlink_to("..2024_01_01")
    for name in ("password", "user"):
        (folder / name).symlink_to(f"..data/{name}")
    assert texts(read_variables(None, NO_ENVIRONMENT, secrets_dir=folder)) == {"password": "hunter2", "user": "me"}


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (b"\xff\xfe hunter2", DocumentError, "the secret s/word is no text in UTF-8"),
        (b"hunter2\0", DocumentError, "the secret s/word is no text in UTF-8"),
        (b"x" * (1024 * 1024 + 1), BoundExceeded, "the secret s/word is larger than 1,048,576 bytes"),
    ],
    ids=["no UTF-8", "binary", "huge"],
)
def test_what_is_no_secret_is_refused(write: Write, content: bytes, kind: type[ConfigError], message: str) -> None:
    """What is no text, or too long to be one; nothing that is raised holds any of it."""
    write({"s/word": content})
    with pytest.raises(kind) as caught:
        read_variables(None, NO_ENVIRONMENT, secrets_dir="s")
    (problem,) = caught.value.problems
    assert (type(caught.value), problem.message) == (kind, message)
    assert caught.value.__context__ is None
    assert problem.origin == Origin("secret", "s/word", text="word")


def test_all_that_cannot_be_read_is_told_together(write: Write) -> None:
    """Each secret and the dotenv file have a problem of their own."""
    write({"s/a": b"\xff", "s/b": b"\0", "s/c": "fine"})
    os.mkfifo("s/d")
    Path("s/e").symlink_to("nowhere")
    with pytest.raises(ConfigError) as caught:
        read_variables(None, NO_ENVIRONMENT, "none.env", "s")
    assert [problem.message for problem in caught.value.problems] == [
        "the secret s/a is no text in UTF-8",
        "the secret s/b is no text in UTF-8",
        "the secret s/d is no regular file",
        "the secret s/e is a link that leads nowhere",
        "the env_file none.env does not exist",
    ]


@pytest.mark.parametrize(
    ("folder", "kind", "message"),
    [
        ("none", ConfigNotFound, "no secrets folder none"),
        ("file", DocumentError, "the secrets folder file is no folder"),
        ("a\0b", DocumentError, "the secrets folder a\0b cannot be read: embedded null byte"),
    ],
)
def test_a_secrets_folder_must_be_one(write: Write, folder: str, kind: type[ConfigError], message: str) -> None:
    """One that is asked for is there."""
    write({"file": ""})
    with pytest.raises(kind) as caught:
        read_variables("APP_", {}, secrets_dir=folder)
    assert caught.value.problems[0].message == message


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
@pytest.mark.parametrize("name", ["s", "s/word"])
def test_what_is_closed_is_an_error(write: Write, name: str) -> None:
    """A folder or a secret that may not be read."""
    path = write({"s/word": "x"}) / name
    path.chmod(0)
    try:
        with pytest.raises(DocumentError, match="Permission denied"):
            read_variables(None, NO_ENVIRONMENT, secrets_dir="s")
    finally:
        path.chmod(0o700)


def test_a_folder_that_holds_itself_has_an_end(write: Write) -> None:
    """Links round and round end in an error."""
    folder = write({"s/word": "x"}) / "s"
    (folder / "again").symlink_to(".")
    (folder / "once_more").symlink_to(".")
    with pytest.raises(ConfigError):
        read_variables(None, NO_ENVIRONMENT, secrets_dir=folder)


def test_a_deep_folder_has_an_end(write: Write) -> None:
    """No secret lies deeper than a config may be nested."""
    write({"s/" + "a/" * 201 + "word": "x"})
    with pytest.raises(BoundExceeded) as caught:
        read_variables(None, NO_ENVIRONMENT, secrets_dir="s")
    assert caught.value.problems[0].message == "the secrets folder s is nested more than 200 levels deep"


# -- the dotenv file --------------------------------------------------------------------------------------------


def read_file(prefix: str | None = "APP_") -> tuple[Variable, ...]:
    """The variables of the file ``.env``; skips the test where what reads it is not installed."""
    pytest.importorskip("dotenv")
    return read_variables(prefix, {}, ".env")


def test_a_dotenv_file_tells_its_lines(write: Write) -> None:
    """Each variable has the line where its name stands, behind blank lines, comments and texts of several lines."""
    write({".env": "# first\n\nAPP_A=1\r\n\r\nexport APP_B = 'x\ny'\nOTHER=2\n\n\nAPP_C=\"q\\n\" # end"})
    lines = {variable.name: (variable.text, variable.origin.line) for variable in read_file()}
    assert lines == {"APP_A": ("1", 3), "APP_B": ("x\ny", 5), "APP_C": ("q\n", 10)}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("APP_X=plain # comment", "plain"),
        ("APP_X=a#b", "a#b"),
        ("APP_X=", ""),
        ("APP_X=''", ""),
        ("APP_X='a b'", "a b"),
        ("APP_X=${HOME}/x", "${HOME}/x"),
        ("APP_X=$HOME", "$HOME"),
        ("APP_X=[1, 2]", "[1, 2]"),
        ("APP_X=1\nAPP_X=2", "2"),
    ],
)
def test_values_of_a_dotenv_file(write: Write, line: str, text: str) -> None:
    """Quotes and comments are the file's; what looks like a reference is not followed in it."""
    write({".env": line})
    assert texts(read_file()) == {"APP_X": text}


def test_a_name_in_a_dotenv_file_needs_the_prefix(write: Write) -> None:
    """Where there is one; without it, every name counts."""
    write({".env": "APP_X=1\nPATH=2"})
    assert texts(read_file()) == {"APP_X": "1"}
    assert {variable.keys for variable in read_file(None)} == {("APP_X",), ("PATH",)}


def test_the_sources_come_lowest_first(write: Write) -> None:
    """The secrets folder, the file, the environment."""
    pytest.importorskip("dotenv")
    write({".env": "APP_X=file", "s/x": "secret"})
    found = read_variables("APP_", {"APP_X": "environment"}, ".env", "s")
    assert [variable.text for variable in found] == ["secret", "file", "environment"]


def test_what_a_dotenv_file_cannot_say(write: Write) -> None:
    """Every line that is none is told, without its text; a name alone counts under the prefix."""
    pytest.importorskip("dotenv")
    write({".env": "APP_A=1\n\n=hunter2\nAPP_B\nOTHER\nAPP_C='hunter2\n"})
    with pytest.raises(DocumentError) as caught:
        read_file()
    assert [(problem.message, problem.origin) for problem in caught.value.problems] == [
        ("line 3 of .env is no NAME=value", Origin("dotenv", ".env", 3)),
        ("APP_B in line 4 of .env has no value; write APP_B=value", Origin("dotenv", ".env", 4, text="APP_B")),
        ("line 6 of .env is no NAME=value", Origin("dotenv", ".env", 6)),
    ]


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("none.env", "the env_file none.env does not exist"),
        ("folder", "the env_file folder is a folder"),
        ("binary", "the env_file binary is no text in UTF-8"),
        ("binary/x", "the env_file binary/x cannot be read: Not a directory"),
    ],
)
def test_a_dotenv_file_must_be_one(write: Write, file: str, message: str) -> None:
    """One that is asked for is there, whether or not what reads it is installed."""
    write({"folder/x": "", "binary": b"\xff\xfe"})
    with pytest.raises(ConfigError) as caught:
        read_variables("APP_", {}, file)
    assert caught.value.problems[0].message == message


def test_a_dotenv_file_needs_its_extra(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without python-dotenv the error says how to install it."""
    missing: Any = None  # to Python, that there is no such module
    monkeypatch.setitem(sys.modules, "dotenv.parser", missing)
    write({".env": "APP_X=1"})
    with pytest.raises(ConfigError) as caught:
        read_variables("APP_", {}, ".env")
    message = "env_file needs python-dotenv; install it with: pip install 'typedconf[dotenv]'"
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        (Variable("APP_DB__HOTS", ("DB", "HOTS"), "", Origin("environment")), "APP_DB__HOST"),
        (Variable("APP_db__hots", ("db", "hots"), "", Origin("environment")), "APP_db__host"),
        (Variable("DB__HOTS", ("DB", "HOTS"), "", Origin("dotenv")), "DB__HOST"),
        (Variable("db__hots", ("db", "hots"), "", Origin("secret")), "db__host"),
        (Variable("db/hots", ("db", "hots"), "", Origin("secret")), "db/host"),
        (Variable("APP_", ("",), "", Origin("environment")), "APP_DB__HOST"),
    ],
)
def test_other_names_are_spelled_alike(variable: Variable, name: str) -> None:
    """With the prefix, the separator and the case of the one that they are to stand for."""
    assert variable.spelled(("db", "host")) == name
