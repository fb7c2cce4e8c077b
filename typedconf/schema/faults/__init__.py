"""Pydantic's errors go in; Faults come out: one for each thing that is wrong, at its key, in words.

finder    an error and its place -> a Fault
nearest   of a union's errors, those of the member that came nearest
kinds     each kind of Pydantic's errors, in words
setters   the overrides that would set what is missing
showing   what a message shows of a value

Only what is wrong loads any of this.
"""

from __future__ import annotations

from typedconf.schema.faults.finder import Fault, FaultFinder

__all__ = ["Fault", "FaultFinder"]
