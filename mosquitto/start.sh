#!/bin/sh
# Makes the password file from the environment at every start, so that a changed password needs no more than a restart.
set -eu
umask 077
passwords=${PASSWORD_FILE:-/run/mosquitto/passwd}
: "${LOWI_PASSWORD:?set it in .env}" "${EXPORTER_PASSWORD:?set it in .env}"
printf 'lowi:%s\nexporter:%s\n' "$LOWI_PASSWORD" "$EXPORTER_PASSWORD" >"$passwords"
mosquitto_passwd -U "$passwords"
exec mosquitto -c "${CONFIG_FILE:-/mosquitto/config/mosquitto.conf}"
