"""Which version a program has: its distribution's, else its module's, else none."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import pytest

from typedconf.cli.versions import find_version

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

EDITABLE: Final = '{{"url": "file://{folder}/{project}", "dir_info": {{"editable": true}}}}'


def metadata_of(version: str) -> str:
    """What a distribution says of itself."""
    return f"Metadata-Version: 2.1\nName: stored\nVersion: {version}\n"


def wheel(version: str, record: str, name: str = "stored") -> dict[str, str]:
    """The files of an installed wheel."""
    return {f"{name}-{version}.dist-info/METADATA": metadata_of(version), f"{name}-{version}.dist-info/RECORD": record}


def editable(folder: Path, project: str, version: str, name: str = "stored") -> dict[str, str]:
    """The files of an installation that leads to a project's folder."""
    address = EDITABLE.format(folder=folder, project=project)
    return {**wheel(version, "stored.pth,,\n", name), f"{name}-{version}.dist-info/direct_url.json": address}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, str]], Path]:
    """Writes files below a folder on the import path."""
    monkeypatch.syspath_prepend(tmp_path)

    def write(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def function_in(file: Path, **module: Any) -> Any:
    """A function that the module in ``file`` has."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("def train(cfg): pass\n", encoding="utf-8")
    names = {"__name__": "stored.app", **module}
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), names)  # noqa: S102  as importing does
    return names["train"]


@pytest.mark.parametrize("record", ["stored/app.py,sha256=x,12\n", '"stored/app.py",,\n', "a.py,,\nstored/app.py,,\n"])
def test_the_distribution_that_lists_the_file_has_the_version(
    place: Callable[[Mapping[str, str]], Path], record: str
) -> None:
    """Whatever its name, and whatever the module says of itself."""
    folder = place(wheel("1.5", record))
    assert find_version(function_in(folder / "stored/app.py", __version__="0")) == "1.5"


def test_a_distribution_of_the_same_name_is_not_enough(place: Callable[[Mapping[str, str]], Path]) -> None:
    """It may be another's: what it doesn't list isn't its."""
    folder = place(wheel("1.5", "stored/app.py.bak,,\nother/stored/app.py,,\n"))
    assert find_version(function_in(folder / "stored/app.py")) is None
    assert find_version(function_in(folder / "stored/app.py", __version__="7")) == "7"


def test_an_old_egg_lists_its_sources(place: Callable[[Mapping[str, str]], Path]) -> None:
    """As ``setup.py develop`` leaves it beside them."""
    folder = place({"stored.egg-info/PKG-INFO": metadata_of("2"), "stored.egg-info/SOURCES.txt": "stored/app.py\n"})
    assert find_version(function_in(folder / "stored/app.py")) == "2"


def test_an_editable_installation_has_what_lies_in_its_project(
    place: Callable[[Mapping[str, str]], Path], tmp_path: Path
) -> None:
    """Of projects in projects the inner one; a script that merely lies there is nobody's."""
    place({**editable(tmp_path, "p", "1"), **editable(tmp_path, "p/q", "2", "inner")})
    assert find_version(function_in(tmp_path / "p/src/stored/app.py")) == "1"
    assert find_version(function_in(tmp_path / "p/q/stored/app.py")) == "2"
    assert find_version(function_in(tmp_path / "other/app.py")) is None
    assert find_version(function_in(tmp_path / "p/script.py", __name__="__main__")) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"dir_info": 1}', '{"dir_info": {"editable": true}, "url": 1}'])
def test_an_address_that_says_nothing_is_passed_over(place: Callable[[Mapping[str, str]], Path], text: str) -> None:
    """Whoever wrote that: a version is no reason to fail."""
    folder = place({**wheel("1", ""), "stored-1.dist-info/direct_url.json": text})
    assert find_version(function_in(folder / "stored/app.py")) is None


def test_python_m_is_no_script(place: Callable[[Mapping[str, str]], Path], tmp_path: Path) -> None:
    """Its module has the name of the package."""
    place(editable(tmp_path, "p", "3"))
    spec = SimpleNamespace(name="stored.__main__")
    assert find_version(function_in(tmp_path / "p/stored/__main__.py", __name__="__main__", __spec__=spec)) == "3"


def test_a_package_speaks_for_its_modules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the module itself says nothing; a version that is no text counts for nothing."""
    monkeypatch.setitem(sys.modules, "stored", SimpleNamespace(__version__="4"))
    assert find_version(function_in(tmp_path / "app.py")) == "4"
    assert find_version(function_in(tmp_path / "app.py", __version__=(1, 2))) == "4"
    assert find_version(function_in(tmp_path / "app.py", __version__="5")) == "5"


@pytest.mark.parametrize(
    ("line", "shown", "program"), [("", "train.py (typedconf", None), ('__version__ = "1.2"', "train.py 1.2", "1.2")]
)
def test_a_script_prints_its_version(
    run: Callable[..., Any], folder: Path, line: str, shown: str, program: str | None
) -> None:
    """Its own, else which typedconf it runs on; to other programs both, and Python's."""
    script = folder / "train.py"
    script.write_text(script.read_text(encoding="utf-8").replace("import sys", f"import sys\n{line}"), encoding="utf-8")
    done = run("--version", "lr=wrong")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(shown)
    assert len(done.out.splitlines()) == 1
    data = json.loads(run("--version", "--json").out)["version"]
    assert list(data) == ["program", "typedconf", "python"]
    assert (data["program"], data["python"]) == (program, platform.python_version())


def test_nothing_is_composed_or_validated_for_it(folder: Path, variables: dict[str, str]) -> None:
    """Neither Pydantic nor Typer is loaded, and a folder of configs needn't even be there."""
    code = """\
import sys
import typedconf as tc

@tc.main(config_path="nowhere")
def train(cfg): pass

sys.argv = ["train.py", "--version"]
try:
    train()
finally:
    print(*sorted({"pydantic", "typer", "rich", "typedconf.schema.derived"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1:] == [""]
