"""Whether somebody is a member: 会籍状态. No I/O here."""

from enum import StrEnum


class MembershipStatus(StrEnum):
    active = "active"
    retained = "retained"  # 会籍保留
    transferring = "transferring"
    ended = "ended"
