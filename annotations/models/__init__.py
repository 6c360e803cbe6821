"""The study: the instrument, the coding, the settlements, the releases."""

from annotations.models.access import ApiToken
from annotations.models.codebook import Codebook, CodebookVersion, Label, Variable
from annotations.models.coding import (
    Annotation,
    Assignment,
    Attempt,
    Evidence,
    Round,
    RoundAnnotator,
    Unit,
)
from annotations.models.release import Release
from annotations.models.repairs import EvidenceAnchor, Flag
from annotations.models.reviewing import (
    Decision,
    DecisionLabel,
    Return,
    Suggestion,
)

__all__ = [
    "Annotation",
    "ApiToken",
    "Assignment",
    "Attempt",
    "Codebook",
    "CodebookVersion",
    "Decision",
    "DecisionLabel",
    "Evidence",
    "EvidenceAnchor",
    "Flag",
    "Label",
    "Release",
    "Return",
    "Round",
    "RoundAnnotator",
    "Suggestion",
    "Unit",
    "Variable",
]
