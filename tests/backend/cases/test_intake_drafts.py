"""A request is told over HTTP as the dialogue does it, kept for days, and becomes a case with a receipt."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import Case, CaseDraft, CaseEvidence
from backend.contracts.cases import CaseReceipt, IntakeState
from backend.conversations.models import Contact
from backend.database import Database, utc_now
from backend.documents.models import Document
from backend.privacy.consents import answer_consent
from backend.privacy.keyring import Keyring
from backend.privacy.notice import VERSION

FAMOUS = "站长跑了欠俺们仨月工资咋弄啊十几个人都没发"


@pytest.fixture
async def contact(database: Database) -> UUID:
    contact = Contact(id=uuid4(), openid=f"o{uuid4().hex[:20]}")
    async with database.transaction() as session:
        session.add(contact)
    return contact.id


class Teller:
    """Somebody telling of their trouble."""

    def __init__(self, http: httpx.AsyncClient, contact: UUID) -> None:
        self.http = http
        self.base = f"/v1/contacts/{contact}/case-draft"

    async def opens(self, kind: str, story: str = "") -> IntakeState:
        answer = await self.http.post(self.base, json={"kind": kind, "story": story})
        return IntakeState.model_validate(answer.raise_for_status().json())

    async def answers(self, field: str, text: str) -> IntakeState:
        answer = await self.tries(field, text)
        return IntakeState.model_validate(answer.raise_for_status().json())

    async def tries(self, field: str, text: str) -> httpx.Response:
        return await self.http.put(f"{self.base}/answers", json={"field": field, "text": text})

    async def submits(self) -> CaseReceipt:
        answer = await self.http.post(f"{self.base}/submission")
        return CaseReceipt.model_validate(answer.raise_for_status().json())

    async def sends(self, document: UUID) -> httpx.Response:
        return await self.http.post(f"{self.base}/evidence", json={"document_id": str(document)})


@pytest.fixture
def teller(internal: httpx.AsyncClient, contact: UUID) -> Teller:
    return Teller(internal, contact)


async def a_photo(database: Database, contact: UUID) -> UUID:
    photo = Document(
        id=uuid4(),
        contact_id=contact,
        purpose="chat_photo",
        wrapped_key="k",
        media_type="image/jpeg",
        size=1,
        width=1,
        height=1,
        delete_after=utc_now(),
    )
    async with database.transaction() as session:
        session.add(photo)
    return photo.id


async def agrees(database: Database, contact: UUID) -> None:
    async with database.transaction() as session:
        await answer_consent(session, contact, accepted=True, version=VERSION)


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["code"])


async def test_the_famous_sentence_leaves_three_questions(teller: Teller) -> None:
    """S43, L10: twelve people are urgent, so only what finds them is asked."""
    state = await teller.opens("wage_arrears", FAMOUS)
    assert state.urgent
    assert [field.value for field in state.missing] == ["employer", "county", "phone"]
    assert ("人数", "约12人") in state.assumed
    assert ("时间", "近3个月") in state.assumed


async def test_an_urgent_case_is_answered_within_two_hours_at_any_time(
    teller: Teller, session: AsyncSession, keyring: Keyring
) -> None:
    await teller.opens("wage_arrears", FAMOUS)
    await teller.answers("employer", "美团航海路站")
    await teller.answers("county", "金水区")
    state = await teller.answers("phone", "张师傅 13812345678")
    assert state.ask is None
    receipt = await teller.submits()
    assert receipt.number.startswith("SQ-4101-")
    assert receipt.urgent
    assert receipt.answer_by_words in {"30分钟内", "2小时内"}
    assert "金水区" in receipt.union
    assert any("离职后一年内" in words for words in receipt.advice)
    case = await session.get(Case, receipt.case_id)
    assert case is not None
    assert (case.people_count, case.urgent_reason) == (12, "many_people")
    assert case.county_code == "410105"
    assert case.employer is not None
    assert case.employer.startswith("美团")
    assert case.employer_text == "美团航海路站"
    assert case.story == FAMOUS
    assert "13812345678" not in str(case.facts)
    assert case.phone is not None


async def test_a_draft_waits_for_days_and_says_back_only_once(
    teller: Teller, internal: httpx.AsyncClient
) -> None:
    await teller.opens("wage_arrears", "老板欠我两万多")
    later = IntakeState.model_validate((await internal.get(teller.base)).json())
    assert ("金额", "20,000元") in later.summary
    state = await teller.answers("employer", "顺达物流")
    assert state.assumed == []


async def test_one_answer_may_answer_more(teller: Teller) -> None:
    await teller.opens("wage_arrears", "工资没发")
    state = await teller.answers("employer", "中通的，在新郑市，欠了三个月")
    assert {field.value for field in state.missing}.isdisjoint({"county", "period"})


async def test_a_story_instead_of_the_employer_goes_to_the_story_once(teller: Teller) -> None:
    await teller.opens("legal_aid", "公司把我无故辞退了没赔偿")
    said = "干了三年，说不要就不要了"
    assert (await teller.answers("employer", said)).ask == "employer"
    assert (await teller.answers("employer", said)).ask != "employer"


async def test_what_can_be_left_out_is_passed_over_and_never_asked_again(teller: Teller) -> None:
    state = await teller.opens("wage_arrears", "中通三个月没发工资，我在新郑市")
    assert state.ask == "amount"
    assert state.is_optional
    state = await teller.answers("amount", "跳过")
    assert "amount" not in [field.value for field in state.missing]


async def test_an_unclear_answer_is_kept_as_said(teller: Teller) -> None:
    await teller.opens("wage_arrears", "中通没发工资，我在新郑市")
    state = await teller.answers("people", "说不上来")
    assert "people" not in [field.value for field in state.missing]


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("county", "瓦尔登湖", "county_unknown"),
        ("county", "郑州", "county_ambiguous"),
        ("phone", "12345", "phone_invalid"),
        ("story", "", "story_missing"),
    ],
)
async def test_few_answers_are_refused(teller: Teller, field: str, text: str, code: str) -> None:
    await teller.opens("wage_arrears", "工资没发")
    assert code_of(await teller.tries(field, text)) == code


async def test_what_is_told_where_the_county_was_asked_is_not_lost(teller: Teller) -> None:
    await teller.opens("wage_arrears", "货拉拉不给运费，欠着呢")
    state = await teller.answers("county", "拖了我运费四千八")
    assert state.ask == "county"
    assert ("金额", "约4,800元") in state.assumed
    state = await teller.answers("county", "就我")
    assert ("人数", "1人") in state.assumed


async def test_a_county_put_right_where_the_phone_was_asked_is_taken(teller: Teller) -> None:
    await teller.opens("wage_arrears", FAMOUS + "，美团")
    await teller.answers("county", "惠济区")
    state = await teller.answers("phone", "不对，是金水区")
    assert state.ask == "phone"
    assert ("地方", "郑州市金水区") in state.assumed
    assert ("地方", "郑州市金水区") in state.summary


async def test_an_answer_to_another_question_leaves_this_one_open_once(teller: Teller) -> None:
    """「昨天」 is no state of health."""
    await teller.opens("work_injury", "送货路上出了交通事故，刮蹭了")
    state = await teller.answers("is_injured_now", "昨天")
    assert [label for label, _ in state.assumed] == ["发生时间"]
    assert state.ask == "is_injured_now"
    state = await teller.answers("is_injured_now", "说不好")
    assert state.ask != "is_injured_now"


async def test_a_day_told_anew_in_the_story_takes_the_place_of_the_old_one(
    teller: Teller,
) -> None:
    """No question corrects it, and a limit is counted from it; a sum has a question of its own."""
    await teller.opens("wage_arrears", "去年11月30号就不干了 欠7000")
    state = await teller.answers("story", "其实是去年12月15号走的，押金1000也没退")
    assert ("离开时间", "2025年12月15日") in state.summary
    assert ("金额", "7,000元") in state.summary


async def test_a_later_day_in_the_story_moves_no_limit_unless_it_puts_right(teller: Teller) -> None:
    state = await teller.opens("work_injury", "去年12月3号送餐摔了")
    first = ("发生时间", "2025年12月3日")
    assert first in state.summary
    state = await teller.answers("story", "昨天去问，人家说不管")
    assert first in state.summary
    state = await teller.answers("story", "记错了，是去年12月8号摔的")
    assert ("发生时间", "2025年12月8日") in state.summary


async def test_where_one_cannot_say_the_county_the_case_is_taken_all_the_same(
    teller: Teller,
) -> None:
    """S45: never a dead end; the province answers for it."""
    await teller.opens("other", "想问问站里不给交社保咋办")
    await teller.answers("county", "不知道")
    await teller.answers("wanted", "跳过")
    await teller.answers("phone", "不方便")
    await teller.answers("evidence", "没有")
    assert (await teller.submits()).union == "河南省总工会"


async def test_a_second_trouble_is_added_to_the_story(
    teller: Teller, session: AsyncSession
) -> None:
    await teller.opens("wage_arrears", "站点欠我工资")
    state = await teller.opens("work_injury", "昨天送餐又摔了")
    assert state.kind == "work_injury"
    draft = await session.scalar(select(CaseDraft))
    assert draft is not None
    assert draft.facts["story"] == "站点欠我工资\n昨天送餐又摔了"


async def test_nothing_of_a_draft_that_was_given_up_is_kept(
    teller: Teller, internal: httpx.AsyncClient, session: AsyncSession
) -> None:
    await teller.opens("wage_arrears", FAMOUS)
    assert (await internal.delete(teller.base)).status_code == 204
    assert (await internal.get(teller.base)).json() is None
    draft = await session.scalar(select(CaseDraft))
    assert draft is not None
    assert (draft.facts, draft.documents, draft.phone) == ({}, [], None)
    assert draft.ended_at is not None


async def test_a_case_is_not_opened_before_the_needed_answers(teller: Teller) -> None:
    await teller.opens("wage_arrears", "工资没发")
    answer = await teller.http.post(f"{teller.base}/submission")
    assert code_of(answer) == "case_incomplete"


async def test_asked_twice_for_the_receipt_it_is_one_case(
    teller: Teller, session: AsyncSession
) -> None:
    """As after a crash in the middle of the answer."""
    await teller.opens("wage_arrears", FAMOUS + "，美团金水区")
    await teller.answers("phone", "13812345678")
    first, again = await teller.submits(), await teller.submits()
    assert first.number == again.number
    assert len((await session.scalars(select(Case.id))).all()) == 1


async def test_without_a_draft_nothing_is_submitted(teller: Teller) -> None:
    answer = await teller.http.post(f"{teller.base}/submission")
    assert code_of(answer) == "no_open_intake"


# Evidence


async def test_no_evidence_without_consent_l05(
    teller: Teller, database: Database, contact: UUID
) -> None:
    await teller.opens("wage_arrears", "工资没发")
    answer = await teller.sends(await a_photo(database, contact))
    assert code_of(answer) == "consent_required"


async def test_evidence_goes_with_the_case_and_is_kept(
    teller: Teller, database: Database, contact: UUID, session: AsyncSession
) -> None:
    await agrees(database, contact)
    await teller.opens("wage_arrears", FAMOUS + "，美团金水区")
    photo = await a_photo(database, contact)
    for _ in range(2):
        state = IntakeState.model_validate((await teller.sends(photo)).json())
    assert state.evidence_count == 1
    await teller.answers("phone", "13812345678")
    receipt = await teller.submits()
    kept = await session.scalars(
        select(CaseEvidence.document_id).where(CaseEvidence.case_id == receipt.case_id)
    )
    assert kept.all() == [photo]
    document = await session.get(Document, photo)
    assert document is not None
    assert (document.purpose, document.delete_after) == ("case_evidence", None)


async def test_evidence_of_a_draft_given_up_is_deleted(
    teller: Teller, database: Database, contact: UUID, session: AsyncSession
) -> None:
    await agrees(database, contact)
    await teller.opens("wage_arrears", "工资没发")
    photo = await a_photo(database, contact)
    await teller.sends(photo)
    await teller.http.delete(teller.base)
    document = await session.get(Document, photo)
    assert document is not None
    assert document.delete_after is not None


async def test_nobody_puts_another_persons_photo_to_their_case(
    teller: Teller, database: Database, contact: UUID
) -> None:
    other = Contact(id=uuid4(), openid="somebody else")
    async with database.transaction() as session:
        session.add(other)
    await agrees(database, contact)
    await teller.opens("wage_arrears", "工资没发")
    answer = await teller.sends(await a_photo(database, other.id))
    assert code_of(answer) == "not_found"


async def test_the_pile_of_evidence_has_an_end(
    teller: Teller, database: Database, contact: UUID
) -> None:
    await agrees(database, contact)
    await teller.opens("wage_arrears", "工资没发")
    sent: list[Any] = [await teller.sends(await a_photo(database, contact)) for _ in range(21)]
    assert code_of(sent[-1]) == "evidence_full"


async def test_a_no_to_the_notice_ends_nothing(teller: Teller) -> None:
    await teller.opens("wage_arrears", "工资没发")
    body = {"accepted": False, "version": VERSION}
    url = teller.base.replace("case-draft", "evidence-consent")
    assert (await teller.http.put(url, json=body)).status_code == 204
    assert not (await teller.opens("wage_arrears")).has_consented


async def test_a_story_says_which_trouble_it_is_where_nobody_said_before(teller: Teller) -> None:
    await teller.opens("other")
    body = {"field": "story", "text": "三个月没发工资了", "heard_as": "wage_arrears"}
    answer = await teller.http.put(f"{teller.base}/answers", json=body)
    assert answer.json()["kind"] == "wage_arrears"


# 「我的诉求」


async def test_ones_own_case_is_seen_added_to_urged_rated_and_withdrawn(
    teller: Teller, database: Database, contact: UUID
) -> None:
    await teller.opens("wage_arrears", FAMOUS + "，美团金水区")
    await teller.answers("phone", "13812345678")
    receipt = await teller.submits()
    base = teller.base.replace("case-draft", "cases")
    (view,) = (await teller.http.get(base)).json()
    assert view["number"] == receipt.number
    codes = [option["code"] for option in view["options"]]
    assert codes == ["add_to_case", "urge_case", "case_papers", "withdraw_case"]
    case = f"{base}/{receipt.case_id}"
    added = await teller.http.post(f"{case}/additions", json={"text": "又欠了一个月"})
    assert added.status_code == 200
    photo = {"document_id": str(await a_photo(database, contact))}
    assert (await teller.http.post(f"{case}/additions", json=photo)).status_code == 200
    assert (await teller.http.post(f"{case}/urging")).status_code == 200
    assert code_of(await teller.http.post(f"{case}/urging")) == "case_urged_today"
    assert code_of(await teller.http.post(f"{case}/rating", json={"score": 3})) == "case_closed"
    gone = await teller.http.post(f"{case}/withdrawal", json={"reason": "解决了"})
    assert gone.json()["status"] == "withdrawn"
    assert code_of(await teller.http.post(f"{case}/additions", json=photo)) == "case_closed"


async def test_nobody_touches_another_persons_case(teller: Teller, database: Database) -> None:
    other = Contact(id=uuid4(), openid="somebody else")
    async with database.transaction() as session:
        session.add(other)
    await teller.opens("wage_arrears", FAMOUS + "，美团金水区")
    await teller.answers("phone", "13812345678")
    receipt = await teller.submits()
    url = f"/v1/contacts/{other.id}/cases/{receipt.case_id}/urging"
    assert code_of(await teller.http.post(url)) == "not_found"
