"""Each flag of the table, given to a program that runs as a process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from typedconf.cli.flags import FLAGS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

# by the flag's long name, the words, the status, and how stdout begins, or where the status is 2, what stderr says
RUNS: Final = {
    "--help": ("--help", 0, "Usage: train.py [OPTIONS] [KEY=VALUE]..."),
    "--version": ("--version", 0, "train.py "),
    "--run": ("--run lr=2", 0, "2.0 local local 3306"),
    "--cfg": ("--cfg job", 0, "db:\n  host: local\n"),
    "--resolve": ("--cfg job --resolve", 0, "db:\n  host: local\n"),
    "--package": ("--cfg job --package db", 0, "# @package db\n"),
    "--explain": ("--explain lr", 0, "lr: 0.1\n"),
    "--check": ("--check", 0, "ok: "),
    "--info": ("--info searchpath", 0, "  PLACE "),
    "--json": ("--cfg job --json", 0, '{"config": '),
    "--config-name": ("--config-name other", 0, "0.5 other far 1"),
    "--config-path": ("--config-path more", 2, "no config 'config'"),
    "--config-dir": ("--config-dir more db=oracle", 0, "0.1 oracle oracle 1521"),
    "--config": ("--config whole.yaml", 0, "7.0 local local 3306"),
    "--install-completion": ("--install-completion bash", 0, "bash completes train.py from the next shell on"),
    "--show-completion": ("--show-completion fish", 0, "function __typedconf_ask\n"),
    "--uninstall-completion": ("--uninstall-completion bash", 0, "bash has nothing installed for "),
    "--multirun": ("-m lr=1,2", 2, "-m is not there: there are no sweeps yet"),
    "--hydra-help": ("--hydra-help", 2, "--hydra-help is not there: --help lists the flags"),
    "--shell-completion": ("-sc install=bash", 2, "-sc is not there: --install-completion lets the shell complete"),
    "--experimental-rerun": ("--experimental-rerun x", 2, "--config FOLDER/.hydra/config.yaml merges what a run"),
}


@pytest.mark.parametrize("name", RUNS)
def test_a_flag_does_what_it_says(run: Callable[..., Done], tmp_path: Path, name: str) -> None:
    """It prints, or says what is composed; one of Hydra's that is not there names what to do."""
    words, status, shown = RUNS[name]
    home = {"HOME": str(tmp_path / "home"), "XDG_CACHE_HOME": str(tmp_path / "cache"), "SHELL": "/bin/bash"}
    (tmp_path / "home").mkdir()
    done = run(*words.split(), **home)
    assert done.status == status, done.err
    if status:
        assert (done.out, shown in done.err) == ("", True)
    else:
        assert done.out.startswith(shown)


def test_no_flag_is_left_out() -> None:
    """The table above has each of them."""
    assert RUNS.keys() == {flag.name for flag in FLAGS}
