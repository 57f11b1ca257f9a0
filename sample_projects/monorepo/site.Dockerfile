FROM node:22-alpine AS build
WORKDIR /site
COPY apps/site/package.json .
RUN npm install
COPY apps/site .
RUN npm run build

FROM nginx:1.27-alpine
COPY --from=build /site/out /usr/share/nginx/html
