"""Everything the simulator knows, in memory: people, their chats, media, codes, the menu, the log.

Only the event loop touches it, and never across an await, so it needs no locks.
"""

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from simulator.access import Access, AccountType
from simulator.articles import ArticleSet, Publications, Shelf, Writing
from simulator.config import Settings
from simulator.connection import Connection, MenuIds
from simulator.errors import PlatformError
from simulator.followers import Followers
from simulator.hub import Event, Hub
from simulator.kf_desk import Desk
from simulator.mass import MassMailing
from simulator.media import MediaStore
from simulator.menu_rules import Seen
from simulator.menus import Menus
from simulator.oauth import Permissions
from simulator.page_tickets import PageTickets
from simulator.quota import Ledger, Trigger, standard_allowances
from simulator.records import (
    Direction,
    Entry,
    Exchange,
    GrantView,
    Person,
    PersonDetail,
)
from simulator.short_keys import ShortKeys
from simulator.templates import Consents, TemplateKind, Templates, Trades
from simulator.tokens import Tokens

type Clock = Callable[[], datetime]

_SHOWN_BODY = 8_000


def system_clock() -> datetime:
    return datetime.now(UTC)


@dataclass
class Phone:
    """One person's phone: who they are, their chat with the account, what the account may send."""

    openid: str
    nickname: str
    created_at: datetime
    ledger: Ledger
    following: bool = False
    subscribed_at: datetime | None = None
    subscribe_scene: str = ""
    entries: list[Entry] = field(default_factory=list)
    spoke_at: datetime | None = None
    typing_until: datetime | None = None
    # What conditional menus look at: 1 iOS, 2 Android, 3 anything else.
    platform_type: int = 2
    language: str = "zh_CN"

    @property
    def person(self) -> Person:
        return Person.model_validate(self, from_attributes=True)


@dataclass(frozen=True)
class Ticket:
    """A QR code the account made."""

    ticket: str
    url: str
    scene: str
    expires_at: datetime | None
    created_at: datetime


class World:
    def __init__(self, settings: Settings, clock: Clock = system_clock) -> None:
        self.settings = settings
        self.connection = Connection.of(settings)
        self.now = clock
        self.hub = Hub()
        self.phones: dict[str, Phone] = {}
        self.exchanges: deque[Exchange] = deque(maxlen=2_000)
        self.tickets: dict[str, Ticket] = {}
        self.menus = Menus()
        self.short_keys = ShortKeys()
        self.message_templates = Templates(TemplateKind.message, most=25)
        self.notice_templates = Templates(TemplateKind.notice, most=50)
        if settings.simulator_has_templates:
            self.message_templates.choose_all()
            self.notice_templates.choose_all()
        self.consents = Consents()
        self.permissions = Permissions()
        self.page_tickets = PageTickets()
        self.desk = Desk(timedelta(seconds=settings.simulator_kf_session_seconds))
        self.trades = Trades()
        self.followers = Followers()
        self.media = MediaStore(timedelta(seconds=settings.simulator_media_seconds))
        self.news = Shelf()
        self.drafts = Shelf()
        self.published = Publications()
        self.writing = Writing(self._is_kept_picture, settings.public_url)
        self.mass = MassMailing()
        self.tokens = Tokens(
            timedelta(seconds=settings.simulator_token_seconds),
            timedelta(seconds=settings.simulator_token_overlap_seconds),
            timedelta(seconds=settings.simulator_forced_refresh_pause_seconds),
        )
        self.access = Access(
            settings.simulator_account_type,
            settings.allowed_addresses,
            dict(settings.simulator_daily_limits),
            dict(settings.simulator_minute_limits),
        )
        self._last_id = 0

    @property
    def menu(self) -> dict[str, Any] | None:
        """What everybody sees to whom no condition applies."""
        return None if self.menus.default is None else {"button": self.menus.default}

    @property
    def menu_ids(self) -> MenuIds:
        """Test accounts can only use links for options, and never learn their ids."""
        if self.access.account_type is AccountType.test:
            return MenuIds.missing
        return self.connection.menu_ids

    def menu_for(self, phone: Phone) -> dict[str, Any] | None:
        given = self.followers.tags_of.get(phone.openid, [])
        buttons = self.menus.seen_by(Seen(given, phone.platform_type))
        return None if buttons is None else {"button": buttons}

    def article_set(self, media_id: str) -> ArticleSet | None:
        """To be sent: a draft, or articles kept for good."""
        return self.drafts.sets.get(media_id) or self.news.sets.get(media_id)

    def _is_kept_picture(self, media_id: str) -> bool:
        media = self.media.get(media_id, self.now())
        return bool(media and media.is_permanent and media.kind in {"image", "thumb"})

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def reset(self) -> None:
        """Forgets people and what was said; keeps what the account set up (menu, codes, tokens)."""
        self.phones.clear()
        self.followers.forget_people()
        self.consents.forget_people()
        self.mass.forget_people()
        self.permissions.forget_people()
        self.desk.forget_people()
        self.exchanges.clear()
        self.hub.publish(Event("reset", "", "{}"))

    def add_phone(self, nickname: str) -> Phone:
        lasts = (
            timedelta(seconds=self.settings.simulator_message_window_seconds),
            timedelta(seconds=self.settings.simulator_tap_window_seconds),
        )
        openid = "o" + secrets.token_urlsafe(32)[:27]
        phone = Phone(openid, nickname, self.now(), Ledger(standard_allowances(*lasts)))
        self.phones[openid] = phone
        self.publish_person(phone)
        return phone

    def phone(self, openid: object) -> Phone:
        """Of anybody, follower or not; the platform knows the openids of its accounts."""
        phone = self.phones.get(openid) if isinstance(openid, str) else None
        if phone is None:
            raise PlatformError(40003)
        return phone

    def follower(self, openid: object) -> Phone:
        """Somebody the account may write to."""
        phone = self.phone(openid)
        if not phone.following:
            raise PlatformError(43004)
        if phone.openid in self.followers.blacklist:
            raise PlatformError(43019)
        return phone

    def consent(self, phone: Phone, template_id: str, *, allowed: bool) -> None:
        """What somebody answered when asked for notices; templates nobody chose are not asked for."""
        template = self.notice_templates.chosen.get(template_id)
        if template and allowed:
            self.consents.allow(phone.openid, template)
        else:
            self.consents.withdraw(phone.openid, template_id)

    def add_entry(self, phone: Phone, direction: Direction, kind: str, **parts: Any) -> Entry:
        entry = Entry(
            id=self.next_id(),
            openid=phone.openid,
            at=self.now(),
            direction=direction,
            kind=kind,
            **parts,
        )
        phone.entries.append(entry)
        if direction is Direction.to_person:
            phone.typing_until = None
        self.publish_entry(phone, entry)
        self.publish_person(phone)
        return entry

    def earn(self, phone: Phone, trigger: Trigger) -> None:
        now = self.now()
        phone.ledger.earn(trigger, now)
        phone.spoke_at = now

    def publish_entry(self, phone: Phone, entry: Entry) -> None:
        self.hub.publish(Event("entry", phone.openid, entry.model_dump_json(), entry.id))

    def publish_person(self, phone: Phone) -> None:
        self.hub.publish(Event("person", phone.openid, self.detail(phone).model_dump_json()))

    def record(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        self.publish_exchange(exchange)

    def publish_exchange(self, exchange: Exchange) -> None:
        """Again whenever it changes; the page replaces it by its id."""
        self.hub.publish(Event("exchange", exchange.openid, exchange.model_dump_json()))

    def detail(self, phone: Phone) -> PersonDetail:
        now = self.now()
        grants = [
            GrantView.model_validate(grant, from_attributes=True)
            for grant in phone.ledger.open(now)
        ]
        return PersonDetail(
            **phone.person.model_dump(),
            remaining=max((grant.remaining for grant in grants), default=None),
            window_closes_at=max((grant.expires_at for grant in grants), default=None),
            grants=grants,
            is_being_typed_to=phone.typing_until is not None and now < phone.typing_until,
        )

    def add_ticket(self, scene: str, expires_at: datetime | None) -> Ticket:
        key = secrets.token_urlsafe(24)
        ticket = Ticket(
            ticket=f"gQ{secrets.token_urlsafe(64)}",
            url=f"{self.settings.public_url}/q/{key}",
            scene=scene,
            expires_at=expires_at,
            created_at=self.now(),
        )
        self.tickets[ticket.ticket] = ticket
        return ticket

    def ticket_for(self, scene: str) -> Ticket | None:
        """The newest valid code of that scene."""
        now = self.now()
        valid = [
            ticket
            for ticket in self.tickets.values()
            if ticket.scene == scene and (ticket.expires_at is None or now < ticket.expires_at)
        ]
        return valid[-1] if valid else None


def shown(body: bytes | str) -> str:
    """Enough of a body for the developer pane; pictures are only counted."""
    if isinstance(body, bytes):
        try:
            body = body.decode()
        except UnicodeDecodeError:
            return f"({len(body)} bytes)"
    return body if len(body) <= _SHOWN_BODY else f"{body[:_SHOWN_BODY]}…"
