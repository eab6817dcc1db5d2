"""`fabula builtin storyteller` serves until it is told to stop."""

import signal
import subprocess
import sys
from urllib.request import urlopen


def test_serves_alone_until_told_to_stop() -> None:
    command = [sys.executable, "-m", "fabula.app.cli", "builtin", "storyteller", "--pace", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url = process.stdout.readline().rsplit(" ", 1)[-1].strip()
        with urlopen(url) as answer:
            assert answer.read() == b"Ollama is running"
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
