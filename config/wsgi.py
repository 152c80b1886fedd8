"""The web process: `gunicorn config.wsgi:app -k sync -w 2 -c python:config.porch`."""

from config import logs, settings
from config.web import create_app
from config.wiring import House

_settings = settings.load()
logs.setup(_settings.log_level, _settings.log_format)
app = create_app(House(_settings))
