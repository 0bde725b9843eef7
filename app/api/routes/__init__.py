"""A file for each question."""

from fastapi import APIRouter

from app.api.routes import (
    aggregates,
    claims,
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
    history.router,
    claims.router,
    sources.router,
    figures.router,
    service.router,
)
