"""A small server for the tests of programs: slow, stubborn, crashing or dying at once, as asked."""

import http.server
import os
import signal
import sys
import threading
import time


class Quiet(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/crash":
            os._exit(3)
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        sys.stdout.write(f"asked for {self.path}\n")
        sys.stdout.flush()


def main() -> None:
    port, *words = sys.argv[1:]
    sys.stdout.write(f"hello from {os.environ.get('GREETING', 'nobody')} in {os.getcwd()}\n")
    sys.stdout.flush()
    if "dies" in words:
        sys.stdout.write("CUDA error: no device\n")
        sys.stdout.flush()
        sys.exit(7)
    if "stubborn" in words:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if "slow" in words:
        time.sleep(3600)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Quiet)
    if "once" in words:
        threading.Timer(0.3, lambda: os._exit(4)).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
