"""What the web server calls for the public door alone."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "jikimi.settings.public"

_pages = get_wsgi_application()

from jikimi.doors.public.walk.quick import QuickPositions  # noqa: E402 - settings must stand first

application = QuickPositions(_pages)
