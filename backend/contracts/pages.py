"""What a page on somebody's phone needs to use WeChat's JS-SDK."""

from pydantic import BaseModel, Field


class JsapiSignatureRequest(BaseModel):
    """The page's whole address as the phone sees it, without what follows `#`."""

    url: str = Field(min_length=1, max_length=2048)


class JsapiSignature(BaseModel):
    app_id: str
    timestamp: int
    nonce: str
    signature: str
