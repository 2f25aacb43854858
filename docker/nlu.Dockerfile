# Rasa with its model trained in; built from nlu/ so that nothing else invalidates the layers.
FROM python:3.10-slim AS assistant
RUN useradd --system --uid 10001 --create-home app
WORKDIR /nlu
COPY requirements.lock ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 RASA_TELEMETRY_ENABLED=false
COPY --chown=app . .
RUN chown app /nlu
USER app
RUN rasa train --domain domain --data data --out models --fixed-model-name assistant
CMD ["python", "-m", "rasa", "run", "--enable-api", "-i", "0.0.0.0", "-p", "5005", \
     "--model", "models/assistant.tar.gz", "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
