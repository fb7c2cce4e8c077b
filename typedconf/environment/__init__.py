"""Variables go in (a secrets folder's, a dotenv file's, the environment's), overrides below the command line come out.

reading      the folder, the file and the environment -> variables, lowest first
naming       the name of a variable -> the group or the key that it means
overriding   variables -> overrides of groups, then of values, with what is odd about the rest

``choices`` comes before anything is composed, ``value_overrides`` once the layers are one tree.
"""

from __future__ import annotations

from typedconf.environment.overriding import choices, value_overrides
from typedconf.environment.reading import Variable, read_variables

__all__ = ["Variable", "choices", "read_variables", "value_overrides"]
