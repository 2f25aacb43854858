"""What was given or told once is not asked again, and what answers something else is heard as that."""

import pytest

from tests.backend.cases.test_intake_drafts import Teller, code_of, contact, teller

__all__ = ["contact", "teller"]


async def test_what_is_said_beside_the_sum_is_no_sum(teller: Teller) -> None:
    """「申诉了三次都驳回」 to 「多少钱」: it is heard as what it is, and the sum is asked once more."""
    await teller.opens("platform_dispute", "美团站点乱罚款，说我超时不讲理")
    await teller.answers("employer", "美团航海路站")
    await teller.answers("county", "金水区")
    state = await teller.answers("amount", "申诉了三次都驳回")
    said = dict(state.summary)
    assert "金额" not in said
    assert said["反映过吗"] == "向平台申诉过"
    assert state.ask == "amount"
    state = await teller.answers("amount", "三百")
    assert dict(state.summary)["金额"] == "300元"


async def test_who_goes_on_telling_when_asked_for_the_sum_is_heard(teller: Teller) -> None:
    await teller.opens("platform_dispute", "美团站点乱罚款，说我超时不讲理")
    await teller.answers("employer", "美团航海路站")
    await teller.answers("county", "金水区")
    state = await teller.answers("amount", "他们就是欺负人不让说话")
    assert "金额" not in dict(state.summary)
    assert "欺负人" in dict(state.summary)["事情"]
    # Not a third time: what is said then is kept as said.
    state = await teller.answers("amount", "好多好多说不完")
    assert state.ask != "amount"


async def test_the_phone_of_an_earlier_request_is_offered_and_not_asked_again(
    teller: Teller,
) -> None:
    await teller.opens("complaint", "站长天天骂人，说话特别难听")
    await teller.answers("county", "金水区")
    await teller.answers("wanted", "道歉")
    state = await teller.answers("phone", "13812345678")
    assert state.known_phone == ""
    await teller.submits()
    await teller.opens("complaint", "站长又骂人了，还摔我的东西")
    await teller.answers("county", "金水区")
    state = await teller.answers("wanted", "道歉")
    assert (state.ask, state.known_phone) == ("phone", "138****5678")
    # Offered, not taken: until they say so the request has none.
    assert "电话" not in dict(state.summary)
    state = await teller.answers("phone", "known")
    assert dict(state.summary)["电话"] == "138****5678"


@pytest.mark.parametrize("said", ["还用那个号", "就用原来的号吧", "用上次的", "就那个号码"])
async def test_the_same_number_may_be_said_in_words(teller: Teller, said: str) -> None:
    await teller.opens("complaint", "站长天天骂人，说话特别难听")
    await teller.answers("county", "金水区")
    await teller.answers("phone", "13812345678")
    await teller.submits()
    await teller.opens("complaint", "站长又骂人了，还摔我的东西")
    state = await teller.answers("phone", said)
    assert dict(state.summary)["电话"] == "138****5678"


async def test_known_is_no_number_where_none_is_known(teller: Teller) -> None:
    await teller.opens("complaint", "站长天天骂人，说话特别难听")
    await teller.answers("county", "金水区")
    assert code_of(await teller.tries("phone", "known")) == "phone_invalid"


async def test_l10_where_every_minute_counts_a_place_without_a_county_is_kept(
    teller: Teller,
) -> None:
    """Asked once more, and then no longer: who lies on a road has no list of counties at hand."""
    await teller.opens("work_injury", "刚才送单被车撞了，现在躺地上起不来")
    state = await teller.answers("county", "农业路天桥上")
    assert state.urgent
    assert "农业路天桥上" in dict(state.summary)["事情"]
    assert state.ask == "county"
    state = await teller.answers("county", "天桥东边路口")
    assert state.ask == "phone"
