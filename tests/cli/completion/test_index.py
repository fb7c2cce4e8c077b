"""An index: what is never in it, and when it is written."""

from __future__ import annotations

import json
import os
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any

import pytest

from typedconf.cli.completion.completer.completing import complete
from typedconf.cli.completion.completer.index_file import index_path, leave_empty_index, read_index
from typedconf.cli.completion.index import refresh_program

if TYPE_CHECKING:
    from collections.abc import Callable

    from typedconf.cli.answers import Application

    Indexing = Callable[[Path], Application]


LATER = time() + 1e6  # nothing has changed since


@pytest.fixture
def copy(tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program in a folder of its own, without an index."""
    for name in ("train.py", *(str(path.relative_to(program)) for path in (program / "conf").rglob("*.yaml"))):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((program / name).read_bytes())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "train.py"


def index_file(program: Path) -> Path:
    """Where the index of ``program`` lies."""
    return Path(index_path(os.path.realpath(program)))


def test_no_secret_is_in_it(index: dict[str, Any]) -> None:
    """Neither the default of a secret nor any other value of the config is written down."""
    text = json.dumps(index["command"])
    assert "password" in text
    assert "hunter22" not in text
    assert "3306" not in text


def test_it_names_its_files(program: Path, index: dict[str, Any]) -> None:
    """The modules of schemas and the configs that are composed are there, with their time in nanoseconds and size."""
    status = (program / "train.py").stat()
    assert index["files"][str(program / "train.py")] == [status.st_mtime_ns, status.st_size]
    composed = ["train.py", "conf/config.yaml", "conf/db/mysql.yaml", "conf/optimizer/adam.yaml"]
    of_program = {name for name in index["files"] if name.startswith(str(program))}
    assert of_program == {str(program / name) for name in [*composed, "conf/server/web/apache.yaml"]}
    assert {Path(name).name for name in set(index["files"]) - of_program} == {"flags.py", "describing.py"}


def test_it_is_written_only_where_one_is(copy: Path, indexing: Indexing) -> None:
    """A run makes no index of a program that nobody completes."""
    application = indexing(copy)
    index_file(copy).unlink()
    refresh_program(os.path.realpath(copy), application, started=LATER)
    assert list(index_file(copy).parent.iterdir()) == []


def test_an_empty_one_is_filled(copy: Path, indexing: Indexing) -> None:
    """What a Tab has left is filled, for the user alone to read, and nothing else is left beside it."""
    indexing(copy)
    assert read_index(os.path.realpath(copy)) is not None
    assert index_file(copy).stat().st_mode & 0o777 == 0o600
    assert list(index_file(copy).parent.iterdir()) == [index_file(copy)]


@pytest.mark.parametrize("change", ["schema", "config", "garbage", "gone"])
def test_a_stale_one_is_written_anew(copy: Path, indexing: Indexing, change: str) -> None:
    """It is stale once a file that it was made from has changed or gone, or it can't be read."""
    application = indexing(copy)
    before = index_file(copy).read_bytes()
    match change:
        case "schema":
            copy.write_text(copy.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        case "config":
            (copy.parent / "conf/config.yaml").write_text("defaults: [{db: sqlite}]\n", encoding="utf-8")
        case "garbage":
            index_file(copy).write_bytes(b"{")
        case "gone":
            data = json.loads(before)
            data["files"]["/nowhere.py"] = [1, 1]
            index_file(copy).write_text(json.dumps(data), encoding="utf-8")
    stale = index_file(copy).read_bytes()
    refresh_program(os.path.realpath(copy), application, started=LATER)
    assert index_file(copy).read_bytes() != stale
    index = read_index(os.path.realpath(copy))
    assert index is not None
    assert index["command"]["config"]["groups"]["db"]["selected"] == ["sqlite" if change == "config" else "mysql"]


def test_a_file_that_changes_during_a_run_is_not_known(copy: Path, indexing: Indexing) -> None:
    """What is loaded may be older than the file, so that the index is stale at the next run."""
    application = indexing(copy)
    index_file(copy).write_bytes(b"")
    refresh_program(os.path.realpath(copy), application, started=copy.stat().st_mtime - 1)
    index = read_index(os.path.realpath(copy))
    assert index is not None
    assert index["files"][str(copy)] == [0, copy.stat().st_size]
    first = index_file(copy).stat().st_ino
    refresh_program(os.path.realpath(copy), application, started=LATER)
    assert index_file(copy).stat().st_ino != first


def test_a_current_one_stays(copy: Path, indexing: Indexing) -> None:
    """Where nothing has changed, nothing is written."""
    application = indexing(copy)
    before = index_file(copy).stat()
    refresh_program(os.path.realpath(copy), application, started=LATER)
    after = index_file(copy).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_whatever_is_wrong_the_run_goes_on(copy: Path, indexing: Indexing, capfd: pytest.CaptureFixture[str]) -> None:
    """An error of the program's own code, or a cache that can't be written, ends nothing and is not told."""
    application = indexing(copy)

    def explode() -> Any:
        raise ZeroDivisionError

    index_file(copy).write_bytes(b"")
    refresh_program(os.path.realpath(copy), application._replace(schema=explode), started=LATER)
    assert index_file(copy).read_bytes() == b""
    index_file(copy).unlink()
    index_file(copy).mkdir()
    refresh_program(os.path.realpath(copy), application, started=LATER)
    assert capfd.readouterr() == ("", "")
    assert list(index_file(copy).parent.iterdir()) == [index_file(copy)]


def replace_by(kind: str, file: Path) -> None:
    """Lets something stand in the place of an index that a user never wrote there."""
    content = file.read_bytes()
    file.unlink()
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "link":
        (file.parent / "other").write_bytes(content)
        file.symlink_to("other")
    else:
        file.write_bytes(content)
        file.chmod(0o622)


@pytest.mark.parametrize("kind", ["pipe", "link", "written by all"])
def test_an_index_of_somebody_elses_is_none(copy: Path, indexing: Indexing, kind: str) -> None:
    """Nobody waits for what it says, believes it, or writes to where it leads."""
    application = indexing(copy)
    replace_by(kind, index_file(copy))
    before = index_file(copy).lstat()
    assert read_index(os.path.realpath(copy)) is None
    refresh_program(os.path.realpath(copy), application, started=LATER)
    assert index_file(copy).lstat() == before


def test_a_link_in_the_way_of_what_is_written_leads_nowhere(copy: Path, indexing: Indexing) -> None:
    """The file that is to become the index is always a new one."""
    application = indexing(copy)
    index_file(copy).write_bytes(b"")
    other = copy.parent / "other"
    other.write_bytes(b"mine")
    Path(f"{index_file(copy)}.{os.getpid()}.tmp").symlink_to(other)
    refresh_program(os.path.realpath(copy), application, started=LATER)
    assert other.read_bytes() == b"mine"
    assert read_index(os.path.realpath(copy)) is not None


def test_what_composes_only_with_overrides_is_read_live(copy: Path, indexing: Indexing) -> None:
    """Where nothing composes without a word, groups and keys come from the files at each Tab."""
    text = "defaults:\n  - db: ???\n  - optimizer: adam\n  - _self_\ntask: x\n"
    (copy.parent / "conf/config.yaml").write_text(text, encoding="utf-8")
    indexing(copy)
    index = read_index(os.path.realpath(copy))
    assert index is not None
    assert index["command"]["config"]["groups"] is None
    found = [word for word, _, _ in complete(index, ["db=sqlite"], "db.")]
    assert found == ["db.path=", "db.nested.", "db.list=", "db.last="]
    assert [word for word, _, _ in complete(index, [], "db=m")] == ["db=mysql", "db=memory"]
    assert [word for word, _, _ in complete(index, [], "optimizer.")] == ["optimizer.lr=", "optimizer.amsgrad="]


def test_leaving_an_empty_index_keeps_one_that_is_there(copy: Path, indexing: Indexing) -> None:
    """An index that is there, stale or not, is never emptied."""
    indexing(copy)
    before = index_file(copy).read_bytes()
    leave_empty_index(os.path.realpath(copy))
    assert index_file(copy).read_bytes() == before
