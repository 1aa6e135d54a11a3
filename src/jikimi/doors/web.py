"""What the web server calls: every door that speaks HTTP."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jikimi.settings")

application = get_wsgi_application()
