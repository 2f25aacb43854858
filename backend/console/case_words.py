"""The console's words for cases. An unknown code shows itself, so nothing is ever blank."""

KIND = {
    "wage_arrears": "欠薪",
    "legal_aid": "法律援助",
    "hardship_relief": "困难帮扶",
    "work_injury": "工伤、职业伤害",
    "platform_dispute": "平台纠纷",
    "complaint": "投诉",
    "other": "其他诉求",
}
STATUS = {
    "received": "已登记",
    "accepted": "已受理",
    "verified": "已核实",
    "referred": "已转办",
    "in_progress": "办理中",
    "waiting": "等待中",
    "resolved": "已办结",
    "followed_up": "已回访",
    "closed": "已归档",
    "merged": "已合并",
    "withdrawn": "本人撤回",
}
CLASS = {"advice": "咨询", "ordinary": "一般", "difficult": "难点", "very_complex": "特别复杂"}
EVENT = {
    "received": "登记",
    "accepted": "受理",
    "verified": "核实",
    "referred": "转办",
    "started": "开始办理",
    "waited": "转为等待",
    "resumed": "继续办理",
    "resolved": "办结",
    "followed_up": "回访",
    "closed": "归档",
    "returned": "退回重办",
    "reopened": "重新打开",
    "merged": "合并",
    "unmerged": "撤销合并",
    "withdrawn": "本人撤回",
    "assigned": "分派",
    "referral_accepted": "接收转办",
    "referral_declined": "退回转办",
    "referral_given_up": "交回",
    "handed_over": "移交",
    "extended": "延期",
    "escalated": "督办",
    "urged": "本人催办",
    "noted": "备注",
    "added": "本人补充",
    "told": "告知本人",
    "rated": "本人评价",
    "reclassified": "改难度",
    "edited": "修改内容",
    "made_urgent": "转为紧急",
    "joined_incident": "并入同一单位事件",
    "staged": "帮扶进展",
    "warned": "快到时限",
    "breached": "超过时限",
}
ADDED_BY_STAFF = "添加材料"
TAKEN_BACK = "收回转办"
# Said where a paper was to be added.
EVIDENCE_REFUSED = {
    "empty": "这个文件是空的，请看看是不是选错了。",
    "too_large": "文件太大：照片不超过 10 MB，其他文件不超过 20 MB。",
    "kind": "这种文件不能放进材料。可以放照片、录音、视频（MP4）、PDF、Word（docx）和 Excel（xlsx）。",
    "full": "这一件的材料已经很多了，不能再加。请把几页合成一个 PDF。",
}
EVIDENCE_CLOSED = "这一件现在不能再加材料。请先重新打开，或者刷新页面看看。"
CLOCK = {
    "first_answer": "首次回应",
    "verification": "核实",
    "handling": "办理",
    "follow_up": "回访",
    "referral_acceptance": "接收转办",
    "closing": "归档",
    "waiting": "等待",
    "legal_aid_decision": "法援审查",
    "legal_aid_assignment": "法援指派",
    "mediation": "调解",
    "inspection_filing": "监察立案",
    "inspection": "监察查处",
    "arbitration_limit": "仲裁时效",
    "inspection_limit": "监察投诉期限",
    "injury_employer_limit": "单位申报工伤",
    "injury_worker_limit": "本人申报工伤",
}
FIELD = {
    "story": "事情经过",
    "employer": "单位或平台",
    "county": "发生在",
    "trade": "行业",
    "relation": "用工关系",
    "period": "从哪月到哪月",
    "amount": "金额",
    "people": "涉及人数",
    "still_working": "还在干吗",
    "last_paid": "最后一次发钱",
    "left_on": "离职日",
    "opposite_answer": "对方怎么说",
    "happened_on": "发生日期",
    "order_number": "订单号",
    "is_injured_now": "现在有伤情吗",
    "hospital": "医院和诊断",
    "police_report": "报警、交警认定",
    "insurer_told": "告诉保险了吗",
    "costs": "已花费用",
    "family": "家庭情况",
    "cause": "主要困难",
    "income": "收入",
    "already_complained": "向别处反映过吗",
    "is_migrant": "进城务工",
    "wanted": "希望的结果",
    "help_wanted": "想要的帮助",
}
MEMBERSHIP = {
    "active": "会员",
    "retained": "会籍保留",
    "applied": "入会审核中",
    "transferring": "会籍转接中",
    "ended": "会籍已终止",
    "none": "还不是会员",
}
CHANNEL = {
    "official_account": "微信公众号",
    "staff": "工作人员登记",
    "phone": "电话",
    "visit": "来访",
}
ACTOR = {"staff": "工作人员", "contact": "本人", "system": "系统"}
COLUMN = {
    "kind": "类别",
    "story": "事情经过",
    "employer": "单位",
    "employer_text": "单位",
    "county_code": "发生在",
    "trade": "行业",
    "people_count": "涉及人数",
    "amount": "金额",
    "facts": "登记内容",
}
SERVICE_KIND = {
    "legal": "法律服务",
    "hardship": "帮扶",
    "mediation": "调解",
    "department": "部门",
    "other": "其他",
}
SCORE = {1: "不满意", 2: "基本满意", 3: "满意"}
STAGE = {
    "application": "提出申请",
    "home_visit": "入户走访",
    "verification": "核对",
    "publicity": "公示",
    "decision": "审定",
    "relief": "发放",
    "closed": "结束",
}
HARDSHIP_LEVEL = {"deep": "深度困难", "relative": "相对困难", "accidental": "意外致困"}
REVEAL_REASONS = ("联系本人", "核实情况", "写转办函或文书", "处理投诉或复核")
CLOSED = ("closed", "merged", "withdrawn")
OUTCOME = {"confirmed": "属实", "partly": "部分属实", "not_confirmed": "不属实"}
WAITING_FOR = {"contact": "本人", "third_party": "第三方"}
# Said once above the case after an act.
DONE = {
    "accept": "已受理，已告诉本人。",
    "verify": "核实结果已记下。",
    "start": "开始办理。",
    "wait": "已转为等待，办理时限暂停。",
    "resume": "继续办理，时限接着走。",
    "resolve": "已办结，结果已发给本人。",
    "follow_up": "回访已记下。",
    "close": "已归档。",
    "return": "已退回重办。",
    "reopen": "已重新打开。",
    "extend": "已延期。",
    "escalate": "已标记督办。",
    "take": "这件由您来办。",
    "assign": "已分派。",
    "refer": "转办已发出，等对方接收。",
    "accept_referral": "已接收。",
    "decline_referral": "已退回对方。",
    "withdraw_referral": "转办已收回。",
    "give_up": "已交回，由转来的工会接着办。",
    "merge": "已合并，可以撤销。",
    "unmerge": "已撤销合并。",
    "tell": "已发给本人。",
    "reclassify": "难度已改，时限已重新计算。",
    "make_urgent": "已转为紧急，已通知值班人员。",
    "edit": "已保存。",
    "home_visit": "走访已记下。",
    "check_means": "核对结果已记下。",
    "publish": "公示已开始，已告诉本人。",
    "decide": "审定已记下，已告诉本人。",
    "pay": "发放已记下，已告诉本人。",
    "note": "备注已记下。",
    "tags": "标签已保存。",
    "paper": "材料已加密保存。",
}
DISSATISFIED = "回访已记下。本人不满意，这一件重新办。"
# Where nobody is told by us: the case came by phone or over the counter.
DONE_UNTOLD = {
    "accept": "已受理。本人不在微信上，请打电话告诉一声。",
    "verify": "核实结果已记下。本人不在微信上，请打电话告诉一声。",
    "wait": "已转为等待，办理时限暂停。要等什么，请打电话告诉本人。",
    "resolve": "已办结。本人不在微信上，请打电话告诉结果。",
    "publish": "公示已开始。本人不在微信上，请打电话告诉一声。",
    "decide": "审定已记下。本人不在微信上，请打电话告诉结果。",
    "pay": "发放已记下。本人不在微信上，请打电话告诉一声。",
}
NOT_ON_PAPER = ("noted", "edited", "warned", "joined_incident")
# Said above the list.
DONE_MANY = {
    "bulk": "选中的都办好了。",
    "saved": "视图已存下。",
    "renamed": "视图已改名。",
    "deleted": "视图已删掉。",
    "asked": "导出申请已提交，等另一位同事批准。",
    "decline_referral": "已退回对方，这一件不再由您办理。",
    "give_up": "已交回转来的工会，这一件不再由您办理。",
    "refer": "已转办。",
    "assign": "已分派。",
}
TROUBLE = {
    "invalid_payload": "没填对，请检查后再试。",
    "nothing": "还没有选诉求，或者没有选要办什么。",
    "some": "有几件没办成：有同事刚处理过，或者现在的状态不能这样办。其余的都办好了。",
}
