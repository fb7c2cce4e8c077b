"""What the user's models say, as plain data: which class governs a key, which keys a class declares, what they take.

annotations, classes   annotations and classes -> what they say
governance             the root schema and the store's classes -> which class governs which path
rules                  all of that, by path: what merging, editing and resolution ask
texts, conversion      the type of a leaf -> whether it takes only text, how a reference converts it
defaults, references   the defaults of a schema in a tree, ``ref``
derived/               the one derived core schema that validates
faults/, words         what Pydantic finds wrong -> at which key, in words
masking                what is secret -> texts that don't show it; before a schema is asked, secret_names and unread
deprecation            a tree -> the deprecated keys that it sets
standing               a path -> what stands there, in words
description            a schema -> what help and completion read, with documentation and notation
schemas                what of this is kept for the next time
"""

from __future__ import annotations

from typedconf.schema.schemas import Schemas

__all__ = ["Schemas"]
