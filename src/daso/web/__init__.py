"""The web site of a host: pages, API, logs and live events. Read `app.py` first."""

from daso.web.app import create_app, serve
from daso.web.settings import Settings, load_settings

__all__ = ["Settings", "create_app", "load_settings", "serve"]
