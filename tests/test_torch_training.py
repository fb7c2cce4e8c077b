"""The example with torch, run as its reader would run it; what trains is run where torch is installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "torch_training"
FIRST_LINE = re.compile(r"classification with AdamW, lr (\S+): loss (\S+) -> (\S+)\n")
TREE = {
    "config.yaml": (
        "defaults:\n  - training: default\n  - optimizer/adam_series: adamw\n  - _self_\ntask: classification\n"
    ),
    "training/default.yaml": "# @package training\nlr: 1e-5\n",
    "optimizer/adam_series/adamw.yaml": (
        "# @package optimizer\n_target_: torch.optim.AdamW\nlr: ${training.lr}\nweight_decay: 0.001\n"
    ),
}
MISTAKES = """\
error: 2 problems in the composed config

  training.lr             not a number greater than 0: 'fast'
                          override     training.lr=fast
                                                   ^^^^
                          declared as  Training.lr: PositiveFloat

  optimizer.weight_decy   no such key in AdamW; did you mean weight_decay?
                          override     optimizer.weight_decy=0
                                                 ^^^^^^^^^^^
"""


needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="trains with torch, which is not installed")


def run(*arguments: str, folder: Path = EXAMPLE, code: str | None = None) -> subprocess.CompletedProcess[str]:
    """What ``python train.py ARGUMENTS`` does, or ``code`` in its folder, with typedconf of this clone."""
    program = [str(folder / "train.py"), *arguments] if code is None else ["-c", code]
    quiet = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    quiet["PYTHONWARNINGS"] = "ignore::UserWarning"  # torch's own, where numpy is missing
    return subprocess.run(
        [sys.executable, *program],
        cwd=folder,
        env=os.environ | quiet,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def losses(done: subprocess.CompletedProcess[str]) -> tuple[float, float, float]:
    """The learning rate, and the loss before and after training, which only a task that ran prints."""
    assert (done.returncode, done.stderr) == (0, "")
    line = FIRST_LINE.fullmatch(done.stdout)
    assert line is not None, done.stdout
    return float(line[1]), float(line[2]), float(line[3])


def test_its_config_tree_is_unchanged() -> None:
    """The tree is one that Hydra's users have, not changed for typedconf."""
    files = {path.relative_to(EXAMPLE / "conf").as_posix(): path.read_text() for path in EXAMPLE.rglob("*.yaml")}
    assert files == TREE


def test_its_schemas_need_no_torch() -> None:
    """The schema of torch's class imports no torch, and composes with the files into one."""
    code = (
        "import sys, typedconf as tc; from schemas import App, store;"
        "app = tc.load(App, 'conf/config.yaml', 'training.lr=0.5', store=store);"
        "print(app.optimizer, 'torch' in sys.modules)"
    )
    done = run(code=code)
    assert (done.stderr, done.stdout) == ("", "lr=0.5 weight_decay=0.001 False\n")


@needs_torch
def test_it_trains() -> None:
    """The config files alone are a complete config, and the loss falls."""
    lr, before, after = losses(run())
    assert lr == 1e-5
    assert after < before


@needs_torch
def test_an_override_changes_what_it_learns() -> None:
    """With a learning rate that is fit for it, to which the optimizer's refers, it tells the clouds apart."""
    lr, before, after = losses(run("training.lr=0.01", "training.epochs=5"))
    assert lr == 0.01
    assert before > 0.4
    assert after < 0.1


def test_mistakes_are_reported_before_it_trains() -> None:
    """Two mistakes are reported together, with the class that the store has for the option, and nothing runs."""
    done = run("training.lr=fast", "optimizer.weight_decy=0")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", MISTAKES)


def test_mistakes_are_reported_before_torch_is_loaded() -> None:
    """Nobody waits for torch to be told of a wrong config."""
    code = (
        "import sys; sys.argv = ['train.py', 'training.lr=fast']; from train import train\n"
        "try: train()\nfinally: print('torch' in sys.modules)"
    )
    done = run(code=code)
    assert (done.returncode, done.stdout) == (2, "False\n")


@pytest.mark.parametrize(
    ("broken", "line", "place", "message"),
    [
        ("optimizer/adam_series/adamw.yaml", "betas: [0.9]", ":5:1", "no such key in AdamW"),
        ("training/default.yaml", "epochs: 0", ":3:9", "not a whole number greater than 0: 0"),
        ("config.yaml", "optimizer: {_target_: torch.optim.SGD}", ":6:23", "the target of AdamW is torch.optim.AdamW"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, broken: str, line: str, place: str, message: str) -> None:
    """A mistake in a file is reported with its place, before anything is trained."""
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "example", ignore=shutil.ignore_patterns("__pycache__")))
    with (folder / "conf" / broken).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    done = run(folder=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{broken}{place}" in done.stderr
    assert message in done.stderr
