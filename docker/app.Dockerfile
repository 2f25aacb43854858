# Bot, backend, worker, actions and migrations: one image, several commands.
FROM python:3.12-slim AS packages
COPY requirements.lock /
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r /requirements.lock

FROM python:3.12-slim AS app
# Posters are drawn here, and specimen cards in the simulator: both need a Chinese font.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home app && install -d -o app -g app /data
COPY --from=packages /venv /venv
WORKDIR /app
COPY alembic.ini ./
COPY docker/healthcheck.py docker/
COPY backend backend
COPY bot bot
COPY actions actions
# Word lists, for the hint in plain Mandarin beside what people said.
COPY nlu/lexicon nlu/lexicon
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER app
VOLUME /data

# Development only.
FROM app AS simulator
COPY simulator simulator
