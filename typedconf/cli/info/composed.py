"""A composition goes in; its config comes out, and the JSON Schema of what it may be, as data and as YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typedconf.cli.config_text import config_data
from typedconf.cli.info.shown import Yaml
from typedconf.rendering import to_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typedconf.cli.info.asked import Asked
    from typedconf.cli.info.shown import Block


def composed_data(asked: Asked) -> Any:
    """The config, as ``--cfg job`` has it."""
    return config_data(asked.composition, "job")


def composed_blocks(asked: Asked) -> Sequence[Block]:
    """The same as YAML."""
    return [Yaml(to_yaml(composed_data(asked)))]


def type_data(asked: Asked) -> Any:
    """The JSON Schema of what the config may be."""
    from typedconf.schema.json_schema import json_schema  # noqa: PLC0415  Pydantic's generator, for this alone

    return json_schema(asked.composition.rules)


def type_blocks(asked: Asked) -> Sequence[Block]:
    """The same as JSON, which is YAML too."""
    import json  # noqa: PLC0415  for this alone

    from typedconf.cli.machine import without_controls  # noqa: PLC0415  as above

    return [Yaml(without_controls(json.dumps(type_data(asked), indent=2, ensure_ascii=False)) + "\n")]
