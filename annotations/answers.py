"""What a complete set of answers is, for annotators and reviewers alike."""

from django.utils.translation import gettext as _

from annotations.instrument import instrument_of
from annotations.models import Variable
from newsroom.errors import Refused


def check_answers(answers, *, version):
    """Refuse answers that the codebook version does not allow.

    `answers` maps a Variable to its chosen Labels, the main one first. Raises Refused.
    """
    for variable in instrument_of(version).variables:
        labels = answers.get(variable, [])
        if not labels and variable.required:
            raise Refused(_("“%(variable)s” has no answer yet.") % {"variable": variable.name})
        if any(label.variable_id != variable.pk for label in labels):
            raise Refused(
                _("“%(variable)s” has an answer of another question.") % {"variable": variable.name}
            )
        if len({label.pk for label in labels}) != len(labels):
            raise Refused(
                _("“%(variable)s” has the same answer twice.") % {"variable": variable.name}
            )
        most = 1 + variable.further_max if variable.kind == Variable.Kind.SEVERAL else 1
        if len(labels) > most:
            raise Refused(
                _("“%(variable)s” takes at most %(most)d answers.")
                % {"variable": variable.name, "most": most}
            )
    if any(variable.version_id != version.pk for variable in answers):
        raise Refused(_("An answer belongs to another version of the codebook."))


def check_evidence(evidence, *, answers, text, required):
    """Refuse evidence that does not fit the answers, the text or the rules of the round.

    `evidence` maps a Label to its stretches [(start, end)] in code points of `text`; `required`
    are the codes of the variables whose every label needs some. Raises Refused.
    """
    given = {label for labels in answers.values() for label in labels}
    for label, stretches in evidence.items():
        if label not in given:
            raise Refused(
                _("There is evidence for “%(label)s”, which is not among the answers.")
                % {"label": label.name}
            )
        if len(set(stretches)) != len(stretches):
            raise Refused(_("“%(label)s” has the same evidence twice.") % {"label": label.name})
        if any(not 0 <= start < end <= len(text) for start, end in stretches):
            raise Refused(
                _("The evidence for “%(label)s” lies outside the article.") % {"label": label.name}
            )
    for variable, labels in answers.items():
        if variable.code in required:
            for label in labels:
                if not evidence.get(label):
                    raise Refused(
                        _("Mark in the text why you chose “%(label)s”.") % {"label": label.name}
                    )
