#!/bin/sh
# Proves that a fresh machine is enough: lays a minimal Debian, of the same release as
# this machine's, in a temporary folder, clones the last commit into it, and runs
# `make pack` and `make test` there.
#
# Run it by hand, as root, with debootstrap installed:
#     tools/fresh.sh [COMMAND]        COMMAND runs in the clone instead of the two above
set -eu
cd "$(dirname "$0")/.."

# shellcheck source=/dev/null
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
command=${1:-make pack && make test}
root=$(mktemp -d)
chmod 755 "$root" # as a root folder is: not only root works in it

# Unmounting comes first; --one-file-system spares whatever would still be mounted.
clean_up() {
    umount "$root/dev/shm" "$root/proc" 2>/dev/null || true
    rm -rf --one-file-system "$root" "$root.log"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# Debian comes from where this machine gets it.
# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(SITE) $(CODENAME)' |
    awk -v suite="$suite" '$2 == suite && $1 ~ /^http/ { print $1; exit }')
debootstrap --variant=minbase --include=ca-certificates,git,make,python3 \
    "$suite" "$root" "$mirror" >"$root.log" || { tail "$root.log" >&2; exit 1; }

# This machine's ways to the package registries: hosts, certificates and settings. The
# environment passes into the root by itself.
take() {
    for path; do
        [ -e "$path" ] || continue
        mkdir -p "$root${path%/*}"
        cp -RL --remove-destination "$path" "$root${path%/*}"
    done
}
take /etc/hosts /etc/resolv.conf /etc/ssl/certs/ca-certificates.crt /etc/pip.conf /etc/xdg/pip \
    "$HOME/.config/pip" /etc/apt/apt.conf.d /etc/apt/auth.conf.d /usr/share/keyrings
rm "$root/etc/apt/sources.list"
for source in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    grep -qs file: "$source" || take "$source" # a source on this machine's disk stays here
done

mount -t proc proc "$root/proc"
mkdir -p "$root/dev/shm"
mount -t tmpfs tmpfs "$root/dev/shm"

git clone --quiet . "$root/srv/printroom"
chroot "$root" /usr/bin/env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    sh -c "cd /srv/printroom && $command"
echo "fresh: a fresh $suite ran: $command"
