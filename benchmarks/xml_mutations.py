"""One small mischief to a push's XML: what people paste, what proxies cut, what attackers try."""

import re
from collections.abc import Callable

from hypothesis import strategies as st

type Mutation = Callable[[str, st.DataObject], str]

WORDS = st.text(st.characters(codec="utf-8"), max_size=60)
_ODD_PIECES = (
    *("\x00", "\x0b", "\x1d", "\ufeff", "\uffff", "&", "<", ">", "]]>", "&#0;", "&#xD800;"),
    *("<a/>", "<!--", "<?pi?>", "<!DOCTYPE x>", '<!DOCTYPE x [<!ENTITY e "e">]>&e;', "🚴" * 200),
    *("<Encrypt>AAAA</Encrypt>", "<MsgType>text</MsgType>", "<List></List>", "x" * 5000),
)
_NUMBERS = (
    *("0", "-1", "1e309", "NaN", "9" * 30, "", " ", "1.5", "0x10", "１２３", "2147483648"),
    *("253402300799", "253402300800", "-62135596800", "180.1", "91"),
)
_KINDS = (
    *("text", "image", "voice", "video", "shortvideo", "location", "link", "event", "file"),
    *("miniprogrampage", "", " TEXT ", "未知", "k" * 300),
)
_EVENTS = (
    *("subscribe", "unsubscribe", "SCAN", "LOCATION", "CLICK", "VIEW", "view_miniprogram"),
    *("scancode_push", "scancode_waitmsg", "pic_weixin", "location_select", "click "),
    *("TEMPLATESENDJOBFINISH", "subscribe_msg_popup_event", "subscribe_msg_change_event"),
    *("subscribe_msg_sent_event", "user_authorization_revoke", "user_info_modified"),
    *("user_authorization_cancellation", "kf_create_session", "kf_switch_session", "", "?"),
)
_LEAF = re.compile(r">(<!\[CDATA\[)?([^<>\]]*)(\]\]>)?</")


def _some(choices: tuple[str, ...], data: st.DataObject) -> str:
    return data.draw(st.sampled_from(choices))


def _place(xml: str, data: st.DataObject) -> int:
    return data.draw(st.integers(0, len(xml)))


def other_words(xml: str, data: st.DataObject) -> str:
    """The content of one element becomes any text at all, in CDATA or bare."""
    leaves = list(_LEAF.finditer(xml))
    if not leaves:
        return xml
    leaf = data.draw(st.sampled_from(leaves))
    return xml[: leaf.start() + 1] + data.draw(WORDS) + xml[leaf.end() - 2 :]


def words_in_cdata(xml: str, data: st.DataObject) -> str:
    words = data.draw(WORDS).replace("]]>", "")
    return re.sub(r"<!\[CDATA\[[^\]]*\]\]>", lambda _: f"<![CDATA[{words}]]>", xml, count=5)


def odd_piece(xml: str, data: st.DataObject) -> str:
    at = _place(xml, data)
    return xml[:at] + _some(_ODD_PIECES, data) + xml[at:]


def cut_out(xml: str, data: st.DataObject) -> str:
    start, end = sorted((_place(xml, data), _place(xml, data)))
    return xml[:start] + xml[end:]


def cut_off(xml: str, data: st.DataObject) -> str:
    return xml[: _place(xml, data)]


def without_a_line(xml: str, data: st.DataObject) -> str:
    lines = xml.splitlines() or [""]
    del lines[data.draw(st.integers(0, len(lines) - 1))]
    return "\n".join(lines)


def with_a_line_twice(xml: str, data: st.DataObject) -> str:
    lines = xml.splitlines() or [""]
    line = data.draw(st.sampled_from(lines))
    lines.insert(data.draw(st.integers(0, len(lines))), line)
    return "\n".join(lines)


def lines_in_other_order(xml: str, data: st.DataObject) -> str:
    first, *middle, last = xml.splitlines() if xml.count("\n") > 1 else ["<xml>", "</xml>"]
    return "\n".join([first, *data.draw(st.permutations(middle)), last])


def nested(xml: str, data: st.DataObject) -> str:
    depth = data.draw(st.sampled_from([1, 5, 6, 7, 50]))
    return xml.replace("<MsgType>", "<a>" * depth + "</a>" * depth + "<MsgType>", 1)


def other_number(xml: str, data: st.DataObject) -> str:
    runs = list(re.finditer(r"(?<=>)[0-9.]+(?=<)", xml))
    if not runs:
        return xml
    run = data.draw(st.sampled_from(runs))
    return xml[: run.start()] + _some(_NUMBERS, data) + xml[run.end() :]


def other_kind(xml: str, data: st.DataObject) -> str:
    kind = _some(_KINDS, data)
    return re.sub(r"<MsgType>.*?</MsgType>", f"<MsgType>{kind}</MsgType>", xml, count=1)


def other_event(xml: str, data: st.DataObject) -> str:
    event = f"<MsgType>event</MsgType>\n<Event>{_some(_EVENTS, data)}</Event>"
    return re.sub(r"<MsgType>.*?</MsgType>", event, xml, count=1)


MUTATIONS: tuple[Mutation, ...] = (
    *(other_words, words_in_cdata, odd_piece, cut_out, cut_off, without_a_line),
    *(with_a_line_twice, lines_in_other_order, nested, other_number, other_kind, other_event),
)
