# One image for amd64, arm64 and 32-bit ARM, for which Node.js 24 has no image. Needs BuildKit, as in Compose v2.
FROM node:24-slim AS node-amd64
FROM node:24-slim AS node-arm64
FROM node:22-slim AS node-arm

# The one file is the same for all, so it is made on the machine that builds.
FROM --platform=$BUILDPLATFORM node:22-slim AS build
WORKDIR /build
COPY package.json package-lock.json tsconfig.json ./
RUN npm ci --ignore-scripts
COPY packaging packaging
COPY src src
RUN npm run package

# Node.js and the libraries that it loads, at the paths where it looks for them; no shell, no npm.
FROM node-${TARGETARCH:-amd64} AS system
# The SBOM lists the packages of this stage, because the image has no list of packages.
ARG BUILDKIT_SBOM_SCAN_STAGE=true
RUN set -e; \
  for file in /usr/local/bin/node $(ldd /usr/local/bin/node | grep -o '/[^ ]*') /etc/passwd /etc/group /etc/nsswitch.conf; do \
    install -D "$file" "/system$file"; \
  done; \
  install -d -m 1777 /system/tmp; \
  install -d -o node -g node /system/var/lib/lowi-exporter

FROM scratch
ARG REVISION=
LABEL org.opencontainers.image.title="lowi-exporter" \
  org.opencontainers.image.description="Prometheus exporter for the LOWI, the WiFi dongle on the P1 port of a Belgian electricity meter" \
  org.opencontainers.image.version="1.0.0-rc.1" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.source="https://github.com/lowi-exporter/lowi-exporter" \
  org.opencontainers.image.documentation="https://github.com/lowi-exporter/lowi-exporter#readme"
ENV PATH=/usr/local/bin NODE_ENV=production LOWI_REVISION=${REVISION} LOWI_STATE_FILE=/var/lib/lowi-exporter/state.json
# A named volume mounted at the state's folder inherits its owner. No VOLUME: each container without a mount would leave an anonymous one.
COPY --from=system /system /
WORKDIR /app
COPY --from=build /build/release ./
COPY docker/healthcheck.mjs ./
USER node
# Fails the build of a platform if a library is missing.
RUN ["node", "lowi-exporter.mjs", "--version"]
EXPOSE 10833 1883
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["node", "healthcheck.mjs"]
ENTRYPOINT ["node", "lowi-exporter.mjs"]
