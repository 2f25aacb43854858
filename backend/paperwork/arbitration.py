"""劳动人事争议仲裁申请书, with the fields of 劳动争议调解仲裁法 art. 28. No I/O here."""

from backend.paperwork.authorities import arbitration_commission
from backend.paperwork.evidence import proofs
from backend.paperwork.facts import Applicant, Dispute, money, spoken_date
from backend.paperwork.paper import BLANK, Paper, Party, Section, written

_ONE_YEAR = "申请仲裁一般要在离职后一年内，还在职的欠薪不受一年限制；以仲裁委答复为准。"


def arbitration_application(applicant: Applicant, dispute: Dispute) -> Paper:
    """One worker's application; ten or more of one claim may send representatives (art. 7)."""
    return Paper(
        title="劳动人事争议仲裁申请书",
        authority=arbitration_commission(dispute.place),
        parties=(worker("申请人", applicant, dispute), employer("被申请人", dispute)),
        sections=(
            Section("仲裁请求", _claims(dispute), numbered=True),
            Section("事实和理由", facts_and_reasons(dispute)),
        ),
        evidence=proofs(dispute),
        signer="申请人",
        hints=_hints(dispute),
    )


def worker(role: str, applicant: Applicant, dispute: Dispute) -> Party:
    """姓名、性别、年龄、职业、工作单位和住所 (art. 28, 1)."""
    return Party(
        role,
        (
            ("姓名", applicant.name),
            ("性别", applicant.sex),
            ("出生日期", spoken_date(applicant.birth)),
            ("身份证号", applicant.id_number),
            ("职业", applicant.trade),
            ("工作单位", dispute.employer),
            ("住址", applicant.address),
            ("电话", applicant.phone),
        ),
    )


def employer(role: str, dispute: Dispute) -> Party:
    """名称、住所、法定代表人 (art. 28, 1): its business licence says them."""
    return Party(
        role,
        (
            ("名称", dispute.employer),
            ("住所", None),
            ("法定代表人（主要负责人）", None),
            ("统一社会信用代码", None),
            ("电话", None),
        ),
    )


def _claims(dispute: Dispute) -> tuple[str, ...]:
    period = dispute.period or BLANK
    claims = [f"请求裁决被申请人支付{period}拖欠的劳动报酬{money(dispute.amount) or BLANK}；"]
    if dispute.wanted:
        claims.append(f"{dispute.wanted.rstrip('。；;.')}；")
    claims.append("其他请求（没有就划掉）：" + BLANK + "。")
    return tuple(claims)


def facts_and_reasons(dispute: Dispute) -> tuple[str, ...]:
    """Only what the person said; nothing is argued for them."""
    lines = [
        f"申请人在{written(dispute.place)}为{written(dispute.employer)}工作"
        f"，用工方式：{written(dispute.relation)}。",
        dispute.story.strip() or BLANK,
    ]
    told = (
        ("拖欠的时间", dispute.period),
        ("拖欠的金额", money(dispute.amount)),
        ("最后一次发钱", dispute.last_paid),
        ("离职时间", _left(dispute)),
        ("对方的说法", dispute.opposite_answer),
        ("已经反映过", dispute.already_complained),
    )
    lines += [f"{label}：{value}。" for label, value in told if value]
    if dispute.people > 1:
        lines.append(f"同样情况的一共约{dispute.people}人。")
    return tuple(lines)


def _left(dispute: Dispute) -> str | None:
    if dispute.still_working:
        return "目前还在职"
    return spoken_date(dispute.left_on)


def _hints(dispute: Dispute) -> tuple[str, ...]:
    hints = [
        "一式三份：自己留一份，交仲裁委两份；对方每多一家，多交一份。",
        "带上身份证复印件、对方的工商登记信息（国家企业信用信息公示系统可查）和证据复印件。仲裁不收费。",
        _ONE_YEAR,
    ]
    if dispute.people >= 10:
        hints.append("十人以上、请求相同，可以推举代表参加。")
    return tuple(hints)
