"""What granian's web processes import: the application with the settings of ``communique serve``."""

from __future__ import annotations

from typing import cast

from server.app import create_app
from server.front import Front
from server.gate import Gate
from server.settings import Settings
from server.warmth import keep_warm

app = create_app(Settings.from_environment())
gate = Gate(cast(Front, app.wsgi_app), app.extensions["engine"])
keep_warm(app)
