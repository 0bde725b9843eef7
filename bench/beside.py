"""Programs that stand beside the service: a cache before it, a pooler behind it."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.nodes import HOST, Node, free_port
from bench.servers import Server

NGINX = Path(__file__).parents[1] / "docker" / "nginx.conf"
NGINX_AROUND = """
daemon off;
user {user};
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    log_format short '$request_method $uri $status $upstream_cache_status $upstream_status';
    access_log {folder}/access.log short;
    log_subrequest on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    include {folder}/frontline.conf;
}}
"""
PGBOUNCER = """
[databases]
{database} = host={host} port={to}

[pgbouncer]
listen_addr = {host}
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = 6
ignore_startup_parameters = options
logfile = {folder}/pgbouncer.log
"""


@contextmanager
def running(command: Sequence[str], port: int) -> Iterator[int]:
    """Run a program that listens on a port, until the end of the `with`; give its process."""
    with subprocess.Popen(command, start_new_session=True) as process:  # noqa: S603 - our own
        try:
            until = time.monotonic() + 10
            while not _listens(port):
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"{command[0]} did not start.")
                time.sleep(0.05)
            yield process.pid
        finally:
            process.terminate()
            process.wait(10)


@contextmanager
def nginx(folder: Path, service: int) -> Iterator[Server]:
    """Run nginx with the configuration that we recommend, before a service."""
    port, user = free_port(), pwd.getpwuid(os.geteuid()).pw_name
    ours = NGINX.read_text()
    for told, here in (
        ("/var/cache/nginx/frontline", f"{folder}/cache"),
        ("server 127.0.0.1:8000;", f"server {HOST}:{service};"),
        ("listen 80;", f"listen {HOST}:{port};"),
    ):
        if told not in ours:
            raise RuntimeError(f"{NGINX} does not say {told!r}.")
        ours = ours.replace(told, here)
    (folder / "frontline.conf").write_text(ours)
    around = folder / "nginx.conf"
    around.write_text(NGINX_AROUND.format(folder=folder, user=user))
    command = (_found("nginx"), "-p", str(folder), "-c", str(around))
    with running(command, port) as process:
        yield Server("nginx", port, process)


@contextmanager
def pgbouncer(folder: Path, node: Node, database: str, users: dict[str, str]) -> Iterator[Node]:
    """Run PgBouncer before a server, with the configuration that we recommend; give its node."""
    port = free_port()
    listed = "".join(f'"{name}" "{password}"\n' for name, password in users.items())
    (folder / "users.txt").write_text(listed)
    told = PGBOUNCER.format(folder=folder, host=HOST, port=port, to=node.port, database=database)
    (folder / "pgbouncer.ini").write_text(told)
    as_another = []
    if os.geteuid() == 0:  # it refuses to run as root
        account = node.server.account
        as_another = ["-u", pwd.getpwuid(account.uid).pw_name]
        for path in (folder, *folder.iterdir()):
            account.give(path)
    command = (_found("pgbouncer"), "-q", *as_another, str(folder / "pgbouncer.ini"))
    with running(command, port):
        yield node._replace(port=port)


def _found(program: str) -> str:
    path = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
    if path is None:
        raise RuntimeError(f"{program} was not found: `make beside` installs it.")
    return path


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex((HOST, port)) == 0
