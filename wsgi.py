"""The entrance for a web server: ``wsgi:app``."""

from selection import create_app

app = create_app()
