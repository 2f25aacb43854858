"""What the receipt says besides the number: what to keep, whom else to ask, what comes next. No I/O here."""

from backend.contracts.cases import CaseKind

_KEEP = {
    CaseKind.wage_arrears: "请先保存：合同、接单截图、群聊、转账记录、考勤。",
    CaseKind.legal_aid: "请先保存：合同、截图、聊天记录、收到的文书，注意上面的日期。",
    CaseKind.hardship_relief: "请先保存：病历、缴费单、收入情况、户口本。",
    CaseKind.work_injury: "请先保存：接单记录、病历和票据、事故认定、现场照片。24小时内在接单平台报备。",
    CaseKind.platform_dispute: "请先别删：封号扣款的页面、订单、申诉记录，都截图。",
    CaseKind.complaint: "时间、地点、谁说了啥，先记一下，省得忘。",
    CaseKind.other: "有关的截图、单据先存好。",
}
# For whoever does not want to wait for us, and for who is no member (domain §0.7).
_ELSEWHERE = {
    CaseKind.wage_arrears: "也可以自己打12333投诉；跑运输的运费打12328。",
    CaseKind.legal_aid: "也可以打12348问法律，不收钱。",
    CaseKind.hardship_relief: "也可以找街道、民政问低保和临时救助。",
    CaseKind.work_injury: "重伤打120，事故打122；工伤的事可打12333。",
    CaseKind.platform_dispute: "平台规则和收费可打12315，打车货运打12328。",
    CaseKind.complaint: "也可以打12351。",
    CaseKind.other: "也可以打12351或12345。",
}


def advice_for(kind: CaseKind, limits: list[str]) -> list[str]:
    """Most of it can be done before anybody calls."""
    return [_KEEP[kind], _ELSEWHERE[kind], *limits]


def next_step(*, urgent: bool, has_phone: bool) -> str:
    if urgent:
        return (
            "这事急，已经通知值班的人。请把电话拿在手边。"
            if has_phone
            else "这事急，已经通知值班的人。"
        )
    return "先看您说的情况，核实后接着办，每一步都发给您。"
