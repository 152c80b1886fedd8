"""The web process: `gunicorn config.wsgi:app -k sync -w 2 --preload -c python:config.porch`.

Built once and then forked, so that its workers share memory.
"""

import gc

from config import logs, settings
from config.web import create_app
from config.wiring import House

_settings = settings.load()
logs.setup(_settings.log_level, _settings.log_format)
app = create_app(House(_settings))
gc.collect()
gc.freeze()  # or the collector would write to every shared page, and so copy it
