"""What WeChat's refusals mean for whoever published a menu or asked for a code."""

from backend.contracts.menu import MenuProblem

NO_ANSWER = "微信没有回应，可能是网络不通。请过几分钟再试；一直这样，请找运维。"
_REFUSALS = {
    -1: "微信那边忙，请过几分钟再试。",
    40001: "公众号的密钥不对，请运维核对 AppSecret。",
    40013: "公众号的 AppID 不对，请运维核对。",
    40015: "菜单里有微信不认识的按钮类型。",
    40016: "一级菜单的个数不对，要 1 到 3 个。",
    40018: "有一级菜单的名字太长，或者没有名字。",
    40019: "有菜单的 key 太长，或者没有写。",
    40020: "有菜单的网址太长，或者没有写。",
    40023: "有一级菜单下面的按钮太多，最多 5 个。",
    40025: "有二级菜单的名字太长，或者没有名字。",
    40054: "有菜单的网址不合规范。",
    40055: "有菜单的网址不合规范。",
    40125: "公众号的密钥不对，请运维核对 AppSecret。",
    40164: "服务器的出口地址不在公众号的 IP 白名单里，请运维加上。",
    40243: "公众号的密钥被冻结了，请管理员在公众平台解冻。",
    45009: "今天调用微信的次数用完了，明天再试。",
    48001: "公众号没有这个权限。要已认证的服务号。",
    48004: "公众号的接口被封禁了，请管理员登录公众平台处理。",
    50002: "公众号受限，请管理员登录公众平台处理。",
    85005: "菜单里的小程序没有和公众号关联。",
    89503: "这次调用要公众号管理员在微信里确认。",
}


def refusal_words(errcode: int | None) -> str:
    """0 is no answer at all."""
    if not errcode:
        return NO_ANSWER
    return f"{_REFUSALS.get(errcode, '微信没有同意。')}（错误码 {errcode}）"


_FIELDS = {"name": "名字", "key": "key", "url": "网址", "media_id": "素材", "article_id": "文章"}


def problem_words(problem: MenuProblem) -> str:
    """One mistake in the configured menu; the button is named beside it."""
    data = problem.data
    field = _FIELDS.get(str(data.get("field")), str(data.get("field", "")))
    match problem.code:
        case "menu_too_long":
            return f"{field}占 {data['taken']} 字节，最多 {data['most']} 字节（一个汉字 3 字节）"
        case "menu_too_many":
            return f"有 {data['count']} 个按钮，最多 {data['most']} 个"
        case "menu_field_missing":
            return f"{data['type']} 类型的按钮要写{field}"
        case "menu_name_empty":
            return "没有名字"
        case "menu_url_invalid":
            return "网址要以 https:// 或 http:// 开头"
        case "menu_empty":
            return "一个按钮也没有"
        case "menu_unreadable":
            return f"文件读不出来：{problem.detail}"
        case _:
            return f"写法不对：{problem.detail}"
