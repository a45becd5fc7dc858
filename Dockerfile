FROM python:3.13-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --require-hashes -r requirements.txt

FROM python:3.13-slim-trixie
# pg_dump, pg_restore and psql for manage.py backup: 17, for servers up to that.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home wheelbarrow && install -d -o wheelbarrow -m 700 /backups
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY . .
RUN SECRET_KEY=only-for-collectstatic python manage.py collectstatic --noinput && python -m compileall -q .
USER wheelbarrow
EXPOSE 8000
# It starts with waiting for its database, and with its migrations.
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s \
    CMD ["python", "-m", "wheelbarrow.healthcheck"]
CMD ["python", "manage.py", "start", "--bind", "0.0.0.0:8000"]
