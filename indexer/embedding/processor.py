"""What the processor can do, asked before code runs that would crash without it."""

import platform
import subprocess
import sys
from pathlib import Path

CPU_LIST = Path("/proc/cpuinfo")
X86 = frozenset({"x86_64", "amd64", "i386", "i686"})


def is_x86() -> bool:
    """Whether this is an Intel or AMD processor."""
    return platform.machine().lower() in X86


def processor_flags() -> frozenset[str]:
    """Return the processor's features, in small letters as on Linux (`avx2`, `avx512_bf16`).

    Read from /proc/cpuinfo (the line `flags` on x86, `Features` on ARM), on macOS from sysctl.
    Empty where the system tells nothing.
    """
    if sys.platform == "darwin":
        return _darwin_flags()
    try:
        lines = CPU_LIST.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return frozenset()
    for line in lines:
        name, _, value = line.partition(":")
        if name.strip() in {"flags", "Features"}:
            return frozenset(value.lower().split())
    return frozenset()


def _darwin_flags() -> frozenset[str]:
    try:
        told = subprocess.run(
            ["/usr/sbin/sysctl", "-n", "machdep.cpu.features", "machdep.cpu.leaf7_features"],
            capture_output=True,
            text=True,
            check=False,
            timeout=5,
        )
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(told.stdout.lower().split())
