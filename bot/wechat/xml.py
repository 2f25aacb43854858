"""WeChat's XML, read without trusting it and written without breaking it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

# Everything XML 1.0 forbids, lone surrogates included. People do paste such characters.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAX_DEPTH = 8
_MAX_ELEMENTS = 300


class MalformedXml(ValueError):
    """Not a message of the platform."""


def clean(text: str) -> str:
    return _ILLEGAL.sub("", text)


@dataclass
class Fields:
    """The children of one element: leaves hold text, groups hold fields of their own.

    Both are lists, because the platform repeats an element where it has several to tell.
    """

    leaves: dict[str, list[str]] = field(default_factory=dict)
    groups: dict[str, list["Fields"]] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """Of duplicates the first counts."""
        return self.leaves[name][0] if name in self.leaves else None

    def text(self, name: str) -> str:
        """Without the white space around it; for everything but a person's own words."""
        return (self.get(name) or "").strip()

    def every(self, name: str) -> list[str]:
        return self.leaves.get(name, [])

    def group(self, name: str) -> "Fields":
        """The first group of that name; an empty one where there is none."""
        return self.groups[name][0] if name in self.groups else Fields()

    def lines(self, path: str = "") -> Iterator[str]:
        """Every leaf with its path, in an order that does not depend on the sender's."""
        for name, texts in sorted(self.leaves.items()):
            for text in texts:
                yield f"{path}{name}={text}"
        for name, groups in sorted(self.groups.items()):
            for place, group in enumerate(groups):
                yield from group.lines(f"{path}{name}[{place}]/")


class _Reader:
    """Builds the fields from inside out; only what the platform's messages are made of."""

    def __init__(self) -> None:
        self.root = Fields()
        self._open: list[Fields] = []
        self._text: list[str] = []
        self._elements = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._open.append(Fields())
        self._text.clear()
        if len(self._open) > _MAX_DEPTH or self._elements > _MAX_ELEMENTS:
            raise MalformedXml("too deep or too many elements")

    def end(self, name: str) -> None:
        ended = self._open.pop()
        if not self._open:
            self.root = ended
        elif ended.leaves or ended.groups:
            self._open[-1].groups.setdefault(name, []).append(ended)
        else:
            self._open[-1].leaves.setdefault(name, []).append("".join(self._text))
        self._text.clear()

    def data(self, text: str) -> None:
        self._text.append(text)

    def doctype(self, *declaration: object) -> None:
        # No entity can be declared without one, so bombs end here.
        raise MalformedXml("doctype")


def read(body: bytes | str) -> Fields:
    """The fields of `<xml>…</xml>`; whitespace is kept, a text may consist of nothing else."""
    text = body.decode("utf-8-sig", "replace") if isinstance(body, bytes) else body
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        parser.Parse(clean(text), True)
    except expat.ExpatError as problem:
        raise MalformedXml(expat.ErrorString(problem.code)) from problem
    return reader.root


def cdata(text: str) -> str:
    return "<![CDATA[" + clean(text).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def text_reply(*, to: str, account: str, created_at: int, text: str) -> str:
    return (
        f"<xml><ToUserName>{cdata(to)}</ToUserName>"
        f"<FromUserName>{cdata(account)}</FromUserName>"
        f"<CreateTime>{created_at}</CreateTime>"
        f"<MsgType><![CDATA[text]]></MsgType>"
        f"<Content>{cdata(text)}</Content></xml>"
    )


def sealed_reply(*, encrypt: str, signature: str, timestamp: str, nonce: str) -> str:
    return (
        f"<xml><Encrypt>{cdata(encrypt)}</Encrypt>"
        f"<MsgSignature>{cdata(signature)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp>"
        f"<Nonce>{cdata(nonce)}</Nonce></xml>"
    )
