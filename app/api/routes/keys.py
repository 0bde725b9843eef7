"""Whose key is it that recorded or reviewed, and what else did it record? For admin keys only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import Path, Request, Response
from typing_extensions import TypedDict

from app.api.answers import dumps
from app.api.dependencies import PrimaryReads
from app.api.pages import AskedPage, Paged, link_header, list_answer
from app.api.routing import of_keys, problems
from app.api.routing import router as make_router
from app.api.writing import Admin
from app.queries.acts import Act, fetch_acts
from app.services.issue_key import list_keys

router = make_router("service", "/v1/keys")

KeyId = Annotated[str, Path(pattern=r"^k_[0-9A-Za-z]{1,64}$", description="The id of a key.")]


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


class ActItem(TypedDict):
    """An event that the key recorded; `link` has all of it."""

    theatre: str
    revision: int
    recorded_at: datetime
    kind: str
    link: str


class ActsAnswer(Paged):
    """What a key recorded."""

    key: str
    items: list[ActItem]


@router.get("", responses=of_keys(KeysAnswer))
def read_keys(_author: Admin, connection: PrimaryReads) -> Response:
    """List the keys of those who write, with their names; it takes an admin key."""
    items = [key._asdict() for key in list_keys(connection)]
    return _told({"items": items, "total": len(items)})


@router.get("/{key}/events", responses=of_keys(ActsAnswer) | problems(404))
def list_acts(
    request: Request, _author: Admin, connection: PrimaryReads, page: AskedPage, key: KeyId
) -> Response:
    """List what a key recorded, by theatre and revision; `key` is its id. It takes an admin key."""
    acts = fetch_acts(connection, key, page.part(str, int))
    shown = list_answer(request, acts, _item, lambda act: (act.theatre, act.revision))
    return _told({"key": key, **shown}, link_header(shown))


def _item(act: Act) -> ActItem:
    link = f"/v1/theatres/{act.theatre}/changes?after={act.revision - 1}&limit=1"
    return {**act._asdict(), "link": link}  # type: ignore[typeddict-item]


def _told(body: object, headers: Mapping[str, str] | None = None) -> Response:
    headers = {"Cache-Control": "no-store", **(headers or {})}
    return Response(dumps(body), headers=headers, media_type="application/json")
