FROM python:3.13-slim
WORKDIR /srv
COPY libs/common libs/common
COPY apps/api apps/api
ENV PYTHONPATH=/srv/libs:/srv/apps
CMD ["python", "-m", "api"]
