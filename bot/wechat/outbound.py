"""Bubbles into what WeChat can show: short enough, never cut inside a character or a link."""

import re
from urllib.parse import quote

from backend.contracts.messages import Bubble, Option

# Undocumented and counted in bytes; 2048 has been seen to work, 1884 to fail on some phones.
MAX_BYTES = 1800

_LINK = re.compile(r"<a\b[^>]*>.*?</a>", re.DOTALL | re.IGNORECASE)
# Variation selectors, joiners, skin tones and combining marks belong to the character before.
_GLUE = re.compile("[\u0300-\u036f\u200d\u20e3\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
# Where a text may end, best first; a break must leave at least a third of the room used.
_BREAKS = ("\n\n", "\n", "。！？!?；;…", "，、,： ")
_LEAST_FILLED = 1 / 3


def size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def split_text(text: str, limit: int = MAX_BYTES) -> list[str]:
    """Parts of at most `limit` bytes; blank space where it was cut is dropped."""
    parts: list[str] = []
    rest = _LINK.sub(lambda link: _unlinked_if_over(limit, link), text).strip("\n")
    while size(rest) > limit:
        head = _head(rest, limit)
        parts.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return [part for part in (*parts, rest) if part.strip()]


def _unlinked_if_over(limit: int, link: re.Match[str]) -> str:
    """A link that fits into no message is better said than broken."""
    return link.group() if size(link.group()) <= limit else re.sub("<[^>]*>", "", link.group())


def _head(text: str, limit: int) -> str:
    """The longest good beginning: ends at a paragraph, else a line, a sentence, a clause."""
    atoms, used = [], 0
    for atom in _atoms(text):
        used += size(atom)
        if used > limit:
            break
        atoms.append(atom)
    if not atoms:  # one endless emoji longer than a message: cut by code points
        return _code_points(text, limit)
    for marks in _BREAKS:
        end = _last_break(atoms, marks)
        if end and size("".join(atoms[:end])) >= limit * _LEAST_FILLED:
            return "".join(atoms[:end])
    return "".join(atoms)


def _last_break(atoms: list[str], marks: str) -> int:
    for end in range(len(atoms), 0, -1):
        if marks == "\n\n":
            if end > 1 and atoms[end - 2] == atoms[end - 1] == "\n":
                return end
        elif atoms[end - 1] in marks:
            return end
    return 0


def _atoms(text: str) -> list[str]:
    """What may not be cut: whole links, and characters with what is glued to them."""
    atoms: list[str] = []
    position = 0
    for link in _LINK.finditer(text):
        atoms += _characters(text[position : link.start()])
        atoms.append(link.group())
        position = link.end()
    return atoms + _characters(text[position:])


def _characters(text: str) -> list[str]:
    characters: list[str] = []
    for character in text:
        joined = characters and (_GLUE.match(character) or characters[-1].endswith("\u200d"))
        if joined:
            characters[-1] += character
        else:
            characters.append(character)
    return characters


def _code_points(text: str, limit: int) -> str:
    return text.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore") or text[:1]


def as_texts(bubble: Bubble) -> list[str]:
    """One tappable line per option; plain numbered lines where links would cost a message more."""
    links = [_link(number, option) for number, option in enumerate(bubble.options, 1)]
    plain = [f"{number} {option.title}" for number, option in enumerate(bubble.options, 1)]
    return min(
        split_text(_with_lines(bubble, links)), split_text(_with_lines(bubble, plain)), key=len
    )


def _with_lines(bubble: Bubble, lines: list[str]) -> str:
    return "\n".join([bubble.text, *lines]) if bubble.text else "\n".join(lines)


def _link(number: int, option: Option) -> str:
    content, option_id = _in_link(option.title), quote(option.id, safe="")
    # A title with angle brackets would end the link early.
    title = option.title.replace("<", "〈").replace(">", "〉")
    return (
        f'<a href="weixin://bizmsgmenu?msgmenucontent={content}&msgmenuid={option_id}">'
        f"{number} {title}</a>"
    )


def _in_link(title: str) -> str:
    """Only what has a meaning in links is encoded: nine bytes per Chinese character add up."""
    return re.sub(r"""[%&#+<>"'\s]""", lambda match: quote(match.group(), safe=""), title)


def before_and_head(bubble: Bubble) -> list[str]:
    """The text of a msgmenu, its last part small enough to share a message with the options."""
    room = max(MAX_BYTES - sum(size(option.title) for option in bubble.options), MAX_BYTES // 6)
    return split_text(bubble.text, room) or [""]


def as_menu(bubble: Bubble) -> dict[str, object]:
    """A msgmenu: a tap on it carries the option's id back."""
    items = [{"id": option.id, "content": option.title} for option in bubble.options]
    return {"head_content": bubble.text, "list": items, "tail_content": ""}
