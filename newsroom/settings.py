"""Settings, read from the environment with strict parsing; docs/operations.md lists every variable.

`NEWSROOM_ENV` is `development` (the default: everything sets itself up) or `production`
(a missing secret or host is refused at start, with a sentence).
"""

import os
import secrets
import warnings
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from newsroom import embedded

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name, default=""):
    """Return the environment variable, or the default where it is unset or empty."""
    return os.environ.get(name) or default


def boolean(name, default):
    """Return a yes-or-no variable; anything else than the usual words is refused."""
    value = text(name, "yes" if default else "no").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: say yes or no.")


def number(name, default):
    """Return a variable that must be a whole number."""
    value = text(name, default)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}: say a number.")
    return int(value)


def words(name):
    """Return a comma-separated variable as a list."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def choice(name, options, default):
    """Return a variable that must be one of a few words."""
    value = text(name, default)
    if value not in options:
        raise ImproperlyConfigured(f"{name} is {value!r}: say one of {', '.join(options)}.")
    return value


ENVIRONMENT = choice("NEWSROOM_ENV", ["development", "production"], "development")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = boolean("NEWSROOM_DEBUG", default=False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("NEWSROOM_DEBUG must be off in production: it shows secrets.")

DATA_DIR = Path(text("NEWSROOM_DATA", str(BASE_DIR / ".newsroom"))).absolute()


def secret_key():
    """Return the secret; outside production, one made once in the data folder serves."""
    given = text("NEWSROOM_SECRET_KEY")
    if given:
        if PRODUCTION and len(given) < 50:
            raise ImproperlyConfigured(
                "NEWSROOM_SECRET_KEY is too short: use at least 50 random characters."
            )
        return given
    if PRODUCTION:
        raise ImproperlyConfigured(
            "NEWSROOM_SECRET_KEY is missing: set it to at least 50 random characters."
        )
    path = DATA_DIR / "secret-key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        made = DATA_DIR / f"secret-key.{os.getpid()}"
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(60))
        try:
            os.link(made, path)  # the first of several starting processes wins, the others read it
        except FileExistsError:
            pass
        finally:
            made.unlink()
        return path.read_text().strip()


SECRET_KEY = secret_key()
ALLOWED_HOSTS = words("NEWSROOM_ALLOWED_HOSTS") or ["*" if not PRODUCTION else ""]
if PRODUCTION and ALLOWED_HOSTS == [""]:
    raise ImproperlyConfigured("NEWSROOM_ALLOWED_HOSTS is missing: name the hosts, with commas.")
CSRF_TRUSTED_ORIGINS = words("NEWSROOM_TRUSTED_ORIGINS")
CSRF_FAILURE_VIEW = "newsroom.errors.csrf_failure"

INSTALLED_APPS = [
    "newsroom",
    "annotations",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "rest_framework",
    "django_filters",
    "knox",
    "drf_spectacular",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsroom.middleware.PreferredLanguageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "newsroom.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
            ],
        },
    },
]

DATABASES = {"default": embedded.database_settings(os.environ, BASE_DIR)}

# People and login ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "newsroom.User"
AUTHENTICATION_BACKENDS = ["newsroom.signed_in.Backend"]
SESSION_ENGINE = "newsroom.signed_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "newsroom.accounts.InvitationOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation, a mail to the address, is the verification
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

EMAIL_BACKEND = text("NEWSROOM_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = text("NEWSROOM_EMAIL_HOST", "localhost")
EMAIL_PORT = number("NEWSROOM_EMAIL_PORT", "25")
EMAIL_HOST_USER = text("NEWSROOM_EMAIL_USER")
EMAIL_HOST_PASSWORD = text("NEWSROOM_EMAIL_PASSWORD")
EMAIL_USE_TLS = boolean("NEWSROOM_EMAIL_TLS", default=False)
DEFAULT_FROM_EMAIL = text("NEWSROOM_EMAIL_FROM", "newsroom@localhost")

# Shared by all processes without a service of its own: the login's rate limits count here.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "newsroom_cache",
    }
}

# Languages ----------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = text("NEWSROOM_TIME_ZONE", "Asia/Shanghai")

# Files --------------------------------------------------------------------------------------------
STATIC_URL = "static/"
# Development serves each app's own files; production those that collectstatic put in one place.
STATIC_ROOT = text("NEWSROOM_STATIC", str(DATA_DIR / "static")) if PRODUCTION else None
MEDIA_ROOT = Path(text("NEWSROOM_FILES", str(DATA_DIR / "files")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "newsroom.static_files.HashedFiles"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 2_000  # dropped at once on the page for imports; more as a .zip

# Security -----------------------------------------------------------------------------------------
HTTPS = boolean("NEWSROOM_HTTPS", default=PRODUCTION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if boolean("NEWSROOM_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# API ----------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "newsroom.errors.problem",
    "DEFAULT_VERSIONING_CLASS": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Newsroom labels",
    "DESCRIPTION": "Newspapers, articles, codebooks, rounds and their labels, to read.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ArticleKind": "newsroom.models.Article.Kind",
        "RoundKind": "annotations.models.Round.Kind",
        "VariableKind": "annotations.models.Variable.Kind",
    },
}
KNOX_TOKEN_MODEL = "annotations.ApiToken"
REST_KNOX = {"TOKEN_TTL": None, "AUTO_REFRESH": False, "TOKEN_PREFIX": "nr_"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["console"],
        "level": choice("NEWSROOM_LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "WARNING"),
    },
}

# jieba's own source has escapes that newer Pythons warn of; nothing else is exempted.
warnings.filterwarnings("ignore", category=SyntaxWarning, module=r"jieba(\..*)?")
