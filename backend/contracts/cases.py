"""What `actions` and `backend` say to each other about requests for help. Numbers stay tokens."""

import re
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from backend.contracts.joining import ApplicationStatus


class CaseKind(StrEnum):
    """诉求类别 (S43). The intents of the same names open them; `complaint` answers to `complain`."""

    wage_arrears = "wage_arrears"  # 欠薪
    legal_aid = "legal_aid"  # 法律援助
    hardship_relief = "hardship_relief"  # 困难帮扶
    work_injury = "work_injury"  # 工伤、职业伤害
    platform_dispute = "platform_dispute"  # 平台纠纷
    complaint = "complaint"  # 投诉
    other = "other"


class CaseStatus(StrEnum):
    """Follows from the history; see `backend.cases.rules`."""

    received = "received"  # 已登记
    accepted = "accepted"  # 已受理
    verified = "verified"  # 已核实
    referred = "referred"  # 已转办
    in_progress = "in_progress"  # 办理中
    waiting = "waiting"  # 等材料、等第三方
    resolved = "resolved"  # 已办结，待回访
    followed_up = "followed_up"  # 已回访
    closed = "closed"  # 已归档
    merged = "merged"  # 并入另一件
    withdrawn = "withdrawn"  # 本人撤回


class IntakeField(StrEnum):
    """What the forms ask (domain §3); which kind asks which is `backend.cases.forms`'s to say."""

    story = "story"  # 事情经过
    employer = "employer"  # 单位或平台（站点、网点）
    county = "county"  # 事情发生在哪个县区
    trade = "trade"
    relation = "relation"  # 合同 / 劳务 / 众包 / 挂靠 / 口头
    period = "period"  # 从哪月到哪月
    amount = "amount"
    people = "people"  # 一共多少人
    still_working = "still_working"
    last_paid = "last_paid"
    left_on = "left_on"  # 离职日：仲裁时效从这天起算
    opposite_answer = "opposite_answer"  # 对方怎么说
    happened_on = "happened_on"
    order_number = "order_number"
    is_injured_now = "is_injured_now"
    hospital = "hospital"
    police_report = "police_report"
    insurer_told = "insurer_told"
    costs = "costs"
    family = "family"  # 家里几口人、收入、病人
    cause = "cause"  # 主要困难
    income = "income"
    already_complained = "already_complained"
    is_migrant = "is_migrant"  # 进城务工：讨薪、工伤法律援助不查经济状况 (L07)
    wanted = "wanted"  # 想要什么结果
    help_wanted = "help_wanted"  # 咨询 / 文书 / 代理
    evidence = "evidence"  # 照片、语音、文件
    name = "name"
    phone = "phone"


class IntakeOption(BaseModel):
    """A choice offered under a question."""

    code: str
    label: str


# Instead of a number: the one they gave with their last request.
KNOWN_PHONE = "known"


class IntakeState(BaseModel):
    """The draft as the dialogue may see it: what is known, and what to ask next."""

    draft_id: UUID
    kind: CaseKind
    kind_label: str = ""
    ask: IntakeField | None  # None: everything needed is there, show the summary
    options: list[IntakeOption] = Field(default_factory=list)
    is_optional: bool = False  # may be skipped with 「跳过」
    missing: list[IntakeField] = Field(default_factory=list)
    # Labels and masks, ready to be read aloud; in the order of the summary.
    summary: list[tuple[str, str]] = Field(default_factory=list)
    # Taken from the person's own words without asking, to be said back once.
    assumed: list[tuple[str, str]] = Field(default_factory=list)
    evidence_count: int = 0
    # Given with an earlier request, masked; offered where the phone is asked.
    known_phone: str = ""
    urgent: bool = False
    # Sentences about limits that run (L08), most pressing first.
    limits: list[str] = Field(default_factory=list)
    # Evidence is taken in only from who agreed to the notice; its version, for whoever is asked.
    has_consented: bool = False
    notice_version: str = ""
    updated_at: AwareDatetime | None = None


class OpenIntake(BaseModel):
    """`story` is what the person has said already, tokens in place of numbers."""

    kind: CaseKind
    story: str = Field(default="", max_length=4000)


class IntakeAnswer(BaseModel):
    """`text` as said or an option's code; empty skips an optional question."""

    field: IntakeField
    text: str = Field(default="", max_length=4000)
    # What a story sounds like, for a request that began without saying which trouble it is.
    heard_as: CaseKind | None = None


class EvidenceAnswer(BaseModel):
    document_id: UUID


class CaseReceipt(BaseModel):
    """After submitting: the number, who answers, by when, and what to do meanwhile."""

    case_id: UUID
    number: str
    kind: CaseKind
    kind_label: str = ""
    union: str
    urgent: bool
    answer_by: AwareDatetime
    answer_by_words: str  # 明天 17:30 前 / 30分钟内
    next_step: str  # what staff do now
    advice: list[str] = Field(default_factory=list)  # evidence to keep, public numbers, limits
    is_member: bool = True
    is_retained: bool = False
    # Of who is no member: how far their own application has come.
    application: ApplicationStatus | None = None
    # Where notices can be allowed; empty where there are none.
    notices_url: str = ""


PAPERS_TOKEN = re.compile(r"\[\[papers:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\]\]")


def papers_token(case_id: UUID) -> str:
    """Stands for the address of a case's papers: it is a key, made when the words are on their way."""
    return f"[[papers:{case_id}]]"


class CaseView(BaseModel):
    """One case as the person sees it in 「我的诉求」, newest first in lists."""

    case_id: UUID
    number: str
    kind: CaseKind
    kind_label: str
    status: CaseStatus
    status_label: str
    union: str
    opened_at: AwareDatetime
    due_at: AwareDatetime | None = None
    due_words: str = ""
    last_news: str = ""
    # Nothing goes on before they send what staff asked for then.
    waits_since: AwareDatetime | None = None
    may_add: bool = False
    may_urge: bool = False
    may_withdraw: bool = False
    may_rate: bool = False
    may_draft: bool = False  # 仲裁申请书, 投诉书
    # What may be done now, as options; codes are intents, `rate_case:3` with a score.
    options: list[IntakeOption] = Field(default_factory=list)


class CaseAddition(BaseModel):
    """补充: words, or a document that was sent."""

    text: str = Field(default="", max_length=4000)
    document_id: UUID | None = None


class CaseWithdrawal(BaseModel):
    reason: str = Field(default="", max_length=500)


class CaseRating(BaseModel):
    """满意度. 1 不满意 … 3 满意; dissatisfied sends the case back for another handling."""

    score: int = Field(ge=1, le=3)
    text: str = Field(default="", max_length=500)
