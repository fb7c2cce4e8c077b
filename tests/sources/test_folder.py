"""A folder of configs: what is read, what is refused before it is opened, and what is kept."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from typedconf import Composer, Composition, ConfigError, ConfigNotFound, DocumentError
from typedconf.sources.folder import FolderSource, read_document

Compose: TypeAlias = Callable[..., Composition[Any]]
Tree: TypeAlias = Callable[[dict[str, str]], Path]


def refusal(name: str, folder: str = "conf") -> DocumentError:
    """The error that reading the config ends in."""
    with pytest.raises(DocumentError) as caught:
        FolderSource(folder).read(name)
    return caught.value


def test_a_config_is_read_by_its_name(tree: Tree) -> None:
    """The name has no suffix; messages write the folder as it was given."""
    document = FolderSource(str(tree({"db/my.yaml": "x: 1\n"})), "conf").read("db/my")
    assert document is not None
    assert (document.tree, document.file) == ({"x": 1}, "conf/db/my.yaml")


@pytest.mark.parametrize("name", ["nothing", "no/thing", "my/below"], ids=["file", "folder", "below a file"])
def test_what_is_not_there_is_none(tree: Tree, name: str) -> None:
    """A config that doesn't exist is no error of the folder."""
    assert FolderSource(str(tree({"my.yaml": ""}))).read(name) is None


def test_a_file_is_read_once(tree: Tree) -> None:
    """While time, size and inode stay the same, the same Document comes back."""
    source = FolderSource(str(tree({"my.yaml": "x: 1\n"})))
    assert source.read("my") is source.read("my")


@pytest.mark.parametrize("change", ["text", "time", "inode"])
def test_a_changed_file_is_read_again(tree: Tree, change: str) -> None:
    """A change of size, of time or of inode alone is noticed."""
    folder = tree({"my.yaml": "x: 1\n"})
    path = folder / "my.yaml"
    source = FolderSource(str(folder))
    first, status = source.read("my"), path.stat()
    if change == "text":
        path.write_text("x: 10\n", encoding="utf-8")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    elif change == "time":
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    else:
        other = folder / "other.yaml"
        other.write_text("x: 2\n", encoding="utf-8")
        os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
        other.replace(path)
    second = source.read("my")
    assert second is not None
    assert second is not first
    assert second.tree == {"x": {"text": 10, "time": 1, "inode": 2}[change]}


def test_a_composer_sees_what_changed(tree: Tree) -> None:
    """The next composition reads files that changed, appeared or vanished since."""
    folder = tree({"config.yaml": "defaults: [db: my, optional extra: x]\n", "db/my.yaml": "x: 1\n"})
    composer = Composer(folder)
    assert composer.compose("config").tree == {"db": {"x": 1}}
    tree({"db/my.yaml": "x: 22\n", "extra/x.yaml": "e: 1\n"})
    assert composer.compose("config").tree == {"db": {"x": 22}, "extra": {"e": 1}}
    (folder / "db/my.yaml").unlink()
    with pytest.raises(ConfigNotFound):
        composer.compose("config")


def test_a_folder_is_no_config(tree: Tree) -> None:
    """A folder in a config's place is an error with the file."""
    (tree({}) / "my.yaml").mkdir(parents=True)
    error = refusal("my")
    assert str(error) == "conf/my.yaml is a folder, so it is no config\n  file         conf/my.yaml"


def test_a_pipe_is_refused_before_it_is_opened(tree: Tree) -> None:
    """A FIFO would block whoever opens it."""
    folder = tree({"other.yaml": ""})
    os.mkfifo(folder / "my.yaml")
    errors: list[DocumentError] = []
    thread = threading.Thread(target=lambda: errors.append(refusal("my")), daemon=True)
    thread.start()
    thread.join(5)
    assert [error.problems[0].message for error in errors] == ["conf/my.yaml is no regular file, so it is no config"]


def test_a_device_is_refused(tree: Tree) -> None:
    """A link to a device, which never ends, is no regular file."""
    (tree({"other.yaml": ""}) / "my.yaml").symlink_to("/dev/zero")
    assert refusal("my").problems[0].message == "conf/my.yaml is no regular file, so it is no config"


def test_a_link_is_followed(tree: Tree, tmp_path: Path) -> None:
    """A link to a file elsewhere is a config, and so are files in a linked folder."""
    folder = tree({"config.yaml": "defaults: [db: my, one]\n"})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "my.yaml").write_text("x: 1\n", encoding="utf-8")
    (folder / "db").symlink_to(tmp_path / "elsewhere")
    (folder / "one.yaml").symlink_to(tmp_path / "elsewhere" / "my.yaml")
    assert Composer(folder).compose("config").tree == {"db": {"x": 1}, "x": 1}


def test_a_link_to_nothing_is_no_config(tree: Tree) -> None:
    """A dangling link reads as absent."""
    folder = tree({"other.yaml": ""})
    (folder / "my.yaml").symlink_to(folder / "nothing.yaml")
    assert FolderSource(str(folder)).read("my") is None


def test_a_link_to_itself_cannot_be_read(tree: Tree) -> None:
    """A loop of links is an error of the file, not a traceback."""
    folder = tree({"other.yaml": ""})
    (folder / "my.yaml").symlink_to(folder / "my.yaml")
    assert refusal("my").problems[0].message.startswith("conf/my.yaml cannot be read: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_cannot_be_read(tree: Tree) -> None:
    """The system's reason is told."""
    folder = tree({"my.yaml": "x: 1\n"})
    (folder / "my.yaml").chmod(0)
    assert refusal("my").problems[0].message == "conf/my.yaml cannot be read: Permission denied"


def test_a_name_that_is_too_long_is_told(tree: Tree) -> None:
    """The system's reason is told here too."""
    tree({"my.yaml": ""})
    assert "cannot be read: File name too long" in refusal("x" * 300).problems[0].message


def test_a_wrong_file_has_its_place(tree: Tree) -> None:
    """What is wrong within a file is told with line, column and the line itself."""
    tree({"my.yaml": "a: 1\na: 2\n"})
    (problem,) = refusal("my").problems
    assert problem.origin is not None
    assert (problem.origin.kind, problem.origin.file, problem.origin.line) == ("file", "conf/my.yaml", 2)
    assert problem.excerpt == "a: 2"


def test_wrong_files_are_told_together(compose: Compose) -> None:
    """Every file that can't be read is a problem of one error."""
    files = {"config.yaml": "defaults: [a, b]\n", "a.yaml": "x: [\n", "b.yaml": "y: 'z\n"}
    with pytest.raises(DocumentError) as caught:
        compose(files)
    shown = sorted(problem.origin.file or "" for problem in caught.value.problems if problem.origin is not None)
    assert shown == ["conf/a.yaml", "conf/b.yaml"]


def test_wrong_interpolations_are_told_at_once(compose: Compose) -> None:
    """Interpolation grammar is checked in every value, also those that nothing reads; each with its place."""
    files = {"config.yaml": "defaults: [db]\na: ${\nb: [1, '${x']\n", "db.yaml": "c: ${oc.env:A\n"}
    with pytest.raises(ConfigError) as caught:
        compose(files)
    places = sorted(str(problem.origin) for problem in caught.value.problems)
    assert places == ["conf/config.yaml:2:4", "conf/config.yaml:3:8", "conf/db.yaml:1:4"]


def test_names_lists_options_and_groups(tree: Tree) -> None:
    """Options have no suffix, sub-groups end in a slash; hidden and cache folders are no groups."""
    files = dict.fromkeys(["b.yaml", "a.yaml", "c.yml", "d.txt", "sub/x.yaml", ".git/x.yaml", "__pycache__/x.yaml"], "")
    source = FolderSource(str(tree(files)))
    assert list(source.names("")) == ["a", "b", "sub/"]
    assert list(source.names("sub")) == ["x"]
    assert list(source.names("nothing")) == []


def test_a_byte_order_mark_is_dropped(tree: Tree) -> None:
    """The header is read behind it."""
    folder = tree({"config.yaml": "defaults: [db: my]\n"})
    (folder / "db").mkdir()
    (folder / "db/my.yaml").write_bytes(b"\xef\xbb\xbf# @package p\nx: 1\n")
    assert Composer(folder).compose("config").tree == {"p": {"x": 1}}


def test_any_document_can_be_read_by_its_path(tmp_path: Path) -> None:
    """A whole file may be JSON or TOML."""
    path = tmp_path / "a.json"
    path.write_text('{"x": [1]}', encoding="utf-8")
    assert read_document(str(path), "a.json").tree == {"x": [1]}
