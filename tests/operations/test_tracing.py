"""A collector that is set up gets FastAPI's spans, which tell of nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.serving import CLIENT, ask, serving
from tests.writes.conftest import Service, claim

SAID = "marigold"


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """Take what is sent to an address, as OTLP over HTTP."""
    taken: list[bytes] = []

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/v1/traces":
                taken.append(body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    Thread(target=server.serve_forever).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", taken
    finally:
        server.shutdown()
        server.server_close()


def test_requests_are_traced_where_a_collector_is_named(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = service.keys["desk"]
    with collector() as (address, taken):
        monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        with serving(service.settings, tmp_path / "log", WORKERS="1") as port:
            headers = {"Authorization": f"Bearer {key}", "X-Request-Id": "seen"}
            posted = claim(note=SAID, speaker=SAID)
            assert ask(port, "POST", f"{service.path}/claims", posted, **headers) == 201
            assert ask(port, "GET", "/readyz") == 200
    assert taken, (tmp_path / "log").read_text()
    spans = [
        span
        for body in taken
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    (whole,) = (span for span in spans if not span.parent_span_id)
    assert whole.name == "POST /v1/theatres/{theatre}/claims"
    assert {each.trace_id for each in spans} == {whole.trace_id}
    assert "fastapi.endpoint" in {each.name for each in spans}
    told = {each.key: each.value.string_value for each in whole.attributes}
    assert told["frontline.request_id"] == "seen"
    for secret in (SAID, key, key.split("_")[2], CLIENT):
        assert all(secret.encode() not in body for body in taken)
