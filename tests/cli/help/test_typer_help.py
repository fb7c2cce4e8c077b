"""The Typer command that has flags and the options of a config."""

from __future__ import annotations

from inspect import Signature
from typing import Annotated, Any

import typer
from pydantic import BaseModel, Field

from typedconf import Composer, Composition, ConfigStore
from typedconf.cli.flags import FLAGS
from typedconf.cli.help.layout import FLAG_SECTION, Help, Section
from typedconf.cli.help.typer_help import (
    identifier,
    make_command,
    name_parameters,
    option_names,
    option_parameters,
    room_for,
    typer_width,
)
from typedconf.cli.options.listing import Option, list_options
from typedconf.cli.options.texts import without_names
from typedconf.cli.own_parameters import OwnParameters


class Part(BaseModel):
    """A part of a config."""

    rate: Annotated[float, Field(description="How [fast].")] = 0.1
    amp: bool = True
    needed: int


class App(BaseModel):
    """The config."""

    model: Part
    many: list[Part] = []


STORE = ConfigStore()
STORE.add("kind/of/a", {}, package="model")
STORE.add("kind/of/b", {}, package="model")


def options() -> list[Option]:
    """The options of the config."""
    composition: Composition[Any] = Composer(store=STORE).compose(None, "+kind/of=a", schema=App)
    return list(list_options(App, composition))


def shown() -> Help:
    """A help with all of them, and the flags."""
    return Help(
        "train.py", "Train.", [Section("All", "of it", options=options()), Section(FLAG_SECTION, rows=[("", "")])]
    )


def parameters(width: int = 200, own: OwnParameters | None = None) -> dict[str, Any]:
    """The parameters of the command, by their first names."""
    return {one.opts[0]: one for one in make_command(shown(), width, own).params}


def test_the_command_has_the_options_and_the_flags() -> None:
    """By the names that one writes, whatever signs are in them; what has an override only is not there."""
    found = parameters()
    flags = [flag.names for flag in FLAGS if not flag.instead]
    assert [tuple(one.opts) for one in found.values()] == [
        ("--kind/of", "--model"),
        ("--model.rate",),
        ("--model.amp",),
        ("--model.needed",),
        *flags,
    ]
    assert found["--model.amp"].secondary_opts == ["--no-model.amp"]


def test_an_option_says_what_it_takes_and_what_it_is_for() -> None:
    """With the composed value as its default, in its panel; markup is escaped."""
    found = parameters()
    rate = found["--model.rate"]
    assert (rate.help, rate.metavar, rate.default, rate.required) == ("How \\[fast].", "float", "0.1", False)
    assert rate.rich_help_panel == "All: of it"
    assert found["--model.needed"].required
    assert (found["--kind/of"].metavar, found["--kind/of"].default) == ("a|b", "a")


def test_names_have_nothing_that_a_terminal_obeys() -> None:
    """Whatever keys hold."""
    named = [option._replace(names=("--a\x1bb",)) for option in options()[:1]]
    for room in ("wide", "narrow"):
        assert [spelling.names for spelling in option_names(named, room).values()] == [("--a�b",)]


def test_where_there_is_little_room_an_option_has_one_name() -> None:
    """The others, and then its type, stand before what it is for; there may be no room at all."""
    section = shown().sections[0]
    narrow = typer_width(section, "narrow")
    assert [room_for(section, width) for width in (typer_width(section), narrow, narrow - 1, 20)] == [
        "wide",
        "narrow",
        "tight",
        None,
    ]
    found = parameters(narrow)
    assert (found["--model.rate"].metavar, found["--model.rate"].help) == ("float", "How \\[fast].")
    assert (found["--model.amp"].secondary_opts, found["--model.amp"].help) == ([], "(--no-model.amp)")
    assert (found["--model"].opts, found["--model"].help) == (["--model"], "(--kind/of)")
    found = parameters(narrow - 1)
    assert (found["--model.rate"].metavar, found["--model.rate"].help) == ("", "float How \\[fast].")
    assert found["--model.amp"].help == "bool (--no-model.amp)"


def test_parameters_are_generated_for_a_command_of_ones_own() -> None:
    """Each is a text with a name that no two share, and stands in its own panel; a name with a slash is mended."""
    made = list(option_parameters(options()))
    assert [one.name for one in made] == [identifier(option) for option in options() if option.has_option]
    assert all(one.name.isidentifier() for one in made)
    assert made[1].default.rich_help_panel == "model"
    application = typer.Typer()

    def run(**_: Any) -> None: ...

    run.__signature__ = Signature(made)  # type: ignore[attr-defined]
    application.command()(run)
    command = typer.main.get_command(application)
    name_parameters(command.params, option_names(options()))
    assert command.params[0].opts == ["--kind/of", "--model"]


def own_parameters(markup: Any) -> OwnParameters:
    """Those of a command of an app."""
    application = typer.Typer(rich_markup_mode=markup, add_completion=False)

    @application.command(epilog="The end.")
    def train(
        path: str,
        code: Annotated[int, typer.Option("-c")] = 1,
        rate: Annotated[float, typer.Option("--model.rate")] = 1,
        *,
        deep: Annotated[bool, typer.Option("-d")] = False,
    ) -> None:
        """Train."""

    command: Any = typer.main.get_command(application)
    return OwnParameters(command, command.context_class(command, info_name="app"))


def test_a_commands_own_parameters_come_first_and_win() -> None:
    """Where a name is taken twice."""
    own = own_parameters("rich")
    free = [without_names(option, own.names) for option in options()]
    content = shown()._replace(sections=[Section("All", options=free), Section(FLAG_SECTION, rows=[("", "")])])
    found = {one.opts[0]: one for one in make_command(content.with_own(own), 200, own).params}
    assert list(found)[:6] == ["path", "-c", "--model.rate", "-d", "--kind/of", "--model.amp"]
    assert found["--model.rate"].rich_help_panel is None
    assert found["--cfg"].opts == ["--cfg"]


def test_a_command_has_the_markup_of_its_app() -> None:
    """So that nothing is escaped where there is none."""
    assert parameters(own=own_parameters(None))["--model.needed"].help == ""
    made = make_command(shown(), 200, own_parameters("markdown"))
    assert (made.rich_markup_mode, made.epilog) == ("markdown", "The end.")
