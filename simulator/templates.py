"""The templates an account has chosen, and what people let it send with them."""

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from simulator.errors import PlatformError
from simulator.template_library import LIBRARY, Keyword, LibraryEntry


class TemplateKind(StrEnum):
    """Two separate lists: an id of one is unknown to the other."""

    message = "message"
    notice = "notice"


class Acceptance(StrEnum):
    """How somebody's phone takes template messages."""

    success = "success"
    # Refused at once.
    refused = "refused"
    # Taken from the account, and then not shown.
    user_block = "failed:user block"
    system_failed = "failed: system failed"


@dataclass(frozen=True)
class Template:
    id: str
    title: str
    content: str
    example: str = ""
    type: int = 2


@dataclass
class Templates:
    """Of one kind."""

    kind: TemplateKind
    most: int
    chosen: dict[str, Template] = field(default_factory=dict)
    _made: int = 0

    def choose_all(self) -> None:
        """Every entry of the library with all its keywords, under ids that never change."""
        for entry in LIBRARY.values():
            template = template_from(entry, entry.keywords, f"{self.kind}:{entry.id}")
            self.chosen[template.id] = template

    def choose(self, entry: LibraryEntry, keywords: tuple[Keyword, ...]) -> Template:
        if len(self.chosen) >= self.most:
            raise PlatformError(45026 if self.kind is TemplateKind.message else 200012)
        self._made += 1
        template = template_from(entry, keywords, f"{self.kind}:{entry.id}:{self._made}")
        self.chosen[template.id] = template
        return template

    def get(self, template_id: str) -> Template:
        template = self.chosen.get(template_id)
        if template is None:
            raise PlatformError(40037)
        return template

    def drop(self, template_id: str) -> None:
        self.get(template_id)
        del self.chosen[template_id]


@dataclass
class Trades:
    """The two 所属行业 an account is in; it may move once a month."""

    ids: tuple[str, str] = ("1", "19")
    _changed_at: datetime | None = None

    def change(self, ids: tuple[str, str], now: datetime) -> None:
        if self._changed_at and now < self._changed_at + timedelta(days=30):
            raise PlatformError(43100)
        self.ids, self._changed_at = ids, now


@dataclass
class Consents:
    """By person: one-off consents still unused, standing ones, and trouble ordered for tests."""

    single: Counter[tuple[str, str]] = field(default_factory=Counter)
    standing: set[tuple[str, str]] = field(default_factory=set)
    acceptance: dict[str, Acceptance] = field(default_factory=dict)

    def allow(self, openid: str, template: Template) -> None:
        if template.type == 3:
            self.standing.add((openid, template.id))
        else:
            self.single[openid, template.id] += 1

    def withdraw(self, openid: str, template_id: str) -> None:
        self.single.pop((openid, template_id), None)
        self.standing.discard((openid, template_id))

    def spend(self, openid: str, template_id: str) -> None:
        if (openid, template_id) in self.standing:
            return
        if not self.single[openid, template_id]:
            raise PlatformError(43101)
        self.single[openid, template_id] -= 1

    def left(self, openid: str, template_id: str) -> int | None:
        """How many more may be sent; None is any number."""
        standing = (openid, template_id) in self.standing
        return None if standing else self.single[openid, template_id]

    def forget_people(self) -> None:
        self.single.clear()
        self.standing.clear()
        self.acceptance.clear()


def template_from(entry: LibraryEntry, keywords: tuple[Keyword, ...], seed: str) -> Template:
    digest = hashlib.sha256(seed.encode()).digest()
    return Template(
        id=base64.urlsafe_b64encode(digest).decode().rstrip("="),
        title=entry.title,
        content="".join(f"{word.name}:{{{{{word.key}.DATA}}}}\n" for word in keywords),
        example="".join(f"{word.name}:{word.example}\n" for word in keywords),
        type=entry.type,
    )
