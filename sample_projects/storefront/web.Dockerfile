FROM node:24-alpine AS build
WORKDIR /web
COPY web .
RUN node build.js

FROM nginx:alpine
COPY --from=build /web/out /usr/share/nginx/html
