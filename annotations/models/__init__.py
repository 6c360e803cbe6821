"""The study: the instrument, the coding, the settlements, the releases."""

from annotations.models.access import ApiToken
from annotations.models.checking import Claim, Objection, Precedent
from annotations.models.codebook import Codebook, CodebookVersion, Label, LabelSource, Variable
from annotations.models.coding import Annotation, Attempt, DeskSettings, Draft, Evidence
from annotations.models.release import Release
from annotations.models.repairs import EvidenceAnchor, Flag
from annotations.models.reviewing import Decision, DecisionLabel, Return, Suggestion
from annotations.models.rounds import GateWaiver, Round, RoundAnnotator
from annotations.models.talking import CodebookNote, LabelProposal, Problem, Question, Referral
from annotations.models.units import Assignment, PoolPlace, Unit

__all__ = [
    "Annotation",
    "ApiToken",
    "Assignment",
    "Attempt",
    "Claim",
    "Codebook",
    "CodebookNote",
    "CodebookVersion",
    "Decision",
    "DecisionLabel",
    "DeskSettings",
    "Draft",
    "Evidence",
    "EvidenceAnchor",
    "Flag",
    "GateWaiver",
    "Label",
    "LabelProposal",
    "LabelSource",
    "Objection",
    "PoolPlace",
    "Precedent",
    "Problem",
    "Question",
    "Referral",
    "Release",
    "Return",
    "Round",
    "RoundAnnotator",
    "Suggestion",
    "Unit",
    "Variable",
]
