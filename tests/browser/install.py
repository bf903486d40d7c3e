"""The programs that the tests need besides Python packages: a Chromium and nginx, found or installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.load import proxy

# The headless shell has no windows and menus of its own, which take time at every visit.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


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
    """Install what is missing; return 1 where there is still no Chromium. Tests skip a missing nginx."""
    if not find():  # Playwright's own build first, else the system's package
        command = [sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]
        subprocess.run(command, check=False)
    if shutil.which("apt-get") and not (find() and proxy.find()):
        apt = [*([] if os.geteuid() == 0 else ["sudo"]), "apt-get"]
        subprocess.run([*apt, "update", "-q"], check=False)
        wanted = (("chromium-headless-shell", find), ("chromium", find), ("nginx-light", proxy.find))
        for package, found in wanted:
            if not found():
                subprocess.run([*apt, "install", "-qy", package], check=False)
    if not proxy.find():
        sys.stderr.write(f"{proxy.INSTALL} Without it the tests behind nginx are skipped.\n")
    if find():
        return 0
    sys.stderr.write("No Chromium for the browser tests: install one, or name it in $CHROMIUM.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
