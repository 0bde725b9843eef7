"""A file for each question."""

from fastapi import APIRouter

from app.api.routes import (
    aggregates,
    changes,
    claims,
    districts,
    export,
    figures,
    history,
    method,
    posting,
    provinces,
    recording,
    reviewing,
    series,
    service,
    sources,
    status,
    status_series,
    theatres,
    tiles,
    transitions,
)

ROUTERS: tuple[APIRouter, ...] = (
    theatres.router,
    method.router,
    status.router,
    status_series.router,
    tiles.router,
    transitions.router,
    aggregates.router,
    series.router,
    provinces.router,
    districts.router,
    history.router,
    claims.router,
    sources.router,
    figures.router,
    changes.router,
    export.router,
    posting.router,
    reviewing.router,
    recording.router,
    service.router,
)
