"""YAML, JSON or TOML text -> Document: a plain tree, and where each value in it was written.

parsing        the bytes of a file -> Document: encoding, suffix, root
document       Document: tree, header, places
headers        the first lines -> the package
events         YAML text -> events, from libyaml or from Python
complaints     what a parser raised -> what is wrong, in our words
construction   events -> tree
scalars, tags  the meaning of a scalar, and of a tag
json_text      JSON text -> tree, and its index
toml_text      TOML text -> tree
places         the index of a text: nodes with line, column and characters
yaml_index     YAML text -> its index
faults         the index -> what is wrong with the keys of a text
lines          positions -> lines and columns
"""

from __future__ import annotations

from typedconf.documents.document import Document
from typedconf.documents.parsing import parse_document, parse_json, parse_toml, parse_yaml

__all__ = ["Document", "parse_document", "parse_json", "parse_toml", "parse_yaml"]
