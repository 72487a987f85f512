"""Console blocks of the documents as sessions: run, and compared with the output that the document shows.

A block marked ``console`` holds commands (``$ ...``, continued by lines that begin with ``> ``), each followed by what
it prints. All commands of a document run one after the other with bash in one temporary folder, in which ``kg``,
``ontology`` and ``tests`` lead to this checkout and, unless the document builds it itself, ``data`` to the graph of the
demo articles. A command that ends in ``&`` is a server: the session goes on when it is ready. What differs from run to
run is masked on both sides by ``VOLATILE``; the port 8000 of the documents stands for one that is free.
Commands that begin with ``make`` or ``sudo`` are not run.

``python -m tests.docs.sessions`` writes the documents anew with the output of today; read the difference before you keep it.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
DOCUMENTS = (CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md")))
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VOLATILE = (
    (r"[0-9a-f]{16}\b", "HASH"),  # generations, claims: every change of the ontology or of a rule renews them
    (r"\bin \d+\.\d s\b", "in N s"),
    (r"\d+ inferred facts", "N inferred facts"),  # grows with the reference data
    (r"\d+ quads", "N quads"),
    (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", "TIME"),
)
NOT_RUN = ("make ", "sudo ")
PATIENCE = 900.0
"""Seconds after which a command hangs; how long one takes is no matter here."""


@dataclass(frozen=True)
class Step:
    """A command and what the document says that it prints."""

    command: str
    shown: str
    line: int


def blocks(text: str) -> Iterator[re.Match[str]]:
    """Yield the console blocks of a document."""
    return BLOCK.finditer(text)


def steps(body: str, line: int = 1) -> Iterator[Step]:
    """Yield the commands of a block, each with its output."""
    command: list[str] = []
    shown: list[str] = []
    start = line
    for number, text in enumerate(body.splitlines(), line):
        if text.startswith("$ "):
            if command:
                yield Step("\n".join(command), "\n".join(shown), start)
            command, shown, start = [text[2:]], [], number
        elif text.startswith("> ") and command and not shown:
            command.append(text[2:])
        else:
            shown.append(text)
    if command:
        yield Step("\n".join(command), "\n".join(shown), start)


def steps_of(text: str) -> Iterator[Step]:
    """Yield all commands of a document."""
    for block in blocks(text):
        yield from steps(block[1], text.count("\n", 0, block.start(1)) + 1)


def masked(text: str) -> str:
    """Return output without what differs from run to run."""
    for pattern, name in VOLATILE:
        text = re.sub(pattern, name, text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


class Session:
    """A folder, a port, the servers started in it."""

    def __init__(self, folder: Path, demo: Path | None = None) -> None:
        self.folder = folder
        self.servers: list[subprocess.Popen[bytes]] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = str(free.getsockname()[1])
        for name in ("kg", "ontology", "tests"):
            (folder / name).symlink_to(CHECKOUT / name)
        if demo:
            (folder / "data").symlink_to(demo)

    def run(self, command: str) -> tuple[int, str]:
        """Run a command; return its exit code and all that it printed, as the document would show it."""
        if command.startswith(NOT_RUN):
            return 0, ""
        command = command.replace("8000", self.port)
        if command.endswith("&"):
            return self._serve(command.removesuffix("&"))
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, env=self._environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=PATIENCE, check=False,
        )  # fmt: skip
        said = done.stdout.decode().replace("\r\n", "\n").replace(self.port, "8000")
        return done.returncode, said.rstrip("\n")

    def _environment(self) -> dict[str, str]:
        tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return {**os.environ, "PATH": tools, "LC_ALL": "C.UTF-8", "TZ": "UTC", "COLUMNS": "100", "TERM": "dumb"}

    def _serve(self, command: str) -> tuple[int, str]:
        server = subprocess.Popen(
            ["bash", "-c", f"exec {command}"], cwd=self.folder, env=self._environment(), start_new_session=True
        )
        self.servers.append(server)
        end = time.monotonic() + 60
        while server.poll() is None and time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5):
                    return 0, ""
            except OSError:
                time.sleep(0.05)
        return server.poll() or 1, "the server did not become ready"

    def close(self) -> None:
        """End the servers."""
        for server in self.servers:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


@contextmanager
def session(demo: Path | None = None) -> Iterator[Session]:
    """Open a session in a folder that goes when it ends."""
    with tempfile.TemporaryDirectory(prefix="session-") as folder:
        opened = Session(Path(folder), demo)
        try:
            yield opened
        finally:
            opened.close()


def builds_demo(text: str) -> bool:
    """Tell whether a document builds the graph that it asks."""
    return any(re.search(r"communique build\b(?!.*--store (?!data\b))", step.command) for step in steps_of(text))


def demo_graph(folder: Path) -> Path:
    """Build the graph of the demo articles for documents that begin with it."""
    with session() as opened:
        code, said = opened.run(f"communique build --store {folder} kg/demo")
    if code:
        raise RuntimeError(said)
    return folder


def _written(text: str, opened: Session) -> str:
    def block(match: re.Match[str]) -> str:
        lines = []
        for step in steps(match[1]):
            code, said = opened.run(step.command)
            if code:
                print(f"exit code {code}: {step.command}\n{said}", file=sys.stderr)
            lines.append("$ " + step.command.replace("\n", "\n> "))
            lines += [step.shown if masked(step.shown) == masked(said) else said] if said else []
            lines += [""] if step.shown.endswith("\n") and said else []
        return "```console\n" + "\n".join(lines) + "\n```"

    return BLOCK.sub(block, text)


def main(paths: list[str]) -> None:
    """Write documents anew: those named, or all."""
    with tempfile.TemporaryDirectory() as place:
        demo = demo_graph(Path(place) / "data")
        for path in map(Path, paths) if paths else DOCUMENTS:
            text = path.read_text(encoding="utf-8")
            with session(None if builds_demo(text) else demo) as opened:
                path.write_text(_written(text, opened), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
