"""证据清单: what was sent, then what usually proves a wage claim and is still to be found. No I/O here."""

from backend.paperwork.facts import Dispute
from backend.paperwork.paper import Proof

_USUAL = (
    Proof("劳动合同、用工协议或平台注册协议", "有就填，没有划掉"),
    Proof("接单记录、收入页面截图", "平台App"),
    Proof("工资转账记录、微信支付宝收款记录", "银行、微信、支付宝"),
    Proof("工作群聊天记录、考勤打卡记录", "手机截图，保留原始记录"),
    Proof("证人", "姓名、住所、电话"),
)


def proofs(dispute: Dispute) -> tuple[Proof, ...]:
    sent = tuple(Proof(title, "本人提供") for title in dispute.evidence)
    return (*sent, *_USUAL)
