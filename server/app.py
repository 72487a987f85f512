"""The web application put together: engine, blueprints, errors, and what stands before them."""

from __future__ import annotations

import importlib
import importlib.util
import logging
from types import ModuleType

from flask import Blueprint, Flask, Response, request
from flask_limiter import Limiter, RateLimitExceeded
from werkzeug.exceptions import HTTPException

from server.cache import Cache
from server.engine import open_engine
from server.front import Front
from server.limits import client, exceeded
from server.log import configure
from server.problems import EXPLAINED, problem
from server.settings import Settings
from server.sparql import response

LOG = logging.getLogger("communique.server")
ROOMS = ("sparql", "graphstore", "ops", "resource", "pages", "signs")
"""Modules of this package whose blueprint is registered; they do not know of each other."""


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application; views find ``engine`` and ``settings`` in ``current_app.extensions``.

    Raises:
        StoreError: there is no graph to serve.

    """
    configure()
    engine = open_engine(settings or Settings())
    app = Flask("server")
    app.url_map.strict_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = engine.settings.upload_limit
    app.extensions["settings"] = engine.settings
    app.extensions["engine"] = engine
    rates = [engine.settings.rate] if engine.settings.rate else []
    app.extensions["communique.limiter"] = Limiter(
        client, app=app, application_limits=[*rates], storage_uri="memory://"
    )
    for room in ROOMS:
        if importlib.util.find_spec(f"server.{room}"):
            app.register_blueprint(_blueprint(importlib.import_module(f"server.{room}")))
    app.register_error_handler(Exception, _failed)
    app.extensions["communique.cache"] = Cache(engine.settings.cache_size)
    app.wsgi_app = Front(app.wsgi_app, engine, app.extensions["communique.cache"])  # type: ignore[method-assign]
    return app


def _blueprint(module: ModuleType) -> Blueprint:
    return next(value for value in vars(module).values() if isinstance(value, Blueprint))


def _failed(error: Exception) -> Response | HTTPException:
    """Answer for a view that raised; what nobody foresaw is logged whole."""
    if isinstance(error, RateLimitExceeded):
        error = exceeded(error)
    if isinstance(error, HTTPException) and (error.code or 500) < 400:
        return error
    if not isinstance(error, (*EXPLAINED, HTTPException)):
        LOG.exception(
            "request failed", extra={"request": request.environ.get("communique.id"), "path": request.path}
        )
    query = request.environ.get("communique.query", "")
    return response(problem(error, request.headers.get("Accept"), query, request.script_root))
