"""OGC API for geographic software: the same questions, in the words of that standard."""

from fastapi import APIRouter

from app.api.ogc import claims, collections, districts, landing, matrices, provinces, tiles

OGC_ROUTERS: tuple[APIRouter, ...] = (
    landing.router,
    collections.router,
    districts.router,
    provinces.router,
    claims.router,
    tiles.router,
    matrices.router,
)
