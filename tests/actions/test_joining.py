"""A courier joins by chat: the straight way, and the ways people really take."""

import pytest

from actions import steps
from backend.contracts.cases import CaseKind, OpenIntake
from backend.contracts.errors import ErrorCode
from tests.actions.conftest import Courier
from tests.actions.fake_backend import FakeBackend


async def test_a_courier_joins_in_one_sitting(courier: Courier, fake: FakeBackend) -> None:
    """S22, S27."""
    await courier.reaches(steps.SUMMARY)
    assert await courier.says("submit_join") == ["utter_join_submitted"]
    assert courier.words["number"] == "RH-4101-000128"
    assert courier.question is None
    assert fake.submitted == [courier.id]


async def test_after_submitting_one_may_allow_a_notice_of_the_result(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.notices_url = "https://union.example/m/notices"
    await courier.reaches(steps.SUMMARY)
    said = await courier.says("submit_join")
    assert said == ["utter_join_submitted", "utter_offer_notices"]
    assert courier.words["url"] == fake.notices_url


async def test_a_request_that_gave_way_to_joining_is_mentioned_after_the_receipt(
    courier: Courier, fake: FakeBackend
) -> None:
    await courier.reaches(steps.SUMMARY)
    fake.help.open(courier.id, OpenIntake(kind=CaseKind.wage_arrears, story="工资没发"))
    said = await courier.says("submit_join")
    assert said == ["utter_join_submitted", "utter_join_case_waits"]
    assert await courier.says("keep_going") == ["utter_case_going_on"]


async def test_nothing_is_collected_before_consent(courier: Courier) -> None:
    """L05: a photo sent before consent was not stored; the person is told and asked."""
    await courier.says("join_union")
    said = await courier.says("send_photo", problem="consent_required")
    assert said == ["utter_error_consent_required"]
    assert courier.question == steps.CONSENT


async def test_the_notice_can_be_read_before_agreeing(courier: Courier) -> None:
    await courier.says("join_union")
    assert await courier.says("read_notice") == ["utter_privacy_notice"]
    assert courier.question == steps.CONSENT


async def test_a_yes_is_to_the_notice_that_was_shown_l05(
    courier: Courier, fake: FakeBackend
) -> None:
    await courier.says("join_union")
    fake.notice_version = "2"
    said = await courier.says("agree_consent", version="1")
    assert said == ["utter_error_notice_changed", "utter_privacy_notice"]
    assert courier.question == steps.CONSENT
    assert fake.agreed == []
    await courier.says("affirm", "同意")
    assert fake.agreed == ["2"]
    assert courier.question == steps.PORTRAIT


async def test_reading_the_new_notice_makes_the_next_yes_one_to_it(
    courier: Courier, fake: FakeBackend
) -> None:
    await courier.says("join_union")
    fake.notice_version = "2"
    await courier.says("read_notice")
    assert courier.slots["shown_notice"] == "2"


async def test_who_declines_is_left_in_peace(courier: Courier, fake: FakeBackend) -> None:
    await courier.says("join_union")
    assert await courier.says("deny", "不同意") == ["utter_consent_declined"]
    assert courier.question is None
    assert fake.declined == [courier.id]


async def test_one_sentence_may_answer_two_questions(courier: Courier) -> None:
    await courier.reaches(steps.TRADE)
    await courier.says("inform", "给美团跑单嘞")
    assert courier.question == steps.COUNTY
    assert courier.slots["shown_employer"] == "美团"


async def test_a_county_known_from_the_qr_code_is_not_asked(
    courier: Courier, fake: FakeBackend
) -> None:
    fake.known_county = "郑州市金水区"
    await courier.reaches(steps.PHONE)
    assert courier.slots["shown_county"] == "郑州市金水区"


async def test_a_shared_location_answers_the_county(courier: Courier) -> None:
    await courier.reaches(steps.COUNTY)
    await courier.says("send_location", county="410105")
    assert courier.question == steps.PHONE


async def test_no_employer_is_an_answer(courier: Courier) -> None:
    await courier.reaches(steps.EMPLOYER)
    await courier.says("deny", "没有")
    assert courier.question == steps.COUNTY
    assert courier.slots["shown_employer"] == "没有单位"


async def test_two_trades_are_never_taken_for_one(courier: Courier, fake: FakeBackend) -> None:
    """S34: the backend names the candidates, the person picks exactly one."""
    choices = [{"code": "courier", "label": "快递"}, {"code": "truck", "label": "货车"}]
    fake.refuse("trade", ErrorCode.trade_ambiguous, choices=choices)
    await courier.reaches(steps.TRADE)
    assert await courier.says("inform", "送货的") == ["utter_error_trade_ambiguous"]
    assert [button["title"] for button in courier.buttons] == ["快递", "货车"]
    assert courier.question == steps.WHICH_TRADE
    await courier.says("choose_trade", trade="courier")
    assert courier.question == steps.EMPLOYER


async def test_any_detail_can_be_corrected_by_naming_it(courier: Courier) -> None:
    await courier.reaches(steps.SUMMARY)
    await courier.says("correct", "手机号错了", confidence=0.9, field="phone")
    assert courier.question == steps.PHONE
    await courier.says("inform", "[[phone:99ffee00]]", phone_reference="[[phone:99ffee00]]")
    assert courier.question == steps.SUMMARY


@pytest.mark.parametrize("field", ["employer", "county"])
async def test_what_was_not_told_yet_is_no_detail_to_correct(courier: Courier, field: str) -> None:
    """Its question would quote what nobody said."""
    await courier.reaches(steps.PORTRAIT)
    await courier.says("correct", "修改", field=field)
    assert courier.question == steps.PORTRAIT


async def test_before_the_consent_there_is_nothing_to_correct(courier: Courier) -> None:
    await courier.says("join_union")
    await courier.says("correct", "修改")
    assert courier.question == steps.CONSENT


async def test_a_correction_that_brings_the_new_number_is_done_at_once(courier: Courier) -> None:
    await courier.reaches(steps.SUMMARY)
    await courier.says(
        "correct", "手机号改成[[phone:99ffee00]]", phone_reference="[[phone:99ffee00]]"
    )
    assert courier.question == steps.SUMMARY


async def test_a_name_that_was_read_wrongly_is_typed(courier: Courier) -> None:
    await courier.reaches(steps.IDENTITY)
    await courier.says("correct", field="name")
    assert courier.question == steps.NAME
    await courier.says("correct", "我的名字是张小满", confidence=0.8, field="name")
    assert courier.question == steps.IDENTITY


async def test_giving_up_is_asked_once_more(courier: Courier, fake: FakeBackend) -> None:
    await courier.reaches(steps.EMBLEM)
    await courier.says("cancel", "不办了")
    assert courier.question == steps.CANCEL
    await courier.says("keep_going", "继续办")
    assert courier.question == steps.EMBLEM
    await courier.says("cancel", "算了")
    assert await courier.says("give_up") == ["utter_join_cancelled"]
    assert courier.id not in fake.drafts


async def test_starting_over_forgets_the_draft(courier: Courier) -> None:
    await courier.reaches(steps.COUNTY)
    await courier.says("start_over", "重新来", confidence=0.9)
    assert courier.question == steps.START_OVER
    await courier.says("start_over")
    assert courier.question == steps.CONSENT
    assert courier.slots["shown_trade"] is None


async def test_an_existing_member_is_told_and_offered_a_transfer(
    courier: Courier, fake: FakeBackend
) -> None:
    """S32, S33: the words offer the transfer; the form is over."""
    fake.refuse("photo", ErrorCode.already_member)
    await courier.reaches(steps.PORTRAIT)
    assert await courier.sends_photo() == ["utter_error_already_member"]
    assert courier.question is None


async def test_who_applied_already_hears_the_progress(courier: Courier, fake: FakeBackend) -> None:
    fake.refuse("open", ErrorCode.application_pending)
    said = await courier.says("join_union")
    assert said == ["utter_error_application_pending", "utter_progress_none"]
    assert courier.question is None


async def test_a_backend_that_is_away_loses_no_place_in_the_form(
    courier: Courier, fake: FakeBackend
) -> None:
    await courier.reaches(steps.COUNTY)
    fake.is_down = True
    assert await courier.says("inform", "金水") == ["utter_backend_down"]
    assert courier.question == steps.COUNTY
    fake.is_down = False
    await courier.says("inform", "金水")
    assert courier.question == steps.PHONE


async def test_a_draft_that_vanished_is_begun_again(courier: Courier, fake: FakeBackend) -> None:
    await courier.reaches(steps.COUNTY)
    fake.drafts.clear()
    assert await courier.says("inform", "金水") == ["utter_error_no_open_application"]
    assert courier.question == steps.CONSENT


async def test_every_turn_sets_a_slot_besides_the_question(courier: Courier) -> None:
    """Else Rasa takes the form for not having understood, and says its fallback."""
    await courier.reaches(steps.COUNTY)
    await courier.says("greet", "你好")
    names = {event["name"] for event in courier.events}
    assert names - {"requested_slot"}
