#!/bin/sh
# Writes Mosquitto's password file from the environment at each start, so a changed password needs only a restart.
set -eu
umask 077
passwords=${PASSWORD_FILE:-/run/mosquitto/passwd}
: "${LOWI_PASSWORD:?set it in .env}" "${EXPORTER_PASSWORD:?set it in .env}"
newline='
'
check() { # NAME PASSWORD: the password file has one line "name:password" per user, and removes blanks around a password
  case $2 in
  *:* | *"$newline"* | [[:space:]]* | *[[:space:]])
    echo "$1: must not contain a colon or a line break, nor begin or end with a blank; change it in .env" >&2 && exit 2 ;;
  esac
  if [ ${#2} -gt 250 ]; then echo "$1: must have 250 characters at most; change it in .env" >&2 && exit 2; fi
}
check LOWI_PASSWORD "$LOWI_PASSWORD"
check EXPORTER_PASSWORD "$EXPORTER_PASSWORD"
printf 'lowi:%s\nexporter:%s\n' "$LOWI_PASSWORD" "$EXPORTER_PASSWORD" >"$passwords"
mosquitto_passwd -U "$passwords" # hashes the passwords; writes a temporary file to /tmp
# Options of mosquitto_sub for the health check, in a file because arguments are visible in `ps`.
printf '%s\n' '-u exporter' "-P $EXPORTER_PASSWORD" '-t health/PUB/check' -E >"$(dirname "$passwords")/mosquitto_sub"
exec mosquitto -c "${CONFIG_FILE:-/mosquitto/config/mosquitto.conf}"
