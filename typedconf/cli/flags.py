"""FLAGS: the one table of what begins with a dash, from which the command line is read and Typer's command made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from typedconf.errors import listed

if TYPE_CHECKING:
    from collections.abc import Container, Iterator


class Flag(NamedTuple):
    """One flag: its names (the first is the one in messages), what it does, what follows it, what it goes with.

    ``value`` is what must follow, as help writes it, and ``choices`` all that may. ``part`` says that a bare word
    directly behind is the flag's. ``needs`` are flags one of which must be there too. Of those that say what a run
    ``is_mode`` of, a command line has one. ``instead`` says what to do where the flag is one of Hydra's that is not
    there.
    """

    names: tuple[str, ...]
    does: str = ""
    value: str = ""
    choices: tuple[str, ...] = ()
    part: str = ""
    repeatable: bool = False
    needs: tuple[str, ...] = ()
    is_mode: bool = False
    instead: str = ""

    @property
    def name(self) -> str:
        """The long name."""
        return self.names[0]


HELP: Final = "--help"
VERSION: Final = "--version"
RUN: Final = "--run"
CFG: Final = "--cfg"
RESOLVE: Final = "--resolve"
PACKAGE: Final = "--package"
INFO: Final = "--info"
EXPLAIN: Final = "--explain"
CHECK: Final = "--check"
JSON: Final = "--json"
CONFIG_NAME: Final = "--config-name"
CONFIG_PATH: Final = "--config-path"
CONFIG_DIR: Final = "--config-dir"
CONFIG: Final = "--config"
INSTALL_COMPLETION: Final = "--install-completion"
SHOW_COMPLETION: Final = "--show-completion"
UNINSTALL_COMPLETION: Final = "--uninstall-completion"

_CFG_KINDS: Final = ("job", "hydra", "all")
SHELLS: Final = ("bash", "zsh", "fish")
INFO_WORDS: Final = (
    "all",
    "config",
    "defaults",
    "defaults-tree",
    "groups",
    "options",
    "types",
    "searchpath",
    "plugins",
    "aliases",
)

FLAGS: Final = (
    Flag((HELP, "-h"), "Show this help, or that of one PART of the config, and exit.", part="PART"),
    Flag((VERSION,), "Print the program's version and exit."),
    Flag((RUN, "-r"), "Run the task once, as without any flag.", is_mode=True),
    Flag(
        (CFG, "-c"),
        "Print the composed config and exit: the job's, the hydra node, or all.",
        value="job|hydra|all",
        choices=_CFG_KINDS,
        is_mode=True,
    ),
    Flag((RESOLVE,), "With --cfg or --help: print values in place of interpolations.", needs=(CFG, HELP)),
    Flag((PACKAGE, "-p"), "With --cfg: print only what is below KEY.", value="KEY", needs=(CFG,)),
    Flag(
        (EXPLAIN,),
        "Print where the value of KEY comes from, or the whole config with the origin of each value, and exit.",
        part="KEY",
        is_mode=True,
    ),
    Flag((CHECK,), "Compose and validate, check what targets take, and exit without running.", is_mode=True),
    Flag(
        (INFO, "-i"),
        f"Print WHAT and exit: {listed(INFO_WORDS[1:], 'or')}; all of them without a word.",
        choices=INFO_WORDS,
        part="WHAT",
        is_mode=True,
    ),
    Flag(
        (JSON,),
        "With a flag that prints: print JSON for other programs.",
        needs=(HELP, VERSION, CFG, INFO, EXPLAIN, CHECK),
    ),
    Flag((CONFIG_NAME, "-cn"), "Compose the config NAME instead of the program's own.", value="NAME"),
    Flag(
        (CONFIG_PATH, "-cp"),
        "Look for configs in DIR instead of the program's own folder (relative to the program's file).",
        value="DIR",
    ),
    Flag((CONFIG_DIR, "-cd"), "Look for configs in DIR too. May be repeated.", value="DIR", repeatable=True),
    Flag(
        (CONFIG,),
        "Merge the whole FILE above the composed config, below the overrides. May be repeated.",
        value="FILE",
        repeatable=True,
    ),
    Flag(
        (INSTALL_COMPLETION,),
        "Let SHELL complete this program's words: bash, zsh or fish.",
        choices=SHELLS,
        part="SHELL",
        is_mode=True,
    ),
    Flag((SHOW_COMPLETION,), "Print the script that does so.", choices=SHELLS, part="SHELL", is_mode=True),
    Flag(
        (UNINSTALL_COMPLETION,),
        "Take away what --install-completion added.",
        choices=SHELLS,
        part="SHELL",
        is_mode=True,
    ),
    # Flags of Hydra's that are not there: whoever brings them along is told what to do.
    Flag(("--multirun", "-m"), is_mode=True, instead="there are no sweeps yet; run the program once for each value"),
    Flag(("--hydra-help",), instead="--help lists the flags, --cfg hydra the settings"),
    Flag(("--shell-completion", "-sc"), instead="--install-completion lets the shell complete"),
    Flag(
        ("--experimental-rerun",),
        value="FOLDER",
        instead="--config FOLDER/.hydra/config.yaml merges what a run has saved",
    ),
)

BY_NAME: Final = {name: flag for flag in FLAGS for name in flag.names}


def free_flags(taken: Container[str] = ()) -> Iterator[Flag]:
    """The flags that are there, with the names that aren't ``taken``; those of Hydra's are left out."""
    for flag in FLAGS:
        names = tuple(name for name in flag.names if name not in taken)
        if names and not flag.instead:
            yield flag._replace(names=names)
