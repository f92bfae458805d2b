# The lab with its workers in one container: docker build -t lab . && docker run -p 8501:8501 lab
# (compose.yaml has PostgreSQL and two workers beside it).
FROM python:3.11-slim

RUN useradd --create-home lab && mkdir /data && chown lab /data
WORKDIR /lab
# What is installed changes less often than the lab: this layer is kept.
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY --chown=lab . .
USER lab
# Plotly's full bundle is copied from its package once, not at the first chart that needs it.
RUN python -c "from pages.live.elements import full_bundle; full_bundle()"

# Of worker processes, see the README; and where runs are kept, unless another database is named.
ENV MALLOC_TRIM_THRESHOLD_=268435456 MALLOC_MMAP_THRESHOLD_=33554432 \
    NNCORE_DATABASE=/data/runs.sqlite3
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD python -c \
    "import os, urllib.request as r; r.urlopen(f'http://localhost:{os.environ.get(\"PORT\", 8501)}/_stcore/health')"
# Hosts name the port by PORT.
CMD exec python -m streamlit run streamlit_app.py --server.headless true \
    --server.port "${PORT:-8501}"
