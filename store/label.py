"""A name in both languages, as a playbook gives it."""

from __future__ import annotations

from msgspec import Struct


class Label(Struct, frozen=True, forbid_unknown_fields=True):
    """A name in Chinese and in English."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """Return the name in a language; anything but Chinese reads English."""
        return self.zh if language == "zh" else self.en
