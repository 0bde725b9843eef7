"""A file for each question."""

from fastapi import APIRouter

from app.api.routes import (
    aggregates,
    changes,
    claims,
    districts,
    figures,
    history,
    provinces,
    series,
    service,
    sources,
    status,
    theatres,
    tiles,
)

ROUTERS: tuple[APIRouter, ...] = (
    theatres.router,
    status.router,
    tiles.router,
    aggregates.router,
    series.router,
    provinces.router,
    districts.router,
    history.router,
    claims.router,
    sources.router,
    figures.router,
    changes.router,
    service.router,
)
