"""Messages to many at once: who is still to get one, what was sent, and under which number."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from simulator.access import BEIJING, AccountType
from simulator.errors import PlatformError

SENT, DELETED = "SEND_SUCCESS", "DELETE"


@dataclass
class MassJob:
    id: int
    data_id: int
    asked: list[str]
    reached: list[str]
    sent_at: datetime
    status: str = SENT


@dataclass
class MassMailing:
    """A service account reaches each person four times a month, any other once a day."""

    jobs: dict[int, MassJob] = field(default_factory=dict)
    by_client_id: dict[str, MassJob] = field(default_factory=dict)
    speed: int = 0
    _reached: Counter[tuple[str, date]] = field(default_factory=Counter)
    _last_id: int = 3_147_483_650

    def send(self, openids: list[str], account_type: AccountType, now: datetime) -> MassJob:
        often = 4 if account_type is AccountType.verified_service else 1
        period = _period(account_type, now)
        reached = [openid for openid in openids if self._reached[openid, period] < often]
        self._reached.update((openid, period) for openid in reached)
        self._last_id += 1
        job = MassJob(self._last_id, self._last_id + 10**9, openids, reached, now)
        self.jobs[job.id] = job
        return job

    def get(self, job_id: int) -> MassJob:
        job = self.jobs.get(job_id)
        if job is None:
            raise PlatformError(40059)
        return job

    def forget_people(self) -> None:
        self._reached.clear()


def _period(account_type: AccountType, now: datetime) -> date:
    today = now.astimezone(BEIJING).date()
    return today.replace(day=1) if account_type is AccountType.verified_service else today
