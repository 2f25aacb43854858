"""The baseline of the gateway's ceiling: FastAPI and wechatpy, which echo and remember nothing."""

import os

from fastapi import FastAPI, Request, Response
from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto

app = FastAPI()
crypto = WeChatCrypto(
    os.environ["WECHAT_TOKEN"], os.environ["WECHAT_ENCODING_AES_KEY"], os.environ["WECHAT_APP_ID"]
)


@app.post("/wechat")
async def echo(request: Request, msg_signature: str, timestamp: str, nonce: str) -> Response:
    xml = crypto.decrypt_message(await request.body(), msg_signature, timestamp, nonce)
    message = parse_message(xml)
    reply = create_reply(message.content, message).render()
    return Response(crypto.encrypt_message(reply, nonce, timestamp), media_type="application/xml")
