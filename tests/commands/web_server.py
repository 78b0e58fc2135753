"""A web server of this machine for packs, which can go wrong in the ways that others do."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

USER: Final = "chea:se%40cret"


class Web(ThreadingHTTPServer):
    """Files by path, and what is wrong with the server: a way of `_Handler`, or nothing.

    `requests` has what was asked for: the method and the range. Before each answer `before` is called with how many
    there are.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.fault = ""
        self.has_tags = True
        self.requests: list[tuple[str, str]] = []
        self.sent = 0
        self.before: Callable[[int], object] = lambda _: None
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing where a client is gone."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Web

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the name that it has
        pass

    def do_HEAD(self) -> None:
        self._answer(has_body=False)

    def do_GET(self) -> None:
        self._answer(has_body=True)

    def _answer(self, *, has_body: bool) -> None:
        web = self.server
        asked = self.headers.get("Range", "")
        web.requests.append((self.command, asked))
        web.before(len(web.requests))
        path, _, query = self.path.partition("?")
        data = web.files.get(path)
        if web.fault == "silent":
            threading.Event().wait(60)
        if web.fault == "forbidden":
            self._refuse(HTTPStatus.FORBIDDEN)
        elif web.fault == "no head" and self.command == "HEAD":
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED)
        elif web.fault == "password" and self.headers.get("Authorization") != _basic("chea:se@cret"):
            self._refuse(HTTPStatus.UNAUTHORIZED)
        elif web.fault == "signed" and query != "signature=se@cret":
            self._refuse(HTTPStatus.FORBIDDEN)
        elif data is None:
            self._refuse(HTTPStatus.NOT_FOUND)
        else:
            self._send(data, asked if web.fault not in ("no ranges", "says no ranges") else "", has_body=has_body)

    def _send(self, data: bytes, asked: str, *, has_body: bool) -> None:
        web = self.server
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", asked)
        start, end = (int(found[1]), int(found[2]) + 1) if found else (0, len(data))
        if web.fault == "shifted" and found:
            start, end = max(start - 7, 0), max(end - 7, 0)
        body = data[start:end]
        self.send_response(HTTPStatus.PARTIAL_CONTENT if found else HTTPStatus.OK)
        if found:
            self.send_header("Content-Range", f"bytes {start}-{start + len(body) - 1}/{len(data)}")
        if web.fault == "says no ranges":
            self.send_header("Accept-Ranges", "none")
        if web.has_tags:
            self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()}"')
        if web.fault == "no size":
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not has_body:
            return
        if web.fault == "cut" and start > 0 and len(body) > 500:
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        if web.fault == "no size":
            self.wfile.write(b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))
        else:
            self.wfile.write(body)
        web.sent += len(body)

    def _refuse(self, status: HTTPStatus) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


def _basic(user: str) -> str:
    return f"Basic {base64.b64encode(user.encode()).decode()}"


@contextmanager
def web_server() -> Iterator[Web]:
    """Let a server answer on loopback."""
    with Web() as web:
        thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield web
        finally:
            web.shutdown()
            thread.join()
