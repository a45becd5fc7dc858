"""What both servers allow: processes, threads, waiting, and the head of a request."""

from __future__ import annotations

import json
import os
import socket
import sys

PROCESSES = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Threads run while others wait for the database; more than four only compete for the interpreter.
THREADS = 4
# Seconds until running requests are interrupted at shutdown, and until an idle connection, or one whose headers are
# incomplete, is closed.
GRACE_SECONDS = 30
KEEP_ALIVE_SECONDS = 5
# Connections of one process; more wait in the kernel.
CONNECTIONS = 1000
# Bytes of the request line and headers together, of the request line, and of one header.
LONGEST_HEAD, LONGEST_LINE, LONGEST_FIELD = 64 * 1024, 4094, 8190


def split_address(bind: str) -> tuple[str, int]:
    """Return the IP address and the port of 0.0.0.0:8000, [::]:8000 or localhost:8000. Raises ValueError, OSError."""
    host, _colon, port = bind.rpartition(":")
    found = socket.getaddrinfo(host.strip("[]") or "0.0.0.0", int(port), type=socket.SOCK_STREAM)
    return str(found[0][4][0]), int(port)


def refuse_taken(host: str, port: int) -> None:
    """Exit if another server listens on the port: with a socket for each process both would answer some of the requests."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sys.exit(f"Cannot listen on {host}:{port}: {error.strerror}.")


def too_long(part: str) -> tuple[str, bytes]:
    """Return status line and problem details for an address or a header that is too long."""
    status, title = (414, "URI Too Long") if part == "address" else (431, "Request Header Fields Too Large")
    code = "uri_too_long" if part == "address" else "headers_too_large"
    detail = f"The {part} of the request is too long. Shorten it and try again."
    problem = {"type": f"urn:wheelbarrow:problem:{code}", "title": title, "status": status, "detail": detail}
    return f"{status} {title}", json.dumps({**problem, "code": code}).encode()
