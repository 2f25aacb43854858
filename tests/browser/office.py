"""A city's office in the middle of a working day: something on every page of the console."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.service import raise_alarm
from backend.cases import evidence, exports, handling, notes, organizations, referring
from backend.cases.models import Case
from backend.config import Settings
from backend.contracts.cases import CaseKind
from backend.conversations import handoffs
from backend.conversations.models import Contact, Message
from backend.database import Database, utc_now
from backend.desk import canned, transitions
from backend.documents.files import EncryptedFiles
from backend.documents.recordings import keep_recording
from backend.membership import review
from backend.membership.models import Application
from backend.outreach.models import QrCode, UnionizationDrive
from backend.privacy.keyring import Keyring
from backend.seeds.work_days import seed_work_days
from backend.unions.service import federation_of
from backend.working_time.rules import CHINA
from tests.backend.cases.stage import Offices, offices, opened
from tests.backend.desk import JINSHUI, city_administrator, waiting_application

VOICES = Path(__file__).parent / "voices"
_RETENTION = review.PhotoRetention(timedelta(days=30), timedelta(days=30))
_TALK = (
    ("inbound", None, "俺想找工作人员，站长欠俺仨月工资咋弄"),
    ("outbound", "bot", "这事我们管。先问两句，马上转给工作人员。\n一共大概多少人没拿到？"),
    ("inbound", None, "十几个人都没发，有的跑单都跑仨月了，站长电话也不接"),
)


@dataclass
class Office:
    """`ids` fill the addresses of pages; a page that needs another id names it here."""

    ids: dict[str, UUID] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)


async def a_busy_office(database: Database, keyring: Keyring, settings: Settings) -> Office:
    office = Office()
    async with database.transaction() as session:
        at = await offices(session)
        await seed_work_days(session)
        await city_administrator(session, "second")
        await _membership(session, keyring, at, office)
        await _outreach(session, at, office)
        await _cases(session, keyring, at, office)
        await _desk(session, keyring, at, office)
    await _voice(database, EncryptedFiles(settings.data_dir / "files", keyring), office)
    return office


async def _membership(session: AsyncSession, keyring: Keyring, at: Offices, office: Office) -> None:
    for name, trade in (("李大河", "courier"), ("王小燕", "ride"), ("赵铁柱", "chauffeur")):
        await waiting_application(session, keyring, name=name, trade=trade)
    late = await waiting_application(session, keyring, name="孙二妮", due_in=timedelta(hours=-3))
    office.ids["application_id"] = late.id
    approved = await waiting_application(session, keyring, name="陈建国", phone="13800001111")
    member = await review.approve(
        session, at.city, approved.id, approved.revision, keyring=keyring, retention=_RETENTION
    )
    office.ids["member_id"] = member.id


async def _outreach(session: AsyncSession, at: Offices, office: Office) -> None:
    union = await federation_of(session, JINSHUI)
    today = utc_now().astimezone(CHINA).date()
    drive = UnionizationDrive(
        name="春雨行动",
        union_id=union.id,
        division_path=union.division_path,
        employer="快马站点",
        starts_on=today - timedelta(days=3),
        ends_on=today + timedelta(days=30),
        created_by=at.city.id,
    )
    session.add(drive)
    await session.flush()
    code = QrCode(
        scene=f"drive-{drive.id.hex[:12]}",
        kind="drive",
        union_id=union.id,
        division_path=union.division_path,
        county_code=JINSHUI,
        drive_id=drive.id,
        ticket="made-up",
        url="https://wechat.example/q/made-up",
        created_by=at.city.id,
        made_at=utc_now(),
    )
    session.add(code)
    await session.flush()
    office.ids |= {"union_id": union.id, "drive_id": drive.id, "code_id": code.id}
    for title, text in (
        ("欠薪怎么办", "{姓名}您好，先留好接单记录，{工会}陪您一起去。"),
        ("欠薪找谁", "{姓名}，可以找劳动监察投诉，{工会}和您一起办。"),
        ("补助要什么材料", "{姓名}您好，请准备身份证、收入证明和医院的单据。"),
    ):
        await canned.write(session, at.city, union.id, title, text)


async def _cases(session: AsyncSession, keyring: Keyring, at: Offices, office: Office) -> None:
    async def new(**changes: object) -> Case:
        case = await opened(session, keyring, **changes)
        office.cases.append(case)
        return case

    await new(employer_text="美团", people_count=3)
    many = await new(employer_text="快马站点", people_count=12, amount=Decimal("186000"))
    injury = await new(
        kind=CaseKind.work_injury, story="送餐路上摔了，站点不给报工伤", amount=None, name="王小燕"
    )
    relief = await new(kind=CaseKind.hardship_relief, story="爱人住院，家里没收入", amount=None)
    await handling.accept(session, at.county, relief.id, relief.revision)
    await notes.note(session, at.county, relief.id, text="@city 请看一下")
    done = await new(kind=CaseKind.platform_dispute, story="平台无故封号", amount=None)
    done = await handling.accept(session, at.county, done.id, done.revision)
    done = await handling.verify(session, at.county, done.id, done.revision, note="账号确实被封")
    done = await handling.start(session, at.county, done.id, done.revision)
    await handling.resolve(session, at.county, done.id, done.revision, resolution="平台已解封")
    waits = await handling.accept(session, at.county, injury.id, injury.revision)
    await handling.wait(
        session,
        at.county,
        waits.id,
        waits.revision,
        for_whom="contact",
        until=utc_now() + timedelta(days=2),
        note="请把医院的诊断证明发来",
    )
    center = await organizations.add_organization(
        session, at.city, name="法律服务中心", kind="legal", division_path="410000/410100"
    )
    office.ids["organization_id"] = center.id
    office.ids["staff_id"] = at.city.id
    taken = await handling.accept(session, at.county, many.id, many.revision)
    union = await federation_of(session, "410100")
    referral = await referring.refer_to_union(
        session, at.county, taken.id, taken.revision, union_id=union.id, reason="涉及多个区"
    )
    await exports.request_export(
        session, at.city, query="status=all", reason="月度汇总", keyring=keyring
    )
    office.ids |= {"case_id": many.id, "referral_id": referral.id}


async def _desk(session: AsyncSession, keyring: Keyring, at: Offices, office: Office) -> None:
    held = await _asks(session, keyring, "张小满", _TALK)
    await transitions.take_over(session, at.city, held.contact_id)
    office.ids["contact_id"] = held.contact_id
    school = (("inbound", None, "孩子上学补助咋申请"),)
    await _asks(session, keyring, "刘桂花", school, "hardship_relief")
    await _asks(
        session, keyring, "周小虎", (("inbound", None, "平台乱扣钱，找谁说理"),), "platform_dispute"
    )
    danger = Contact(openid=f"o-{uuid4().hex}", followed_at=utc_now(), county_code=JINSHUI)
    session.add(danger)
    await session.flush()
    alarm = await raise_alarm(
        session,
        kind="express_crisis",
        subject_kind="contact",
        subject_id=danger.id,
        union_id=office.ids["union_id"],
    )
    if alarm is not None:
        office.ids["alarm_id"] = alarm.id


async def _asks(
    session: AsyncSession,
    keyring: Keyring,
    name: str,
    talk: tuple[tuple[str, str | None, str], ...],
    reason: str = "wage_arrears",
) -> Application:
    application = await waiting_application(session, keyring, name=name)
    contact = await session.get_one(Contact, application.contact_id)
    contact.message_earned_at = utc_now()
    for direction, author, text in talk:
        session.add(
            Message(
                contact_id=application.contact_id,
                direction=direction,
                author=author,
                kind="text",
                text=text,
            )
        )
        await session.flush()
    await handoffs.request(
        session,
        application.contact_id,
        reason=reason,
        county_code=application.county_code,
    )
    return application


async def _voice(database: Database, files: EncryptedFiles, office: Office) -> None:
    contact_id = office.ids["contact_id"]
    raw = (VOICES / "tone.amr").read_bytes()
    spoken = await keep_recording(database, files, contact_id=contact_id, raw=raw)
    async with database.transaction() as session:
        session.add(
            Message(contact_id=contact_id, direction="inbound", kind="voice", document_id=spoken)
        )
        case = await session.get_one(Case, office.ids["case_id"])
    assert case.contact_id is not None
    paper = await keep_recording(database, files, contact_id=case.contact_id, raw=raw)
    async with database.transaction() as session:
        await evidence.put(session, case, paper, title="站长的语音")
