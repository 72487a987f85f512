"""Rate limits of each client and the tokens of those who may write."""

from __future__ import annotations

import hashlib
import hmac
import math
import time

from flask import current_app, request
from flask_limiter import Limiter, RateLimitExceeded

from server.problems import ReadOnly, TooManyRequests, Unauthorized
from server.settings import Settings


def client() -> str:
    """Return the address of the client, as the front has settled it."""
    return str(request.environ.get("communique.client") or request.remote_addr or "")


def spend(rate: str) -> None:
    """Count one request of this client against a rate.

    Raises:
        TooManyRequests: it has used the rate up.

    """
    limiter: Limiter = current_app.extensions["communique.limiter"]
    try:
        with limiter.limit(rate, key_func=lambda: f"{rate} {client()}"):
            pass
    except RateLimitExceeded as error:
        raise exceeded(error) from error


def exceeded(error: RateLimitExceeded) -> TooManyRequests:
    """Return a rate limit's complaint, saying when the client may come back."""
    limiter: Limiter = current_app.extensions["communique.limiter"]
    spent = limiter.current_limit
    seconds = max(1, math.ceil(spent.reset_at - time.time())) if spent else 1
    return TooManyRequests(f"More than {error.description}.", seconds)


def may_write(settings: Settings) -> None:
    """Let a request pass that carries a token.

    Raises:
        ReadOnly: nobody may write here.
        Unauthorized: there is no token, or it is wrong.
        TooManyRequests: too many writes, or too many guesses.

    """
    if not settings.tokens:
        raise ReadOnly("This server takes no updates.")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    given = hashlib.sha256(token.strip().encode("latin-1", "replace")).hexdigest()
    # Every token is compared, in constant time, so that the answer's delay tells nothing.
    matches = [hmac.compare_digest(given, known.lower()) for known in settings.tokens]
    if scheme.lower() != "bearer" or not any(matches):
        spend(settings.guess_rate)
        raise Unauthorized(
            "Writing needs a header Authorization: Bearer with a token that this server knows."
        )
    spend(settings.write_rate)
