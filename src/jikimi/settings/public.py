"""Settings of a process that serves the public door alone (`jikimi up --public`).

It logs in as jikimi_public, has no session, no accounts and no messages, and holds none of the keys
by which members are named, fields sealed and persons searched.
"""

from __future__ import annotations

from jikimi.settings import *  # noqa: F403 - the house's settings, less what the public has no part in
from jikimi.settings import DATABASES as _DATABASES
from jikimi.settings import INSTALLED_APPS as _APPS
from jikimi.settings import PACKAGE

JIKIMI_PUBLIC_ONLY = True
JIKIMI_TICKET_KEY = JIKIMI_SEAL_KEY = JIKIMI_SEARCH_KEY = ""
ROOT_URLCONF = "jikimi.doors.urls_public"
WSGI_APPLICATION = "jikimi.doors.web_public.application"
DATABASES = {"default": _DATABASES["public"], "public": _DATABASES["public"]}
INSTALLED_APPS = [name for name in _APPS if not name.startswith("allauth")]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jikimi.doors.public.door.PublicDoor",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "templates"],
        "OPTIONS": {"environment": "jikimi.settings.jinja.environment"},
    }
]
SECURE_REFERRER_POLICY = "no-referrer"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
