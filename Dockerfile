FROM python:3.13-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --require-hashes -r requirements.txt

FROM python:3.13-slim-trixie
# pg_dump, pg_restore and psql for manage.py backup: 17, for servers up to that version.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
# /data for SQLite (docker-compose.sqlite.yml), /backups for BACKUP_DIR.
RUN useradd --system --uid 10001 --no-create-home wheelbarrow && install -d -o wheelbarrow -m 700 /backups /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY . .
# Files of a checkout under umask 077 would be readable by root only.
RUN SECRET_KEY=collectstatic-needs-some-key-of-32-characters python manage.py collectstatic --noinput \
    && python -m compileall -q . && chmod -R a+rX .
USER wheelbarrow
EXPOSE 8000
# SERVER=granian in the environment chooses the other server, RUN_SCHEDULER=1 runs the scheduler beside it.
# The server waits for its database and migrates before it answers.
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s \
    CMD ["python", "-m", "wheelbarrow.healthcheck"]
CMD ["python", "manage.py", "start", "--bind", "0.0.0.0:8000"]
