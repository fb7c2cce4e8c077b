"""Answers over HTTP, as its config says; see README.md beside it."""

from __future__ import annotations

import hmac
import json
import logging
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

from schemas import App, Redis, store

import typedconf as tc

if TYPE_CHECKING:
    import socketserver
    from socket import socket

log = logging.getLogger("service")


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    def __init__(self, cfg: App, request: socket, client: tuple[str, int], server: socketserver.BaseServer) -> None:
        self.cfg = cfg
        request.settimeout(cfg.server.timeout)
        super().__init__(request, client, server)  # which answers it

    def do_GET(self) -> None:
        """Gives a page of the config, the health of the service, or, to who has the token, its settings."""
        pages = {page.path: page.text for page in self.cfg.server.pages}
        if self.path in pages:
            self.answer(HTTPStatus.OK, pages[self.path])
        elif self.path == "/health":
            self.answer(HTTPStatus.OK, json.dumps(health(self.cfg)))
        elif self.path == "/settings" and not self.may_see_settings():
            self.answer(HTTPStatus.UNAUTHORIZED, "the token, please")
        elif self.path == "/settings":
            self.answer(HTTPStatus.OK, tc.to_yaml(self.cfg))  # what is secret is ??? in it
        else:
            self.answer(HTTPStatus.NOT_FOUND, f"nothing at {self.path}")

    def may_see_settings(self) -> bool:
        """Whether the request has the token, compared in a time that tells nothing of it."""
        expected = f"Bearer {self.cfg.server.token.get_secret_value()}"
        return hmac.compare_digest(self.headers.get("Authorization", "").encode(), expected.encode())

    def answer(self, status: HTTPStatus, text: str) -> None:
        """Sends a text."""
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its name in the standard library
        """Logs a request as the program logs."""
        log.info(format, *args)


def health(cfg: App) -> dict[str, str]:
    """What the service depends on; a real one would ask whether it answers."""
    cache = cfg.cache
    where = f"redis at {cache.url.host}" if isinstance(cache, Redis) else f"{cache.entries} entries in memory"
    return {"service": cfg.name, "database": cfg.db.address, "cache": where}


@tc.main(config_path="conf", config_name="config", store=store, env_prefix="NOTES_", secrets_dir="secrets")
def serve(cfg: App) -> None:
    """Serves until it is stopped, or until it has answered as many requests as ``server.requests`` says."""
    logging.basicConfig(level=cfg.log.name)
    with HTTPServer((cfg.server.host, cfg.server.port), partial(Handler, cfg)) as server:
        print(f"{cfg.name} on http://{cfg.server.host}:{server.server_port}", flush=True)
        if cfg.server.requests is None:
            server.serve_forever()
        else:
            for _ in range(cfg.server.requests):
                server.handle_request()


if __name__ == "__main__":
    serve()
