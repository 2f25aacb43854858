"""Joining over HTTP, with real photos read by the real reader."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import Database, utc_now
from backend.documents.models import Document
from backend.documents.service import delete_due
from backend.membership.models import Application, Member, Membership
from backend.membership.sealing import ID_NUMBER
from backend.privacy.keyring import Keyring
from backend.unions.service import federation_of
from tests.backend.documents import cards
from tests.backend.membership.joiner import CARD, Joiner


async def test_photos_fill_the_draft_and_the_dialogue_sees_masks_only_s27(joiner: Joiner) -> None:
    _, state = await joiner.start()
    assert state["missing"][0] == "consent"
    _, state = await joiner.consents()
    assert state["missing"][:2] == ["portrait", "emblem"]
    status, state = await joiner.sends(cards.jpeg(cards.portrait()), "portrait")
    assert status == 200, state
    assert state["name"] == "[[name]]"
    assert state["id_number_masked"] == f"4101**********{CARD.full_number[-4:]}"
    status, state = await joiner.sends(cards.jpeg(cards.emblem()), "emblem")
    assert state["valid_until"] == "2039.03.08"
    assert state["missing"][0] == "identity"
    assert CARD.name not in str(state)
    assert CARD.full_number not in str(state)


async def test_swapped_photos_are_taken_as_what_they_are(joiner: Joiner) -> None:
    await joiner.start()
    await joiner.consents()
    _, state = await joiner.sends(cards.jpeg(cards.emblem()), "portrait")
    assert "emblem" not in state["missing"]
    assert "portrait" in state["missing"]
    status, refusal = await joiner.sends(cards.jpeg(cards.emblem()), "portrait")
    assert (status, refusal["code"]) == (409, "photo_wrong_side")


async def test_no_photo_is_kept_without_consent_l05(joiner: Joiner) -> None:
    await joiner.start()
    _, refusal = await joiner.sends(cards.jpeg(cards.portrait()), "portrait")
    assert refusal["code"] == "consent_required"


async def test_a_yes_to_an_older_notice_is_none_to_this_one_l05(joiner: Joiner) -> None:
    _, state = await joiner.start()
    old = {"accepted": True, "version": "2020-01-1"}
    _, refusal = await joiner.call("PUT", "/consent", old)
    assert refusal["code"] == "notice_changed"
    _, state = await joiner.call("GET", "")
    assert state["missing"][0] == "consent"
    yes = {"accepted": True, "version": state["notice_version"]}
    _, state = await joiner.call("PUT", "/consent", yes)
    assert "consent" not in state["missing"]


async def test_three_bad_photos_are_counted_and_deleted(
    joiner: Joiner, app: FastAPI, database: Database
) -> None:
    await joiner.start()
    await joiner.consents()
    for count in (1, 2, 3):
        _, refusal = await joiner.sends(cards.jpeg(cards.landscape()), "portrait")
        assert refusal["data"]["failures"] == count
    async with database.transaction() as session:
        assert await delete_due(session, app.state.files) == 3
        documents = list(await session.scalars(select(Document)))
    assert all(document.wrapped_key is None for document in documents)
    assert not [path for path in app.state.settings.data_dir.rglob("*") if path.is_file()]


async def test_what_was_said_in_one_sentence_is_not_asked_again(joiner: Joiner) -> None:
    await joiner.start()
    _, state = await joiner.types("trade", "给美团跑单嘞")
    assert (state["trade"], state["employer_label"]) == ("rider", "美团")
    assert "employer" not in state["missing"]


async def test_two_trades_are_refused_s34(joiner: Joiner) -> None:
    await joiner.start()
    status, refusal = await joiner.types("trade", "又送外卖又跑网约车")
    assert (status, refusal["code"]) == (409, "trade_ambiguous")


async def test_an_application_goes_to_the_city_and_belongs_to_the_county_s23_s24(
    joiner: Joiner, session: AsyncSession
) -> None:
    _, state = await joiner.fills_everything()
    assert state["missing"] == []
    status, receipt = await joiner.call("POST", "/submission")
    assert status == 200, receipt
    assert receipt["number"] == "RH-4101-000001"
    assert receipt["reviewer"] == "郑州市新业态工会联合会"
    assert receipt["union"] == "郑州市金水区新业态工会联合会"
    row = await session.scalar(select(Application))
    assert row is not None
    assert row.union_id == (await federation_of(session, "410105")).id
    assert CARD.full_number not in str(vars(row))
    status, refusal = await joiner.start()
    assert refusal["code"] == "application_pending"


async def test_an_incomplete_application_is_not_taken(joiner: Joiner) -> None:
    await joiner.start()
    _status, refusal = await joiner.call("POST", "/submission")
    assert refusal["code"] == "application_incomplete"


async def test_the_same_person_cannot_wait_twice_s32(joiners: list[Joiner]) -> None:
    for joiner in joiners:
        await joiner.fills_everything()
    assert (await joiners[0].call("POST", "/submission"))[0] == 200
    _, refusal = await joiners[1].call("POST", "/submission")
    assert refusal["code"] == "application_pending"


async def test_a_member_is_told_so_at_once_and_nothing_is_kept_s32(
    joiner: Joiner, session: AsyncSession, keyring: Keyring, database: Database
) -> None:
    union = await federation_of(session, "410105")
    index = keyring.blind_index(CARD.full_number, purpose=ID_NUMBER)
    async with database.transaction() as other:
        member = Member(
            number="HN410105000001", name="x", name_index="x", id_number="x",
            id_number_index=index, phone="x", phone_index="x", birth_date="x", sex="male",
            trade="rider",
        )  # fmt: skip
        other.add(member)
        await other.flush()
        other.add(
            Membership(
                member_id=member.id,
                union_id=union.id,
                division_path=union.division_path,
                since=utc_now().date(),
            )
        )
    await joiner.start()
    await joiner.consents()
    _, refusal = await joiner.sends(cards.jpeg(cards.portrait()), "portrait")
    assert refusal["code"] == "already_member"
    assert refusal["data"]["union"] == "郑州市金水区新业态工会联合会"
    draft = await session.scalar(select(Application))
    assert draft is not None
    assert (draft.status, draft.id_number) == ("withdrawn", None)


async def test_children_are_turned_away_kindly_l04(joiner: Joiner) -> None:
    await joiner.start()
    year = utc_now().year - 15
    child = cards.Person(number=f"410199{year}0827001")
    status, refusal = await joiner.types("id_number", child.full_number)
    assert (status, refusal["code"]) == (409, "under_age")


async def test_over_age_goes_to_manual_review_s26_l04(
    joiner: Joiner, session: AsyncSession
) -> None:
    elder = cards.Person(number="41019919550827001")
    await joiner.fills_everything(elder)
    _, receipt = await joiner.call("POST", "/submission")
    assert receipt["manual_review"] is True
    row = await session.scalar(select(Application))
    assert row is not None
    assert {"check": "age", "result": "warn", "note": "已过法定退休年龄，请人工核对"} in row.checks


async def test_cancelling_frees_the_way_for_a_new_start(joiner: Joiner) -> None:
    _, first = await joiner.start()
    assert (await joiner.call("DELETE", ""))[0] == 204
    _, second = await joiner.start()
    assert first["application_id"] != second["application_id"]


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("name", "1", "name_invalid"),
        ("id_number", "410199199008270011", "id_number_invalid"),
        ("valid_until", "明年", "date_invalid"),
        ("valid_until", "2020.01.01", "id_card_expired"),
        ("county", "北京", "county_unknown"),
        ("county", "郑州", "county_ambiguous"),
        ("phone", "12345", "phone_invalid"),
        ("trade", "写代码", "trade_unknown"),
    ],
)
async def test_bad_input_is_refused_by_name(
    joiner: Joiner, field: str, text: str, code: str
) -> None:
    await joiner.start()
    status, refusal = await joiner.types(field, text)
    assert (status, refusal["code"]) == (409, code)
