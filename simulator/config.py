"""What the simulated platform is set to; every limit of the real one is a setting tests may shorten."""

from enum import StrEnum

from pydantic import Field
from pydantic_settings import BaseSettings

from simulator.access import AccountType


class Mode(StrEnum):
    """How pushes are packed: the three choices of the platform's 消息加解密方式."""

    plain = "plain"
    compatible = "compatible"
    aes = "aes"


class Settings(BaseSettings):
    """Field names are the environment variables in lower case."""

    # An account for development only: nothing outside this machine accepts these.
    wechat_app_id: str = Field(default="wx00112233445566aa", pattern=r"^wx[0-9a-f]{16}$")
    wechat_app_secret: str = "0123456789abcdef0123456789abcdef"
    wechat_token: str = "developmenttoken"
    wechat_encoding_aes_key: str = Field(
        default="DevelopmentOnlyAesKey0123456789abcdefghijkE", pattern=r"^[A-Za-z0-9+/]{43}$"
    )
    bot_url: str = "http://127.0.0.1:8000"

    simulator_host: str = "127.0.0.1"
    simulator_port: int = 9000
    simulator_public_url: str = ""
    simulator_callback_url: str = ""
    simulator_mode: Mode = Mode.aes
    simulator_account_type: AccountType = AccountType.verified_service
    # Addresses that may call the API, separated by commas; empty lets everybody in.
    simulator_ip_allow_list: str = ""
    # Calls a day by path, over the platform's own figures: {"/cgi-bin/token": 3}.
    simulator_daily_limits: dict[str, int] = {}
    simulator_minute_limits: dict[str, int] = {}
    # 网页授权域名: the only host pages may be sent back to; empty takes any.
    simulator_oauth_domain: str = ""
    simulator_account_id: str = "gh_5a1b2c3d4e5f"
    simulator_account_name: str = "豫工惠·新业态工会联合会（模拟）"

    simulator_reply_limit_seconds: float = 5.0
    simulator_deliveries: int = 3
    simulator_token_seconds: float = 7200
    # The platform renews a token this long before it expires and honors both meanwhile.
    simulator_token_overlap_seconds: float = 300
    simulator_forced_refresh_pause_seconds: float = 30
    simulator_media_seconds: float = 3 * 24 * 3600
    simulator_message_window_seconds: float = 48 * 3600
    simulator_tap_window_seconds: float = 60
    simulator_typing_seconds: float = 15
    simulator_kf_session_seconds: float = 30 * 60
    simulator_followers_per_page: int = 10_000
    simulator_permanent_codes: int = 100_000
    # Whether the account has already chosen every template of the library.
    simulator_has_templates: bool = True

    log_level: str = "INFO"

    @property
    def callback_url(self) -> str:
        """Where pushes go: the 服务器地址 of the account."""
        return self.simulator_callback_url or f"{self.bot_url.rstrip('/')}/wechat"

    @property
    def allowed_addresses(self) -> set[str]:
        return {part.strip() for part in self.simulator_ip_allow_list.split(",") if part.strip()}

    @property
    def public_url(self) -> str:
        """How the account reaches this server, for PicUrl and QR codes."""
        return self.simulator_public_url.rstrip("/") or f"http://127.0.0.1:{self.simulator_port}"
