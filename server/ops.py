"""For those who run the server: is it alive, is it ready, what has it counted."""

from __future__ import annotations

import os

from flask import Blueprint, Response, current_app, jsonify

from server.engine import Busy, Engine, NoWorkers
from server.metrics import exposition

blueprint = Blueprint("ops", __name__)


@blueprint.route("/healthz")
def alive() -> Response:
    """Say that the web process answers."""
    return jsonify(status="alive")


@blueprint.route("/readyz")
def ready() -> tuple[Response, int]:
    """Say whether queries are answered, and from which state of the graph."""
    engine: Engine = current_app.extensions["engine"]
    try:
        engine.ask("ASK {}")
    except (NoWorkers, Busy) as error:
        return jsonify(status="not ready", reason=str(error)), 503
    return jsonify(status="ready", generation=engine.generation, quads=engine.board.quads), 200


@blueprint.route("/metrics")
def metrics() -> Response:
    """Count for Prometheus."""
    text = exposition(current_app.extensions["engine"], os.environ.get("PROMETHEUS_MULTIPROC_DIR"))
    return Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")
