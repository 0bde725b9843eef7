"""A file for each question."""

from fastapi import APIRouter

from app.api.routes import (
    aggregates,
    claims,
    history,
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
)

ROUTERS: tuple[APIRouter, ...] = (
    theatres.router,
    status.router,
    status_series.router,
    tiles.router,
    aggregates.router,
    series.router,
    provinces.router,
    history.router,
    claims.router,
    sources.router,
    posting.router,
    reviewing.router,
    recording.router,
    service.router,
)
