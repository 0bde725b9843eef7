FROM python:3.13-slim-bookworm AS build
COPY requirements.lock /
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r /requirements.lock

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home frontline \
    && printf '#!/bin/sh\nexec python -m app.cli "$@"\n' > /usr/local/bin/frontline \
    && chmod +x /usr/local/bin/frontline
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/frontline
COPY . .
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/srv/frontline \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    FRONTLINE_HOST=0.0.0.0
USER frontline
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["python", "-c", \
    "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
ENTRYPOINT ["frontline"]
CMD ["serve"]
