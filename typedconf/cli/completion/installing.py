"""A shell's name goes in; the files that make it complete the program are written, shown or taken away again.

The text for a shell lies in a file for each command, which names the programs that it is for: several may be called
``train.py``. fish reads such files by itself, from ``conf.d``. bash and zsh are told to by a block between two marked
lines, at the end of the file that they read when they start; nothing else in there is touched, and taking the block
away leaves the file as it was.
"""

from __future__ import annotations

import os
import sys
from errno import EINVAL
from stat import S_ISFIFO
from typing import TYPE_CHECKING, Final, NamedTuple

from typedconf.cli.completion.completer.index_file import index_path, leave_empty_index
from typedconf.cli.completion.shells import MODULE_NAME, script_for
from typedconf.cli.completion.writing import write_whole
from typedconf.cli.flags import INSTALL_COMPLETION, SHELLS, SHOW_COMPLETION, UNINSTALL_COMPLETION
from typedconf.cli.printing import write_out
from typedconf.errors import ConfigError, Problem

if TYPE_CHECKING:
    from typedconf.cli.answers import Application
    from typedconf.cli.words import CommandLine

_FIRST_LINE: Final = "# typedconf: completion, for"
_PROGRAM: Final = "#   "
_OPENING: Final = "# >>> typedconf completion >>>"
_CLOSING: Final = "# <<< typedconf completion <<<"
# What the opening line says of the file as it was before, so that it can be made the same again.
_NO_END: Final = " (the line before had no end)"
_NO_FILE: Final = " (there was no such file)"


def install_completion(line: CommandLine, application: Application) -> int:  # noqa: ARG001  as all answers have it
    """Makes a shell complete the program, and says what was written; doing so again changes nothing.

    Raises:
        ConfigError: no shell is named and none can be told; the program has no file; a file can't be written.
    """
    shell, program = _shell(line.value(INSTALL_COMPLETION)), _program()
    place = _place(shell, program)
    try:
        programs = list(dict.fromkeys([*_programs(place.script), program]))
        os.makedirs(os.path.dirname(place.script), exist_ok=True)
        _write_kept(place.script, _headed(programs, script_for(shell, place.name)))
        if place.startup:
            _add_block(place.startup, _BLOCKS[shell].format(folder=_quoted(os.path.dirname(place.script))))
    except (OSError, UnicodeError) as error:
        raise _unwritable(error) from error
    leave_empty_index(program)
    reads = f"  read by {place.startup}\n" if place.startup else ""
    write_out(
        f"{shell} completes {place.shown} from the next shell on: open a new one.\n  wrote {place.script}\n{reads}"
    )
    return 0


def show_completion(line: CommandLine, application: Application) -> int:  # noqa: ARG001  as above
    """Prints what would be installed for a shell, for whoever wants to put it elsewhere.

    Raises:
        ConfigError: no shell is named and none can be told; the program has no file.
    """
    shell = _shell(line.value(SHOW_COMPLETION))
    write_out(script_for(shell, _place(shell, _program()).name))
    return 0


def uninstall_completion(line: CommandLine, application: Application) -> int:  # noqa: ARG001  as above
    """Takes away what was installed for a shell, and no more; what others have installed stays.

    Raises:
        ConfigError: no shell is named and none can be told; the program has no file; a file can't be written.
    """
    shell, program = _shell(line.value(UNINSTALL_COMPLETION)), _program()
    place = _place(shell, program)
    programs = _programs(place.script)
    if program not in programs:
        write_out(f"{shell} has nothing installed for {program}\n")
        return 0
    try:
        told = _take_away(shell, place, [other for other in programs if other != program])
        if not any(program in _programs(_place(other, program).script) for other in SHELLS):
            _remove(index_path(program))
    except (OSError, UnicodeError) as error:
        raise _unwritable(error) from error
    write_out("".join(f"{each}\n" for each in told))
    return 0


def _take_away(shell: str, place: _Place, others: list[str]) -> list[str]:
    """Removes the script, or the program from it; with the last script, what reads them. Says what was done.

    Raises:
        OSError: a file can't be written.
    """
    if others:
        _write_kept(place.script, _headed(others, script_for(shell, place.name)))
        return [f"{place.script} stays for {', '.join(others)}"]
    os.unlink(place.script)
    told = [f"removed {place.script}"]
    folder = os.path.dirname(place.script)
    if place.startup and not any(name.endswith(f".{shell}") for name in os.listdir(folder)):
        _remove_block(place.startup)
        told.append(f"removed what read it from {place.startup}")
    for made in (folder, os.path.dirname(folder)) if place.startup else ():
        if not os.listdir(made):
            os.rmdir(made)
    return told


# -- where things are --------------------------------------------------------------------------------------------------


class _Place(NamedTuple):
    """Where a shell's text for a command lies, and the file in which the shell is told to read it, if it must be."""

    name: str
    script: str
    startup: str | None

    @property
    def shown(self) -> str:
        return "what python -m runs" if self.name == MODULE_NAME else self.name


def _place(shell: str, program: str) -> _Place:
    name = os.path.basename(program)
    if shell == "fish":
        config = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
        return _Place(name, f"{config}/fish/conf.d/typedconf-{name}.fish", None)
    data = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    home = os.path.expanduser("~")
    startup = f"{os.environ.get('ZDOTDIR') or home}/.zshrc" if shell == "zsh" else f"{home}/.bashrc"
    return _Place(name, f"{data}/typedconf/completion/{name}.{shell}", startup)


def _shell(named: str | None) -> str:
    """The shell that is named, else that which has started the program, else the user's."""
    if named:
        return named
    try:
        with open(f"/proc/{os.getppid()}/comm", encoding="utf-8") as file:
            parent = file.read().strip()
    except (OSError, UnicodeError):
        parent = ""
    found = next((name for name in (parent, os.path.basename(os.environ.get("SHELL", ""))) if name in SHELLS), None)
    if found is None:
        message = f"which shell it is can't be told; name one: {INSTALL_COMPLETION} {' | '.join(SHELLS)}"
        raise ConfigError(Problem(message, expected=f"one of {', '.join(SHELLS)}"))
    return found


def _program() -> str:
    """The resolved path of the running program."""
    program = os.path.realpath(sys.argv[0])
    if not sys.argv[0] or not os.path.isfile(program) or not program.isprintable():
        raise ConfigError(Problem(f"no file of a program whose words a shell could complete: {sys.argv[0]!r}"))
    return program


def _unwritable(error: Exception) -> ConfigError:
    """The error for a file that can't be read or written."""
    file = getattr(error, "filename", None)
    reason = getattr(error, "strerror", None) or str(error)
    return ConfigError(Problem(f"completion can't be changed: {f'{file}: ' if file else ''}{reason}", value=file))


# -- the files ---------------------------------------------------------------------------------------------------------


# What a shell is told in the file that it reads when it starts.
_BLOCKS: Final = {
    "bash": """\
for _typedconf_file in {folder}/*.bash; do
    [ -r "$_typedconf_file" ] && . "$_typedconf_file"
done
unset _typedconf_file
""",
    "zsh": """\
for _typedconf_file in {folder}/*.zsh(N-.r); do
    source $_typedconf_file
done
unset _typedconf_file
""",
}


def _quoted(folder: str) -> str:
    from shlex import quote  # noqa: PLC0415  only who installs needs it

    return quote(folder)


def _headed(programs: list[str], text: str) -> str:
    """The text with the programs that it is for in its first lines."""
    return "".join([f"{_FIRST_LINE}\n", *(f"{_PROGRAM}{program}\n" for program in programs), text])


def _programs(script: str) -> list[str]:
    """The programs that a script says it is for; none where there is no script."""
    try:
        with open(script, encoding="utf-8", errors="surrogateescape") as file:
            first, *lines = file.read().split("\n")
    except OSError:
        return []
    programs = []
    for line in lines if first == _FIRST_LINE else ():
        if not line.startswith(_PROGRAM):
            break
        programs.append(line.removeprefix(_PROGRAM))
    return programs


def _add_block(startup: str, text: str) -> None:
    """Appends the block to a file, by appending alone, where it isn't there already."""
    before = _read(startup)
    if before is not None and _split_block(before) is not None:
        return
    state = _NO_FILE if before is None else _NO_END if before and not before.endswith(b"\n") else ""
    block = f"{_OPENING}{state}\n{text}{_CLOSING}\n"
    try:
        with open(startup, "ab") as file:
            file.write(os.fsencode(f"\n{block}" if state == _NO_END else block))
    except OSError:  # as on a full disk: half a block would keep the shell from starting
        if os.path.isfile(startup):
            os.truncate(startup, len(before or b""))
        raise


def _remove_block(startup: str) -> None:
    """Makes the file what it was before the block was added, whatever was added to it since."""
    parts = _split_block(_read(startup) or b"")
    if parts is None:
        return
    before, state, behind = parts
    if state == os.fsencode(_NO_FILE) and not before and not behind:
        os.unlink(startup)
        return
    if state == os.fsencode(_NO_END) and not behind:
        before = before.removesuffix(b"\n")
    _write_kept(os.path.realpath(startup), before + behind)


def _split_block(data: bytes) -> tuple[bytes, bytes, bytes] | None:
    """What stands before the block, what its opening says, and what stands behind it; None where there is no block."""
    lines = data.splitlines(keepends=True)
    opening = next((index for index, line in enumerate(lines) if line.startswith(_OPENING.encode())), None)
    if opening is None:
        return None
    ending = next((i for i, line in enumerate(lines) if i > opening and line.rstrip() == _CLOSING.encode()), None)
    if ending is None:
        return None
    state = lines[opening].removeprefix(_OPENING.encode()).rstrip(b"\r\n")
    return b"".join(lines[:opening]), state, b"".join(lines[ending + 1 :])


def _read(path: str) -> bytes | None:
    """The content of a file; None where there is none.

    Raises:
        OSError: it can't be read, or is a pipe, which nobody may ever fill.
    """
    try:
        if S_ISFIFO(os.stat(path).st_mode):
            raise OSError(EINVAL, "it is a pipe", path)
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _write_kept(path: str, content: str | bytes) -> None:
    """Writes a file whole or not at all, with the permissions that it had; nothing where it has that content.

    Raises:
        OSError: it can't be written.
    """
    data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    if data == _read(path):
        return
    write_whole(path, data, os.stat(path).st_mode & 0o7777 if os.path.exists(path) else 0o644)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
