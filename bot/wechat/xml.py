"""WeChat's flat XML, read without trusting it and written without breaking it."""

import re
from xml.parsers import expat

# Everything XML 1.0 forbids, lone surrogates included. People do paste such characters.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAX_DEPTH = 8
_MAX_ELEMENTS = 300


class MalformedXml(ValueError):
    """Not a message of the platform."""


def clean(text: str) -> str:
    return _ILLEGAL.sub("", text)


class _Reader:
    """Collects the children of the root. Of duplicates the first counts; deeper levels are skipped."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self._path: list[str] = []
        self._text: list[str] = []
        self._elements = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._path.append(name)
        self._text.clear()
        if len(self._path) > _MAX_DEPTH or self._elements > _MAX_ELEMENTS:
            raise MalformedXml("too deep or too many elements")

    def end(self, name: str) -> None:
        if len(self._path) == 2:
            self.fields.setdefault(name, "".join(self._text))
        self._path.pop()
        self._text.clear()

    def data(self, text: str) -> None:
        if len(self._path) == 2:
            self._text.append(text)

    def doctype(self, *declaration: object) -> None:
        # No entity can be declared without one, so bombs end here.
        raise MalformedXml("doctype")


def read(body: bytes | str) -> dict[str, str]:
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
    return reader.fields


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
