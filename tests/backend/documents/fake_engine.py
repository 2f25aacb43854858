"""Speaks the reading process's protocol and does what the photo's first word says: read, hang or die."""

import json
import os
import struct
import sys
import time


def send(message: dict[str, object]) -> None:
    body = json.dumps(message).encode()
    sys.stdout.buffer.write(struct.pack(">I", len(body)) + body)
    sys.stdout.buffer.flush()


def main() -> None:
    if sys.argv[1] == "broken":
        send({"error": "ImportError: no models"})
        return
    send({"ready": True})
    while head := sys.stdin.buffer.read(4):
        wish = sys.stdin.buffer.read(struct.unpack(">I", head)[0]).decode()
        if wish == "hang":
            time.sleep(600)
        if wish == "die":
            return
        if wish == "fail":
            send({"error": "ValueError"})
            continue
        if wish == "slow":
            time.sleep(0.3)
        quality = {"width": os.getpid(), "height": len(os.environ.get("SECRET_OF_OURS", ""))}
        send({"boxes": [], "quality": quality | {"brightest": 0, "sharpness": 0, "glare": 0}})


if __name__ == "__main__":
    main()
