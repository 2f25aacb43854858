"""Every act on a case through its page: done once, refused with what was typed kept, told where it must be."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.cases.models import Case, CaseMention
from backend.contracts.cases import CaseKind
from backend.conversations.models import Message
from backend.database import Database, utc_now
from backend.privacy.keyring import Keyring
from backend.staff.service import find_staff
from backend.working_time.rules import CHINA
from tests.backend.cases.stage import opened
from tests.backend.desk import ORIGIN, Browser


@pytest.fixture
async def case(database: Database, keyring: Keyring) -> Case:
    async with database.transaction() as session:
        return await opened(session, keyring)


async def does(browser: Browser, case: Case, act: str, **fields: str) -> str:
    """Press what the page offers, with the revision it shows; what the next page says."""
    page = (await browser.opens(f"/cases/{case.id}")).text
    assert f"/cases/{case.id}/{act}" in page, f"{act} is not offered"
    revision = page.split('name="revision" value="')[1].split('"')[0]
    answer = await browser.sends(f"/cases/{case.id}/{act}", revision=revision, **fields)
    assert answer.status_code == 303, f"{act}: {answer.status_code}"
    return (await browser.opens(answer.headers["location"])).text


async def status_of(database: Database, case: Case) -> str:
    async with database.transaction() as session:
        status = await session.scalar(select(Case.status).where(Case.id == case.id))
    assert status is not None
    return status


async def told(database: Database) -> str:
    async with database.transaction() as session:
        return "\n".join(await session.scalars(select(Message.text)))


def in_days(days: int) -> str:
    return (utc_now().astimezone(CHINA).date() + timedelta(days=days)).isoformat()


async def test_s42_from_the_request_to_the_archive_by_the_pages_own_buttons(
    county: Browser, case: Case, database: Database
) -> None:
    steps: tuple[tuple[str, dict[str, str], str], ...] = (
        ("accept", {}, "accepted"),
        ("verify", {"finding": "站长承认欠薪", "outcome": "confirmed"}, "verified"),
        ("start", {"note": "先调解"}, "in_progress"),
        (
            "wait",
            {"for_whom": "contact", "until": in_days(3), "usual": "请补充能证明的材料"},
            "waiting",
        ),
        ("resume", {}, "in_progress"),
        ("resolve", {"resolution": "工资已经补发"}, "resolved"),
        ("follow_up", {"score": "3", "note": "满意"}, "followed_up"),
        ("close", {}, "closed"),
        ("reopen", {"usual": "承诺没有兑现"}, "in_progress"),
        ("resolve", {"resolution": "尾款也补了"}, "resolved"),
        ("return", {"usual": "本人不满意"}, "in_progress"),
    )
    for act, fields, status in steps:
        await does(county, case, act, **fields)
        assert await status_of(database, case) == status, act
    words = await told(database)
    assert "工资已经补发" in words
    assert "站长承认" not in words
    page = (await county.opens(f"/cases/{case.id}")).text
    assert "属实：站长承认欠薪" in page


async def test_who_is_dissatisfied_has_the_case_handled_again(
    county: Browser, case: Case, database: Database
) -> None:
    await does(county, case, "accept")
    await does(county, case, "reclassify", case_class="advice", usual="登记时选错了")
    await does(county, case, "resolve", resolution="已经答复")
    await does(county, case, "follow_up", score="1", note="没解决")
    assert await status_of(database, case) == "in_progress"


@pytest.mark.parametrize("act", ["wait", "extend", "refer", "make_urgent"])
async def test_an_act_without_its_reason_is_refused_and_asks_again(
    county: Browser, case: Case, act: str, database: Database
) -> None:
    await does(county, case, "accept")
    page = (await county.opens(f"/cases/{case.id}")).text
    revision = page.split('name="revision" value="')[1].split('"')[0]
    answer = await county.sends(
        f"/cases/{case.id}/{act}", revision=revision, for_whom="contact", until=in_days(3)
    )
    assert answer.status_code == 422
    assert f'id="act-{act}"' in answer.text
    assert "data-reopen" in answer.text
    assert await status_of(database, case) == "accepted"


async def test_what_was_typed_on_a_page_that_has_grown_old_is_shown_again(
    county: Browser, city: Browser, case: Case, database: Database
) -> None:
    await county.opens(f"/cases/{case.id}")
    await does(city, case, "accept")
    answer = await county.sends(
        f"/cases/{case.id}/tell", revision=case.revision, text="明天上午给您打电话"
    )
    assert answer.status_code == 409
    assert "有同事先处理了" in answer.text
    assert "明天上午给您打电话</textarea>" in answer.text
    assert "已受理" in answer.text
    assert "明天上午" not in await told(database)
    revision = answer.text.split('name="revision" value="')[1].split('"')[0]
    again = await county.sends(
        f"/cases/{case.id}/tell", revision=revision, text="明天上午给您打电话"
    )
    assert again.status_code == 303
    assert "明天上午给您打电话" in await told(database)


async def test_s45_a_case_is_referred_to_a_service_and_the_letter_can_be_printed(
    city: Browser, case: Case, database: Database
) -> None:
    await does(city, case, "accept")
    await does(city, case, "verify", finding="工资表已核对", outcome="partly")
    await city.opens("/cases/services")
    await city.sends(
        "/cases/services", name="市法律服务中心", kind="legal", division_path="410000/410100"
    )
    page = (await city.opens(f"/cases/{case.id}")).text
    receiver = page.split("市法律服务中心（法律服务）")[0].rsplit('value="', 1)[1].split('"')[0]
    page = await does(city, case, "refer", to=receiver, usual="需要专业法律服务")
    assert await status_of(database, case) == "referred"
    address = page.split("/letter")[0].rsplit('href="', 1)[1] + "/letter"
    letter = (await city.opens(address)).text
    for words in ("转办函", "市法律服务中心：", case.number, "需要专业法律服务", "张*", "回执"):
        assert words in letter
    assert "13800005678" not in letter
    await does(city, case, "withdraw_referral", usual="转错了")
    assert await status_of(database, case) == "verified"


async def test_a_case_moves_to_another_county_when_that_county_accepts(
    city: Browser, case: Case, database: Database
) -> None:
    """The city stands above both, and answers for either."""
    await does(city, case, "accept")
    page = (await city.opens(f"/cases/{case.id}")).text
    to = page.split(">郑州市二七区新业态工会联合会<")[0].rsplit('value="', 1)[1].split('"')[0]
    await does(city, case, "refer", to=to, usual="事情发生在对方辖区")
    page = await does(city, case, "accept_referral", note="我们来办")
    assert "郑州市二七区新业态工会联合会" in page
    async with database.transaction() as session:
        path = await session.scalar(select(Case.division_path).where(Case.id == case.id))
    assert path == "410000/410100/410103"


async def test_two_cases_of_one_person_are_merged_and_taken_apart_again(
    county: Browser, case: Case, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        other = await opened(session, keyring, story="还是那件事", contact_id=case.contact_id)
    await does(county, other, "merge", into=str(case.id), usual="同一件事重复登记")
    assert await status_of(database, other) == "merged"
    page = (await county.opens(f"/cases/{other.id}")).text
    assert f'这件已并入 <a href="/cases/{case.id}">{case.number}</a>' in page
    assert f"并进来的：{other.number}" in (await county.opens(f"/cases/{case.id}")).text
    await does(county, other, "unmerge", usual="合并有误")
    assert await status_of(database, other) == "received"


async def test_the_page_says_what_is_merged_and_what_is_only_linked(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        first = await opened(session, keyring, employer_text="美团")
        other = await opened(session, keyring, employer_text="美团", phone="13900001234")
        again = await opened(session, keyring, kind=CaseKind.complaint)
        first_page, other_page = f"/cases/{first.id}", f"/cases/{other.id}"
        ended = await session.get_one(Case, again.id)
        ended.status = "closed"
    page = (await county.opens(first_page)).text
    assert "本人的其他诉求" in page
    assert again.number in page.split("本人的其他诉求")[1].split("</section>")[0]
    assert "先重新打开那一件再合并" in page
    assert "不同的人各办各的" in page
    assert 'id="act-merge"' not in page
    revision = page.split('name="revision" value="')[1].split('"')[0]
    answer = await county.sends(
        f"{first_page}/merge", revision=revision, into=str(other.id), usual="同一件事重复登记"
    )
    assert answer.status_code == 409
    assert "不是同一个人的，不能合并" in answer.text
    assert "本人的其他诉求" not in (await county.opens(other_page)).text


async def test_a_case_is_taken_given_away_and_put_back(
    county: Browser, city: Browser, case: Case, database: Database
) -> None:
    page = await does(county, case, "take")
    assert "我来办" not in page.split('class="actions"')[1]
    async with database.transaction() as session:
        colleague = await find_staff(session, "city_adm-410100-NF")
    assert colleague is not None
    page = await does(county, case, "assign", staff_id=str(colleague.id))
    assert colleague.display_name in page
    assert case.number in (await city.opens("/cases?mine=1")).text
    assert "还没有人认领" in await does(county, case, "assign", staff_id="")


async def test_a_limit_is_extended_once_and_the_person_reads_why(
    county: Browser, case: Case, database: Database
) -> None:
    await does(county, case, "accept")
    page = await does(county, case, "extend", clock="handling", usual="涉及人数多")
    assert '<option value="handling"' not in page
    assert "延到：" in page
    assert "涉及人数多" in await told(database)


async def test_only_a_union_above_escalates(county: Browser, city: Browser, case: Case) -> None:
    await does(county, case, "accept")
    assert "/escalate" not in (await county.opens(f"/cases/{case.id}")).text
    answer = await county.sends(f"/cases/{case.id}/escalate", revision=2, usual="涉及人数多")
    assert answer.status_code == 403
    assert "督办</span>" in await does(city, case, "escalate", usual="超过时限仍无进展")


async def test_what_was_taken_down_wrongly_is_put_right(county: Browser, case: Case) -> None:
    page = await does(
        county,
        case,
        "edit",
        kind="complaint",
        employer_text="饿了么",
        county_code="410103",
        people_count="4",
        amount="3200.50",
    )
    for words in ("投诉", "饿了么", "二七区", "4 人", "3,200.50 元", "改了："):
        assert words in page
    page = await does(
        county, case, "edit", kind="complaint", employer_text="", people_count="4", amount=""
    )
    assert "3,200.50 元" not in page
    assert "饿了么" not in page
    assert "二七区" in page
    await does(county, case, "make_urgent", usual="有人受伤或有危险")
    assert "紧急" in (await county.opens(f"/cases/{case.id}")).text


async def test_a_note_calls_a_colleague_and_stays_inside(
    county: Browser, city: Browser, case: Case, database: Database
) -> None:
    page = await does(county, case, "note", note="@city_adm-410100-NF 站长电话打不通")
    assert '<mark class="mention">@测试city_adm-410100-NF</mark>' in page
    assert "内部备注，本人看不到" in page
    assert "站长电话" not in await told(database)
    home = (await city.opens("/")).text
    assert "@我的" in home
    assert "站长电话打不通" in home
    assert case.number in (await city.opens("/cases?mentioned=1")).text
    await city.opens(f"/cases/{case.id}")
    assert "站长电话打不通" not in (await city.opens("/")).text
    async with database.transaction() as session:
        assert await session.scalar(select(CaseMention.seen_at)) is not None


async def test_tags_are_set_all_at_once(county: Browser, case: Case) -> None:
    page = await does(county, case, "tags", tags="讨薪，站点跑路 讨薪")
    assert page.count('class="tag"') == 2
    assert case.number in (await county.opens("/cases?tag=站点跑路")).text
    many = "，".join(f"标签{n}" for n in range(11))
    page = (await county.opens(f"/cases/{case.id}")).text
    revision = page.split('name="revision" value="')[1].split('"')[0]
    refused = await county.sends(f"/cases/{case.id}/tags", revision=revision, tags=many)
    assert "标签最多 10 个" in refused.text
    assert f'value="{many}"' in refused.text


async def test_tags_of_two_colleagues_at_once_stand_side_by_side(
    county: Browser, city: Browser, case: Case
) -> None:
    await does(county, case, "tags", tags="讨薪")
    await does(city, case, "tags", shown="讨薪", tags="讨薪，春节前")
    page = await does(county, case, "tags", shown="讨薪", tags="站点跑路")
    tags = page.split('id="tags-title"')[1].split("</p>")[0]
    assert "站点跑路" in tags
    assert "春节前" in tags
    assert "讨薪<" not in tags


async def test_two_words_put_on_from_the_list_are_two_tags_and_come_off_again(
    county: Browser, case: Case
) -> None:
    await county.opens("/cases")
    await county.sends("/cases/bulk", case=[str(case.id)], tag="站点 跑路")
    page = (await county.opens(f"/cases/{case.id}")).text
    assert page.count('class="tag"') == 2
    shown = page.split('name="shown" value="')[1].split('"')[0]
    page = await does(county, case, "tags", shown=shown, tags="要紧")
    assert page.count('class="tag"') == 1


async def test_l11_a_hardship_record_goes_stage_by_stage(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        case = await opened(session, keyring, kind=CaseKind.hardship_relief)
    await does(county, case, "accept")
    assert "/pay" not in (await county.opens(f"/cases/{case.id}")).text
    await does(county, case, "home_visit", visited_on=in_days(-1), findings="家里四口，一人有病")
    await does(county, case, "check_means", level="accidental", findings="民政核对完成")
    page = await does(county, case, "publish", begins=in_days(0), ends=in_days(5))
    assert "意外致困" in page
    revision = page.split('name="revision" value="')[1].split('"')[0]
    early = await county.sends(
        f"/cases/{case.id}/decide", revision=revision, granted="yes", amount="3000"
    )
    assert early.status_code == 409
    assert "公示还没结束" in early.text
    assert "家里四口" not in await told(database)


@pytest.mark.parametrize("act", ["nonsense", "__class__"])
async def test_an_act_that_is_none_is_not_found(county: Browser, case: Case, act: str) -> None:
    await county.opens(f"/cases/{case.id}")
    answer = await county.sends(f"/cases/{case.id}/{act}", revision=1)
    assert answer.status_code == 404


async def test_acts_on_cases_of_others_are_not_found(
    county: Browser, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        case = await opened(session, keyring, county_code="410202")
    await county.opens("/cases")
    for act in ("accept", "tell", "note", "tags", "assign", "refer", "merge", "reveal"):
        answer = await county.http.post(
            f"/cases/{case.id}/{act}",
            data={
                "csrf_token": county.csrf_token,
                "revision": 1,
                "text": "x",
                "note": "x",
                "usual": "x",
                "to": f"union:{UUID(int=1)}",
                "into": str(UUID(int=1)),
            },
            headers={"Origin": ORIGIN},
        )
        assert answer.status_code == 404, act


async def test_nobodys_judgement_is_filled_in_beforehand(county: Browser, case: Case) -> None:
    await does(county, case, "accept")
    page = (await county.opens(f"/cases/{case.id}")).text
    outcome = page.split('name="outcome"')[1].split("</select>")[0]
    assert '<option value="">请选择</option>' in outcome
    assert "selected" not in outcome


async def test_what_is_wrong_in_a_sheet_is_called_by_its_name(county: Browser, case: Case) -> None:
    await does(county, case, "accept")
    revision = (await county.opens(f"/cases/{case.id}")).text.split('name="revision" value="')[1]
    for act, fields, words in (
        ("verify", {"outcome": "confirmed"}, "「核实情况」没有填"),
        ("verify", {"finding": "看过工资表"}, "「结论」没有填"),
        ("wait", {"for_whom": "contact", "until": in_days(-1), "usual": "等"}, "今天以后、90 天"),
        ("edit", {"kind": "complaint", "people_count": "三"}, "「涉及人数」没有填"),
    ):
        answer = await county.sends(
            f"/cases/{case.id}/{act}", revision=revision.split('"')[0], **fields
        )
        assert answer.status_code == 422, act
        assert words in answer.text, act


async def test_who_wrote_nothing_is_not_told_that_it_was_kept(
    county: Browser, city: Browser, case: Case
) -> None:
    await county.opens(f"/cases/{case.id}")
    await does(city, case, "accept")
    answer = await county.sends(f"/cases/{case.id}/accept", revision=case.revision)
    assert "有同事先处理了" in answer.text
    assert "您写的内容还在" not in answer.text
