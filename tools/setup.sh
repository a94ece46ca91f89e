#!/bin/sh
# Gets this checkout ready to run: the system libraries that WeasyPrint draws with,
# and .venv with exactly the packages of requirements.lock. When all of that is there
# already, it does nothing and says nothing. `tools/setup.sh browser` installs Chromium as well,
# which the tests of the desk drive.
#
# Exit status: 0 ready, 1 an installation failed, 2 something has to be installed by hand.
set -eu
cd "$(dirname "$0")/.."

lock=requirements.lock
checksum=$(cksum <$lock)
stamp=.venv/lock-checksum
extra=${1:-}

# Each library: its name, its version number, and the Debian package it is in.
libraries='
    pango-1.0:0:libpango-1.0-0
    pangoft2-1.0:0:libpangoft2-1.0-0
    harfbuzz:0:libharfbuzz0b
    harfbuzz-subset:0:libharfbuzz-subset0
    fontconfig:1:libfontconfig1
'

say() {
    printf 'setup: %s\n' "$*"
}

stop() { # STATUS SENTENCE
    status=$1
    shift
    say "$*" >&2
    exit "$status"
}

# Prints the first Python that is new enough and can run the given line. The system's own comes
# first: distributions optimise theirs with profiles, which takes a fifth off the time of a pack
# beside one that was compiled without.
find_python() {
    for name in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
        if "$name" -c "import sys; assert sys.version_info >= (3, 11); $1" 2>/dev/null; then
            echo "$name"
            return
        fi
    done
}

# Prints the packages of those libraries that the given Python cannot load, which is how
# WeasyPrint will load them; all of them if the Python is missing or lacks ctypes itself.
missing_libraries() {
    # shellcheck disable=SC2086
    "$1" -ISc '
import ctypes, sys

def loads(file):
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True

for library in sys.argv[1:]:
    name, number, package = library.split(":")
    files = f"lib{name}.so.{number}", f"lib{name}.dylib", f"lib{name}.{number}.dylib"
    if not any(map(loads, files)):
        print(package)
' $libraries 2>/dev/null || for library in $libraries; do echo "${library##*:}"; done
}

# Sets `ready` if .venv is made for this lock file, `python` to the Python to use, and
# `missing` to the system packages that have to be installed first.
look_around() {
    ready='' missing=''
    if [ "$checksum" = "$(cat $stamp 2>/dev/null)" ] && .venv/bin/python -c '' 2>/dev/null; then
        ready=yes
        python=.venv/bin/python
    else
        python=$(find_python 'import ctypes, ensurepip, venv')
        if [ -z "$python" ]; then
            python=$(find_python pass)
            missing=${python:-python3}-venv
        fi
        if [ -z "$python" ] && python3 -c '' 2>/dev/null; then
            stop 2 'Printroom needs Python 3.11 or newer: please install it and try again.'
        fi
    fi
    if [ "$extra" = browser ] && ! command -v chromium >/dev/null; then
        missing="$missing chromium"
    fi
    # shellcheck disable=SC2046,SC2086
    set -- $missing $(missing_libraries "${python:-no-python}")
    missing=$*
}

install_missing() {
    if ! command -v apt-get >/dev/null; then
        stop 2 "This system lacks what Debian calls $missing:" \
            "please install Python 3.11 or newer (with venv), Pango and HarfBuzz" \
            "(for the tests also Chromium), and try again."
    fi
    if [ "$(id -u)" = 0 ]; then
        as_root=''
    elif sudo -n true 2>/dev/null; then
        as_root=sudo
    else
        install="apt-get install --no-install-recommends $missing"
        stop 2 "System packages are missing: please run" \
            "\`sudo apt-get update && sudo $install\` and try again."
    fi
    say "installing the system packages $missing"
    # shellcheck disable=SC2086
    output=$({
        $as_root apt-get update &&
            $as_root env DEBIAN_FRONTEND=noninteractive \
                apt-get install --yes --no-install-recommends $missing
    } 2>&1) || {
        printf '%s\n' "$output" | tail -n 5 >&2
        stop 1 'The system packages could not be installed; see the reason above.'
    }
}

look_around
if [ -n "$missing" ]; then
    install_missing
    look_around
    [ -z "$missing" ] || stop 2 "Installed, but still not found by $python: $missing."
fi

if [ -z "$ready" ]; then
    say "installing the Python packages of $lock into .venv"
    {
        "$python" -m venv --clear .venv &&
            .venv/bin/python -m pip install -qq --disable-pip-version-check \
                --require-hashes --only-binary :all: -r $lock
    } || stop 1 'The Python packages could not be installed; see the reason above.'
    echo "$checksum" >$stamp
fi
