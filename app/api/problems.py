"""What does a client get when something is wrong? Problem details (RFC 9457), for everything."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app import errors

MEDIA_TYPE = "application/problem+json"

STATUS: dict[type[Exception], int] = {
    errors.NotFound: 404,
    errors.TheatreNotFound: 404,
    errors.PlaceNotFound: 404,
    errors.ClaimNotFound: 404,
    errors.PlaceAmbiguous: 300,
    errors.SetNotFound: 400,  # these three are only ever named in a query
    errors.PolicyNotFound: 400,
    errors.SourceNotFound: 400,
    errors.RevisionNotFound: 400,
    errors.ParameterRefused: 400,
    errors.NotAcceptable: 406,
    errors.BodyUnreadable: 400,
    errors.BodyTooLarge: 413,
    errors.BodyTooSlow: 408,
    errors.TooManyRequests: 429,
    errors.MediaTypeUnsupported: 415,
    errors.DraftRejected: 422,
    errors.KeyRefused: 401,
    errors.NotAllowed: 403,
    errors.ClaimRetracted: 409,
    errors.AlreadyRecorded: 409,
    errors.ClaimMoved: 412,
    errors.IdempotencyKeyReused: 422,
    errors.OutcomeUnknown: 503,
    errors.NotReady: 503,
}
"""The one place where what can go wrong gets its status."""

NAMES = {
    errors.SetNotFound: "set",
    errors.PolicyNotFound: "policy",
    errors.SourceNotFound: "policy",
    errors.RevisionNotFound: "revision",
}
"""The query parameter that names what was not found."""

RETRY_AFTER_S = "2"

_NAMED = {"query": "query parameter", "header": "header"}


def problem(
    status: int,
    detail: str,
    faults: Sequence[Any] = (),
    headers: dict[str, str] | None = None,
    **more: object,
) -> Response:
    """Write a problem; `faults` say where, `more` are members of its own."""
    title = HTTPStatus(status).phrase
    body = {
        "type": f"/problems/{title.lower().replace(' ', '-')}",
        "title": title,
        "status": status,
        "detail": detail,
        **({"errors": list(faults[: errors.MOST_FAULTS])} if faults else {}),
        **more,
    }
    headers = {"Cache-Control": "no-store", **(headers or {})}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.setdefault("Retry-After", RETRY_AFTER_S)
    return Response(orjson.dumps(body), status, headers, MEDIA_TYPE)


def add_handlers(app: FastAPI) -> None:
    """Answer every failure of the app with a problem."""
    app.add_exception_handler(errors.FrontlineError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_starlette)
    app.add_exception_handler(Exception, _unforeseen)


def _of_ours(_: Request, error: Exception) -> Response:
    assert isinstance(error, errors.FrontlineError)  # noqa: S101 - what the handler is for
    status = STATUS[type(error)]
    faults = error.errors
    if type(error) in NAMES:
        faults = [{"parameter": NAMES[type(error)], "detail": error.detail}]
    told = {name: getattr(error, name, None) for name in ("candidates", "existing")}
    more = {name: value for name, value in told.items() if value}
    return problem(status, error.detail, faults, _headers(error), **more)


def _headers(error: errors.FrontlineError) -> dict[str, str]:
    """Say in headers what is to be said there."""
    if isinstance(error, errors.KeyRefused):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, errors.BodyTooSlow):
        return {"Connection": "close"}  # what is still to come of the body is not read
    if isinstance(error, errors.TooManyRequests):
        return {"Retry-After": str(error.wait_s)}
    return {}


def _of_validation(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what the handler is for
    details: list[ErrorDetails] = list(error.errors())
    where = details[0]["loc"][0]
    if where == "path":
        return problem(404, "Nothing has this address.")
    if details[0]["type"] == "json_invalid":
        return problem(400, "The body is not JSON.")
    faults = [_fault(item) for item in details]
    if where in _NAMED:
        names = ", ".join(dict.fromkeys(str(item["loc"][1]) for item in details))
        return problem(400, f"A {_NAMED[where]} is missing or can't be read: {names}.", faults)
    return problem(422, "The body is wrong.", faults)


def _fault(item: ErrorDetails) -> errors.Fault:
    where, *path = item["loc"]
    if where in _NAMED:
        missing = item["type"] == "missing"
        detail = "It is needed: give it a value." if missing else item["msg"]
        return {"parameter": str(path[0]), "detail": detail}
    return {"pointer": "".join(f"/{part}" for part in path), "detail": item["msg"]}


def _of_starlette(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - what the handler is for
    headers = dict(error.headers or {})
    detail = {
        404: "Nothing has this address. /openapi.json lists what there is.",
        405: "This address does not take this method.",
    }.get(error.status_code, error.detail)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_allowed(request))
    return problem(error.status_code, detail, headers=headers)


def _allowed(request: Request) -> list[str]:
    """List the methods of all routes that have the address; Starlette tells the first one's."""
    there = [r for r in request.app.state.routes if r.matches(request.scope)[0] is not Match.NONE]
    methods: set[str] = set().union(*(route.methods for route in there))
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


def _unforeseen(request: Request, _: Exception) -> Response:
    return problem(
        500,
        "The service failed. Its log has more under this request id.",
        request_id=request.scope.get("request_id"),
    )
