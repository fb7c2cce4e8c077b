"""A part that stays untyped, beside one that doesn't."""

from __future__ import annotations

from pydantic import BaseModel

import typedconf as tc


class Extension(BaseModel):
    """A name, and whatever the extension reads."""

    name: str = ""
    options: tc.Config = tc.Config({})
