"""The statements every message runs, written out: building them anew cost more than running them."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Integer, String, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP, UUID
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.types import TypeEngine

from backend.desk.public import PUBLIC_SQL

_AT = TIMESTAMP(timezone=True)
_TYPES: dict[str, TypeEngine[Any]] = {
    "contact_id": UUID(),
    "turn_id": UUID(),
    "now": _AT,
    "lease_until": _AT,
    "due_before": _AT,
    "most": Integer(),
    "runs": Boolean(),
    "people": JSONB(),
    "rows": JSONB(),
    "along": ARRAY(UUID()),
    "ask_at": _AT,
    "attempts": Integer(),
}


def _typed(sql: str, *names: str) -> TextClause:
    """asyncpg cannot guess the type of a parameter that may be NULL."""
    return text(sql).bindparams(*(bindparam(name, type_=_TYPES[name]) for name in names))


# The upsert locks the contacts' rows until commit: one person's messages are recorded in order.
# People come sorted, so that two batches never wait for each other in a circle.
RECORD_MESSAGES = _typed(
    """
    WITH contact AS (
        INSERT INTO contacts (id, openid, owner, owner_epoch, created_at, last_inbound_at,
                              followed_at, unfollowed_at, scene, county_code,
                              message_earned_at, tap_earned_at)
        SELECT id, openid, 'bot', 0, :now, CASE WHEN spoke THEN :now END,
               followed_at, unfollowed_at, scene, county_code, message_earned_at, tap_earned_at
        FROM jsonb_to_recordset(:people) AS person (
            id uuid, openid text, spoke boolean, followed_at timestamptz,
            unfollowed_at timestamptz, scene text, county_code text,
            message_earned_at timestamptz, tap_earned_at timestamptz
        )
        ORDER BY openid
        ON CONFLICT (openid) DO UPDATE SET
            last_inbound_at = coalesce(excluded.last_inbound_at, contacts.last_inbound_at),
            followed_at = coalesce(excluded.followed_at, contacts.followed_at),
            unfollowed_at = CASE
                WHEN excluded.unfollowed_at IS NOT NULL THEN excluded.unfollowed_at
                WHEN excluded.followed_at IS NULL THEN contacts.unfollowed_at END,
            scene = coalesce(excluded.scene, contacts.scene),
            county_code = coalesce(excluded.county_code, contacts.county_code),
            -- As quota.Ledger.earn: a later word starts its grant over, a retry does not.
            -- Who leaves loses both.
            message_earned_at = CASE WHEN excluded.unfollowed_at IS NULL
                THEN greatest(excluded.message_earned_at, contacts.message_earned_at) END,
            message_sends = CASE
                WHEN excluded.message_earned_at > coalesce(contacts.message_earned_at, '-infinity')
                THEN 0 ELSE contacts.message_sends END,
            tap_earned_at = CASE WHEN excluded.unfollowed_at IS NULL
                THEN greatest(excluded.tap_earned_at, contacts.tap_earned_at) END,
            tap_sends = CASE
                WHEN excluded.tap_earned_at > coalesce(contacts.tap_earned_at, '-infinity')
                THEN 0 ELSE contacts.tap_sends END
        RETURNING id, openid, owner, owner_epoch
    ), arrived AS (
        SELECT * FROM jsonb_to_recordset(:rows) AS row (
            place int, id uuid, openid text, direction text, kind text, text text, data jsonb,
            dedupe_key text, turn_id uuid, sent_at timestamptz
        )
    ), message AS (
        INSERT INTO messages (id, contact_id, direction, kind, text, data, dedupe_key,
                              turn_id, created_at, attempts)
        SELECT arrived.id, contact.id, direction, kind, text, data, dedupe_key, turn_id, sent_at, 0
        FROM arrived JOIN contact USING (openid)
        ORDER BY place
        ON CONFLICT (dedupe_key) DO NOTHING
        RETURNING id, seq
    )
    SELECT contact.id, contact.owner, contact.owner_epoch, message.seq, CASE WHEN :runs THEN (
        -- As CURRENT_OPTIONS, before this message: the snapshot does not hold it yet.
        SELECT jsonb_agg(option ORDER BY said.seq DESC, place)
        FROM messages AS said,
          jsonb_array_elements(said.data -> 'options') WITH ORDINALITY AS offered (option, place)
        WHERE said.contact_id = contact.id AND said.direction = 'outbound'
          AND jsonb_exists(said.data, 'options')
          AND said.seq > (SELECT coalesce(max(seq), 0) FROM messages
                          WHERE contact_id = contact.id AND direction = 'inbound')
    ) END AS options, EXISTS (
        SELECT 1 FROM messages AS waiting WHERE waiting.contact_id = contact.id
          AND waiting.delivery IN ('held', 'queued', 'notice_sent', 'noticed')
    ) AS something_waits
    FROM arrived JOIN contact USING (openid) LEFT JOIN message ON message.id = arrived.id
    ORDER BY arrived.place
    """,
    *("now", "people", "rows", "runs"),
).columns(
    id=UUID(),
    owner=String(),
    owner_epoch=Integer(),
    seq=BigInteger(),
    options=JSONB(),
    something_waits=Boolean(),
)

# A statement of its own: its snapshot is taken after the contacts' locks were waited for.
# So the desk hears of the words here: who waits for a colleague waits from the first of them on,
# and lists everywhere see that somebody wrote. Only where somebody looks on is the desk woken.
QUEUE_TURNS = _typed(
    f"""
    WITH arrived AS (
        SELECT * FROM jsonb_to_recordset(:rows) AS row (
            place int, id uuid, contact_id uuid, message_id uuid, owner_epoch int
        )
    ), waits AS (
        UPDATE desk_conversations AS desk
        SET waiting_since = coalesce(desk.waiting_since, :now), status = 'open',
            snoozed_until = NULL, next_step_at = :now, version = version + 1
        FROM (SELECT contact_id, max(owner_epoch) AS epoch FROM arrived GROUP BY 1) AS spoke
        WHERE desk.contact_id = spoke.contact_id AND desk.status <> 'closed'
          AND (desk.waiting_since IS NULL OR desk.status <> 'open')
        RETURNING desk.*, spoke.epoch
    ), changed AS (
        INSERT INTO desk_events (kind, subject_id, division_path, data, at)
        SELECT 'conversation', desk.contact_id, desk.division_path, {PUBLIC_SQL}, :now
        FROM waits AS desk
    ), told AS (
        INSERT INTO desk_events (kind, subject_id, division_path, data, at)
        SELECT 'message', contact.id, coalesce(desk.division_path, division.path, ''),
               jsonb_build_object('message_id', arrived.message_id, 'direction', 'inbound',
                                  'is_watched', desk.contact_id IS NOT NULL), :now
        FROM arrived JOIN contacts AS contact ON contact.id = arrived.contact_id
        LEFT JOIN desk_conversations AS desk
               ON desk.contact_id = arrived.contact_id AND desk.status <> 'closed'
        LEFT JOIN divisions AS division ON division.code = contact.county_code
        RETURNING CASE WHEN (data ->> 'is_watched')::boolean
                  THEN CAST(pg_notify('desk', '') AS text) END
    )
    INSERT INTO turns (id, contact_id, message_id, owner_epoch, state, attempts, lease_until,
                       next_attempt_at, apologized, created_at)
    SELECT id, contact_id, message_id, owner_epoch,
           CASE WHEN begins THEN 'running' ELSE 'queued' END,
           CASE WHEN begins THEN 1 ELSE 0 END,
           CASE WHEN begins THEN :lease_until END,
           :now, false, :now
    FROM arrived
    CROSS JOIN LATERAL (SELECT :runs AND NOT EXISTS (
        SELECT 1 FROM turns WHERE turns.contact_id = arrived.contact_id AND state <> 'done'
    ) AS begins) AS state
    ORDER BY place
    RETURNING CASE WHEN state = 'running' THEN id END AS begun, (
        SELECT handed_back_seq FROM desk_conversations AS desk
        WHERE desk.contact_id = turns.contact_id
    ) AS handed_back_seq
    """,
    *("rows", "lease_until", "now", "runs"),
).columns(begun=UUID(), handed_back_seq=BigInteger())

# Whoever waits for a lock on a turn sees, once it has it, whether the turn is still free.
# The options are those said last, after the person's previous words: older numbers mean nothing now.
# Those of the newest bubble come first.
CLAIM_TURNS = _typed(
    """
    WITH due AS (
        SELECT turns.id FROM turns
        WHERE turns.state <> 'done' AND turns.next_attempt_at <= :now
          AND (turns.lease_until <= :now
               OR turns.lease_until IS NULL AND turns.next_attempt_at <= :due_before)
          AND NOT EXISTS (
            SELECT 1 FROM turns AS earlier
            WHERE earlier.contact_id = turns.contact_id AND earlier.state <> 'done'
              AND earlier.seq < turns.seq
          )
        ORDER BY turns.seq LIMIT :most FOR UPDATE OF turns SKIP LOCKED
    ), claimed AS (
        UPDATE turns SET state = 'running', lease_until = :lease_until, attempts = attempts + 1
        FROM due WHERE turns.id = due.id
        RETURNING turns.*
    )
    SELECT claimed.id, claimed.contact_id, claimed.message_id, claimed.attempts,
           claimed.owner_epoch, claimed.apologized, claimed.failure, claimed.created_at,
           message.seq, message.kind, message.text, message.data, message.document_id,
           contact.owner, desk.handed_back_seq, (
        SELECT jsonb_agg(option ORDER BY said.seq DESC, place)
        FROM messages AS said,
          jsonb_array_elements(said.data -> 'options') WITH ORDINALITY AS offered (option, place)
        WHERE said.contact_id = claimed.contact_id AND said.direction = 'outbound'
          AND said.seq < message.seq AND jsonb_exists(said.data, 'options')
          AND said.seq > (
            SELECT coalesce(max(seq), 0) FROM messages AS heard
            WHERE heard.contact_id = claimed.contact_id AND heard.direction = 'inbound'
              AND heard.seq < message.seq
          )
    ) AS options
    FROM claimed
    JOIN messages AS message ON message.id = claimed.message_id
    JOIN contacts AS contact ON contact.id = claimed.contact_id
    LEFT JOIN desk_conversations AS desk ON desk.contact_id = claimed.contact_id
    ORDER BY claimed.seq
    """,
    *("now", "due_before", "lease_until", "most"),
).columns(id=UUID(), data=JSONB(), options=JSONB(), handed_back_seq=BigInteger())

RENEW_LEASES = _typed(
    """
    UPDATE turns SET lease_until = :lease_until
    FROM jsonb_to_recordset(:rows) AS held (id uuid, attempts int)
    WHERE turns.id = held.id AND turns.attempts = held.attempts AND turns.state = 'running'
    """,
    *("rows", "lease_until"),
)

# The fence: nothing is said under an `owner_epoch` that has passed, and only by who holds the turn.
# What it refuses is noted in the thread, where colleagues see it and the person does not.
# The answer is stored in the same statement, in the order of `rows`. What would go passively goes
# to the outbox after all while something of this person is still there: nothing overtakes.
FINISH_TURN = _typed(
    """
    WITH done AS (
    UPDATE turns SET state = 'done', finished_at = :now, lease_until = NULL,
        failure = CASE WHEN contact.owner_epoch = turns.owner_epoch THEN failure
                  ELSE 'dropped_after_takeover' END
    FROM (SELECT id, owner_epoch FROM contacts WHERE id = :contact_id FOR UPDATE) AS contact
    WHERE turns.id = :turn_id AND turns.state <> 'done' AND turns.attempts = :attempts
      AND contact.id = turns.contact_id
    RETURNING contact.owner_epoch = turns.owner_epoch AS is_ours
    ), busy AS (
        SELECT EXISTS (
            SELECT 1 FROM messages WHERE messages.contact_id = :contact_id
              AND (messages.delivery IN ('queued', 'sending')
                   -- A receipt takes milliseconds; without one the reply may not have gone out.
                   OR messages.delivery = 'handed_over'
                   AND messages.next_attempt_at < :ask_at - interval '2 seconds')
              AND messages.id <> ALL(:along)
        ) AS is_busy
    ), said AS (
        INSERT INTO messages (id, contact_id, direction, kind, text, data, author, turn_id,
                              delivery, next_attempt_at, attempts, created_at)
        SELECT row.id, :contact_id, 'outbound', 'text', row.text, row.data, row.author, :turn_id,
               CASE WHEN row.passive AND NOT busy.is_busy THEN 'handed_over' ELSE 'queued' END,
               CASE WHEN row.passive AND NOT busy.is_busy THEN :ask_at ELSE :now END, 0, :now
        FROM done, busy, jsonb_to_recordset(:rows) AS row (
            place int, id uuid, text text, data jsonb, author text, passive boolean
        )
        WHERE done.is_ours
        ORDER BY row.place
    ), dropped AS (
        INSERT INTO messages (id, contact_id, direction, kind, text, data, author, turn_id,
                              attempts, created_at)
        SELECT gen_random_uuid(), :contact_id, 'event', 'answer_dropped',
               string_agg(row.text, chr(10) ORDER BY row.place), '{}', 'system', :turn_id, 0, :now
        FROM done, jsonb_to_recordset(:rows) AS row (place int, text text)
        WHERE NOT done.is_ours
        HAVING count(*) > 0
    ), told AS (
        INSERT INTO desk_events (kind, subject_id, division_path, data, at)
        SELECT 'message', desk.contact_id, desk.division_path,
               jsonb_build_object('direction', 'outbound'), :now
        FROM done JOIN desk_conversations AS desk
          ON desk.contact_id = :contact_id AND desk.status <> 'closed'
        WHERE jsonb_array_length(:rows) > 0
        RETURNING pg_notify('desk', '')
    )
    SELECT is_ours, NOT is_busy AS may_go_passively FROM done, busy
    """,
    *("now", "ask_at", "contact_id", "turn_id", "attempts", "rows", "along"),
)
