"""What was claimed of where, as a GIS asks it? Claims as points, dated by their windows."""

from typing import Annotated

from fastapi import Depends, Path, Response

from app.api.inline import inline
from app.api.ogc.answers import features
from app.api.ogc.asking import EVER, Chosen, KnownDrawer
from app.api.ogc.features import Feature, send_feature, send_page
from app.api.pages import LARGEST
from app.api.routes.claims import Filter
from app.api.routing import router as make_router
from app.api.schemas.claims import claim_item
from app.queries.claim_points import LocatedClaim, fetch_located_claim, fetch_located_claims

KIND = "claims"
router = make_router("ogc", "/ogc/collections/{theatre}-" + KIND)

OF_ITS_OWN = ("reviews", "report")


@router.get("/items", responses=features())
def list_claim_features(
    reader: KnownDrawer,
    chosen: Chosen,
    only: Annotated[Filter, Depends(inline(Filter))],
    theatre: str,
) -> Response:
    """Show claims, the newest first, each at its place; `datetime` meets their windows."""
    part = chosen.page.part(int)
    sight = only.see(reader, theatre)
    first, last, _ = chosen.days or EVER
    wanted = only.wanted(sight)._replace(first=first, last=last, bbox=chosen.box)
    found = fetch_located_claims(reader.connection, sight.view, wanted, part)
    return send_page(reader, sight, found, _feature, lambda row: (row.claim.revision,))


@router.get("/items/{claim}", responses=features(single=True))
def read_claim_feature(
    reader: KnownDrawer, theatre: str, claim: Annotated[int, Path(ge=1, le=LARGEST)]
) -> Response:
    """Show one claim, by its id."""
    sight = reader.see(theatre)
    found = fetch_located_claim(reader.connection, sight.view, claim)
    return send_feature(reader, sight, _feature(found))


def _feature(row: LocatedClaim) -> Feature:
    """Show a claim; its report's fields are properties like the others."""
    item = claim_item(row.claim)
    properties = {name: value for name, value in item.items() if name not in OF_ITS_OWN}
    report = {f"report_{name}": value for name, value in item["report"].items()}
    return Feature(item["id"], row.point, properties | report)
