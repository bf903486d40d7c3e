"""Find a Chromium for the browser tests, or install one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Return the path of a Chromium on this machine: $CHROMIUM, on the PATH, or Playwright's own."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        if name and (path := shutil.which(name)):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def main() -> int:
    """Install Chromium where there is none: Playwright's build, or else the system's package."""
    if find():
        return 0
    commands = [[sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]]
    if shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo"]
        commands += [[*root, "apt-get", "update", "-q"], [*root, "apt-get", "install", "-qy", "chromium"]]
    for command in commands:
        subprocess.run(command, check=False)
    if find():
        return 0
    sys.stderr.write("No Chromium for the browser tests: install one, or name it in $CHROMIUM.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
