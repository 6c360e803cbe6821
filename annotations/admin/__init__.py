"""The administration of the study: codebooks are written here; what was coded is only read here."""

from annotations.admin import codebooks, rounds, work

__all__ = ["codebooks", "rounds", "work"]
