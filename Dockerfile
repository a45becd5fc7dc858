FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --require-hashes -r requirements.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home wheelbarrow
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY . .
RUN SECRET_KEY=only-for-collectstatic python manage.py collectstatic --noinput && python -m compileall -q .
USER wheelbarrow
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
    CMD ["python", "-m", "wheelbarrow.healthcheck"]
CMD ["gunicorn", "--bind", "0.0.0.0:8000"]
