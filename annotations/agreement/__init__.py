"""Agreement among annotators: coefficients, distances between answers, and confidence intervals.

Everything here takes an iterable of (unit, annotator, value) and returns plain frozen results. A
value of None is a missing answer. What cannot be computed has a reason in words and no number.
"""

from .alpha import krippendorff_alpha, label_alphas
from .coefficients import (
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    holsti,
    percent_agreement,
    scott_pi,
)
from .contingency import chi_square
from .drift import drift
from .intervals import Interval, bootstrap_interval
from .people import beside_the_others, competence, pairs
from .ratings import Coefficient
from .sets import jaccard_distance, masi_distance

__all__ = [
    "Coefficient",
    "Interval",
    "beside_the_others",
    "bootstrap_interval",
    "chi_square",
    "cohen_kappa",
    "competence",
    "drift",
    "fleiss_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "holsti",
    "jaccard_distance",
    "krippendorff_alpha",
    "label_alphas",
    "masi_distance",
    "pairs",
    "percent_agreement",
    "scott_pi",
]
