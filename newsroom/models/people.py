"""The people of the team."""

import secrets

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

# No letter or figure that a reader could take for another one.
CODE_CHARACTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def random_annotator_code():
    """Return a code under which exports can name a person without naming them."""
    return "".join(secrets.choice(CODE_CHARACTERS) for _i in range(6))


# knox, which is not typed, gives it the tokens.
class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A person of the team. Exports name them by `annotator_code` only."""

    class Language(models.TextChoices):
        BROWSER = "", _("As the browser asks")
        CHINESE = "zh-hans", _("Simplified Chinese")
        ENGLISH = "en", _("English")

    class Theme(models.TextChoices):
        SYSTEM = "", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    annotator_code = models.CharField(
        _("annotator code"), max_length=12, unique=True, default=random_annotator_code,
        validators=[RegexValidator(r"^[A-Za-z0-9_-]+$", _("Letters, figures, - and _ only."))],
    )  # fmt: skip
    language = models.CharField(
        _("language"), max_length=10, choices=Language.choices, blank=True, default=""
    )
    theme = models.CharField(
        _("theme"), max_length=10, choices=Theme.choices, blank=True, default=""
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="user_email_once")
        ]

    @property
    def display_name(self):
        """The name shown to colleagues."""
        return self.get_full_name() or self.username

    def get_full_name(self):
        """Family name first, without a space, where the name is written in Chinese."""
        family, given = self.last_name.strip(), self.first_name.strip()
        chinese = any("\u4e00" <= character <= "\u9fff" for character in family + given)
        return f"{family}{given}" if chinese else f"{given} {family}".strip()

    def get_short_name(self):
        """The same name where Django greets people."""
        return self.display_name
