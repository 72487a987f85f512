"""What pages need of each generation, made before the first visitor asks: words, names, overviews of the graph."""

from __future__ import annotations

import gc
import logging
import threading
import time

from flask import Flask

from server import pages, site

EVERY = 1.0
"""Seconds between looks at which generation is served."""
LONG = 6
"""How many times as long as a visitor's query one of these may take."""
LOG = logging.getLogger(__name__)


def warm(app: Flask, made: str = "") -> str:
    """Make what the served generation needs unless it was made for it; return the generation."""
    with app.test_request_context("/"):
        current = site.generation()
        if current != made:
            site.vocabulary()
            site.prospects()
            site.names()
    return current


def look_over(app: Flask) -> None:
    """Ask what the pages about the whole graph show; what cannot be had even so is left to their visitors."""
    for name, limit in pages.OVERVIEWS.items():
        with app.test_request_context("/"):
            try:
                site.overview(name, limit, LONG * float(site.setting("deadline", site.PATIENCE)))
            except Exception as error:  # a page that needs it tells its visitor
                LOG.warning("the overview %s could not be made beforehand: %s", name, error)


def rest_from_garbage() -> None:
    """Leave what a generation needs out of the search for garbage, which took a tenth of the time of short queries."""
    gc.set_threshold(20_000, 20, 20)
    gc.collect()
    gc.freeze()


def keep_warm(app: Flask) -> threading.Thread:
    """Watch for new generations in a thread of its own; what fails is tried again when a page asks."""

    def watch() -> None:
        made = seen = ""
        while True:
            try:
                current = warm(app, made)
                if current != made:
                    rest_from_garbage()
                elif current != seen:  # it has stayed for a moment: while writes come, nothing is looked over
                    look_over(app)
                    seen = current
                made = current
            except Exception as error:  # a page that needs it tells its visitor
                LOG.warning("the index of names could not be made beforehand: %s", error)
            time.sleep(EVERY)

    thread = threading.Thread(target=watch, name="warmth", daemon=True)
    thread.start()
    return thread
