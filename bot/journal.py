"""What was handed to the platform, remembered across crashes, so that nothing is said twice.

Records of fixed size, appended to one file a day; the last word on an id counts. They survive this
process at once and the machine's power within `_FLUSH_SECONDS`. See docs/decisions/0011.
"""

import asyncio
import logging
import os
import struct
import time
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from uuid import UUID

from bot import logs

logger = logging.getLogger(__name__)

# Longer than any message is tried: customer-service messages end 48 h after the person's words.
_KEPT_DAYS = 4
_FLUSH_SECONDS = 0.1
_DAY_SECONDS = 86_400
_RECORD = struct.Struct("!16sB")
_PREFIX = "deliveries-"


class Fate(IntEnum):
    """The last that is known of an outbound message."""

    started = 1  # about to be written to the platform; alone, it means we died while at it
    accepted = 2
    passive = 3  # written as the reply to a push
    uncertain = 4
    not_sent = 5
    # About to be written as a reply; alone, it means we died. The platform repeats a push it got
    # no reply to, and the repetition may be answered with the same.
    replying = 6


class Journal:
    """For one process: the files are the truth, the index in memory saves reading them again."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._fates: dict[bytes, Fate] = {}
        self._day = 0
        self._descriptor = -1
        self._is_dirty = False

    def load(self) -> None:
        """What earlier processes handed over. A record cut short by a crash was never acted on."""
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._forget_old()
        for path in sorted(self._directory.glob(f"{_PREFIX}*")):
            content = path.read_bytes()
            whole = len(content) - len(content) % _RECORD.size
            if whole < len(content):
                os.truncate(path, whole)
            for message_id, fate in _RECORD.iter_unpack(content[:whole]):
                self._fates[message_id] = Fate(fate)
        logs.info(logger, "deliveries remembered", count=len(self._fates))

    def fate_of(self, ids: Sequence[UUID]) -> Fate | None:
        """Of one bubble; None when no part of it was ever handed over."""
        fates = [self._fates.get(each.bytes, Fate.not_sent) for each in ids]
        return next((fate for fate in fates if fate is not Fate.not_sent), None)

    def note(self, ids: Sequence[UUID], fate: Fate) -> None:
        """In the file when this returns. Raises OSError when it cannot be: then do not act."""
        if not ids:
            return
        written = b"".join(_RECORD.pack(each.bytes, fate) for each in ids)
        os.write(self._today(), written)
        self._is_dirty = True
        for each in ids:
            self._fates[each.bytes] = fate

    async def keep_flushing(self) -> None:
        """Runs as long as the process."""
        while True:
            await asyncio.sleep(_FLUSH_SECONDS)
            if self._is_dirty:
                self._is_dirty = False
                await asyncio.to_thread(os.fdatasync, self._descriptor)

    def close(self) -> None:
        if self._descriptor >= 0:
            os.fsync(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = -1

    def _today(self) -> int:
        day = int(time.time()) // _DAY_SECONDS
        if day != self._day:
            self.close()
            path = self._directory / f"{_PREFIX}{day}"
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            self._day = day
            self._forget_old()
        return self._descriptor

    def _forget_old(self) -> None:
        """Files only: what they said stays in memory until the process ends, which does no harm."""
        oldest = int(time.time()) // _DAY_SECONDS - _KEPT_DAYS
        for path in self._directory.glob(f"{_PREFIX}*"):
            if int(path.name.removeprefix(_PREFIX)) < oldest:
                path.unlink(missing_ok=True)
