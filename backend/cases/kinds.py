"""How hard a case is, what may happen to it, and which limits run. No I/O here."""

from enum import StrEnum


class CaseClass(StrEnum):
    """How hard it is (12351's classes); the handling limit depends on it."""

    advice = "advice"  # 咨询
    ordinary = "ordinary"  # 一般
    difficult = "difficult"  # 难点
    very_complex = "very_complex"  # 特别复杂


class EventKind(StrEnum):
    """What happened to a case, in the past tense. The first group moves the status, the rest do not."""

    received = "received"
    accepted = "accepted"  # 受理
    verified = "verified"  # 核实 (S44)
    referred = "referred"  # 转办, to a department or service organization (S45, S58)
    started = "started"  # 开始办理
    waited = "waited"  # 等材料、等第三方
    resumed = "resumed"
    resolved = "resolved"  # 办结
    followed_up = "followed_up"  # 回访
    closed = "closed"
    returned = "returned"  # 不满意，退回重办
    reopened = "reopened"
    merged = "merged"
    unmerged = "unmerged"
    withdrawn = "withdrawn"
    # No change of status
    assigned = "assigned"
    referral_accepted = "referral_accepted"
    referral_declined = "referral_declined"
    referral_given_up = "referral_given_up"  # 交回, by a service organization that had accepted it
    handed_over = "handed_over"  # to another union of ours, once it accepted
    extended = "extended"  # 延期
    escalated = "escalated"  # 督办
    urged = "urged"  # 催办
    noted = "noted"  # internal
    added = "added"  # the person added something, or staff a paper of theirs
    told = "told"  # staff told the person something
    rated = "rated"
    reclassified = "reclassified"
    edited = "edited"
    made_urgent = "made_urgent"
    joined_incident = "joined_incident"
    staged = "staged"  # a stage of a hardship record
    warned = "warned"
    breached = "breached"


class ClockKind(StrEnum):
    """Limits in working time first; then those the law sets, in calendar days (L07–L09)."""

    first_answer = "first_answer"
    verification = "verification"
    handling = "handling"
    follow_up = "follow_up"
    referral_acceptance = "referral_acceptance"
    waiting = "waiting"  # until when somebody else is waited for
    closing = "closing"  # to the archive after the call-back
    legal_aid_decision = "legal_aid_decision"  # 7 days
    legal_aid_assignment = "legal_aid_assignment"  # then 3
    mediation = "mediation"  # 15 (+15)
    inspection_filing = "inspection_filing"  # 5 working days
    inspection = "inspection"  # 60 (+30) working days
    arbitration_limit = "arbitration_limit"  # one year
    inspection_limit = "inspection_limit"  # two years
    injury_employer_limit = "injury_employer_limit"  # 30 days
    injury_worker_limit = "injury_worker_limit"  # one year
