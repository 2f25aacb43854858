"""The queue, the roster, the search box: what is found, in which order, by whom."""

from datetime import timedelta

from backend.contracts.joining import ApplicationStatus
from backend.database import Database
from backend.membership.models import Application
from backend.privacy.keyring import Keyring
from tests.backend.desk import LONGTING, Browser, made_up_number, waiting_application


async def test_the_queue_starts_with_what_is_due_first(
    city: Browser, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        relaxed = await waiting_application(session, keyring, due_in=timedelta(days=2))
        late = await waiting_application(session, keyring, due_in=timedelta(days=-1, minutes=-1))
    page = (await city.opens("/applications")).text
    assert page.index(str(late.number)) < page.index(str(relaxed.number))
    assert "超期 1 天" in page
    overdue = (await city.opens("/applications?overdue=1")).text
    assert str(late.number) in overdue
    assert str(relaxed.number) not in overdue


async def test_tabs_count_what_they_show_and_nothing_of_other_cities(
    city: Browser, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        for status in (
            ApplicationStatus.submitted,
            ApplicationStatus.submitted,
            ApplicationStatus.returned,
            ApplicationStatus.draft,
        ):
            await waiting_application(session, keyring, status=status)
        await waiting_application(session, keyring, county=LONGTING)
    page = (await city.opens("/applications")).text
    assert "待审核 <b>2</b>" in page
    assert "待补正 <b>2</b>" in page
    assert "全部 <b>4</b>" in page


async def test_a_draft_never_submitted_is_nobodys_business(
    city: Browser, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        draft = await waiting_application(session, keyring, status=ApplicationStatus.draft)
        draft.submitted_at = None
    assert (await city.opens(f"/applications/{draft.id}")).status_code == 404
    assert str(draft.number) not in (await city.opens("/applications?status=all")).text


async def test_people_are_found_by_whole_number_phone_or_name_in_any_spelling(
    city: Browser, database: Database, keyring: Keyring
) -> None:
    number = made_up_number()
    async with database.transaction() as session:
        wanted = await waiting_application(
            session, keyring, name="王·库尔班", id_number=number, phone="13912340000"
        )
        other = await waiting_application(session, keyring)
    for words in (number, number.lower(), "139 1234 0000", "王•库尔班", wanted.number):
        page = (await city.http.get("/applications", params={"q": words})).text
        assert str(wanted.id) in page, words
        assert str(other.id) not in page
    half = (await city.http.get("/applications", params={"q": "1391234"})).text
    assert "没有符合条件的申请" in half


async def test_a_decided_application_is_found_by_the_search_box(
    city: Browser, application: Application
) -> None:
    await city.sends(f"/applications/{application.id}/approve", revision=1)
    page = (await city.http.get("/search", params={"q": "张小满"})).text
    assert str(application.number) in page
    assert "HN410105000001" in page


async def test_members_are_listed_with_union_and_trade(
    city: Browser, application: Application
) -> None:
    await city.sends(f"/applications/{application.id}/approve", revision=1)
    roster = (await city.opens("/members?trade=rider&county=410105&status=active")).text
    assert "HN410105000001" in roster
    assert "金水区新业态工会联合会" in roster
    assert "HN410105000001" not in (await city.opens("/members?trade=courier")).text
    member = roster.split('href="/members/')[1].split('"')[0]
    assert "起" in (await city.opens(f"/members/{member}")).text


async def test_a_neighboring_county_sees_neither_member_nor_figure(
    city: Browser, county: Browser, database: Database, keyring: Keyring
) -> None:
    async with database.transaction() as session:
        elsewhere = await waiting_application(session, keyring, county="410102")
    await city.sends(f"/applications/{elsewhere.id}/approve", revision=1)
    member = (await city.opens("/members")).text.split('href="/members/')[1].split('"')[0]
    assert (await county.opens(f"/members/{member}")).status_code == 404
    assert "名册上还没有人" in (await county.opens("/members")).text


async def test_odd_filters_show_a_page_and_never_an_error(city: Browser) -> None:
    for query in ("status=nonsense", "county=%25", "q=%25%5F", "page=9999", "trade=x%27"):
        for page in ("/applications", "/members"):
            assert (await city.opens(f"{page}?{query}")).status_code == 200, query


async def test_the_home_page_counts_what_waits(city: Browser, application: Application) -> None:
    page = (await city.opens("/")).text
    assert 'href="/applications" class="figure figure-calm"><b>1</b>' in page
