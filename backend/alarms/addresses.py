"""Where a page may be sent: never into our own network, whatever somebody typed. No I/O here."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from backend.contracts.addresses import is_in_the_open

LONGEST_URL = 500


def is_fit(url: str, *, is_production: bool) -> bool:
    """https with a host and nothing odd; in development also http on this machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if (
        not host
        or parts.username is not None
        or parts.password is not None
        or len(url) > LONGEST_URL
    ):
        return False
    if any(ord(character) <= 32 or ord(character) > 126 for character in url):
        return False
    literal = _literal(host)
    if parts.scheme == "http":
        return not is_production and (host == "localhost" or _is_loopback(literal))
    is_private = literal is not None and not may_reach(str(literal), is_production=is_production)
    return parts.scheme == "https" and not is_private


def may_reach(address: str, *, is_production: bool) -> bool:
    """Asked for every address a name resolves to, right before connecting to it."""
    return not is_production or is_in_the_open(address)


def masked(url: str) -> str:
    """The host and the last four characters: the rest of a webhook's address is its password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/…{url[-4:]}"


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_loopback(address: IPv4Address | IPv6Address | None) -> bool:
    return address is not None and address.is_loopback
