"""FLAGS: the one table of what begins with a dash, from which the command line is read and Typer's command made."""

from __future__ import annotations

from typing import Final, NamedTuple


class Flag(NamedTuple):
    """One flag: its names (the first is the one in messages), what it does, what follows it, what it goes with.

    ``value`` is what must follow, as help writes it, and ``choices`` all that may. ``part`` says that a bare word
    directly behind is the flag's. ``needs`` are flags one of which must be there too. ``instead`` says what to do
    where the flag is one of Hydra's that is not there.
    """

    names: tuple[str, ...]
    does: str = ""
    value: str = ""
    choices: tuple[str, ...] = ()
    part: str = ""
    repeatable: bool = False
    needs: tuple[str, ...] = ()
    instead: str = ""

    @property
    def name(self) -> str:
        """The long name."""
        return self.names[0]


HELP: Final = "--help"
CFG: Final = "--cfg"
RESOLVE: Final = "--resolve"
PACKAGE: Final = "--package"
CONFIG_NAME: Final = "--config-name"
CONFIG_PATH: Final = "--config-path"
CONFIG_DIR: Final = "--config-dir"
CONFIG: Final = "--config"

_CFG_KINDS: Final = ("job", "hydra", "all")

FLAGS: Final = (
    Flag((HELP, "-h"), "Show this help, or that of one PART of the config, and exit.", part="PART"),
    Flag(
        (CFG, "-c"),
        "Print the composed config and exit: the job's, the hydra node, or all.",
        value="job|hydra|all",
        choices=_CFG_KINDS,
    ),
    Flag((RESOLVE,), "With --cfg or --help: print values in place of interpolations.", needs=(CFG, HELP)),
    Flag((PACKAGE, "-p"), "With --cfg: print only what is below KEY.", value="KEY", needs=(CFG,)),
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
    # Flags of Hydra's that are not there: whoever brings them along is told what to do.
    Flag(("--multirun", "-m"), instead="there are no sweeps yet; run the program once for each value"),
    Flag(("--run", "-r"), instead="leave it out: without --multirun there is one run"),
    Flag(("--info", "-i"), part="WHAT", instead="--cfg prints the config, --help the config groups"),
    Flag(("--hydra-help",), instead="--help lists the flags, --cfg hydra the settings"),
    Flag(("--version",), instead="ask the program's distribution for its version"),
    Flag(("--shell-completion", "-sc"), instead="there is no completion yet"),
    Flag(
        ("--experimental-rerun",),
        value="FOLDER",
        instead="--config FOLDER/.hydra/config.yaml merges what a run has saved",
    ),
)

BY_NAME: Final = {name: flag for flag in FLAGS for name in flag.names}
