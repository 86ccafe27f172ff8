# Set NODE_VERSION in .env for another version: 32-bit ARM needs 22.
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
# valibot names typescript as an optional peer: without --omit=optional it would stay.
RUN npm run build && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:${NODE_VERSION}-slim
ARG REVISION=
ENV NODE_ENV=production LOWI_REVISION=${REVISION} LOWI_STATE_FILE=/var/lib/lowi-exporter/state.json
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY docker/healthcheck.mjs ./
# A named volume mounted here inherits this owner. No VOLUME: each container without a mount would leave an anonymous volume.
RUN install -d -o node -g node /var/lib/lowi-exporter
USER node
EXPOSE 10833 1883
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["node", "healthcheck.mjs"]
ENTRYPOINT ["node", "dist/main.js"]
