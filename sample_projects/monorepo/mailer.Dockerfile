FROM python:3.13-slim
WORKDIR /srv
COPY . .
ENV PYTHONPATH=/srv/libs:/srv/apps
CMD ["python", "-m", "mailer"]
