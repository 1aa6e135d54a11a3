"""What the web server calls for the public door alone."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "jikimi.settings.public"

application = get_wsgi_application()
