"""Whose key is it that recorded or reviewed? Told to admin keys only."""

from datetime import datetime

from fastapi import Response
from typing_extensions import TypedDict

from app.api.answers import dumps
from app.api.dependencies import PrimaryReads
from app.api.routing import of_keys
from app.api.routing import router as make_router
from app.api.writing import Admin
from app.services.issue_key import list_keys

router = make_router("service", "/v1/keys")


class KeyItem(TypedDict):
    """A key, without its secret: `id` is what `recorded_by` shows of it, `name` whose it is."""

    id: str
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class KeysAnswer(TypedDict):
    """All keys, the revoked ones too, the oldest first."""

    items: list[KeyItem]
    total: int


@router.get("", responses=of_keys(KeysAnswer))
def read_keys(_author: Admin, connection: PrimaryReads) -> Response:
    """List the keys of those who write, with their names; it takes an admin key."""
    items = [key._asdict() for key in list_keys(connection)]
    body = dumps({"items": items, "total": len(items)})
    return Response(body, headers={"Cache-Control": "no-store"}, media_type="application/json")
