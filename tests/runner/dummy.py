"""A tiny HTTP process to supervise: `dummy.py PORT [--slow SECONDS] [--child] [--stubborn]`."""

import argparse
import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--slow", type=float, default=0)
    parser.add_argument("--child", action="store_true", help="leave a helper process behind")
    parser.add_argument("--stubborn", action="store_true", help="ignore requests to stop")
    options = parser.parse_args()
    stop = signal.SIG_IGN if options.stubborn else lambda *_: sys.exit(0)
    signal.signal(signal.SIGTERM, stop)
    if options.child:
        subprocess.Popen(["sleep", "1000"])
    time.sleep(options.slow)
    HTTPServer(("127.0.0.1", options.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
