"""The notice people agree to before a photo is taken in (PIPL 17, 30; L05). A new text is a new version."""

import hashlib

from backend.contracts.joining import PrivacyNotice

VERSION = "2026-11-3"
TITLE = "个人信息告知书"
TEXT = """一、谁在处理：您所在市、县（区）的新业态工会联合会。联系：12351，或在本公众号发「转人工」。
二、为什么：只为核对入会资格、办理和管理会籍、按您的要求提供维权帮扶。
三、收什么：姓名、身份证号、身份证照片（人像面、国徽面）、手机号、行业、平台或单位、常跑的县区；求助时您说的事、发来的照片和录音。身份证照片和号码是敏感个人信息，不给也不影响您咨询和求助；不想拍照，可以到当地工会窗口办。
四、怎么保管：加密保存在境内；工作人员看照片要写明理由并留记录；不做人脸识别，不给平台和单位看。
五、保存多久：照片在批准后30天、未通过后7天删除；您放弃了，填过的和照片马上删除。求助材料跟着那件事保存，不登记了马上删除。号码加密保存到会籍结束，用来防止重复入会。
六、您的权利：随时可以查、改、删、撤回同意。发「我的资料」「删除资料」或「撤回同意」，就登记给工作人员，由人来办，办好回复您。撤回不影响之前已办好的事。
七、会不会转给别人：会籍转到新单位工会前，会先问您；求助的事转给别的部门帮您办，会告诉您。"""


def current_notice(url: str | None = None) -> PrivacyNotice:
    return PrivacyNotice(version=VERSION, title=TITLE, text=TEXT, url=url)


def notice_hash() -> str:
    """SHA-256 of the exact words, kept with each consent."""
    return hashlib.sha256(f"{VERSION}\n{TITLE}\n{TEXT}".encode()).hexdigest()
