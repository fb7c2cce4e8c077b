"""What the type checkers know of a config without a schema. Checked by mypy and pyright, never run."""

# pyright: strict

from __future__ import annotations

from typing import Any, assert_type

import typedconf as tc

config = tc.load(tc.Config, "conf/config.yaml")
assert_type(config, tc.Config)
assert_type(tc.Composer("conf").compose("config", schema=tc.Config).value, tc.Config)
assert_type(tc.Composer("conf").compose("config").value, tc.Config)
assert_type(config.anything, Any)
assert_type(config["anything"], Any)
assert_type(config.select("a.b[0]"), Any)
assert_type(tc.plain(config), Any)
assert_type(tc.to_yaml(config), str)
