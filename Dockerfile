# syntax=docker/dockerfile:1
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:${NODE_VERSION}-slim
ARG REVISION=
ENV NODE_ENV=production LOWI_REVISION=${REVISION} LOWI_STATE_FILE=/var/lib/lowi-exporter/state.json
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
# The state's folder belongs to the user that runs; a named volume put there takes that over.
RUN install -d -o node -g node /var/lib/lowi-exporter
USER node
VOLUME /var/lib/lowi-exporter
EXPOSE 9833 1883
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LOWI_HTTP_PORT||9833}/-/healthy`).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
ENTRYPOINT ["node", "dist/main.js"]
