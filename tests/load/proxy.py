"""nginx in front of copies of the app, with the site that docs/deploy/nginx.conf gives to everyone."""

import contextlib
import getpass
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.serving import ROOT, free_port

SITE = ROOT / "docs" / "deploy" / "nginx.conf"
PORTS = (8501, 8502, 8503)  # the copies' ports in SITE
INSTALL = "nginx is not installed: apt-get install nginx-light, brew install nginx, or name it in $NGINX."

# What /etc/nginx/nginx.conf is on a server: everything around the site.
AROUND = """
daemon off;
user {user};
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


def find() -> str | None:
    """Return the path of nginx on this machine: $NGINX, on the PATH, or where Debian puts it."""
    for name in (os.environ.get("NGINX", ""), "nginx", "/usr/sbin/nginx"):
        if name and (path := shutil.which(name)):
            return path
    return None


@contextlib.contextmanager
def front(copies: list[int]) -> Iterator[str]:
    """Run nginx before the copies on these ports; yield its address. Needs `find()`."""
    port = free_port()
    site = SITE.read_text().replace("listen 80", f"listen 127.0.0.1:{port}")
    site = site.replace("demo.example.org", "127.0.0.1")
    for written, real in zip(PORTS, copies, strict=True):
        site = site.replace(f":{written}", f":{real}").replace(f"-{written}", f"-{real}")
    with tempfile.TemporaryDirectory() as folder:
        conf = Path(folder) / "nginx.conf"
        conf.write_text(AROUND.format(user=getpass.getuser(), folder=folder, site=site))
        log = f"{folder}/error.log"  # where nginx notes that only root may choose the user
        process = subprocess.Popen([find(), "-p", folder, "-c", str(conf), "-e", log])
        try:
            _wait(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(address: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
            return
        time.sleep(0.05)
    raise RuntimeError("nginx did not start; what it said is above")
