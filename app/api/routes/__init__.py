"""A file for each question."""

from fastapi import APIRouter

from app.api.routes import (
    aggregates,
    history,
    provinces,
    series,
    service,
    status,
    status_series,
    theatres,
)

ROUTERS: tuple[APIRouter, ...] = (
    theatres.router,
    status.router,
    status_series.router,
    aggregates.router,
    series.router,
    provinces.router,
    history.router,
    service.router,
)
