"""The web process: `gunicorn config.wsgi:app -k sync -w 2 --preload -c python:config.porch`.

Built once and then forked, so that its workers share memory.
"""

import gc

from config import logs, memory, settings
from config.web import create_app
from config.wiring import House

_settings = settings.load()
logs.setup(_settings.log_level, _settings.log_format)
_house = House(_settings)
app = create_app(_house)
app.extensions["together"] = _house.database.together  # for the porch
app.test_client().get("/live")  # what Flask makes at its first request is made once, not in each worker
memory.give_back()
memory.fill_holes()
gc.freeze()  # or the collector would write to every shared page, and so copy it
