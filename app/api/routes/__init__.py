"""A file for each question."""

from fastapi import APIRouter

from app.api.routes import aggregates, history, provinces, service, status, theatres

ROUTERS: tuple[APIRouter, ...] = (
    theatres.router,
    status.router,
    aggregates.router,
    provinces.router,
    history.router,
    service.router,
)
