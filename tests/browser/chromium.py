"""Find a Chromium for the browser tests, or install one; never skip in silence.

``python -m tests.browser.chromium --install`` is what ``make test`` calls first.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find() -> str | None:
    """Return the path of a Chromium: CHROMIUM, then the machine's, then Playwright's own."""
    if path := os.environ.get("CHROMIUM"):
        return path
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    if _MAC.exists():
        return str(_MAC)
    return _of_playwright()


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Try the system's package manager, then Playwright's download."""
    if shutil.which("apt-get"):
        administrator = [] if os.geteuid() == 0 else ["sudo", "-n"]
        packages = ("chromium", "fonts-dejavu-core")
        commands = [
            [*administrator, "apt-get", "update", "-qq"],
            [*administrator, "apt-get", "install", "-y", "-qq", "--no-install-recommends"],
        ]
        commands[1].extend(packages)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if all(_succeeds(command, environment) for command in commands):
            return
    _succeeds([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))


def _succeeds(command: list[str], environment: dict[str, str]) -> bool:
    print("+", " ".join(command), flush=True)
    try:
        return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL).returncode == 0
    except OSError as problem:
        print(problem)
        return False


def main() -> int:
    """Print the path of a Chromium; with --install, get one first if there is none."""
    if find() is None and "--install" in sys.argv[1:]:
        install()
    path = find()
    if path is None:
        print(
            "No Chromium was found and none could be installed, but the browser tests need one: "
            "install Chromium or Chrome, or set CHROMIUM to its path."
        )
        return 1
    print(f"Browser tests use {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
