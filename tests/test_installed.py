"""Programs that are installed: as console scripts, by ``python -m``, as files run from elsewhere, and through links."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple
from zipfile import ZipFile

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
VERSION: Final = "2.4.1"

ALONE: Final = '''
"""A program of main."""

import typedconf as tc


@tc.main(config_path="conf", config_name="config", env_file="alone.env", secrets_dir="secrets", env_prefix="ALONE_")
def report(cfg: tc.Config) -> None:
    """Tell the weather."""
    print(cfg.city, cfg.unit)


if __name__ == "__main__":
    report()
'''
AMONG: Final = '''
"""A Typer app with a command that has a config."""

import typer

import typedconf as tc

app = typer.Typer()


@tc.command(app, config_path="conf", config_name="config")
def report(cfg: tc.Config, shout: bool = False) -> None:
    """Tell the weather."""
    print(cfg.city.upper() if shout else cfg.city, cfg.unit)


@app.command()
def version() -> None:
    """Tell which this is."""


if __name__ == "__main__":
    app()
'''
SITE_FILES: Final = {
    "alone/__init__.py": "",
    "alone/__main__.py": "from alone.program import report\n\nreport()\n",
    "alone/program.py": ALONE,
    "alone/alone.env": "",
    "alone/secrets/.keep": "",
    "alone/conf/config.yaml": "defaults: [unit]\ncity: Oslo\n",
    "alone/conf/unit.yaml": "unit: celsius\n",
    "among/__init__.py": "",
    "among/__main__.py": "from among.program import app\n\napp()\n",
    "among/program.py": AMONG,
    "among/conf/config.yaml": "defaults: [unit]\ncity: Oslo\n",
    "among/conf/unit.yaml": "unit: celsius\n",
    f"weather-{VERSION}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: weather\nVersion: {VERSION}\n",
    f"weather-{VERSION}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    f"weather-{VERSION}.dist-info/entry_points.txt": (
        "[console_scripts]\nalone = alone.program:report\namong = among.program:app\n"
    ),
}


class Installed(NamedTuple):
    """Where the distribution was installed, and a folder that has nothing to do with it."""

    site: Path
    elsewhere: Path

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """What a process does that is started in the other folder."""
        paths = os.pathsep.join([str(self.site), str(ROOT)])
        return subprocess.run(
            [str(word) for word in command],
            cwd=self.elsewhere,
            env=os.environ | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """A distribution with both programs, installed by pip from a wheel."""
    folder = tmp_path_factory.mktemp("weather")
    wheel = folder / f"weather-{VERSION}-py3-none-any.whl"
    record = f"weather-{VERSION}.dist-info/RECORD"
    files = SITE_FILES | {record: "".join(f"{name},,\n" for name in (*SITE_FILES, record))}
    with ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    site, elsewhere = folder / "site", folder / "elsewhere"
    elsewhere.mkdir()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", site, wheel]
    subprocess.run(list(map(str, pip)), check=True, capture_output=True)
    return Installed(site, elsewhere)


# how a program is started, with SITE and NAME in place of the folder and the package's name
WAYS: Final = {
    "console script": ["SITE/bin/NAME"],
    "python -m": [sys.executable, "-m", "NAME"],
    "python -m module": [sys.executable, "-m", "NAME.program"],
    "file": [sys.executable, "SITE/NAME/program.py"],
}
# a program -> the words before those of its config
PROGRAMS: Final = {"alone": [], "among": ["report"]}


def started(way: str, name: str, installed: Installed) -> list[str]:
    """The words that start a program in one of the ways."""
    words = [word.replace("SITE", str(installed.site)).replace("NAME", name) for word in WAYS[way]]
    return [*words, *PROGRAMS[name]]


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("way", WAYS)
def test_the_config_folder_is_found(installed: Installed, way: str, name: str) -> None:
    """However it is started, and from which folder, a program has the configs beside its file."""
    done = installed.run(*started(way, name, installed), "city=Bergen")
    assert (done.stdout, done.stderr, done.returncode) == ("Bergen celsius\n", "", 0)
    assert list(installed.elsewhere.iterdir()) == []


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("way", ["console script", "python -m"])
def test_a_wrong_config_is_status_2(installed: Installed, way: str, name: str) -> None:
    """A console script hands the status on as well as Python does."""
    done = installed.run(*started(way, name, installed), "town=Bergen")
    assert (done.stdout, done.returncode) == ("", 2)
    assert "town" in done.stderr


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("way", ["console script", "python -m"])
def test_the_version_is_the_distributions(installed: Installed, way: str, name: str) -> None:
    """``--version`` prints the version of the distribution that the function came with."""
    done = installed.run(*started(way, name, installed), "--version")
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout.split()[-1] == VERSION


@pytest.mark.parametrize(
    ("way", "name", "usage"),
    [
        ("console script", "alone", "alone"),
        ("python -m", "alone", "python -m alone"),
        ("python -m module", "alone", "python -m alone.program"),
        ("file", "alone", "program.py"),
        ("console script", "among", "among report"),
        ("python -m", "among", "python -m among report"),
        ("file", "among", "program.py report"),
    ],
)
def test_help_names_the_program_as_it_was_started(installed: Installed, way: str, name: str, usage: str) -> None:
    """The usage is what one types."""
    done = installed.run(*started(way, name, installed), "--help")
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout.splitlines()[0].startswith(f"Usage: {usage} [")


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_link_to_the_file_is_followed(installed: Installed, tmp_path: Path, name: str) -> None:
    """A program that is linked from a folder of commands has the configs beside its own file."""
    link = tmp_path / "bin" / "tell"
    link.parent.mkdir()
    link.symlink_to(installed.site / name / "program.py")
    done = installed.run(sys.executable, link, *PROGRAMS[name])
    assert (done.stdout, done.stderr, done.returncode) == ("Oslo celsius\n", "", 0)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_link_to_the_folder_is_followed(installed: Installed, tmp_path: Path, name: str) -> None:
    """A package that lies elsewhere, and is linked to where Python looks for it, is found with its configs."""
    (tmp_path / "linked").symlink_to(installed.site / name, target_is_directory=True)
    done = installed.run(sys.executable, tmp_path / "linked" / "program.py", *PROGRAMS[name], "unit=kelvin")
    assert (done.stdout, done.stderr, done.returncode) == ("Oslo kelvin\n", "", 0)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_config_path_of_the_command_line_is_relative_to_the_file(installed: Installed, name: str) -> None:
    """As the program's own is: ``--config-path`` takes its place."""
    done = installed.run(*started("console script", name, installed), "--config-path", "nowhere")
    assert (done.stdout, done.returncode) == ("", 2)
    assert "nowhere" in done.stderr
