"""Trains, judges and exports a language model, each by a command with its own config; see README.md beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import language
import schemas
import typer

import typedconf as tc

app = typer.Typer(no_args_is_help=True, add_completion=False)  # each command has --install-completion

Existing = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A model that train has written.")]


@app.callback()
def options(
    ctx: typer.Context,
    *,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print results alone.")] = False,
) -> None:
    """A language model of characters: train it, judge it, look into it."""
    ctx.obj = not quiet


@tc.command(app, config_path="conf", config_name="train", store=schemas.store)
def train(
    ctx: typer.Context,
    cfg: schemas.Train,
    file: Annotated[Path, typer.Argument(dir_okay=False, help="Where the model is written.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Count what follows what, and write the model.

    The lines that are held out are not counted, so that eval can be fair.
    """
    if file.exists() and not force:
        raise typer.BadParameter(f"{file} is there already; --force writes over it")
    seen, _ = split(cfg.data)
    trained = language.train(seen, cfg.model.order, cfg.model.smoothing)
    trained.save(file)
    if ctx.obj:
        print(f"{len(trained.counts)} runs of {trained.order} characters in {len(seen)} lines")
    print(f"{trained.bits(seen):.3f} bits a character")


@tc.command(app, "eval", config_path="conf", config_name="eval", store=schemas.store)
def evaluate(ctx: typer.Context, cfg: schemas.Evaluate, file: Existing) -> float:
    """Measure how well a model knows the lines."""
    seen, held_out = split(cfg.data)
    lines = {"seen": seen, "held-out": held_out, "all": cfg.data.lines}[cfg.part]
    bits = language.read(file).bits(lines)
    if ctx.obj:
        print(f"{len(lines)} lines ({cfg.part})")
    print(f"{bits:.3f} bits a character")
    return bits


@tc.command(app, config_path="conf", config_name="export", store=schemas.store)
def export(
    cfg: schemas.Export,
    file: Existing,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file, instead of the screen.")] = None,
) -> None:
    """Write the counts of a model for people or for other programs."""
    counts = sorted(language.read(file).counts.items(), key=lambda item: (-item[1], item[0]))[: cfg.top]
    text = written(counts, cfg.format)
    if output is None:
        print(text)
    else:
        output.write_text(f"{text}\n", encoding="utf-8")


def split(data: schemas.Data) -> tuple[list[str], list[str]]:
    """The lines that training sees, and those that are held out."""
    seen = round(len(data.lines) * (1 - data.held_out))
    return data.lines[:seen], data.lines[seen:]


def written(counts: list[tuple[str, int]], form: schemas.Format) -> str:
    """The counts as a text."""
    match form:
        case schemas.Format.TEXT:
            return "\n".join(f"{run}  {count}" for run, count in counts)
        case schemas.Format.CSV:
            return "\n".join(["run,count", *(f'"{run}",{count}' for run, count in counts)])
        case schemas.Format.JSON:
            return json.dumps(dict(counts))


if __name__ == "__main__":
    app()
