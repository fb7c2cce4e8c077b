"""``--check``: whether a run would start, without running anything."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel, SecretStr

import typedconf as tc

if TYPE_CHECKING:
    import textwrap  # noqa: F401  named by a text
    from collections.abc import Callable
    from pathlib import Path


class Db(BaseModel):
    """A node with a secret."""

    host: str
    password: SecretStr = SecretStr("hunter22")


class Wrapper(tc.Target["textwrap.TextWrapper"]):
    """What a program builds."""

    width: int = 70


class App(BaseModel):
    """A root with something to build."""

    db: Db
    lr: float
    wrapper: Wrapper = Wrapper()
    made: Any = None
    url: str = ""
    also: SecretStr = SecretStr("")
    copied: dict[str, Any] = {}
    untyped: tc.Config = tc.Config({})


FILES = {
    "config.yaml": "defaults:\n- db: mysql\n- _self_\nlr: 0.1\n",
    "db/mysql.yaml": "host: local\n",
}


@pytest.fixture
def program(tree: Callable[..., Path]) -> Callable[..., Any]:
    """A program with these files, which must not run."""

    def make(schema: Any = App, files: dict[str, str] = FILES, **options: Any) -> tc.Program[Any, Any]:
        @tc.main(config_path=tree(files), config_name="config", schema=schema, **options)
        def train(cfg: Any) -> None:
            raise AssertionError(cfg)

        return train

    return make


@pytest.mark.parametrize(
    ("schema", "words", "line"),
    [
        (App, [], "ok: 9 values from 2 files make a valid App (targets checked)"),
        (App, ["lr=1", "url=x"], "ok: 9 values from 2 files and 2 overrides make a valid App (targets checked)"),
        (tc.Config, ["~db"], "ok: 1 value from 1 file and 1 override make a valid Config (targets checked)"),
    ],
)
def test_what_is_right_is_said_in_one_line(
    ask: Callable[..., Any], program: Callable[..., Any], schema: Any, words: list[str], line: str
) -> None:
    """What was checked, and the status of success."""
    assert ask(program(schema), "--check", *words) == (0, f"{line}\n", "")


def test_nodes_of_the_store_are_counted(ask: Callable[..., Any], program: Callable[..., Any]) -> None:
    """Beside the files."""
    store = tc.ConfigStore()
    store.add("db/mysql", {"port": 1})
    done = ask(program(tc.Config, store=store), "--check", "~lr")
    assert done.out == "ok: 2 values from 2 files, 1 store node and 1 override make a valid Config (targets checked)\n"


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["lr=fast", "+db.prot=1", "db.host=null"], ["lr", "db.prot", "db.host"]),
        (["db=nosuch"], ["db"]),
        (["lr"], [""]),
        (["+made._target_=datetime.timedelta", "made.nope=1"], ["made"]),
    ],
)
def test_what_is_wrong_is_reported(
    ask: Callable[..., Any], program: Callable[..., Any], words: list[str], keys: list[str]
) -> None:
    """On stderr, or all of it as JSON; with the status of what is wrong in either case, and nothing has run."""
    done = ask(program(), "--check", *words)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("error: ")
    told = ask(program(), "--check", "--json", *words)
    assert (told.status, told.err) == (2, "")
    check = json.loads(told.out)["check"]
    assert check["ok"] is False
    assert sorted({problem["key"].partition(".")[0] for problem in check["problems"]}) == sorted(
        {key.partition(".")[0] for key in keys}
    )


def test_targets_are_checked_whatever_the_program_says(ask: Callable[..., Any], program: Callable[..., Any]) -> None:
    """What they don't take, and what isn't there."""
    files = {**FILES, "config.yaml": f"{FILES['config.yaml']}made: {{_target_: textwrap.TextWrapper, widht: 1}}\n"}
    done = ask(program(App, files), "--check")
    assert done.status == 2
    assert (
        done.err.splitlines()[0] == "error: made.widht: no such argument of textwrap.TextWrapper; did you mean width?"
    )
    missing = {**FILES, "config.yaml": f"{FILES['config.yaml']}made: {{_target_: datetime.timedeltas}}\n"}
    assert "timedeltas" in ask(program(App, missing), "--check").err


def test_a_wrong_flag_is_an_error_of_its_own(ask: Callable[..., Any], program: Callable[..., Any]) -> None:
    """Nothing was checked then."""
    done = ask(program(), "--check", "--cfg", "job", "--json")
    assert (done.status, list(json.loads(done.out))) == (2, ["errors"])


def test_other_programs_read_that_it_is_right(ask: Callable[..., Any], program: Callable[..., Any]) -> None:
    """There are no problems then."""
    assert ask(program(), "--check", "--json") == (0, '{"check": {"ok": true, "problems": []}}\n', "")


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["url=http://u:${db.password}@h"], ["url"]),
        (["url=${db.password}"], ["url"]),
        (["also=${db.password}"], []),
        (["copied=${db}"], ["copied.password"]),
        (["+copied.a.b=x${url}", "url=${db.password}"], ["url", "copied.a.b"]),
        (["+untyped.a=${db.password}"], []),
        (["made='${oc.create:${db}}'"], ["made.password"]),
        (["url='${oc.select:db.password}!'"], ["url"]),
        (["db.host=${lr}"], []),
    ],
)
def test_a_secret_that_flows_into_a_plain_value_is_a_warning(
    ask: Callable[..., Any], program: Callable[..., Any], words: list[str], keys: list[str]
) -> None:
    """What Pydantic prints of that is out of reach; what is secret itself, or untyped, hides it."""
    done = ask(program(), "--check", "--json", *words)
    data = json.loads(done.out)
    told = [warning["key"] for warning in data.get("warnings", ())]
    assert (done.status, data["check"]["ok"]) == (0, True)
    assert sorted(told) == sorted(keys)
    assert "hunter22" not in done.out


def test_the_warning_names_the_secret_and_the_place(ask: Callable[..., Any], program: Callable[..., Any]) -> None:
    """And what to do."""
    done = ask(program(), "--check", "url=${db.password}")
    assert done.status == 0
    assert done.err == (
        "warning: url: holds db.password, a secret, as plain text, which shows wherever this is printed; "
        "a SecretStr would hide it\n"
        "  override     url=${db.password}\n"
        "                   ^^^^^^^^^^^^^^\n"
    )


def test_a_file_of_the_secrets_folder_needs_a_secret_type(
    ask: Callable[..., Any], program: Callable[..., Any], tmp_path: Path
) -> None:
    """Its value is secret, whatever its field says."""
    (tmp_path / "secrets").mkdir()
    for name in ("url", "also"):
        (tmp_path / "secrets" / name).write_text("sekrit99", encoding="utf-8")
    done = ask(program(App, secrets_dir=tmp_path / "secrets"), "--check", "--json")
    (warning,) = json.loads(done.out)["warnings"]
    assert (warning["key"], warning["origin"]["kind"]) == ("url", "secret")
    assert "sekrit99" not in done.out


def test_what_only_a_reader_would_be_told_is_a_warning(ask: Callable[..., Any], program: Callable[..., Any]) -> None:
    """Where no schema needs a value, a run may do without it."""
    files = {"config.yaml": "a: ${nope}\nb: [1, {c: '???'}]\n"}
    done = ask(program(tc.Config, files), "--check")
    assert (done.status, done.out.partition(":")[0]) == (0, "ok")
    assert (
        done.err
        == """\
warning: a: ${nope}: no key 'nope' in the config
  file         conf/config.yaml:1:4
               a: ${nope}
                  ^^^^^^^
warning: b[1].c: missing (???); set it with b[1].c=…
  file         conf/config.yaml:2:12
               b: [1, {c: '???'}]
                          ^^^^^
"""
    )


def test_nothing_runs(run: Callable[..., Any]) -> None:
    """In a process of its own either."""
    done = run("--check")
    assert (done.status, done.err) == (0, "")
    assert done.out == "ok: 4 values from 2 files make a valid App (targets checked)\n"
