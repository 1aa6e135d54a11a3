"""What the web server calls: every door that speaks HTTP."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jikimi.settings")

_pages = get_wsgi_application()

from jikimi.doors.public.walk.quick import QuickPositions  # noqa: E402 - settings must stand first

application = QuickPositions(_pages)
