"""A secret is planted wherever one can stand, beside whatever can be wrong: nothing that is told shows it."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Generic, Literal, NamedTuple, TypeVar

import pytest
from pydantic import AfterValidator, BaseModel, Field, Secret, SecretBytes, SecretStr, field_validator

from typedconf import Composer, Composition, ConfigError, ConfigStore, main, to_yaml
from typedconf.cli.config_text import config_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from tests.starter import Starter
    from typedconf import Program

HIDDEN: Final = "hunter23"  # whoever plants another text writes it so that it holds this one
NUMBER: Final = "48151623"  # where only a number fits
TEXTS: Final = (HIDDEN, NUMBER, HIDDEN[::-1])  # the last is what a resolver makes of it
T = TypeVar("T")


def checked_port(port: int) -> int:
    """Takes no 13."""
    if port == 13:
        raise ValueError("13 is no port")
    return port


class Login(BaseModel, extra="forbid"):
    """Has secrets of every type."""

    user: str = "root"
    password: SecretStr | None = None
    key: SecretBytes | None = None
    pin: Secret[int] | None = None


class Basic(BaseModel, extra="forbid"):
    """A member of a union with a secret."""

    kind: Literal["basic"]
    secret: SecretStr


class Open(BaseModel, extra="forbid"):
    """A member of a union without."""

    kind: Literal["open"]
    level: int = 1


@dataclasses.dataclass
class Cloud:
    """A secret of a dataclass, with a default."""

    token: SecretStr = SecretStr(f"{HIDDEN}-default")  # noqa: RUF009  it is frozen
    region: str = "eu"


class Box(BaseModel, Generic[T]):
    """Holds a secret where its argument says so."""

    content: T | None = None


class App(BaseModel, extra="forbid"):
    """Has secrets at every kind of place, and plain fields that one may flow into."""

    db: Login = Login()
    cloud: Cloud = Field(default_factory=Cloud)
    tokens: list[SecretStr] = []
    keys: dict[str, SecretStr] = {}
    logins: list[Login] = []
    named: dict[str, Login] = {}
    either: SecretStr | list[int] | None = None
    box: Box[SecretStr] = Box[SecretStr]()
    auth: Annotated[Basic | Open, Field(discriminator="kind")] = Open(kind="open")
    url: str = "p://"
    size: int = 1
    port: Annotated[int, AfterValidator(checked_port)] = 80
    free: Any = None
    old: SecretStr | None = Field(default=None, deprecated="no longer needed")
    texts: list[str] = []
    odd: str = ""

    @field_validator("odd")
    @classmethod
    def repeat(cls, odd: str) -> str:
        """Repeats whatever it gets."""
        if odd:
            raise ValueError(f"{odd} is odd: {odd!r}")
        return odd


class Plant(NamedTuple):
    """Where a secret comes from."""

    file: str = ""
    overrides: tuple[str, ...] = ()
    variables: Mapping[str, str] = {}
    dotenv: str = ""
    secrets: Mapping[str, str] = {}
    store: Any = None


PLANTS: Final[Mapping[str, Plant]] = {
    "file": Plant(f"db: {{password: {HIDDEN}}}"),
    "block": Plant(f"db:\n  password: |\n    {HIDDEN}\n    {HIDDEN}"),
    "bytes": Plant(f"db:\n  key: {HIDDEN}"),
    "number": Plant(f"db:\n  pin: {NUMBER}"),
    "list": Plant(f"tokens: [a, {HIDDEN}]"),
    "mapping": Plant(f"keys: {{a: {HIDDEN}}}"),
    "list of models": Plant(f"logins:\n- user: b\n  password: {HIDDEN}"),
    "mapping of models": Plant(f"named:\n  a:\n    password: {HIDDEN}"),
    "union": Plant(f"either: {HIDDEN}"),
    "generic": Plant(f"box:\n  content: {HIDDEN}"),
    "tagged": Plant(f"auth:\n  kind: basic\n  secret: {HIDDEN}"),
    "dataclass": Plant(f"cloud:\n  token: {HIDDEN}"),
    "override": Plant(overrides=(f"db.password={HIDDEN}",)),
    "override of a node": Plant(overrides=(f"db={{password:{HIDDEN},user:x}}",)),
    "override of an item": Plant("tokens: [a]", overrides=(f"tokens=append({HIDDEN})",)),
    "variable": Plant(variables={"APP_DB__PASSWORD": HIDDEN}),
    "variable of a number": Plant(variables={"APP_DB__PIN": NUMBER}),
    "dotenv": Plant(dotenv=f"APP_DB__PASSWORD={HIDDEN}\n"),
    "secrets folder": Plant(secrets={"db__password": f"{HIDDEN}\n"}),
    "secrets folder, plain field": Plant(secrets={"url": f"{HIDDEN}\n"}),
    "secrets folder, any field": Plant(secrets={"free": f"{HIDDEN}\n"}),
    "store": Plant(store={"db": {"password": HIDDEN}}),
    "instance": Plant(store=App(db=Login(password=SecretStr(HIDDEN)), tokens=[SecretStr(HIDDEN)])),
    "interpolated": Plant(f"db: {{password: {HIDDEN}}}\nurl: p://${{db.password}}@x\ntexts: ['${{db.password}}']"),
    "through resolvers": Plant(
        f"db: {{password: {HIDDEN}}}\nurl: '${{twice:${{db.password}}}}'\nfree: {{a: '${{oc.select:db.password}}'}}"
    ),
    "default": Plant(),
    "deprecated": Plant(f"old: {HIDDEN}"),
    "deprecated override": Plant(overrides=(f"old={HIDDEN}",)),
    "misspelt": Plant(f"db:\n  pasword: {HIDDEN}\ntokns: [{HIDDEN}]\nbox: {{contnt: {HIDDEN}}}"),
    "misspelt override": Plant(overrides=(f"+db.pasword={HIDDEN}", f"db={{paswrd:{HIDDEN}}}", f"+tokn={HIDDEN}")),
    "misspelt variable": Plant(variables={"APP_DB__PASWORD": HIDDEN, "APP_TOKEN": HIDDEN}),
    "misspelt in dotenv": Plant(dotenv=f"APP_DB__PASWORD={HIDDEN}\n"),
    "misspelt in the secrets folder": Plant(secrets={"db__pasword": HIDDEN, "nothing": HIDDEN}),
    "misplaced": Plant(f"password: {HIDDEN}\ndb: {{tokens: [{HIDDEN}]}}\nnamed: {{a: {{token: {HIDDEN}}}}}"),
    "wrong text": Plant(
        variables={"APP_DB__PIN": f"'{HIDDEN}", "APP_KEYS": f"{{a:{HIDDEN}", "APP_TOKENS": f"[{HIDDEN}"}
    ),
    "wrong text in dotenv": Plant(dotenv=f"APP_DB__PIN={HIDDEN}\nAPP_EITHER=[{HIDDEN}\n"),
    "wrong type": Plant(f"db: {{pin: {HIDDEN}, key: [{HIDDEN}]}}\nkeys: [{HIDDEN}]"),
    "wrong line of dotenv": Plant(dotenv=f"APP_DB__PASSWORD='{HIDDEN}\n{HIDDEN} x\n=\n"),
}


class Mistake(NamedTuple):
    """What is wrong beside a secret, in the file or on the command line."""

    file: str = ""
    overrides: tuple[str, ...] = ()
    variables: Mapping[str, str] = {}


MISTAKES: Final[Mapping[str, Mistake]] = {
    "nothing": Mistake(),
    "type": Mistake("size: many"),
    "types": Mistake("size: [1]\nport: {a: 1}\ntexts: 3"),
    "constraint": Mistake(overrides=("port=13",)),
    "unknown key": Mistake("sise: 3"),
    "unknown keys everywhere": Mistake(overrides=("+db.usr=1", "+sise=2", "+free.x=1")),
    "unknown below a secret": Mistake(overrides=("db.password.x=1",)),
    "appended to a secret": Mistake(overrides=("db.password=append(1)",)),
    "index of a secret": Mistake(overrides=("db.password[0]=1",)),
    "deleted value": Mistake(overrides=("~db.password=other",)),
    "deleted item": Mistake(overrides=("tokens=remove(other)",)),
    "tag": Mistake(overrides=("auth.kind=basik",)),
    "missing": Mistake(overrides=("size=???", "+auth={kind:basic}")),
    "a list for a node": Mistake(overrides=("db=[1]",)),
    "a text for a node": Mistake(overrides=("db=x",)),
    "a node for a secret": Mistake(overrides=("db.password={a:1}",)),
    "a list for a secret": Mistake(overrides=("either=[a]", "cloud.token=[1]", "box.content=[1]")),
    "no reference": Mistake("odd: ${nope}"),
    "no reference below a secret": Mistake(overrides=("odd=${db.password.x}",)),
    "cycle": Mistake("odd: ${odd}"),
    "no resolver": Mistake("odd: ${nope:1}"),
    "validator told": Mistake("odd: a ${db.password} b"),
    "validator told by resolver": Mistake("odd: '${twice:${db.password}}'"),
    "validator told of any": Mistake("odd: ${free}${url}${tokens}${db}"),
    "validator told of another text": Mistake("odd: '${reverse:${db.password}}'"),
    "number from another text": Mistake("size: '${reverse:${db.password}}'"),
    "number from a secret": Mistake("size: ${db.password}"),
    "number from a text": Mistake("size: ${url}"),
    "resolver that fails": Mistake("free: '${fail:${db.password}}'"),
    "resolver that fails for text": Mistake("texts: ['${fail:${url}}', '${fail:${db.pin}}']"),
    "resolver with wrong arguments": Mistake("free: '${twice:${db.password},1}'"),
    "resolver that decodes": Mistake("free: '${oc.decode:\"${db.password} [\"}'"),
    "resolver that looks up": Mistake("free: '${oc.env:${db.password}}'"),
    "no group": Mistake(overrides=("nope@db=x",)),
    "no option": Mistake(overrides=("+group=x",)),
    "no item": Mistake(overrides=("logins[7].user=x", "tokens[9]=x")),
    "merge": Mistake(overrides=("logins=append({usr:1})",)),
    "setting": Mistake(overrides=("hydra.job.nam=x",)),
    "kind of a setting": Mistake("hydra:\n  job: 3"),
    "sweep": Mistake(overrides=("size=1,2",)),
    "unreadable": Mistake(overrides=("size=[1",)),
    "interpolation syntax": Mistake(overrides=("url='${x'",)),
    "variable that fits nothing": Mistake(variables={"APP_SISE": "3", "APP_SIZE": "many"}),
    "deprecated resolver": Mistake("free: '${oc.deprecated:db.password}'"),
    "swapped": Mistake(overrides=("tokens=${keys}", "keys=${tokens}")),
    "whole node as text": Mistake(overrides=("url=${db}",)),
}


def store_of(plant: Plant) -> ConfigStore:
    """A store with resolvers that make another text of a secret, and tell of it when they fail."""
    store = ConfigStore()
    store.resolver("twice")(lambda text: f"{text}{text}")
    store.resolver("reverse")(lambda text: str(text)[::-1])

    @store.resolver("fail")
    def fail(text: Any) -> None:
        raise ValueError(f"{text} and {text!r} are wrong")

    if plant.store is not None:
        store.add("planted", plant.store)
    return store


def composer_of(folder: Path, plant: Plant) -> Composer:
    """A composer over files that hold what was planted, and one for each mistake."""
    listed = "defaults: [planted, _self_]\n" if plant.store is not None else ""
    (folder / "planted_file.yaml").write_text(f"{listed}{plant.file}\n")
    for number, mistake in enumerate(MISTAKES.values()):
        (folder / f"mistake{number}.yaml").write_text(f"defaults: [_self_, planted_file]\n{mistake.file}\n")
    (folder / ".env").write_text(plant.dotenv)
    secrets = folder / "secrets"
    secrets.mkdir()
    for name, text in plant.secrets.items():
        (secrets / name).write_text(text)
    return Composer(
        folder,
        store=store_of(plant),
        env_prefix="APP_",
        env_file=folder / ".env" if plant.dotenv else None,
        secrets_dir=secrets if plant.secrets else None,
    )


def told_by_error(error: ConfigError) -> Iterator[str]:
    """Every text of an error, and of the errors that led to it, as far as they are of the package."""
    yield from (str(error), repr(error), error.to_json(), repr(error.problems))
    for other in (error.__cause__, None if error.__suppress_context__ else error.__context__):
        if isinstance(other, ConfigError):
            yield from told_by_error(other)


def told_by(composition: Composition[Any]) -> Iterator[str]:
    """Every text that a composition gives, or the error that it gives in its place."""
    views: tuple[Callable[[], str], ...] = (
        lambda: str(composition.value and ""),
        lambda: repr(composition),
        lambda: repr(composition.problems),
        lambda: repr(composition.warnings),
        composition.to_yaml,
        lambda: composition.to_yaml(resolve=True),
        lambda: to_yaml(composition.value.db),
        lambda: f"{composition.value.db!r} {composition.config!r} {composition.config}",
        lambda: repr(composition.choices),
        lambda: config_text(composition, "all", resolve=True),
        lambda: config_text(composition, "job", package="db", resolve=True),
        *(partial(told_by_history, composition, key) for key in KEYS),
    )
    for view in views:
        try:
            yield view()
        except ConfigError as error:
            yield from told_by_error(error)


KEYS: Final = ("", "url")


def told_by_history(composition: Composition[Any], key: str) -> str:
    """The steps of one key, as texts and as data."""
    steps = composition.history(key)
    return repr(steps) + "\n".join(map(str, steps))


def everything_told(
    composer: Composer, number: int, plant: Plant, mistake: Mistake, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """All texts that come of one composition."""
    with monkeypatch.context() as patch:
        for name, text in {**plant.variables, **mistake.variables}.items():
            patch.setenv(name, text)
        try:
            composition = composer.compose(f"mistake{number}", *plant.overrides, *mistake.overrides, schema=App)
        except ConfigError as error:
            return list(told_by_error(error))
        return list(told_by(composition))


@pytest.mark.parametrize("planted", PLANTS)
@pytest.mark.filterwarnings("ignore::typedconf.ConfigWarning")
def test_no_mistake_shows_what_was_planted(planted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is wrong, in every text that is told of it."""
    plant = PLANTS[planted]
    composer = composer_of(tmp_path, plant)
    leaks = [
        f"{name}: {text}"
        for number, (name, mistake) in enumerate(MISTAKES.items())
        for text in everything_told(composer, number, plant, mistake, monkeypatch)
        if any(hidden in text for hidden in TEXTS)
    ]
    assert leaks == []


# -- before a schema is asked -------------------------------------------------------------------------------------

OF_SECRETS: Final = (
    "db.password", "+db.password", "++db.password", "db.pasword", "db.Password", "pasword", "tokens", "tokens[0]",
    "keys.a", "keyz.a", "logins[0].password", "named.x.password", "either", "box.content", "auth.secret",
    "cloud.token", "db/password", "db.password@x", "x@db.password",
)  # fmt: skip
UNREADABLE: Final = (
    "{},x", '"{}', "'{}", "{})(", "'${{{}'", "'${{x:{}'", "int({})", "float(a{})", "bool('{}')", "json_str({})",
    "extend_list({})", "{}(1)", "{}:1", "{{a:{}", "[{}", "[a,{}", "range({},3)", "choice({},b)", "zip({},b)",
    "sort({},1)", "shuffle({})", "glob({})", "interval({},2)", "tag({},1)", "file({})", "file({}.yaml)",
    "append({}", "a={}", "{}\\", "\u201c{}\u201d[", "remove({},b)x", "'{}'x", "{}#[", "{},b,c",
)  # fmt: skip
IN_NODES: Final = (
    "db={{password:{}", "db={{user:x,password:{},", "db={{pasword:{},x", "logins=[{{password:{}}}",
    "+x={{keys:{{a:{}}}",
    "db={{'password':'{}'}},x", "db.password {}", "db.password:{}", "db={{user:{},password:{}",
)  # fmt: skip


def written_overrides() -> Iterator[str]:
    """Overrides that can't be read or applied, each with a secret."""
    for key, value in itertools.product(OF_SECRETS, UNREADABLE):
        yield f"{key}={value.format(HIDDEN)}"
    yield from (text.format(*(["x"] * (text.count("{}") - 1)), HIDDEN) for text in IN_NODES)
    yield f"~db.password={HIDDEN},x"
    yield f"tokens.append({HIDDEN})=1"


def told_by_each(texts: Iterable[str], run: Callable[[str], object]) -> list[str]:
    """What shows the secret of all that is told when each of ``texts`` is run."""
    told = []
    for text in texts:
        try:
            run(text)
        except ConfigError as error:
            told += [f"{text}: {line}" for line in told_by_error(error) if HIDDEN in line]
    return told


def test_an_override_that_cannot_be_read_shows_no_secret() -> None:
    """By the name of its key, which may be misspelt: neither its line nor any hint."""
    composer = Composer(store=store_of(Plant()))
    assert told_by_each(written_overrides(), lambda text: composer.compose(None, text, schema=App)) == []


def test_a_sweep_that_cannot_be_expanded_shows_no_secret() -> None:
    """Neither the grid, nor its jobs, nor the warning of a key that is swept twice."""
    composer = Composer()

    def run(text: str) -> None:
        for job in composer.expand(None, text, f"db.password={HIDDEN},{HIDDEN}2", schema=App):
            assert HIDDEN not in repr(job.warnings)

    texts = [f"db.password={value.format(HIDDEN)}" for value in UNREADABLE]
    assert told_by_each(texts, run) == []
    zips = (f"db.password=zip({HIDDEN},b)", "size=zip(1)")
    assert told_by_each(zips[:1], lambda text: composer.expand(None, text, zips[1], schema=App)) == []
    with pytest.raises(ConfigError, match=r"db\.password=\?\?\? has 2, size=zip\(1\) has 1"):
        composer.expand(None, *zips, schema=App)


def test_an_override_without_a_secret_is_shown_whole() -> None:
    """Where a schema has secrets, and where there is none."""
    for schema, override in ((App, "size=7,8"), (App, "url=[x"), (None, "db.password=x,y"), (dict, "db.password=x,y")):
        with pytest.raises(ConfigError) as caught:
            Composer().compose(None, override, schema=schema)
        origin = caught.value.problems[0].origin
        assert origin is not None
        assert origin.text == override


FILES: Final = (
    "db:\n  password: {}\n  password: {}x\n",
    "db:\n  pasword: {}\n  pasword: {}x\n",
    "db: {{password: {}, user: a, user: b}}\n",
    "db: {{password: {}\n",
    'db:\n  password: "{}\n',
    "db:\n  password: '{}' x\n",
    "db:\n  password: {}: x\n",
    "db:\n  password: [{}\n  user: x\n",
    "db:\n  password: !!int {}\n",
    "db:\n  password: !x {}\n",
    "db:\n  password: *{}\n",
    "db:\n  password: &{}\n",
    "db:\n  password: %{}\n",
    "db:\n  password: @{}\n",
    "db:\n  password: |x\n    {}\n",
    "db:\n  password: |\n    {}\n   {}\n  user\n",
    "db:\n\tpassword: {}\n",
    "db:\n  password: ${{{}\n",
    "db:\n  password: ${{x:{}\n",
    "db:\n  password: {{${{{}}}}}\n",
    "db:\n  password:\n    {}: 1\n    {}: 2\n",
    "tokens:\n  - {}\n  - ]{}\n",
    'tokens:\n- {}\n- "{}" {}\n',
    "tokens: [a, {}\n",
    "keys:\n  a: {}\n  a: {}\n",
    "keys:\n  a: {}\n  b: [{}\n",
    "password: {}\n--- x\n",
    "size: 1\nsize: 2\npassword: {}\n",
    "defaults:\n- db: {{password: {}}}\n",
    "defaults:\n- password: {}\n",
    "defaults: {{password: {}}}\n",
)


def test_a_file_that_cannot_be_read_shows_no_secret(tmp_path: Path) -> None:
    """Where the line that is wrong names one, as a key or in the lines above."""
    composer = Composer(tmp_path)

    def run(text: str) -> None:
        (tmp_path / "config.yaml").write_text(text.replace("{}", HIDDEN).replace("{{", "{").replace("}}", "}"))
        assert composer.compose("config", schema=App).value

    assert told_by_each(FILES, run) == []


@pytest.mark.parametrize("suffix", ["json", "toml"])
def test_a_whole_file_that_cannot_be_read_shows_no_secret(tmp_path: Path, suffix: str) -> None:
    """Nor of other formats, given as a whole file and as the value of an override."""
    texts = {
        "json": ('{"db": {"password": "%s", "password": 1}}', '{"tokens": [\n  "%s" x]}', '{"password": "%s}'),
        "toml": ('[db]\npassword = "%s', 'db.password = "%s" x', 'tokens = [\n  "%s" x]', 'password = """\n%s\n"""x'),
    }
    composer = Composer()
    file = tmp_path / f"more.{suffix}"

    def run(text: str) -> None:
        file.write_text(text % HIDDEN)
        composer.compose(None, schema=App, files=[file])

    def run_override(text: str) -> None:
        file.write_text(text % HIDDEN)
        composer.compose(None, f"free=file({file})", schema=App)

    assert told_by_each(texts[suffix], run) + told_by_each(texts[suffix], run_override) == []


# -- where the mark stands, what has no schema, and whole programs ------------------------------------------------


def test_marks_move_with_what_is_hidden(tmp_path: Path) -> None:
    """What is marked in a line is the same as without the secret before it, though that was longer."""
    (tmp_path / "config.yaml").write_text(f"db: {{password: {HIDDEN}, hots: 1}}\n")
    cases = (
        (None, f"db={{password:{HIDDEN},hots:1}}", "db={password:???,hots:1}", ("hots", "1")),
        (None, f"logins=[{{password:{HIDDEN}}},{{password:{HIDDEN},user:[1]}}]", None, ("[1]", "user", "[")),
        ("config", "size=1", "db: {password: ???, hots: 1}", ("hots",)),
    )
    for name, override, shown, marked in cases:
        (problem,) = Composer(tmp_path).compose(name, override, schema=App).problems
        assert problem.origin is not None
        line = problem.excerpt or problem.origin.text or ""
        start = (problem.origin.column or 0) - 1
        assert line[start : start + problem.span].rstrip("]}") in {text.rstrip("]}") for text in marked}
        assert shown in (line, None)


@pytest.mark.parametrize(
    ("override", "report"),
    [
        (f"db.password={HIDDEN},x", "override     db.password=???\n                           ^^^"),
        (f"+db.pasword='{HIDDEN}", "override     +db.pasword=???\n                           ^^^"),
        (f"db={{user:[,password:{HIDDEN}", "override     db={user:[,password:???\n                         ^"),
    ],
)
def test_marks_in_what_cannot_be_read(override: str, report: str) -> None:
    """They stand under what hides the secret, or where they stood before it."""
    with pytest.raises(ConfigError) as caught:
        Composer().compose(None, override, schema=App)
    assert report in str(caught.value)


@pytest.mark.filterwarnings("ignore::typedconf.ConfigWarning")
def test_a_secrets_folder_needs_no_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in it is shown nowhere, though nobody says that it is secret, and chooses no text of an override."""
    plant = Plant("db: {password: x}\ntexts: ['a ${db.password}']", secrets={"db__password": HIDDEN})
    composer = composer_of(tmp_path, plant)
    leaks = []
    for number, (name, mistake) in enumerate(MISTAKES.items()):
        with monkeypatch.context() as patch:
            for variable, text in mistake.variables.items():
                patch.setenv(variable, text)
            try:
                composition = composer.compose(f"mistake{number}", *mistake.overrides)
            except ConfigError as error:
                told = list(told_by_error(error))
            else:
                told = [*told_by(composition), repr(composition.overrides)]
        leaks += [f"{name}: {text}" for text in told if HIDDEN in text]
    assert leaks == []


# Options that there are, that are misspelt, that only an override sets, and what looks like a value of its own.
NAMES: Final = (
    *(
        "--db.password",
        "--password",
        "--passwrod",
        "--db.pasword",
        "--db-password",
        "--db.passwords",
        "--no-db.password",
    ),
    *(
        "--tokens",
        "--tokns",
        "--tokens[0]",
        "--keys",
        "--keyz.a",
        "--logins",
        "--logins[0].password",
        "--named.x.pasword",
    ),
    *(
        "--db.pin",
        "--either",
        "--contnt",
        "--db/password",
        "--db.password.x",
        "--DB__PASSWORD",
        "-password",
        "-p",
        "--pin",
    ),
)
GIVEN: Final = ("={}", "=[{}", "={{a:{}", "='{}", "=[{{password:{}}}]", "={}\udcff", " {}", " -{}", " '{}", " +{}")


def printed_by(program: Program[Any, Any], words: Iterable[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What a command line makes a program print, of both kinds."""
    with pytest.MonkeyPatch.context() as patch, contextlib.suppress(SystemExit):
        patch.setattr(sys, "argv", ["train.py", *words])
        program()
    return "".join(capsys.readouterr())


@pytest.fixture
def program(tmp_path: Path) -> Program[Any, Any]:
    """One that takes its config and does nothing."""
    (tmp_path / "config.yaml").write_text(f"db: {{password: {HIDDEN}}}\nkeys: {{a: {HIDDEN}}}\n")

    @main(tmp_path, "config", store=store_of(Plant()))
    def run(cfg: App) -> None:
        """Does nothing."""

    return run


@pytest.mark.parametrize("more", [(), ("--json", "--check")], ids=["report", "json"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_option_shows_a_secret(
    program: Program[Any, Any], more: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither one that is known, nor one that is misspelt, whatever its value looks like and however it is joined."""
    lines = [(*f"{name}{text.format(HIDDEN)}".split(" "), *more) for name in NAMES for text in GIVEN]
    lines += [(f"{name}{HIDDEN}", *more) for name in ("--db.password", "--password", "--db-password", "-p", "-x")]
    assert [words for words in lines if HIDDEN in printed_by(program, words, capsys)] == []


@pytest.mark.parametrize(
    "words",
    [
        ("--explain", "db.pasword"),
        ("--explain", "db.pasword", "--json"),
        ("--explain", "url", "url=a ${db.pasword}"),
        ("--explain", "url", "--json", "url=a ${db.pasword}"),
        ("--cfg", "job", "--resolve", "url=a ${db.pasword}", "free=${twice:${db.pasword}}"),
        ("--cfg", "job", "--package", "db.pasword"),
        ("--info", "config", "--json"),
        ("--help", "db.pasword"),
        ("--check", "url=a ${db.pasword}"),
    ],
    ids=" ".join,
)
def test_a_misspelt_secret_is_one_wherever_it_goes(
    program: Program[Any, Any], words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Asked for by its own key, and where it flows into another value."""
    told = printed_by(program, (*words, f"+db.pasword={HIDDEN}x"), capsys)
    assert told != ""
    assert HIDDEN not in told


PROGRAM: Final = """
import typedconf as tc
from tests.property.test_no_secret_is_shown import App

@tc.main(".", "config", secrets_dir="secrets", env_prefix="APP_")
def main(cfg: App) -> None:
    print(cfg)

main()
"""


def run_program(starter: Starter, folder: Path, *words: str) -> str:
    """What a program prints, of both kinds, that has a secret from each place."""
    (folder / "config.yaml").write_text(f"db: {{password: {HIDDEN}, user: x}}\nkeys: {{a: {HIDDEN}}}\n")
    (folder / "secrets").mkdir(exist_ok=True)
    (folder / "secrets/cloud__token").write_text(HIDDEN)
    (folder / "program.py").write_text(PROGRAM)
    _, out, err = starter.run(["program.py", *words], folder, os.environ | {"APP_TOKENS": f"[{HIDDEN}]"})
    return out + err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((f"db.pin={NUMBER}", "odd=a ${db.password}"), "odd: a ??? is odd"),
        ((f"db.password={HIDDEN},x", "odd=x"), "db.password=???"),
        (("--cfg", "all", f"+db.pasword={HIDDEN}"), "pasword: ???"),
        (("--help",), "db.password"),
        (("--explain", f"+db.pasword={HIDDEN}", "odd=a ${db.password}"), "pasword: ???"),
        (("--explain", "db", "--json", f"db.password={HIDDEN}x", f"+db.pasword={HIDDEN}"), '"password": "???"'),
        (("--explain", "odd", f"db.password={NUMBER}", "odd=a ${db.password}"), "odd: ???"),
        (("--check", "odd=a ${db.password}"), "odd: holds db.password"),
        (("--check", "--json", f"db.pin={NUMBER}", f"+db.pasword={HIDDEN}"), '"value": "???"'),
        (("--cfg", "all", "--json", "--resolve", "odd=a ${db.password}"), '"odd": "???"'),
    ],
    ids=[
        "validator",
        "sweep",
        "cfg",
        "help",
        "explain",
        "explain json",
        "explain key",
        "check",
        "check json",
        "cfg json",
    ],
)
def test_no_program_prints_a_secret(starter: Starter, tmp_path: Path, words: tuple[str, ...], expected: str) -> None:
    """Neither on stdout nor on stderr, with a flag and without."""
    printed = run_program(starter, tmp_path, *words)
    assert expected in printed
    assert not any(hidden in printed for hidden in TEXTS)
