"""Whatever words a command line has, they end in a run, in what a flag prints, or in a report; options mean values."""

from __future__ import annotations

import contextlib
import enum
import io
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, SecretStr

import typedconf as tc
from typedconf.cli.options.composing import Way, compose_words
from typedconf.cli.words import read_words
from typedconf.overrides.printing import print_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typedconf import Program

SEVERAL: Final = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


class Color(enum.Enum):
    """Two of them."""

    RED = "red"
    BLUE = "blue"


class Small(BaseModel):
    """A member of a union."""

    kind: Literal["small"] = "small"
    x: int = 1


class Large(BaseModel):
    """The other."""

    kind: Literal["large"] = "large"
    y: str = "s"


class Db(BaseModel):
    """Has a secret."""

    host: str = "h"
    password: SecretStr | None = None


class App(BaseModel):
    """Has fields of many types, some with names that are also a flag's or another's negation."""

    db: Db = Db()
    opt: Any = None
    name: Annotated[str, tc.Option("-n", "--nom")] = "x"
    size: int = 1
    rate: float = 1.0
    amp: Annotated[bool, tc.Option("-a")] = False
    no_amp: bool = False
    color: Color = Color.RED
    mode: Literal["on", "off", "1", "null"] = "on"
    names: list[str] = []
    sizes: list[int] = []
    table: dict[str, int] = {}
    union: Annotated[Small | Large, Field(discriminator="kind")] = Small()
    unions: list[Small | Large] = []
    either: int | str | None = None
    help: int = 1
    path: Path = Path()


KEYS: Final = (
    *("db", "opt", "name", "size", "amp", "no_amp", "color", "names", "sizes", "table", "union", "unions", "either"),
    *("help", "path", "db.host", "db.password", "opt.lr", "union.kind", "union.y", "table.k", "unions[0].x", "hydra"),
    *("hydra.job.name", "nope", "db.nope", "loop", "", "..", ".", "[0]", "a b", "é", "opt/sub", "db@x", "@", "opt@a.b"),
)
VALUES: Final = (
    *("1", "a", "[1,2]", "{a:1}", "null", "???", "${name}", "${nope}", "'", '"', "[", "{", "(", "", "1,2", "true"),
    *("choice(1,2)", "append(1)", "file(x)", "-1", "-x", "--z", "=", "==", "a=b", "\udcff", "\x1b", "\n", "x" * 5000),
    *("adam", "sub/c", "../x", "~", "+", "1e400", "9" * 5000, "\\", "${", "}", "a:b", "[red]", "${.}", "${..a}"),
)
FLAGS: Final = (
    *("--help", "-h", "--version", "--cfg", "job", "all", "--cfg=job", "-c", "--resolve", "--package", "-p", "--info"),
    *("-i", "groups", "options", "types", "--explain", "--check", "--json", "--run", "--config-name", "-cn", "-cp"),
    *("--config-dir", "--config", "--multirun", "-m", "--hydra-help", "--", "-", "---", "-nfoo", "-aa", "-an", "-n="),
    *("--nom", "--no-amp", "--no_amp", "--no-no-amp", "-1", "-.5", "--show-completion", "bash"),
)
OVERRIDES: Final = st.tuples(
    st.sampled_from(["", "+", "++", "~", "+++"]), st.sampled_from(KEYS), st.just("="), st.sampled_from(VALUES)
)
OPTIONS: Final = st.tuples(
    st.sampled_from(["--", "-", "--no-"]),
    st.sampled_from(KEYS),
    st.sampled_from(["", *(f"={text}" for text in VALUES)]),
)
WORDS: Final = st.lists(
    st.sampled_from(FLAGS)
    | OVERRIDES.map("".join)
    | OPTIONS.map("".join)
    | st.sampled_from(VALUES)
    | st.sampled_from(KEYS)
    | st.text(st.sampled_from("-+~=.[]{}()'\"$\\ a1,:@/\u2028é"), max_size=8),
    max_size=6,
)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program[Any, None]:
    """One with groups, of which one has no end."""
    texts = {
        "config": "defaults: [opt: sgd, _self_]\nname: ${db.host}\n",
        "opt/sgd": "lr: 0.1\n",
        "opt/adam": "lr: 0.2\nbetas: [0.9, 0.99]\n",
        "opt/sub/c": "lr: 1\n",
        "loop/a": "defaults: [/loop: b]\n",
        "loop/b": "defaults: [/loop: a]\n",
    }
    for name, text in texts.items():
        path = tmp_path / "conf" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)

    @tc.main(tmp_path / "conf", "config")
    def main(cfg: App) -> None:
        """Takes it."""

    return main


def run(program: Program[Any, None], words: Sequence[str]) -> tuple[int, str, str]:
    """The status with which a command line ends, and what it prints."""
    out, err = io.BytesIO(), io.BytesIO()
    before, status = sys.argv, 0
    sys.argv = ["train.py", *words]
    try:
        with contextlib.redirect_stdout(_text_of(out)), contextlib.redirect_stderr(_text_of(err)):
            program()
    except SystemExit as ended:
        status = int(ended.code or 0)
    finally:
        sys.argv = before
    return status, out.getvalue().decode(), err.getvalue().decode()


def _text_of(stream: io.BytesIO) -> io.TextIOWrapper:
    wrapper = io.TextIOWrapper(stream, encoding="utf-8", write_through=True)
    wrapper.close = lambda: None  # type: ignore[method-assign]  # what was written is still wanted
    return wrapper


@SEVERAL
@given(WORDS)
@pytest.mark.filterwarnings("ignore::typedconf.ConfigWarning")
def test_any_words_end_in_a_status(program: Program[Any, None], words: list[str]) -> None:
    """A run or what a flag prints with 0, a report with 2, and no terminal obeys what it is told."""
    status, out, err = run(program, words)
    assert status in {0, 2}
    assert "\x1b" not in out + err
    if status:
        assert "error: " in err or '"errors"' in out or '"ok": false' in out


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["w"] * 10_000, id="words"),
        pytest.param([f"--x{number}" for number in range(10_000)], id="unknown options"),
        pytest.param([f"--db.pasword{number}=x" for number in range(10_000)], id="misspelt secrets"),
        pytest.param(["--names=a"] * 10_000, id="items"),
        pytest.param(["--opt=adam"] * 10_000, id="groups"),
        pytest.param(["--" + "a." * 100_000 + "b=1"], id="a deep option"),
        pytest.param(["--explain", "a." * 100_000], id="a deep key"),
        pytest.param(["x" * 1_000_000], id="a long word"),
        pytest.param(["-" + "x" * 1_000_000], id="a long option"),
        pytest.param(["-a" + "a" * 100_000], id="a long row of short options"),
        pytest.param(["nope='" + "-x" * 500_000], id="a long text"),
        pytest.param(["--sizes=[" + "1," * 100_000 + "1]"], id="a long list"),
        pytest.param(["-", "", "--"] + [""] * 10_000, id="empty words"),
    ],
)
def test_a_huge_command_line_ends_soon(program: Program[Any, None], words: list[str]) -> None:
    """In proportion to its length, so that a minute is far more than any needs."""
    started = time.monotonic()
    assert run(program, words)[0] in {0, 2}
    assert time.monotonic() - started < 60  # no measurement: what is quadratic takes an hour


# -- what a terminal obeys --------------------------------------------------------------------------------------------

ODD: Final = "x\x1b]0;title\x07\x1b[31m\x9b\r"


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program[Any, None]:
    """A program whose files, groups, keys, values and documentation have what a terminal obeys."""
    conf = tmp_path / "conf"
    (conf / "db").mkdir(parents=True)
    (conf / f"group{ODD}").mkdir()
    quoted = json.dumps(ODD)
    (conf / "config.yaml").write_text(f"defaults: [db: {quoted}, _self_]\nname: {quoted}\n", encoding="utf-8")
    (conf / f"db/{ODD}.yaml").write_text(f'host: {quoted}\n{quoted}: {{"a\\nb: 1": {{c: 1}}}}\n', encoding="utf-8")
    (conf / f"group{ODD}" / f"{ODD}.yaml").write_text("# No doc.\n", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)

    class Odd(BaseModel, extra="allow"):
        __doc__ = ODD
        name: str = Field("x", description=ODD)
        default: str = ODD
        mode: Literal["x\x1b[31m", "b"] = "b"

    @tc.main(conf, "config", schema=Odd)
    def main(cfg: Odd) -> None:
        """Takes it."""

    main.__doc__ = ODD
    return main


@pytest.mark.parametrize(
    "words",
    [
        ["--cfg", "all", "--resolve"],
        ["--cfg", "job", "--package", f"db.{ODD.replace('[', chr(92) + '[')}"],
        ["--cfg", "job", "--json"],
        ["--explain"],
        ["--explain", "db"],
        ["--explain", "name", f"--name={ODD}"],
        ["--explain", "name", f"name=${{default}}{ODD[0]}"],
        ["--info", "all"],
        ["--info", "all", "--json"],
        ["--help"],
        ["--help", "db"],
        ["--help", "name"],
        ["--help", "mode"],
        ["--help", "nope=1"],
        ["--help", "--json"],
        ["--check"],
        [f"db={ODD}{ODD}"],
        [f"nope{ODD}=1"],
        [f"--nope{ODD}"],
        [f"-{ODD}"],
        ["--mode", ODD],
        ["--cfg", ODD],
        ["--config-name", ODD],
        ["--config-dir", ODD],
        ["--config", ODD],
        ["--explain", ODD],
    ],
    ids=lambda words: ascii(" ".join(words))[1:30],
)
def test_no_terminal_obeys_what_a_config_holds(odd: Program[Any, None], words: list[str]) -> None:
    """Names of files, keys, values and documentation are printed with escapes, or with what stands for a character."""
    status, out, err = run(odd, words)
    assert status in {0, 2}
    assert (out + err).replace("\n", "").isprintable()


def test_no_value_breaks_out_of_a_comment(odd: Program[Any, None]) -> None:
    """What is printed with comments, or below a line that is one, has no key that the config hasn't."""
    status, out, _ = run(odd, ["--explain", "--name=a\n# b\nkey: 1"])
    assert (status, set(yaml.safe_load(out))) == (0, {"db", "name", "default", "mode"})
    key = f"db.{ODD.replace('[', chr(92) + '[')}"
    assert yaml.safe_load(run(odd, ["--cfg", "job", "--package", f"{key}.a\nb: 1"])[1]) == {"c": 1}


# -- what options mean ------------------------------------------------------------------------------------------------

COMPOSER: Final = tc.Composer()
WAY: Final = Way(lambda overrides: COMPOSER.compose(None, *overrides, schema=App), lambda: App, COMPOSER.search_path)
TEXTS: Final = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


def composed(*words: str) -> App:
    """What a command line gives."""
    value: App = compose_words(read_words(words), WAY).composition.value
    return value


@SEVERAL
@given(TEXTS | st.sampled_from(["null", "???", "${size}", "a,b", "[1]", "1", "true", "'a'", "-x", "choice(1,2)"]))
def test_a_text_is_itself(text: str) -> None:
    """Whatever it looks like, of a field and of the items of a list."""
    assert composed(f"--name={text}", f"--names={text}", f"--names=x{text}").name == text
    assert composed(f"--names={text}", f"--names=x{text}").names == [text, f"x{text}"]
    assert composed(f"--db.password={text}").db.password == (None if text.lower() == "null" else SecretStr(text))


@SEVERAL
@given(
    st.one_of(
        st.tuples(st.just("size"), st.integers(-(10**30), 10**30)),
        st.tuples(st.just("rate"), st.floats(allow_nan=False)),
        st.tuples(st.just("amp"), st.booleans()),
        st.tuples(st.just("color"), st.sampled_from(["red", "blue"])),
        st.tuples(st.just("mode"), st.sampled_from(["on", "off", "1", "null"])),
        st.tuples(st.just("sizes"), st.lists(st.integers(), max_size=4)),
        st.tuples(st.just("either"), st.none() | st.integers() | TEXTS),
        st.tuples(st.just("opt"), st.recursive(st.none() | st.integers() | TEXTS, st.lists, max_leaves=5)),
    )
)
def test_an_option_means_what_its_override_does(given: tuple[str, Any]) -> None:
    """For each value that its type has, as an override writes it; a text without its quotes where only texts fit."""
    key, value = given
    text = print_value(value)
    by_option = composed(f"--{key}={value if key == 'mode' else text}")
    assert by_option == composed(f"{key}={text}")
    found = getattr(by_option, key)
    assert (found.value if isinstance(found, Color) else found) == value
