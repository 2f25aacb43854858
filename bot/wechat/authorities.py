"""Whom we believe who a host is; read once, as it takes tens of milliseconds."""

import ssl
from functools import cache

import httpx


@cache
def trusted_authorities() -> ssl.SSLContext:
    return httpx.create_ssl_context()
