"""What came of a push: the answer as the phone shows it, or that the account is out of service."""

from simulator.deliveries import Answer, Push
from simulator.passive import BrokenRule, Expectation, Reply, is_shown, read_reply
from simulator.records import Direction, Exchange, State
from simulator.world import World, shown

OUT_OF_SERVICE = "该公众号暂时无法提供服务，请稍后再试"


def settle(world: World, push: Push, exchange: Exchange, answer: Answer | None) -> None:
    if answer is None:
        exchange.broken_rule = "no delivery was answered with 200 in time"
        _fail(world, push)
        return
    exchange.response = shown(answer.body)
    expected = Expectation(
        openid=push.sender,
        account_id=world.connection.account_id,
        event=push.event,
        keys=tuple(world.connection.accepted_keys(answer.key, world.now())),
    )
    try:
        reply = read_reply(answer.body, world.connection, expected)
        if reply:
            exchange.plain_response = shown(reply.plain)
            _show(world, push, exchange, reply)
        if push.entry:
            push.entry.state = State.done
    except BrokenRule as error:
        exchange.broken_rule = str(error)
        _fail(world, push)


def _fail(world: World, push: Push) -> None:
    if push.entry:
        push.entry.state = State.failed
    if push.phone and is_shown(push.event):
        world.add_entry(push.phone, Direction.notice, "fault", text=OUT_OF_SERVICE)


def _show(world: World, push: Push, exchange: Exchange, reply: Reply) -> None:
    if not is_shown(push.event):
        # Harmless, so the push itself succeeded; but somebody expects it to be read.
        exchange.broken_rule = f"an answer to {push.event} is shown to nobody"
        return
    parts = dict(reply.parts)
    if reply.media_id:
        media = world.media.get(reply.media_id, world.now())
        if media is None:
            raise BrokenRule("the media_id is unknown or expired")
        if media.kind != reply.kind:
            raise BrokenRule(f"the media_id is of a {media.kind}, not of a {reply.kind}")
        parts["media_url"] = f"/mmbiz/{media.picture_key}"
        parts["shows_picture"] = media.shows_picture
    if push.phone is None:
        return
    if reply.kind == "transfer_customer_service":
        parts["text"] = "已转接人工客服"
        world.add_entry(push.phone, Direction.notice, reply.kind, **parts)
        world.desk.transfer(push.phone.openid, reply.kf_account, world.now())
        return
    world.add_entry(
        push.phone,
        Direction.to_person,
        reply.kind,
        delivery="passive",
        exchange_id=exchange.id,
        **parts,
    )
