"""What the user's models say, as plain data: which class governs a key, and which keys a class declares."""

from typedconf.schema.fields import class_at, declared_keys, field_at, is_closed, rules_of
from typedconf.schema.words import expected_words

__all__ = ["class_at", "declared_keys", "expected_words", "field_at", "is_closed", "rules_of"]
