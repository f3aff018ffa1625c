# syntax=docker/dockerfile:1

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY adapters adapters
COPY jobs jobs
COPY seeds seeds
RUN npm run build

# Optional packages are the embedded PostgreSQL (DATABASE_URL replaces it) and speed-ups: 60 MB less without them.
FROM node:22-bookworm-slim AS modules
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:22-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
COPY --from=modules /app/node_modules node_modules
COPY package.json ./
COPY bin bin
COPY seeds seeds
COPY adapters/postgres/migrations adapters/postgres/migrations
COPY --from=build /app/dist dist
RUN ln -s /app/bin/storywatch.js /usr/local/bin/storywatch \
  && mkdir /data && chown node:node /data
USER node
VOLUME /data
# Health, metrics and Slack over HTTP, where a role serves them and HOST lets them out of the container.
EXPOSE 8080
# Node as process 1 gets SIGTERM itself; `--init` (compose: `init: true`) reaps what it may leave.
ENTRYPOINT ["node", "bin/storywatch.js"]
CMD ["start"]
