#!/usr/bin/env python3
"""Run the conformance cases against the typedconf that this Python imports.

    python tests/conformance/run.py                      every corpus beside this file
    python tests/conformance/run.py overrides -n 20      one corpus, 20 failures shown
    python tests/conformance/run.py compose --only mltrain

Prints a line per corpus, `NAME: PASSED/SCORED`, and exits 1 where any case failed.
Only typedconf's public API is used. README.md in each folder says what the fields mean.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import pathlib
import re
import sys
import tempfile
from typing import Any, Callable, Iterable

HERE = pathlib.Path(__file__).resolve().parent
ENV = {
    "TC_TEST_A": "1",
    "TC_TEST_B": "hello world",
    "TC_TEST_EMPTY": "",
    "TC_TEST_FLOAT": "1.5",
    "TC_TEST_BOOL": "true",
    "TC_TEST_NULL": "null",
    "TC_TEST_LIST": "[1, 2, {k: v}]",
    "TC_TEST_DICT": "{a: 1, b: [x, 'y']}",
    "TC_TEST_INTERP": "${plain.i}",
    "TC_TEST_QUOTED": "'quoted'",
    "TC_TEST_BADLIST": "[1, 2",
    "TC_TEST_NAME": "TC_TEST_A",
    "TC_TEST_PATH": "/usr/bin:/bin",
}
# A plain unquoted value with a character that the reference rejects and typedconf accepts (DESIGN.md, difference 10).
EXTENSION = re.compile(r"(?=[^'\"()\[\]{}\x00-\x1f\x7f]*\Z)(?!.*[ \t].*=).*[^A-Za-z0-9_ /\-\\+.$%*@?|:,]", re.S)
INTERPOLATION = re.compile(r"\$\{[^{}]+\}")
NEW_CALLS = re.compile(r"\b(zip|append|prepend|remove|replace|file)\s*\(")
# What difference 12 accepts: quoted keys in dicts, keys in any script.
WIDER_KEYS = re.compile(r"\{\s*['\"]|,\s*['\"][^'\"]*['\"]\s*:|^[^=]*[^\x00-\x7f]")
WIDER_OPTIONS = re.compile(
    r"Config group override must be a string or a list. Got (int|bool|float|NoneType)"
    r"|Unsupported item value in defaults : (int|bool|float)\b"
    r"|force-add of config groups"
)


LONE_EQUALS = re.compile(r"(?m)(^|[:\-\[{, ])\s*=\s*($|[,\]}:])")


def accepted_beyond(override: str) -> bool:
    """Whether typedconf may accept an override that the reference rejects."""
    value = INTERPOLATION.sub("x", override.partition("=")[2])
    return bool(EXTENSION.match(value) or NEW_CALLS.search(override) or WIDER_KEYS.search(override))


class Skip(Exception):
    """The case is not scored."""


def rows(path: pathlib.Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def encode(value: Any) -> Any:
    """Plain data as the corpora write it, so that 1, 1.0 and true differ."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if math.isnan(value):
            return {"$float": "nan"}
        if math.isinf(value):
            return {"$float": "inf" if value > 0 else "-inf"}
        return float(value)
    if isinstance(value, bytes):
        import base64

        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        if all(isinstance(key, str) and not key.startswith("$") for key in value):
            return {key: encode(item) for key, item in value.items()}
        return {"$dict": sorted(([encode(k), encode(v)] for k, v in value.items()), key=repr)}
    return {"$unexpected": type(value).__name__}


def expected(value: Any) -> Any:
    """A recorded value with quoting dropped and pairs sorted."""
    if isinstance(value, list):
        return [expected(item) for item in value]
    if isinstance(value, dict):
        if "$quoted" in value:
            return value["text"]
        if "$dict" in value:
            return {"$dict": sorted(([expected(k), expected(v)] for k, v in value["$dict"]), key=repr)}
        return {key: expected(item) for key, item in value.items()}
    return value


def same(left: Any, right: Any) -> bool:
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


def differ(what: str, got: Any, want: Any) -> AssertionError:
    return AssertionError(f"{what}: got {json.dumps(got)[:300]}, expected {json.dumps(want)[:300]}")


# -- overrides ---------------------------------------------------------------------------------


def check_override(case: dict[str, Any]) -> None:
    import typedconf as tc

    if case["note"]:
        raise Skip
    text = case["input"]
    if not case["ok"]:
        if accepted_beyond(text):
            raise Skip
        try:
            tc.parse_override(text)
        except tc.ConfigError:
            return
        raise AssertionError("accepted, expected an error")
    override = tc.parse_override(text)
    if override.has_value != case["has_value"]:
        raise differ("has_value", override.has_value, case["has_value"])
    head = {"key": override.key, "package": override.package, "op": str(getattr(override.operation, "value", override.operation))}
    for name, got in head.items():
        if got != case[name]:
            raise differ(name, got, case[name])
    sweep = case["sweep"]
    if override.is_sweep != (sweep is not None):
        raise differ("is_sweep", override.is_sweep, sweep is not None)
    if sweep is None:
        got, want = encode(override.value), expected(case["value"])
        if case["unordered"]:
            got, want = sorted(got, key=repr), sorted(want, key=repr)
        if not same(got, want):
            raise differ("value", got, want)
        return
    if sorted(override.sweep.tags) != sweep["tags"]:
        raise differ("tags", sorted(override.sweep.tags), sweep["tags"])
    if sweep["kind"] == "interval":
        got = [encode(override.sweep.start), encode(override.sweep.end)]
        if not same(got, [sweep["start"], sweep["end"]]):
            raise differ("interval", got, [sweep["start"], sweep["end"]])
    elif sweep["kind"] == "glob":
        got = [list(override.sweep.include), list(override.sweep.exclude)]
        if not same(got, expected([sweep["include"], sweep["exclude"]])):
            raise differ("glob", got, [sweep["include"], sweep["exclude"]])
    elif case["expand_error"]:
        try:
            list(override.choices())
        except tc.ConfigError:
            return
        raise AssertionError("enumerated, expected an error")
    elif case["expanded"] is not None and not case["render_lossy"]:
        got = [encode(tc.parse_override(choice).value) for choice in override.choices()]
        want = [encode(tc.parse_override(choice).value) for choice in case["expanded"]]
        if not same(got, want):
            raise differ("choices", got, want)


# -- interpolations ----------------------------------------------------------------------------


def decode(value: Any) -> Any:
    if isinstance(value, list):
        return [decode(item) for item in value]
    if isinstance(value, dict):
        if "$float" in value:
            return float(value["$float"])
        if "$dict" in value:
            return {decode(k): decode(v) for k, v in value["$dict"]}
        return {key: decode(item) for key, item in value.items()}
    return value


def resolver_store() -> Any:
    import typedconf as tc

    store = tc.ConfigStore()

    @store.resolver("add")
    def add(x, y):  # type: ignore[no-untyped-def]
        return x + y

    @store.resolver("concat")
    def concat(*parts):  # type: ignore[no-untyped-def]
        return "".join(str(part) for part in parts)

    @store.resolver("identity")
    def identity(x):  # type: ignore[no-untyped-def]
        return x

    @store.resolver("ns.sub.identity")
    def namespaced(x):  # type: ignore[no-untyped-def]
        return x

    @store.resolver("args")
    def args(*parts):  # type: ignore[no-untyped-def]
        return list(parts)

    @store.resolver("parent_keys")
    def parent_keys(*, _parent_):  # type: ignore[no-untyped-def]
        return list(_parent_.keys()) if hasattr(_parent_, "keys") else list(range(len(_parent_)))

    return store


def check_interpolation(case: dict[str, Any]) -> None:
    import typedconf as tc

    if case["note"]:
        raise Skip

    def evaluate() -> Any:
        config = tc.Config(decode(case["config"]), store=resolver_store())
        return encode(tc.plain(config.select(case["path"]) if case["path"] else config))

    if case["ok"]:
        got, want = evaluate(), expected(case["value"])
        if not same(got, want):
            raise differ("value", got, want)
        return
    try:
        got = evaluate()
    except tc.ConfigError:
        return
    raise differ("value", got, case["error_kind"])


# -- YAML --------------------------------------------------------------------------------------


def has_twin_keys(text: str) -> bool:
    """Whether a mapping holds one key twice, of any type: the reference rejects strings alone, typedconf all."""
    import yaml

    def twins(node: Any) -> bool:
        if isinstance(node, yaml.SequenceNode):
            return any(map(twins, node.value))
        if not isinstance(node, yaml.MappingNode):
            return False
        keys = [(key.tag, yaml.safe_load(str(key.value))) for key, _ in node.value if isinstance(key, yaml.ScalarNode) and key.value != "<<"]
        return len(set(map(repr, keys))) < len(keys) or any(twins(value) for _, value in node.value)

    try:
        return twins(yaml.compose(text))
    except (yaml.YAMLError, RecursionError):
        return False


def check_yaml(case: dict[str, Any]) -> None:
    import typedconf as tc

    value = case.get("load_value", case["value"])
    failing = isinstance(value, dict) and "$error" in value
    if not failing and (not isinstance(value, dict) or has_twin_keys(case["yaml"])):
        raise Skip  # a root that is no mapping cannot be a config
    if failing and LONE_EQUALS.search(case["yaml"]):
        raise Skip  # text in typedconf (DESIGN.md, difference 12)
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "config.yaml").write_text(case["yaml"], encoding="utf-8")
        try:
            got = encode(tc.Composer(folder).compose("config").tree)
        except tc.ConfigError:
            if failing:
                return
            raise
    if failing:
        raise AssertionError(f"accepted as {json.dumps(got)[:200]}, expected an error")
    if not same(got, expected(value)):
        raise differ("value", got, expected(value))


# -- whole compositions ------------------------------------------------------------------------


ENVIRONMENT = {
    "HOME": "/home/alice",
    "USER": "alice",
    "LOGNAME": "alice",
    "TZ": "UTC",
    "PROJECT_ROOT": "/srv/project",
    "DATA_DIR": "/srv/data",
    "DB_PASSWORD": "s3cret",
    "APP_PORT": "8080",
    "EMPTY_VAR": "",
    "SLURM_JOB_ID": "4242",
}


def encode_tree(value: Any) -> Any:
    """As the compositions are written: key order kept, other key types as pairs."""
    if isinstance(value, dict):
        if all(isinstance(key, str) for key in value):
            return {key: encode_tree(item) for key, item in value.items()}
        return {"!map": [[encode_tree(key), encode_tree(item)] for key, item in value.items()]}
    if isinstance(value, (list, tuple)):
        return [encode_tree(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {"!float": "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")}
    if isinstance(value, bytes):
        return {"!bytes": value.hex()}
    return value


def key_text(key: Any) -> str:
    if key is None:
        return "null"
    if isinstance(key, bool):
        return "true" if key else "false"
    return str(key).replace("\\", "\\\\").replace(".", "\\.")


def leaf_order(node: Any, prefix: str = "") -> list[str]:
    """The paths of all scalars and empty containers, in order."""
    if isinstance(node, dict) and node:
        return [leaf for key, item in node.items() for leaf in leaf_order(item, f"{prefix}.{key_text(key)}" if prefix else key_text(key))]
    if isinstance(node, list) and node:
        return [leaf for index, item in enumerate(node) for leaf in leaf_order(item, f"{prefix}[{index}]")]
    return [prefix] if prefix else []


def composition_checker(folder: pathlib.Path) -> Callable[[dict[str, Any]], None]:
    composers: dict[tuple[str, str | None], Any] = {}

    def check(case: dict[str, Any]) -> None:
        import typedconf as tc

        root = folder / "trees" / case["tree"]
        os.chdir(root)  # relative entries of hydra.searchpath start at the working folder
        where = (case["tree"], case.get("config_dir"))
        if where not in composers:
            composers[where] = tc.Composer(root / (case.get("config_dir") or ""))
        composer = composers[where]
        if not case["ok"]:
            if "tag:yaml.org,2002:value" in (case["error"] or ""):
                raise Skip  # a lone "=" is text in typedconf
            if WIDER_OPTIONS.search(case["error"] or "") or any(accepted_beyond(override) for override in case["overrides"]):
                raise Skip
            try:
                composer.compose(case["config_name"], *case["overrides"])
            except tc.ConfigError:
                return
            raise AssertionError(f"composed, expected: {case['error']}")
        composition = composer.compose(case["config_name"], *case["overrides"])
        for name, got in (
            ("unresolved", encode_tree(composition.tree)),
            ("choices", encode_tree(dict(composition.choices))),
            ("order", leaf_order(composition.tree)),
        ):
            if not same(got, case[name]):
                raise differ(name, got, case[name])
        if len(composition.missing()) != len(case["missing"]):
            raise differ("missing", composition.missing(), case["missing"])
        if case["resolved"] is not None:
            got = encode_tree(tc.plain(composition.config, missing="keep"))
            if not same(got, case["resolved"]):
                raise differ("resolved", got, case["resolved"])

    return check


# -- the run -----------------------------------------------------------------------------------


def run(name: str, cases: Iterable[dict[str, Any]], check: Callable[[dict[str, Any]], None], shown: int) -> bool:
    passed = scored = 0
    for case in cases:
        try:
            check(case)
        except Skip:
            continue
        except Exception as error:  # noqa: BLE001  a case that raises anything has failed
            scored += 1
            if shown > 0:
                shown -= 1
                what = case.get("input") or case.get("yaml") or case.get("path") or f"{case.get('tree')} {case.get('config_name')} {case.get('overrides')}"
                print(f"  {case['id']}: {what!r}: {type(error).__name__}: {str(error)[:400]}")
        else:
            scored += 1
            passed += 1
    print(f"{name}: {passed}/{scored}")
    return passed == scored and scored > 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", default=["overrides", "interpolations", "yaml", "compose"])
    parser.add_argument("-n", type=int, default=5, help="failures to show for each corpus")
    parser.add_argument("--only", help="of the compositions, those of one tree")
    parser.add_argument("--root", type=pathlib.Path, default=HERE, help="folder that holds grammar/ and compose/")
    options = parser.parse_args()
    for name in [name for name in os.environ if name.startswith("TC_TEST_")]:
        del os.environ[name]
    os.environ.update(ENV)
    os.environ.update(ENVIRONMENT)
    good = True
    for corpus in options.corpora:
        grammar, compose = options.root / "grammar", options.root / "compose"
        if corpus == "overrides":
            good &= run(corpus, rows(grammar / "overrides.jsonl"), check_override, options.n)
        elif corpus == "interpolations":
            good &= run(corpus, rows(grammar / "interpolations.jsonl"), check_interpolation, options.n)
        elif corpus == "yaml":
            good &= run(corpus, rows(grammar / "yaml_scalars.jsonl"), check_yaml, options.n)
        elif corpus == "compose":
            if not compose.is_dir():
                continue
            env_file = compose / "env.json"
            if env_file.exists():
                os.environ.update(json.loads(env_file.read_text()))
            cases = (case for case in rows(compose / "cases.jsonl") if options.only in (None, case["tree"]))
            good &= run(corpus, cases, composition_checker(compose), options.n)
        else:
            parser.error(f"no corpus {corpus!r}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
