"""欠薪投诉书, to the labour inspection of the place of the work (劳动保障监察条例 art. 9, 13, 20). No I/O here."""

from backend.paperwork.arbitration import employer, facts_and_reasons, worker
from backend.paperwork.authorities import labor_inspection
from backend.paperwork.evidence import proofs
from backend.paperwork.facts import Applicant, Dispute, money
from backend.paperwork.paper import BLANK, Paper, Section

_HINTS = (
    "交给干活所在县（市、区）的劳动保障监察机构，也可以先打12333，或者在国务院客户端「根治欠薪线索反映平台」里填。",
    "投诉一般要在欠薪两年之内；符合条件的5个工作日内受理。以窗口答复为准。",
    "只写自己该得的工资。把工程款、货款写成工资要担责任（保障农民工工资支付条例第五十二条）。",
)


def arrears_complaint(applicant: Applicant, dispute: Dispute) -> Paper:
    return Paper(
        title="拖欠工资投诉书",
        authority=labor_inspection(dispute.place),
        parties=(worker("投诉人", applicant, dispute), employer("被投诉单位", dispute)),
        sections=(
            Section("投诉请求", (_claim(dispute),)),
            Section("事实经过", facts_and_reasons(dispute)),
        ),
        evidence=proofs(dispute),
        signer="投诉人",
        hints=_HINTS,
    )


def _claim(dispute: Dispute) -> str:
    share = "（本人部分）" if dispute.people > 1 else ""
    return (
        f"请求查处被投诉单位拖欠{dispute.period or BLANK}工资"
        f"{money(dispute.amount) or BLANK}{share}的行为，责令其支付。"
    )
