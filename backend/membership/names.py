"""Personal names: what counts as one, and how they are shown."""

import re
import unicodedata

_NAME = re.compile(r"^[\u3400-\u9fff\U00020000-\U0003ffff]{1,15}(?:·[\u3400-\u9fff]{1,15}){0,3}$")
_PREFIX = re.compile(r"^(?:我叫|俺叫|我是|名字是|姓名是?|叫|应该是|是|改成|改为)[:：]?\s*")


def find_name(text: str) -> str | None:
    """2–30 characters, Han with `·` between parts (•, ・ and . become ·), else None."""
    said = unicodedata.normalize("NFC", text).strip(" 。,，!！\n\t")
    said = _PREFIX.sub("", said)
    said = re.sub(r"\s*[•・．.∙‧]\s*", "·", said).replace(" ", "")
    return said if 2 <= len(said) <= 30 and _NAME.match(said) else None


def mask_name(name: str) -> str:
    """张*: the family name only, whatever the length."""
    return f"{name[:1]}*" if name else ""
