"""Merge rules, aliases and constraints in annotations."""

from __future__ import annotations

from typing import Annotated

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

import typedconf as tc


class Page(BaseModel):
    """An item that merges by its path."""

    path: str
    text: str = ""


class Site(BaseModel):
    """Lists with rules, and a field with an older name."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    tags: Annotated[list[str], tc.Merge("append"), Field(max_length=9)] = []
    hosts: Annotated[list[str], tc.Merge("unique")] = ["localhost"]
    pages: Annotated[list[Page], tc.Merge(by="path")] = []
    title: str = Field(default="none", validation_alias=AliasChoices("title", "name"))
