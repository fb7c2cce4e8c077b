"""A plain Typer program with a typed option for each field of the models, whose defaults the same files give."""

import typer

from tests.benchmarks.programs.by_hand import composed, train
from tests.benchmarks.programs.models import Training
from tests.benchmarks.programs.typer_options import command_of

if __name__ == "__main__":
    typer.run(command_of(Training, composed(), train))
