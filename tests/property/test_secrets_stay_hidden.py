"""Whatever is wrong with a config, and wherever, its report shows no secret."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import HealthCheck, event, given, seed, settings
from hypothesis import strategies as st
from pydantic import SecretBytes, SecretStr, create_model

from tests.property.random_schemas import LEAVES, Leaf, built, data, shapes_of
from typedconf import Composer, ConfigError, ConfigStore
from typedconf.validation import validate

HIDDEN: Final = "geheimnis"
SECRETS: Final = (Leaf(SecretStr, (HIDDEN,)), Leaf(SecretStr, ([HIDDEN], {"a": HIDDEN})), Leaf(SecretBytes, (HIDDEN,)))
FEWER: Final = settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

cases: Final = shapes_of([*LEAVES, *SECRETS, *SECRETS]).flatmap(lambda shape: st.tuples(st.just(shape), data(shape)))


@FEWER
@seed(1)
@given(cases)
def test_no_fault_shows_a_secret(case: Any) -> None:
    """Where the secret itself is wrong, and where anything around it is."""
    shape, tree = case
    faults = validate(built(shape, closed=False), tree).faults
    event(f"{bool(faults)}")
    assert HIDDEN not in repr(faults)


@FEWER
@seed(2)
@given(cases)
def test_no_report_shows_a_secret(case: Any) -> None:
    """Neither as text nor as JSON."""
    shape, tree = case
    store = ConfigStore()
    store.add("config", {"v": tree})
    root = create_model("Root", v=(built(shape, closed=False), ...))
    try:
        composition = Composer(store=store).compose("config", schema=root)
    except ConfigError as error:
        assert HIDDEN not in f"{error} {error.to_json()}"  # noqa: PT017  most compose
        return
    if composition.problems:
        with pytest.raises(ConfigError) as caught:
            _ = composition.value
        assert HIDDEN not in f"{caught.value} {caught.value.to_json()}"
