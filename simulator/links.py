"""The `<a>` links of a text bubble: ordinary ones, and those that say something when tapped."""

import html
import re
from urllib.parse import parse_qs, urlsplit

from simulator.records import Option

_LINK = re.compile(r"""<a\s[^>]*?href\s*=\s*(["'])(.*?)\1[^>]*>(.*?)</a>""", re.S | re.I)
_SPEAKING = "weixin://bizmsgmenu"


def links_in(text: str) -> list[Option]:
    """Links that speak, in order; others open pages and say nothing."""
    return [
        _spoken(html.unescape(match[2]), match[3])
        for match in _LINK.finditer(text)
        if match[2].startswith(_SPEAKING)
    ]


def plain_text(text: str) -> str:
    """As on the screen: labels instead of links."""
    return _LINK.sub(lambda match: match[3], text)


def _spoken(target: str, label: str) -> Option:
    query = parse_qs(urlsplit(target).query, keep_blank_values=True)
    content = query.get("msgmenucontent", [label])[0]
    return Option(id=query.get("msgmenuid", ["0"])[0], content=content)
