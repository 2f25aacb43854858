"""XML as the platform writes and reads it: CDATA for words, bare digits for numbers, no DOCTYPE."""

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

type Field = str | int | float | Mapping[str, Field] | Sequence[Field]
type Node = str | dict[str, Node] | list[Node]


# Elements that stand side by side instead of around their items.
_REPEATED = {"List", "item"}


class MalformedXml(ValueError):
    """Not XML, or XML no honest peer would send."""


def build(fields: Mapping[str, Field]) -> str:
    """One `<xml>` document; a list holds `<item>` elements, but one called `List` is repeated."""
    return f"<xml>{_elements(fields)}</xml>"


def parse(body: bytes) -> dict[str, Node]:
    """The children of `<xml>` as nested dictionaries; repeated elements become lists."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise MalformedXml("a document type declaration is not allowed")
    try:
        root = ElementTree.fromstring(body.decode())
    except (ElementTree.ParseError, UnicodeDecodeError) as error:
        raise MalformedXml(f"not XML: {error}") from error
    if root.tag != "xml":
        raise MalformedXml(f"the root element is <{root.tag}>, not <xml>")
    return _children(root)


def text_at(node: Node | None, *path: str) -> str:
    """The text under a path, or nothing; what is missing is for the caller to judge."""
    for name in path:
        node = node.get(name) if isinstance(node, dict) else None
    return node if isinstance(node, str) else ""


def items_at(node: Node | None, *path: str) -> list[Node]:
    """The `<item>` elements under a path, however many there are."""
    for name in (*path, "item"):
        node = node.get(name) if isinstance(node, dict) else None
    if node is None:
        return []
    return node if isinstance(node, list) else [node]


def _elements(fields: Mapping[str, Field]) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: Field) -> str:
    # So are the several results in one event about subscribe notices, and published articles.
    if name in _REPEATED and isinstance(value, Sequence) and not isinstance(value, str):
        return "".join(_element(name, item) for item in value)
    return f"<{name}>{_value(value)}</{name}>"


def _value(value: Field) -> str:
    if isinstance(value, str):
        return "<![CDATA[" + value.replace("]]>", "]]]]><![CDATA[>") + "]]>"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{value:.6f}"
    if isinstance(value, Mapping):
        return _elements(value)
    return "".join(f"<item>{_value(item)}</item>" for item in value)


def _children(element: ElementTree.Element) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for child in element:
        value: Node = _children(child) if len(child) else (child.text or "")
        before = found.get(child.tag)
        if before is None:
            found[child.tag] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            found[child.tag] = [before, value]
    return found
