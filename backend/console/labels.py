"""The console's words for codes. Unknown codes show themselves, so nothing is ever blank."""

from backend.alarms.words import kind_in_words
from backend.membership.trades import BY_CODE

APPLICATION_STATUS = {
    "submitted": "待审核",
    "returned": "待补正",
    "draft": "补正中",
    "approved": "已通过",
    "rejected": "已驳回",
    "withdrawn": "已撤回",
}
MEMBERSHIP_STATUS = {
    "active": "正常",
    "retained": "会籍保留",
    "transferring": "转接中",
    "ended": "已终止",
}
EVENT = {
    "submitted": "提交",
    "returned": "退回补正",
    "approved": "通过",
    "rejected": "驳回",
    "withdrawn": "本人撤回",
    "forgotten": "长期未补正，自动撤回",
    "reopened": "本人开始补正",
}
CHECK = {
    "id_number": "号码校验",
    "age": "年龄",
    "not_a_member": "是否已是会员",
    "photos": "证件照片",
    "typed_identity": "本人改过的项",
    "phone_unique": "手机号相似人员",
}
CHECK_RESULT = {"ok": "通过", "warn": "请留意", "stop": "不符合"}
HANDOFF_REASON = {
    "request_human": "想找工作人员",
    "express_crisis": "情绪危机",
    "report_emergency": "紧急情况",
    "vent_anger": "气头上说要动手",
    "transfer_membership": "会籍转接",
    "retain_membership": "会籍保留",
    "resume_membership": "恢复会籍",
    "leave_union": "退会",
    "update_profile": "修改资料",
    "privacy_request": "个人信息请求",
    "wage_arrears": "欠薪",
    "legal_aid": "法律援助",
    "hardship_relief": "困难帮扶",
    "work_injury": "工伤",
    "platform_dispute": "平台纠纷",
    "pay_dues": "会费",
    "complain": "投诉建议",
    "photo_failures": "证件拍不清",
    "staff_spoke_first": "工作人员主动联系",
}
# Why a case does not wait its turn (`cases.urgency`).
URGENT_REASON = {
    "self_harm": "有轻生念头",
    "injured_now": "正有伤情",
    "death": "有人去世",
    "confinement": "被限制自由",
    "violence": "有人动手",
    "crowd": "多人聚集",
    "many_people": "涉及十人以上",
    "by_staff": "工作人员标的",
}
MESSAGE_KIND = {
    "image": "照片",
    "voice": "语音",
    "video": "视频",
    "location": "位置",
    "link": "链接",
    "follow": "关注了公众号",
    "unfollow": "取消关注",
    "scan": "扫了二维码",
    "menu_tap": "点了菜单",
    "unsupported": "暂不支持的消息",
    "code_sent": "扫了一个码",
    "code_read": "扫了一个码",
    "pictures_chosen": "从菜单选了照片",
    "place_chosen": "从菜单选了位置",
    "page_view": "打开了菜单里的网页",
    "miniprogram_view": "打开了小程序",
    "template_result": "模板消息有了结果",
    "notice_choice": "选择了是否接收通知",
    "notice_change": "改了通知设置",
    "notice_sent": "通知有了结果",
    "permission_revoked": "撤回了一项授权",
    "account_closed": "注销了微信号",
    "profile_changed": "改了微信资料",
    "platform_desk": "微信客服会话变化",
    "desk_taken": "接手了对话",
    "desk_handed_back": "把对话转回助手",
    "desk_transferred": "把对话转给",
    "desk_snoozed": "把对话放到稍后",
    "desk_closed": "结束了对话",
    "desk_requeued": "对话重新排队",
    "desk_assigned": "对话自动分给",
    "desk_let_go": "本人不等了，助手接着陪",
    "desk_became_case": "一直没人接，登记成了诉求",
    "answer_dropped": "助手没有发出的话",
}
# Why a conversation left somebody's hands without their doing.
REQUEUED = {
    "off_duty": "下班了",
    "gone": "不在线",
    "silent": "一直没有回复",
}
UNION_KIND = {
    "general_union": "总工会",
    "new_forms_federation": "新业态工会联合会",
    "industry_federation": "行业工会联合会",
}
LEVEL = {"province": "省", "city": "市", "county": "县（市、区）"}
DRIVE_STATE = {"planned": "还没开始", "running": "进行中", "ended": "已结束"}
SEX = {"male": "男", "female": "女"}
CHANNEL = {"official_account": "微信公众号"}
ROLE = {
    "province_administrator": "省级管理员",
    "city_administrator": "市级管理员",
    "county_staff": "县级工作人员",
}

# Usual reasons; each must tell the worker what to do next.
RETURN_REASONS = (
    "身份证照片不清楚，请在亮处重新拍一次",
    "身份证照片缺边，请把四个角都拍进去",
    "姓名和证件不一致，请核对后改正",
    "身份证已过有效期，请用新证件重新拍照",
    "请补充现在干活的单位或平台",
    "所选的县（市、区）和实际干活的地方不一致，请改正",
)
REJECT_REASONS = (
    "您已经是工会会员，不用重复加入；换了单位可以办会籍转接",
    "证件不是本人的，不能代别人申请",
    "提交的照片不是有效身份证件",
    "不在河南省内从业，请联系当地工会",
)
REVEAL_REASONS = ("核对入会资格", "核对证件与填写内容", "联系申请人", "处理投诉或复核")


def alarm_label(kind: str) -> str:
    """As the duty officer reads it on their phone."""
    return kind_in_words(kind)


def trade_label(code: str | None) -> str:
    return BY_CODE[code].label if code in BY_CODE else code or "—"


# Said above the next application, or above the list after the last one.
DECIDED = {
    "approved": "上一件已通过，结果已发给本人。",
    "returned": "上一件已退回补正，理由已发给本人。",
    "rejected": "上一件已驳回，理由已发给本人。",
}
