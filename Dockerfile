# docker build -t rnndemo . && docker run --rm -p 8501:8501 --read-only --tmpfs /tmp rnndemo
FROM python:3.11-slim

WORKDIR /app
# What the running app needs: torch's CPU build, and no torchvision, which only reads MNIST for training.
COPY requirements.txt .
COPY constraints.txt .
RUN pip install --no-cache-dir uv==0.13.9 \
 && grep -v '^torchvision' requirements.txt > running.txt \
 && uv pip install --system --no-cache --torch-backend cpu --constraints constraints.txt --requirements running.txt

COPY .streamlit .streamlit
COPY app.py .
COPY pages pages
COPY rnndemo rnndemo
COPY checkpoints checkpoints
RUN python -m compileall -q . && useradd --no-create-home --uid 10001 visitor

USER 10001
ENV HOME=/tmp PYTHONUNBUFFERED=1 STREAMLIT_LOGGER_HIDE_WELCOME_MESSAGE=true
EXPOSE 8501
# It answers once torch and Plotly are loaded, so that even the first visitor does not wait for them.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/_stcore/health', timeout=2)"]
CMD ["python", "-m", "streamlit", "run", "app.py", "--server.headless=true", "--server.address=0.0.0.0", "--server.port=8501"]
