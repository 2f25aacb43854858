"""Somebody else's official account: an echo in plain mode, from the standard library alone.

python echo_server.py PORT [SECONDS]   # waits so long before it answers
"""

import hashlib
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

REPLY = (
    "<xml><ToUserName>{FromUserName}</ToUserName><FromUserName>{ToUserName}</FromUserName>"
    "<CreateTime>{CreateTime}</CreateTime><MsgType>text</MsgType><Content>{Content}</Content></xml>"
)


class Echo(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        parts = sorted(["echotoken", query["timestamp"], query["nonce"]])
        signed = hashlib.sha1("".join(parts).encode()).hexdigest() == query["signature"]
        self.answer(200 if signed else 403, query["echostr"] if signed else "")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        push = {element.tag: element.text or "" for element in ElementTree.fromstring(body)}
        time.sleep(float(sys.argv[2]) if len(sys.argv) > 2 else 0)
        self.answer(200, REPLY.format(**push) if push["MsgType"] == "text" else "success")

    def answer(self, status: int, text: str) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Echo).serve_forever()
