# Written by `npm run generate`; do not edit. Source: infra/local/src/images.ts
FROM node:24.11.1-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/contracts/package.json packages/contracts/
COPY packages/detection/package.json packages/detection/
COPY packages/forecaster/package.json packages/forecaster/
COPY packages/simulator/package.json packages/simulator/
COPY packages/stream/package.json packages/stream/
COPY packages/testkit/package.json packages/testkit/
COPY packages/timescale/package.json packages/timescale/
COPY ingest/package.json ingest/
COPY backend/package.json backend/
COPY frontend/package.json frontend/
COPY infra/local/package.json infra/local/
COPY infra/basemap/package.json infra/basemap/
COPY e2e/package.json e2e/
COPY bench/package.json bench/
RUN npm ci --no-audit --no-fund
COPY . .
RUN node scripts/build.mjs && cd frontend && node ../node_modules/vite/bin/vite.js build --logLevel warn

FROM node:24.11.1-trixie-slim AS modules
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/contracts/package.json packages/contracts/
COPY packages/detection/package.json packages/detection/
COPY packages/forecaster/package.json packages/forecaster/
COPY packages/simulator/package.json packages/simulator/
COPY packages/stream/package.json packages/stream/
COPY packages/testkit/package.json packages/testkit/
COPY packages/timescale/package.json packages/timescale/
COPY ingest/package.json ingest/
COPY backend/package.json backend/
COPY frontend/package.json frontend/
COPY infra/local/package.json infra/local/
COPY infra/basemap/package.json infra/basemap/
COPY e2e/package.json e2e/
COPY bench/package.json bench/
RUN npm ci --no-audit --no-fund --omit=dev --workspace=backend

FROM node:24.11.1-trixie-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=modules /app/node_modules node_modules
COPY --from=build /app/packages/contracts packages/contracts
COPY --from=build /app/packages/detection packages/detection
COPY --from=build /app/packages/forecaster packages/forecaster
COPY --from=build /app/packages/stream packages/stream
COPY --from=build /app/packages/timescale packages/timescale
COPY --from=build /app/backend backend
COPY infra/docker/entrypoint.sh /usr/local/bin/entrypoint.sh
USER node
ENTRYPOINT ["entrypoint.sh"]
CMD ["node", "--enable-source-maps", "backend/dist/main-peers.js"]
