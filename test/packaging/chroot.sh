#!/usr/bin/env bash
# Installs, upgrades, removes and purges the Debian package in a bare Debian 13. Needs root, debootstrap and Debian's mirror; minutes.
# npm run test:debian [-- FOLDER]: FOLDER keeps the bare system for the next run.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "$(id -u)" = 0 ] || { echo "run this as root: it makes a chroot" >&2; exit 1; }

deb=$(ls "$PWD"/release/*_all.deb)
work=$(mktemp -d /tmp/lowi-debian.XXXXXX)
bare=${1:-$work/bare}
root=$work/root
program=
clean() {
  [ -z "$program" ] || kill "$program" 2>/dev/null || true
  for mount in proc dev; do umount "$root/$mount" 2>/dev/null || true; done
  rm -rf --one-file-system "$work"
}
trap clean EXIT
trap 'exit 1' INT TERM

step() { printf '\n== %s\n' "$*"; }
fail() { echo "FAILED: $*" >&2; exit 1; }
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive "$@"; }
installed() { inside dpkg-query -W -f '${Status} ${Version}' lowi-exporter 2>/dev/null; }

step "bare Debian 13"
[ -e "$bare/etc/debian_version" ] || debootstrap --variant=minbase trixie "$bare" >/dev/null
cp -a "$bare" "$root"
cp /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
for file in /etc/apt/apt.conf.d/*proxy*; do [ ! -e "$file" ] || cp "$file" "$root/etc/apt/apt.conf.d/"; done
inside apt-get update -qq
! inside test -e /usr/bin/node || fail "the system is not bare"

step "a previous version: another number, another default configuration"
dpkg-deb --raw-extract "$deb" "$work/previous"
sed -i 's/^Version: .*/Version: 0.9.0/' "$work/previous/DEBIAN/control"
echo '# of the previous version' >>"$work/previous/etc/lowi-exporter/lowi.yml"
dpkg-deb --root-owner-group --build "$work/previous" "$root/previous.deb" >/dev/null
cp "$deb" "$root/new.deb"

step "install: apt install ./previous.deb"
inside apt-get install -qq -y --no-install-recommends ./previous.deb >/dev/null
[ "$(installed)" = "install ok installed 0.9.0" ] || fail "$(installed)"
[ "$(stat -c '%a %U' "$root/etc/lowi-exporter/environment")" = "600 root" ] || fail "the mode of environment"
inside systemctl is-enabled lowi-exporter.service 2>/dev/null | grep -qx enabled || [ -L "$root/etc/systemd/system/multi-user.target.wants/lowi-exporter.service" ] || fail "the unit is not enabled"
inside lowi-exporter --version

step "upgrade, with changed settings"
echo "LOWI_BROKER_PASSWORD='geheim'" >>"$root/etc/lowi-exporter/environment"
mkdir -p "$root/var/lib/private/lowi-exporter"
echo kept >"$root/var/lib/private/lowi-exporter/state.json"
inside apt-get install -qq -y --no-install-recommends ./new.deb >/dev/null
[ "$(installed)" = "install ok installed $(dpkg-deb -f "$deb" Version)" ] || fail "$(installed)"
! grep -q 'previous version' "$root/etc/lowi-exporter/lowi.yml" || fail "an unchanged conffile is replaced"
grep -q geheim "$root/etc/lowi-exporter/environment" || fail "the settings are lost"
[ -e "$root/var/lib/private/lowi-exporter/state.json" ] || fail "the state is lost"

step "a changed conffile survives a reinstallation, and so does the absence of the settings"
echo 'lowi: { maxPower: 5000 }' >>"$root/etc/lowi-exporter/lowi.yml"
rm "$root/etc/lowi-exporter/environment"
inside apt-get install -qq -y --reinstall --no-install-recommends ./new.deb >/dev/null
grep -q 5000 "$root/etc/lowi-exporter/lowi.yml" || fail "the conffile was overwritten"
[ ! -e "$root/etc/lowi-exporter/environment" ] || fail "a deleted file came back"
for script in postinst prerm; do
  inside "/var/lib/dpkg/info/lowi-exporter.$script" configure 1 || fail "$script can not run twice"
done

step "the page"
inside lowi-exporter check-config --config /etc/lowi-exporter/lowi.yml | grep -q 'maxPower: 5000' || fail "check-config"
chroot "$root" lowi-exporter demo --http.host 127.0.0.1 --http.port 19833 >/dev/null 2>"$work/log" &
program=$!
for _ in $(seq 100); do
  page=$(inside node -e 'fetch("http://127.0.0.1:19833/metrics").then((r) => r.text()).then(console.log, () => {})' </dev/null)
  [[ $page != *lowi_channel_up* ]] || break
  sleep 0.2
done
[[ $page == *'lowi_channel_up{'* ]] || fail "no page: $(cat "$work/log")"

step "the unit's reload, where no kill is installed"
[ ! -e "$root/bin/kill" ] || fail "the system is not bare"
sed -n 's/^ExecReload=//p' "$root/usr/lib/systemd/system/lowi-exporter.service" >"$root/reload"
inside MAINPID=$program /bin/sh /reload || fail "the reload"
for _ in $(seq 100); do
  ! grep -q 'configuration reloaded' "$work/log" || break
  sleep 0.2
done
grep -q 'configuration reloaded' "$work/log" || fail "no reload: $(cat "$work/log")"
kill "$program"
wait "$program" || fail "the program ended with $?"
program=

step "remove keeps configuration and state"
inside apt-get remove -qq -y lowi-exporter >/dev/null
[ -e "$root/etc/lowi-exporter/lowi.yml" ] || fail "remove deleted the conffile"
[ -e "$root/var/lib/private/lowi-exporter/state.json" ] || fail "remove deleted the state"
[ ! -e "$root/usr/bin/lowi-exporter" ] || fail "remove left the program"

step "purge leaves nothing"
inside apt-get purge -qq -y lowi-exporter >/dev/null
left=$(find "$root" -xdev -iname '*lowi*' -not -name '*.deb' | sed "s|^$root||")
[ -z "$left" ] || fail "left: $left"
[ -z "$(installed)" ] || fail "$(installed)"
printf '\nAll passed.\n'
