# syntax=docker/dockerfile:1

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements.txt ./
RUN pip install --require-hashes --no-deps -r requirements.txt
COPY manage.py ./
COPY newsroom ./newsroom
COPY annotations ./annotations
COPY seeds ./seeds
# The settings of production want a secret and a database; collecting files uses neither.
RUN NEWSROOM_ENV=production \
    NEWSROOM_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    NEWSROOM_ALLOWED_HOSTS=build.invalid \
    NEWSROOM_STATIC=/app/static \
    DATABASE_URL=postgresql://build.invalid/build \
    python manage.py collectstatic --no-input

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin newsroom \
    && install -d -o newsroom -g newsroom /data
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NEWSROOM_ENV=production \
    NEWSROOM_DATA=/data \
    NEWSROOM_STATIC=/app/static
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
USER newsroom
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-m", "newsroom.healthcheck"]
# WEB_CONCURRENCY sets the number of processes, GUNICORN_CMD_ARGS anything else of gunicorn's.
CMD ["gunicorn", "newsroom.wsgi", "--bind=0.0.0.0:8000", "--preload", "--worker-class=gthread", \
     "--threads=4", "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--access-logfile=-"]
