"""Articles an account has written, in sets of up to eight: kept, drafted, or published."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.errors import PlatformError

type Article = dict[str, Any]

MOST_TOGETHER = 8
_LONGEST_TITLE = 64
_LONGEST_DIGEST = 120
_LONGEST_CONTENT = 20_000
_FROM_CONTENT = 54
_SCRIPT = re.compile(r"<script\b.*?(</script>|$)", re.S | re.I)
_TAG = re.compile(r"<[^>]+>")
_WORDS = ("title", "author", "digest", "content", "content_source_url", "thumb_media_id")
_SWITCHES = ("show_cover_pic", "need_open_comment", "only_fans_can_comment")


@dataclass
class ArticleSet:
    id: str
    articles: list[Article]
    created_at: datetime
    updated_at: datetime


@dataclass
class Shelf:
    """One place where sets lie; the same articles may lie in several."""

    sets: dict[str, ArticleSet] = field(default_factory=dict)

    def add(self, articles: list[Article], now: datetime) -> ArticleSet:
        made = ArticleSet(secrets.token_urlsafe(48), articles, now, now)
        self.sets[made.id] = made
        return made

    def get(self, set_id: str) -> ArticleSet:
        found = self.sets.get(set_id)
        if found is None:
            raise PlatformError(40007)
        return found

    def replace(self, set_id: str, index: int, article: Article, now: datetime) -> None:
        found = self.get(set_id)
        if not 0 <= index < len(found.articles):
            raise PlatformError(40114)
        found.articles[index] = article
        found.updated_at = now

    def take(self, set_id: str) -> ArticleSet:
        found = self.get(set_id)
        del self.sets[set_id]
        return found

    def newest_first(self) -> list[ArticleSet]:
        return sorted(self.sets.values(), key=lambda one: one.updated_at, reverse=True)


@dataclass
class Publications(Shelf):
    """By article_id; `tasks` says which came of which publish_id."""

    tasks: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Writing:
    """What checking an article needs to know: whether its cover is kept for good, and URLs."""

    has_cover: Callable[[str], bool]
    base_url: str

    def checked_all(self, asked: Any) -> list[Article]:
        if not isinstance(asked, list) or not asked:
            raise PlatformError(44003)
        if len(asked) > MOST_TOGETHER:
            raise PlatformError(45008)
        return [self.checked(article) for article in asked]

    def checked(self, asked: Any) -> Article:
        if not isinstance(asked, dict):
            raise PlatformError(47001)
        article: Article = {name: str(asked.get(name) or "") for name in _WORDS}
        article |= {name: int(bool(asked.get(name))) for name in _SWITCHES}
        if not 1 <= len(article["title"]) <= _LONGEST_TITLE:
            raise PlatformError(45003)
        if len(article["digest"]) > _LONGEST_DIGEST:
            raise PlatformError(45004)
        article["content"] = _SCRIPT.sub("", article["content"])
        if not 1 <= len(article["content"]) <= _LONGEST_CONTENT:
            raise PlatformError(45166 if article["content"] else 44004)
        if not self.has_cover(article["thumb_media_id"]):
            raise PlatformError(40007)
        if not article["digest"]:
            article["digest"] = _TAG.sub("", article["content"])[:_FROM_CONTENT]
        article["url"] = f"{self.base_url}/articles/{secrets.token_urlsafe(16)}"
        return article
