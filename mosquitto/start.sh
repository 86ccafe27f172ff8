#!/bin/sh
# Makes the password file from the environment at every start, so that a changed password needs no more than a restart.
set -eu
umask 077
passwords=${PASSWORD_FILE:-/run/mosquitto/passwd}
: "${LOWI_PASSWORD:?set it in .env}" "${EXPORTER_PASSWORD:?set it in .env}"
# the password file's form: a name, a colon, and all the rest but for blanks around it
for password in "$LOWI_PASSWORD" "$EXPORTER_PASSWORD"; do
  case $password in
  *:* | [[:space:]]* | *[[:space:]]) echo 'LOWI_PASSWORD, EXPORTER_PASSWORD: expected no colon, and no blank at either end' >&2 && exit 2 ;;
  esac
done
printf 'lowi:%s\nexporter:%s\n' "$LOWI_PASSWORD" "$EXPORTER_PASSWORD" >"$passwords"
mosquitto_passwd -U "$passwords"
exec mosquitto -c "${CONFIG_FILE:-/mosquitto/config/mosquitto.conf}"
