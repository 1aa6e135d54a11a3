"""Django's settings. What differs between places comes from the environment:

JIKIMI_DATA (data folder), DATABASE_URL (any other PostgreSQL), JIKIMI_DB_ROLE (staff, owner or
public), JIKIMI_DB_NAME, JIKIMI_HOSTS, JIKIMI_HTTPS (1 behind TLS), JIKIMI_IDLE_MINUTES,
JIKIMI_SESSION_HOURS, JIKIMI_SECOND_FACTOR (always, outside, never), JIKIMI_INSIDE (networks),
JIKIMI_POOLER (1 behind one that shares connections), JIKIMI_EXIT_URL (where the public page's way
out leads), JIKIMI_PUBLIC_URL (where the public finds the directory).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, cast

from jikimi.settings.embedded import Login, dsn
from jikimi.settings.folders import data_folder, uploads_folder
from jikimi.settings.keys import keys

PACKAGE = Path(__file__).resolve().parent.parent
PROJECT = PACKAGE.parent.parent
_env = os.environ.get

SECRET_KEY = keys()["django_secret"]
JIKIMI_TICKET_KEY = keys()["ticket_key"]
JIKIMI_SEAL_KEY = keys()["seal_key"]
JIKIMI_SEARCH_KEY = keys()["search_key"]
JIKIMI_IDLE_MINUTES = int(_env("JIKIMI_IDLE_MINUTES", "10"))
JIKIMI_SESSION_HOURS = int(_env("JIKIMI_SESSION_HOURS", "12"))
JIKIMI_SECOND_FACTOR = _env("JIKIMI_SECOND_FACTOR", "always")
JIKIMI_INSIDE = _env("JIKIMI_INSIDE", "").split()
JIKIMI_URGENT_HOURS = int(_env("JIKIMI_URGENT_HOURS", "72"))
JIKIMI_GLASS_HOURS = int(_env("JIKIMI_GLASS_HOURS", "4"))
JIKIMI_ANCHORS = data_folder() / "record-anchors.jsonl"
# Where the way out of the public door leads: a page anybody may have open.
JIKIMI_EXIT_URL = _env("JIKIMI_EXIT_URL", "https://www.weather.go.kr/")
JIKIMI_PUBLIC_ONLY = False
JIKIMI_URL = _env("JIKIMI_URL", "http://127.0.0.1:8000/staff/")
# The public door as it is reached from outside; printed as codes, so it must last. Ends with "/".
JIKIMI_PUBLIC_URL = _env("JIKIMI_PUBLIC_URL", "http://127.0.0.1:8000/")

DEBUG = False
ALLOWED_HOSTS = _env("JIKIMI_HOSTS", "127.0.0.1 localhost [::1] testserver").split()
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "jikimi.access",
    "jikimi.directory",
    "jikimi.bodies",
    "jikimi.places",
    "jikimi.escorts",
    "jikimi.cases",
    "jikimi.insights",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jikimi.doors.session.Answers",
    "jikimi.doors.public.door.PublicDoor",
    "jikimi.doors.session.OneTransaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "jikimi.doors.session.NamedActor",
]
ROOT_URLCONF = "jikimi.doors.urls"
WSGI_APPLICATION = "jikimi.doors.web.application"
AUTH_USER_MODEL = "access.Member"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTHENTICATION_BACKENDS = ["jikimi.access.entering.Entering"]
SESSION_ENGINE = "jikimi.access.entering"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]


# A statement asked for the fifth time on a connection is planned no more: planning is half of a
# page's time in the database. Not behind a pooler that hands connections round.
_PLANS_KEPT = {"server_side_binding": True, "prepare_threshold": 5}
if _env("JIKIMI_POOLER", "0") == "1":
    _PLANS_KEPT = {}


def _database(role: str = _env("JIKIMI_DB_ROLE", "staff")) -> dict[str, Any]:
    login = dsn(cast(Login, role))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": login.pop("dbname"),
        "USER": login.pop("user"),
        "PASSWORD": login.pop("password"),
        "HOST": login.pop("host"),
        "PORT": login.pop("port"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # What is left came with DATABASE_URL: sslmode, sslrootcert, connect_timeout …
        "OPTIONS": {"client_encoding": "UTF8", **_PLANS_KEPT, **login},
    }


# refusals: written although the transaction is rolled back.  public: what public doors may see.
DATABASES = {"default": _database(), "refusals": _database(), "public": _database("public")}
for _other in ("refusals", "public"):
    DATABASES[_other]["TEST"] = {"MIRROR": None}
DATABASE_ROUTERS = ["jikimi.directory.routing.ByDoor"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "templates"],
        "OPTIONS": {
            "environment": "jikimi.settings.jinja.environment",
            "context_processors": ["jikimi.doors.session.page_context"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Seoul"
LANGUAGE_COOKIE_HTTPONLY = True

STATIC_URL = "/static/"
STATIC_ROOT = data_folder() / "static"
_PACKAGES = PROJECT / "node_modules"
STATICFILES_DIRS = [
    PACKAGE / "static",
    ("htmx", _PACKAGES / "htmx.org" / "dist"),
    ("leaflet", _PACKAGES / "leaflet" / "dist"),
    ("pretendard", _PACKAGES / "pretendard" / "dist" / "web" / "static"),
    ("supercluster", _PACKAGES / "supercluster" / "dist"),
]
WHITENOISE_MAX_AGE = 3600

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_cache",
    }
}

_HTTPS = _env("JIKIMI_HTTPS", "0") == "1"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = JIKIMI_SESSION_HOURS * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
# Not "no-referrer": browsers would then send "Origin: null" and every form be refused.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/"
ACCOUNT_ADAPTER = "jikimi.doors.staff.sign_in.SignIn"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "5/15m/key,60/15m/ip"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Jikimi"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _HTTPS

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = uploads_folder()
FILE_UPLOAD_PERMISSIONS = 0o600

# Without a mail server the neutral mails lie in the data folder, where one can look at them.
EMAIL_HOST = _env("JIKIMI_MAIL_HOST", "")
EMAIL_PORT = int(_env("JIKIMI_MAIL_PORT", "25"))
_MAIL = "smtp" if EMAIL_HOST else "filebased"
EMAIL_BACKEND = f"django.core.mail.backends.{_MAIL}.EmailBackend"
EMAIL_FILE_PATH = data_folder() / "mail"
DEFAULT_FROM_EMAIL = _env("JIKIMI_MAIL_FROM", "no-reply@localhost")

PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_DATABASE_ALIAS = "default"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "jikimi.settings.log_lines.WithoutWords",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
