"""The browser reads the stores of the server's tests; each is built once for a session."""

from tests.server.conftest import hostile_store, site_store

__all__ = ["hostile_store", "site_store"]
