"""What the account notes about people: remarks, tags, the blacklist. No I/O here.

The old groups are tags of which a person has at most one, as they have been since tags came.
"""

from dataclasses import dataclass, field

from simulator.errors import PlatformError

BLACKLIST, STARRED = 1, 2
MOST_TAGS = 100
MOST_TAGS_PER_PERSON = 20
_SYSTEM = {0: "未分组", BLACKLIST: "黑名单", STARRED: "星标组"}


@dataclass
class Tag:
    id: int
    name: str


@dataclass
class Followers:
    """By openid; nobody's following is known here, only what was written down about them."""

    tags: dict[int, Tag] = field(default_factory=lambda: {STARRED: Tag(STARRED, "星标组")})
    remarks: dict[str, str] = field(default_factory=dict)
    blacklist: list[str] = field(default_factory=list)
    # In the order they were given: the last one given decides which conditional menu is shown.
    tags_of: dict[str, list[int]] = field(default_factory=dict)
    _last_id: int = 99

    def create(self, name: str) -> Tag:
        self._check_name(name)
        if len(self.tags) >= MOST_TAGS:
            raise PlatformError(45056)
        self._last_id += 1
        tag = self.tags[self._last_id] = Tag(self._last_id, name)
        return tag

    def rename(self, tag_id: int, name: str) -> None:
        tag = self._own(tag_id)
        if tag.name != name:
            self._check_name(name)
        tag.name = name

    def delete(self, tag_id: int) -> None:
        self._own(tag_id)
        del self.tags[tag_id]
        for given in self.tags_of.values():
            if tag_id in given:
                given.remove(tag_id)

    def tag(self, openid: str, tag_id: int) -> None:
        self.check(tag_id)
        given = self.tags_of.setdefault(openid, [])
        if tag_id in given:
            return
        if len(given) >= MOST_TAGS_PER_PERSON:
            raise PlatformError(45059)
        given.append(tag_id)

    def untag(self, openid: str, tag_id: int) -> None:
        self.check(tag_id)
        given = self.tags_of.get(openid, [])
        if tag_id in given:
            given.remove(tag_id)

    def move(self, openid: str, group_id: int) -> None:
        """Into a group, and out of all others; 0 is no group at all."""
        if group_id != 0:
            self.check(group_id)
        self.tags_of[openid] = [group_id] if group_id else []

    def group_of(self, openid: str) -> int:
        if openid in self.blacklist:
            return BLACKLIST
        return next(iter(self.tags_of.get(openid, ())), 0)

    def tagged(self, tag_id: int) -> list[str]:
        self.check(tag_id)
        return [openid for openid, given in self.tags_of.items() if tag_id in given]

    def check(self, tag_id: int) -> None:
        if tag_id not in self.tags:
            raise PlatformError(45159)

    def forget_people(self) -> None:
        self.remarks.clear()
        self.blacklist.clear()
        self.tags_of.clear()

    def _own(self, tag_id: int) -> Tag:
        """Tags the account made itself; the platform's three are not its to change."""
        if tag_id in _SYSTEM:
            raise PlatformError(45058)
        self.check(tag_id)
        return self.tags[tag_id]

    def _check_name(self, name: str) -> None:
        if not name or len(name) > 30:
            raise PlatformError(45158)
        if any(tag.name == name for tag in self.tags.values()):
            raise PlatformError(45157)
