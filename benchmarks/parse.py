"""How fast scripts are read, and what it costs to start reading and playing them. Printed, never asserted.

Run: python -m benchmarks.parse
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from panel.scripts.loading import loads
from panel.scripts.parser import parse

CASE = """
case "Case {n}" tags smoke
  # the driver encryption key, entered twice
  press [Menu] Down*3 OK
  select "Security Options" > "Extended Security" > "Driver Encryption Key"
  press [Enter]
  type $KEY
  press [Accept]
  expect screen "Driver Encryption Key" within 2s
  press Down OK*2 Up [ABC/123]*2
  check no line 2 /^ *Off$/
  check setting security.driver_encryption_key == "set"
  expect audit "changed security.driver_encryption_key" by "admin"
  note "the key is kept"
"""
HEAD = 'secret KEY = env DRIVER_KEY else "abc1"\n'


def rate(read: Callable[[str], object], text: str) -> float:
    """Lines a second, the best of five."""
    best = float("inf")
    for _ in range(5):
        started = time.perf_counter()
        read(text)
        best = min(best, time.perf_counter() - started)
    return text.count("\n") / best


def start(*modules: str) -> float:
    """Milliseconds that importing these adds to a bare interpreter, the best of nine, compiled beforehand."""
    with tempfile.TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": compiled}

        def run(program: str) -> float:
            started = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True, env=environment)
            return time.perf_counter() - started

        program = f"import {', '.join(modules)}"
        run(program)
        return 1000 * (min(run(program) for _ in range(9)) - min(run("pass") for _ in range(9)))


def main() -> None:
    text = HEAD + "".join(CASE.format(n=n) for n in range(500))
    print(f"parse           {rate(parse, text):10,.0f} lines/s  ({text.count(chr(10))} lines)")
    print(f"parse and check {rate(loads, text):10,.0f} lines/s")
    print(f"import reading  {start('panel.scripts.loading'):10.1f} ms")
    print(f"import playing  {start('panel.scripts.loading', 'panel.scripts.batch'):10.1f} ms")


if __name__ == "__main__":
    main()
