"""Which addresses lie in the open: what an outsider names is asked nowhere else. No I/O here."""

from ipaddress import IPv6Address, ip_address, ip_network

# Packets to these end at an IPv4 address written inside, which may be a private one.
_WRAPPING = tuple(ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"))


def is_in_the_open(address: str) -> bool:
    """Asked for every address a name resolves to, right before connecting to it."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif any(ip in net for net in _WRAPPING):
            return False
    return ip.is_global and not ip.is_multicast
