"""Who is trusted at the other end of HTTPS: the certificates are read once, for every client."""

from __future__ import annotations

import functools
import ssl

import httpx


@functools.cache
def trust() -> ssl.SSLContext:
    """Return the certificates that are trusted; reading them takes longer than most of what else a start does."""
    return httpx.create_ssl_context()
