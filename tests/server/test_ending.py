"""Benchmarks leave no server behind, however they are ended."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import contenders

BENCHMARK = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's job in the background would not hear the keyboard
from pathlib import Path
from benchmarks.contenders import free_port, running
from benchmarks.ending import unwinding
port = free_port()
command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)]
with unwinding(), running("a server", command, port, "/", 0.0, Path(sys.argv[1])) as server:
    print(server.process.pid, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=lambda how: how.name)
def test_a_benchmark_that_is_ended_ends_its_servers(how: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-c", BENCHMARK, str(tmp_path)]
    with subprocess.Popen(command, cwd=contenders.ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as benchmark:
        assert benchmark.stdout
        try:
            server = Path("/proc") / benchmark.stdout.readline().decode().strip()
            assert server.is_dir()
            benchmark.send_signal(how)
            assert benchmark.wait(60) != 0
        finally:
            benchmark.terminate()
    assert not server.exists()


@pytest.mark.parametrize("name", ["attacks", "durability", "endpoint", "fuzz", "pages", "rows", "w3c"])
def test_every_benchmark_that_starts_servers_is_run_so(name: str) -> None:
    text = (contenders.ROOT / "benchmarks" / f"{name}.py").read_text(encoding="utf-8")
    assert text.endswith('if __name__ == "__main__":\n    with unwinding():\n        main()\n')
