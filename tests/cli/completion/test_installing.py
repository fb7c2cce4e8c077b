"""--install-completion, --show-completion, --uninstall-completion: what is written, and that it is taken away whole."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from typedconf.cli.completion.completer.index_file import index_path
from typedconf.cli.completion.installing import install_completion, show_completion, uninstall_completion
from typedconf.cli.completion.shells import script_for
from typedconf.cli.words import CommandLine, read_words
from typedconf.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.completion.conftest import Terminal

SHELLS = ("bash", "zsh", "fish")
STARTUP = {"bash": ".bashrc", "zsh": ".zshrc"}
NOTHING: Any = None  # the application, of which installing asks nothing


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, and a program that runs."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "ZDOTDIR"):
        monkeypatch.delenv(name, raising=False)
    start(tmp_path / "train.py", monkeypatch)
    return home


def start(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets ``program`` be the one that runs."""
    program.parent.mkdir(exist_ok=True)
    program.touch()
    monkeypatch.setattr(sys, "argv", [str(program)])


def flag(name: str, shell: str = "") -> CommandLine:
    """A command line of one flag."""
    return read_words([f"--{name}-completion", *filter(None, [shell])])


def install(shell: str = "") -> None:
    """Installs for the program that runs."""
    assert install_completion(flag("install", shell), NOTHING) == 0


def uninstall(shell: str = "") -> None:
    """Takes away what was installed for the program that runs."""
    assert uninstall_completion(flag("uninstall", shell), NOTHING) == 0


def files(home: Path) -> dict[str, bytes]:
    """All files below a home."""
    return {str(path.relative_to(home)): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}


SCRIPTS = {
    "bash": ".local/share/typedconf/completion/train.py.bash",
    "zsh": ".local/share/typedconf/completion/train.py.zsh",
    "fish": ".config/fish/conf.d/typedconf-train.py.fish",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_what_is_installed(home: Path, shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A script, for bash and zsh a block that reads it, and an empty index for the next run to fill."""
    install(shell)
    script = home / SCRIPTS[shell]
    index = os.path.relpath(index_path(sys.argv[0]), home)
    assert set(files(home)) == {SCRIPTS[shell], index, *filter(None, [STARTUP.get(shell)])}
    assert script.read_text(encoding="utf-8").endswith(script_for(shell, "train.py"))
    told = f"{shell} completes train.py from the next shell on: open a new one.\n  wrote {script}\n"
    reads = f"  read by {home / STARTUP[shell]}\n" if shell in STARTUP else ""
    assert capsys.readouterr() == (told + reads, "")


@pytest.mark.parametrize("shell", SHELLS)
def test_installing_twice_is_installing_once(home: Path, shell: str) -> None:
    """Doing so again changes nothing."""
    install(shell)
    before = files(home)
    install(shell)
    assert files(home) == before


@pytest.mark.parametrize(
    "content",
    [None, b"", b"# mine\n", b"# mine, without an end", b"\xff\xfe\n\n", b"# \r\n# of Windows\r\n"],
    ids=["none", "empty", "text", "open", "binary", "windows"],
)
@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_uninstalling_makes_it_as_it_was(home: Path, shell: str, content: bytes | None) -> None:
    """The file that a shell reads is the same again, byte for byte, and so is the home."""
    startup = home / STARTUP[shell]
    if content is not None:
        startup.write_bytes(content)
    before = files(home)
    install(shell)
    assert startup.read_bytes().startswith(content or b"")
    uninstall(shell)
    assert files(home) == before
    assert not (home / ".local/share/typedconf").exists()


def test_fish_is_as_it_was(home: Path) -> None:
    """The other files of fish stay."""
    other = home / ".config/fish/conf.d/mine.fish"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"# mine\n")
    install("fish")
    uninstall("fish")
    assert files(home) == {".config/fish/conf.d/mine.fish": b"# mine\n"}


def test_what_was_written_since_stays(home: Path) -> None:
    """Lines that somebody has put behind the block are theirs."""
    startup = home / ".bashrc"
    startup.write_bytes(b"before")
    install("bash")
    with startup.open("ab") as file:
        file.write(b"behind\n")
    uninstall("bash")
    assert startup.read_bytes() == b"before\nbehind\n"


def test_a_link_and_permissions_stay(home: Path) -> None:
    """A startup file that is a link is written where it leads, with the permissions that it has."""
    real = home / "dotfiles"
    real.write_bytes(b"# mine\n")
    real.chmod(0o600)
    (home / ".bashrc").symlink_to(real)
    install("bash")
    assert b"typedconf" in real.read_bytes()
    uninstall("bash")
    assert (home / ".bashrc").is_symlink()
    assert real.read_bytes() == b"# mine\n"
    assert real.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("shell", SHELLS)
def test_programs_of_one_name_share_a_script(
    home: Path, tmp_path: Path, shell: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The script stays as long as one of them has it; the index of each goes with its own."""
    install(shell)
    first = files(home)
    start(tmp_path / "other/train.py", monkeypatch)
    install(shell)
    assert Path(index_path(sys.argv[0])).exists()
    capsys.readouterr()
    uninstall(shell)
    assert capsys.readouterr().out == f"{home / SCRIPTS[shell]} stays for {tmp_path / 'train.py'}\n"
    assert files(home) == first


def test_the_index_stays_for_another_shell(home: Path) -> None:
    """Only the last shell that completes the program takes the index along."""
    install("bash")
    install("fish")
    uninstall("bash")
    assert Path(index_path(sys.argv[0])).exists()
    uninstall("fish")
    assert files(home) == {}


def test_uninstalling_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing is installed, it says so, and touches nothing."""
    (home / ".bashrc").write_bytes(b"# mine\n")
    uninstall("bash")
    assert capsys.readouterr() == (f"bash has nothing installed for {sys.argv[0]}\n", "")
    assert files(home) == {".bashrc": b"# mine\n"}


def test_folders_of_the_user_are_respected(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """XDG's variables and ZDOTDIR say where things lie."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "ZDOTDIR"):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(name, str(tmp_path / name))
    install("zsh")
    install("fish")
    assert files(home) == {}
    assert list(files(tmp_path / "ZDOTDIR")) == [".zshrc"]
    assert list(files(tmp_path / "XDG_DATA_HOME")) == ["typedconf/completion/train.py.zsh"]
    assert list(files(tmp_path / "XDG_CONFIG_HOME")) == ["fish/conf.d/typedconf-train.py.fish"]


def test_showing_prints_the_script(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--show-completion prints what would be installed, and writes nothing."""
    assert show_completion(flag("show", "zsh"), NOTHING) == 0
    assert capsys.readouterr() == (script_for("zsh", "train.py"), "")
    assert files(home) == {}


@pytest.mark.usefixtures("home")
def test_the_shell_is_the_users(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Where none is named, and the program's parent is no shell, $SHELL says which it is."""
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    monkeypatch.setattr(os, "getppid", lambda: 0)
    show_completion(flag("show"), NOTHING)
    assert capsys.readouterr().out == script_for("fish", "train.py")


@pytest.mark.usefixtures("home")
def test_a_shell_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no shell can be told, one is to be named."""
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    monkeypatch.setattr(os, "getppid", lambda: 0)
    with pytest.raises(ConfigError) as caught:
        install()
    expected = "which shell it is can't be told; name one: --install-completion bash | zsh | fish"
    assert str(caught.value) == expected


@pytest.mark.parametrize("name", ["-c", "", "none.py"])
def test_a_program_without_a_file(home: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that is no file's has no words that a shell could complete."""
    monkeypatch.setattr(sys, "argv", [name])
    with pytest.raises(ConfigError, match="no file of a program"):
        install("bash")
    assert files(home) == {}


def test_a_full_disk_leaves_no_half_block(home: Path) -> None:
    """A shell that begins with half a loop would not start."""
    mine = b"# mine\n" * 2000
    (home / ".bashrc").write_bytes(mine)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(mine) + 100, before[1]))
    try:
        with pytest.raises(ConfigError, match="completion can't be changed"):
            install("bash")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (home / ".bashrc").read_bytes() == mine


def test_a_pipe_in_the_way(home: Path) -> None:
    """Nobody waits for somebody to fill it."""
    os.mkfifo(home / ".bashrc")
    with pytest.raises(ConfigError, match=r"completion can't be changed: .*/\.bashrc: it is a pipe"):
        install("bash")


def test_a_folder_in_the_way(home: Path) -> None:
    """What can't be written is an error that names it, and no traceback."""
    (home / ".bashrc").mkdir()
    with pytest.raises(ConfigError) as caught:
        install("bash")
    assert str(caught.value) == f"completion can't be changed: {home / '.bashrc'}: Is a directory"


@pytest.mark.parametrize("shell", SHELLS)
def test_a_new_shell_completes(
    shell: str,
    home: Path,
    program: Path,
    monkeypatch: pytest.MonkeyPatch,
    open_terminal: Callable[..., Terminal],
) -> None:
    """After installing, a shell that starts completes the program by its path and by Python; after it, no more."""
    cache = str(program / "cache")
    monkeypatch.setenv("XDG_CACHE_HOME", cache)
    variables = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "XDG_CACHE_HOME": cache}
    start(program / "train.py", monkeypatch)
    index = Path(index_path(str(program / "train.py"))).read_bytes()
    install(shell)
    terminal = open_terminal(shell, program, variables)
    assert terminal.complete("./train.py optimizer=s") == "./train.py optimizer=sgd "
    assert terminal.complete("python train.py optimizer=s") == "python train.py optimizer=sgd "
    uninstall(shell)
    terminal = open_terminal(shell, program, variables)
    assert terminal.complete("./train.py optimizer=s") == "./train.py optimizer=s"
    Path(index_path(str(program / "train.py"))).write_bytes(index)
