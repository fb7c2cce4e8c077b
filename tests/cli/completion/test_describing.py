"""A program or an app -> what completion knows of it: flags, groups, keys and classes, commands and their arguments."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from pydantic import BaseModel

from typedconf import Composer, ConfigStore
from typedconf.cli.answers import Application
from typedconf.cli.completion.completer.completing import complete
from typedconf.cli.completion.describing import describe_app, describe_program
from typedconf.cli.completion.index import Stamps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Indexing = Callable[[Path], Application]

LATER = float("inf")  # nothing has changed since


def untyped(composer: Composer) -> Application:
    """A program without a schema of its own."""

    def task(cfg: Any) -> None: ...

    function: Any = task
    return Application(
        "x",
        None,
        function,
        lambda: None,
        lambda **_: composer.compose("config"),
        lambda: composer,
        config_name="config",
    )


def test_an_untyped_program_has_its_keys(tmp_path: Path) -> None:
    """Without a schema, the keys are those that the composed configs set."""
    (tmp_path / "config.yaml").write_text("a: {b: 1, c: [1]}\nd: true\n1: x\ne.f: 2\n", encoding="utf-8")
    composer = Composer(tmp_path)

    application = untyped(composer)
    command = describe_program(application, Stamps(LATER))
    index = {"command": command}
    assert [word for word, _, _ in complete(index, [], "")] == ["a.", "d=", "1=", "e\\.f="]
    assert [word for word, _, _ in complete(index, [], "d=")] == ["d=true", "d=false"]
    assert [word for word, _, _ in complete(index, [], "a.")] == ["a.b=", "a.c="]


def test_a_group_that_is_placed_twice(tmp_path: Path) -> None:
    """Each place of a group is its own: with its options, and the keys that these bring there."""
    for name, text in {
        "config": "defaults: [{db@src: one}, {db@dst: two}, {deep/er: x}]\n",
        "db/one": "a: 1\n",
        "db/two": "b: 1\n",
        "deep/er/x": "# @package _global_\ntop: 1\n",
        "deep/er/y": "# @package in._group_\nlow: 1\n",
    }.items():
        (tmp_path / f"{name}.yaml").parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    composer = Composer(tmp_path)

    application = untyped(composer)
    index = {"command": describe_program(application, Stamps(LATER))}

    def offered(*words: str) -> list[str]:
        return [word for word, _, _ in complete(index, words[:-1], words[-1])]

    assert offered("db") == ["db@src=", "db@dst="]
    assert offered("db@src=") == ["db@src=one", "db@src=two"]
    assert offered("--db@src", "") == ["one", "two"]
    assert offered("--src", "") == ["one", "two"]
    assert offered("--src") == ["--src", "--src."]
    assert offered("dst.") == ["dst.b="]
    assert offered("db@dst=one", "dst.") == ["dst.a="]
    assert offered("--dst=one", "src.") == ["src.a="]
    assert offered("to") == ["top="]
    assert offered("deep/er=y", "in.deep.er.") == ["in.deep.er.low="]
    assert offered("++db@new=one", "new.") == ["new.a="]


def test_sources_that_are_no_folders_are_listed() -> None:
    """The names of a source that completion can't ask are written down, sub-groups too."""

    class Source:
        files: Mapping[str, str] = {"config": "a: 1\n", "db/one": "x: 1\n", "db/far/two": "x: 2\n"}

        def read(self, name: str) -> str | None:
            return self.files.get(name)

        def names(self, group: str) -> list[str]:
            below = f"{group}/" if group else ""
            rest = [name.removeprefix(below) for name in self.files if name.startswith(below)]
            return [name.partition("/")[0] + ("/" if "/" in name else "") for name in rest]

    composer = Composer("mem://x", sources={"mem": lambda _: Source()})

    application = untyped(composer)
    command = describe_program(application, Stamps(LATER))
    assert command["config"]["listed"] == ["config", "db/one", "db/far/two"]
    assert [word for word, _, _ in complete({"command": command}, [], "+db=")] == ["+db=one", "+db=far/"]
    assert [word for word, _, _ in complete({"command": command}, [], "+db=far/")] == ["+db=far/two"]


# -- apps --------------------------------------------------------------------------------------------------------------


class Size(Enum):
    """Of a model."""

    SMALL = "small"
    LARGE = "large"


def make_app() -> typer.Typer:
    """A Typer app with a sub-app, options and arguments of its own."""
    app, inner = typer.Typer(add_completion=False), typer.Typer(help="What there is.")
    app.add_typer(inner, name="models")

    @app.callback()
    def root(*, verbose: Annotated[bool, typer.Option("--verbose/--quiet", "-v", help="Say more.")] = False) -> None:
        """Models."""

    @app.command()
    def train() -> None:
        """Trains."""

    @inner.command()
    def export(
        size: Size,
        files: list[Path],
        to: Annotated[Path, typer.Option(file_okay=False, help="Where\nto.")] = Path(),
        kind: Literal["onnx", "pt"] = "pt",
    ) -> None:
        """Writes it.

        In full.
        """

    @inner.command(hidden=True)
    def secret() -> None: ...

    return app


def test_an_app_is_a_tree(program: Path, indexing: Indexing) -> None:
    """Commands, options and arguments of a Typer app are described; a command with a config has that besides."""
    application = indexing(program / "train.py")
    command = describe_app(
        typer.main.get_command(make_app()), lambda one: application if one.name == "train" else None, Stamps(LATER)
    )
    index = {"command": command}

    def offered(*words: str) -> list[str]:
        return [word for word, _, _ in complete(index, words[:-1], words[-1])]

    assert offered("") == ["train", "models"]
    assert offered("--") == ["--verbose", "--quiet", "--help"]
    assert complete(index, [], "--verb") == [("--verbose", "Say more.", True)]
    assert offered("-v", "models", "") == ["export"]
    assert complete(index, ["models"], "e") == [("export", "Writes it.", True)]
    assert offered("models", "export", "--") == ["--to", "--kind", "--help"]
    assert offered("models", "export", "--kind", "") == ["onnx", "pt"]
    assert offered("models", "export", "--to", "c") == ["cache/", "conf/"]
    assert offered("models", "export", "") == ["small", "large"]
    assert offered("models", "export", "small", "train") == ["train.py"]
    assert offered("train", "optimizer=s") == ["optimizer=sgd"]
    assert offered("train", "--cf") == ["--cfg"]
    assert offered("train", "--help", "tr") == ["training.", "training"]
    assert offered("optimizer=s") == []


def test_own_options_of_a_command_take_names_of_flags(program: Path, indexing: Indexing) -> None:
    """An option of the command's own is in the place of the flag of that name."""
    application = indexing(program / "train.py")
    app = typer.Typer(add_completion=False)

    @app.command()
    def train(
        config: Annotated[str, typer.Option("--cfg", "-c", help="Mine.")] = "",
    ) -> None: ...

    command = describe_app(typer.main.get_command(app), lambda _: application, Stamps(LATER))
    assert [(word, doc) for word, doc, _ in complete({"command": command}, [], "--cfg")] == [("--cfg", "Mine.")]


def test_store_schemas_are_described_once(tmp_path: Path) -> None:
    """Of nodes, groups and primary configs of a store, the classes say which keys there are."""
    folder = tmp_path / "conf"
    folder.mkdir()
    (folder / "config.yaml").write_text("defaults: [base, {db: one}]\n", encoding="utf-8")
    (folder / "db").mkdir()
    for name in ("one", "two"):
        (folder / f"db/{name}.yaml").write_text("x: 1\n", encoding="utf-8")

    class Db(BaseModel):
        x: int = 1
        y: int = 2

    class Base(BaseModel):
        z: int = 3
        db: Any = None

    store = ConfigStore()
    store.add("base", Base)
    store.group("db", Db)
    composer = Composer(folder, store=store)

    application = untyped(composer)
    index = {"command": describe_program(application, Stamps(LATER))}
    assert [word for word, _, _ in complete(index, [], "z")] == ["z="]
    assert [word for word, _, _ in complete(index, [], "db.")] == ["db.x=", "db.y="]
    assert [word for word, _, _ in complete(index, ["db=two"], "db.")] == ["db.x=", "db.y="]
