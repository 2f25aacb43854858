"""Who is being served in the platform's own customer service, who waits for it, what was said.

While a session is open, that person's messages go there and not to the account's server.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

from simulator import events
from simulator.errors import PlatformError
from simulator.kf_accounts import KfAccounts
from simulator.messages import Fields


class Operation(IntEnum):
    staff_said = 2002
    person_said = 2003


@dataclass
class Session:
    openid: str
    account: str
    created_at: datetime
    last_at: datetime


@dataclass
class Waiting:
    """`account` is empty when anybody may take the person."""

    openid: str
    account: str
    latest_at: datetime


@dataclass(frozen=True)
class Record:
    id: int
    openid: str
    operation: Operation
    text: str
    at: datetime
    account: str


def nobody_listens(openid: str, body: Fields) -> None:
    """Until the simulator runs."""


@dataclass
class Desk:
    session_lasts: timedelta
    accounts: KfAccounts = field(default_factory=KfAccounts)
    sessions: dict[str, Session] = field(default_factory=dict)
    waiting: dict[str, Waiting] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    tell: Callable[[str, Fields], None] = nobody_listens

    def open(self, openid: str, account: str, now: datetime) -> None:
        self.accounts.ready(account)
        session = self.session_of(openid, now)
        if session and session.account != account:
            raise PlatformError(65414)
        if session is None:
            self._begin(openid, account, now)

    def close(self, openid: str, account: str, now: datetime) -> None:
        session = self.session_of(openid, now)
        if session is None:
            raise PlatformError(65413)
        if session.account != account:
            raise PlatformError(65414)
        self._end(session)

    def switch(self, openid: str, account: str, now: datetime) -> None:
        """Staff hand the person to each other."""
        session = self.session_of(openid, now)
        if session is None:
            raise PlatformError(65413)
        self.accounts.ready(account)
        before, session.account = session.account, account
        self.tell(openid, events.customer_service_switched(before, account))

    def transfer(self, openid: str, account: str, now: datetime) -> None:
        """The account's server asked for a person: now if somebody takes everybody, else in turn."""
        willing = [one for one in self.accounts.by_name.values() if one.accepts_at_once]
        for one in willing:
            if one.is_online and account in ("", one.name):
                self._begin(openid, one.name, now)
                return
        self.waiting[openid] = Waiting(openid, account, now)

    def session_of(self, openid: str, now: datetime) -> Session | None:
        self.end_silent(now)
        return self.sessions.get(openid)

    def end_silent(self, now: datetime) -> None:
        """Sessions in which nobody has said anything for half an hour."""
        for session in list(self.sessions.values()):
            if now >= session.last_at + self.session_lasts:
                self._end(session)

    def hear(self, openid: str, text: str, now: datetime) -> bool:
        """Whether staff got it; if nobody serves the person, the account's server does."""
        session = self.session_of(openid, now)
        if session is None:
            if openid in self.waiting:
                self.waiting[openid].latest_at = now
            return False
        session.last_at = now
        self.note(openid, Operation.person_said, text, session.account, now)
        return True

    def note(
        self, openid: str, operation: Operation, text: str, account: str, now: datetime
    ) -> None:
        record = Record(len(self.records) + 1, openid, operation, text, now, account)
        self.records.append(record)

    def forget_people(self) -> None:
        self.sessions.clear()
        self.waiting.clear()
        self.records.clear()

    def _begin(self, openid: str, account: str, now: datetime) -> None:
        self.waiting.pop(openid, None)
        self.sessions[openid] = Session(openid, account, now, now)
        self.tell(openid, events.customer_service_begun(account))

    def _end(self, session: Session) -> None:
        del self.sessions[session.openid]
        self.tell(session.openid, events.customer_service_ended(session.account))
