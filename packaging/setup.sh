# shellcheck shell=bash
# Shared by run.sh and test.sh (sourced, bash): makes sure that this checkout has what it needs.
#
#   prepare run     what the window and the command line need
#   prepare test    the same, and what the test suite needs
#
# Everything it says goes to standard error, so that `run.sh ask …` can be piped. When nothing has changed
# since the last time it only compares a stamp: no pip, no apt, a few milliseconds.

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
setup_file=$root/packaging/setup.sh
constraints=$root/packaging/constraints.txt
disk_needed_mb=10000    # 6.8 GB installed, and the wheels while they are unpacked

say() { printf 'gemini-desk: %s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

# ---------------------------------------------------------------- where the environment lies

# .venv beside the package; for a checkout of somebody else's that is not set up, a folder of one's own.
choose_venv() {    # $1: run or test
    if [ -n "${GEMINI_DESK_VENV:-}" ]; then
        use_venv "$GEMINI_DESK_VENV"
        return
    fi
    use_venv "$root/.venv"
    if [ -e "$venv" ] && [ -w "$venv" ] || { [ ! -e "$venv" ] && [ -w "$root" ]; } || is_prepared "$1"; then
        return
    fi
    local mark
    mark=$(printf '%s' "$root" | cksum)
    use_venv "${XDG_DATA_HOME:-$HOME/.local/share}/gemini-desk/venv-${mark%% *}"
}

use_venv() {
    venv=$1
    [[ $venv = /* ]] || venv=$PWD/$venv
    python=$venv/bin/python
}

# What an installed environment depends on: the files that describe it, where the checkout lies, which Python.
current_stamp() {
    cat -- "$root/pyproject.toml" "$constraints" "$setup_file" | cksum
    printf '%s\n%s\n' "$root" "$(readlink -f -- "$python")"
}

is_prepared() {    # $1: run or test
    local stamp
    [ -x "$python" ] && stamp=$(current_stamp) || return 1
    for level in "$1" test; do
        [ -f "$venv/.prepared-$level" ] && [ "$(<"$venv/.prepared-$level")" = "$stamp" ] && return 0
    done
    return 1
}

# ---------------------------------------------------------------- what comes from the system

# Asked of the dynamic linker rather than of a package manager: it answers on every distribution.
# soname and Debian's package; one line each.
window_libraries='
libEGL.so.1             libegl1
libGL.so.1              libgl1
libX11-xcb.so.1         libx11-xcb1
libdbus-1.so.3          libdbus-1-3
libfontconfig.so.1      libfontconfig1
libglib-2.0.so.0        libglib2.0-0
libgssapi_krb5.so.2     libgssapi-krb5-2
libxcb-cursor.so.0      libxcb-cursor0
libxcb-icccm.so.4       libxcb-icccm4
libxcb-image.so.0       libxcb-image0
libxcb-keysyms.so.1     libxcb-keysyms1
libxcb-randr.so.0       libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0       libxcb-shape0
libxcb-shm.so.0         libxcb-shm0
libxcb-sync.so.1        libxcb-sync1
libxcb-util.so.1        libxcb-util1
libxcb-xfixes.so.0      libxcb-xfixes0
libxcb-xkb.so.1         libxcb-xkb1
libxkbcommon-x11.so.0   libxkbcommon-x11-0
libportaudio.so.2       libportaudio2
'
# program and Debian's package
test_programs='
Xvfb       xvfb
xdotool    xdotool
espeak-ng  espeak-ng
pulseaudio pulseaudio
pactl      pulseaudio-utils
fc-list    fontconfig
speech-dispatcher speech-dispatcher
'

on_linux() { [ "$(uname -s)" = Linux ]; }

# Prints the Debian packages that are missing for $1 (run or test), one a line.
missing_system_packages() {
    on_linux || return 0
    local known name package
    known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null || true)
    while read -r name package; do
        if [ -n "$name" ] && [[ $known != *$'\t'"$name "* ]]; then echo "$package"; fi
    done <<<"$window_libraries"
    if [ -z "$(find -L /usr/share/fonts /usr/local/share/fonts "${HOME:-/}/.fonts" "${HOME:-/}/.local/share/fonts" \
        -name '*.[ot]tf' -print -quit 2>/dev/null)" ]; then echo fonts-dejavu-core; fi
    [ "$1" = test ] || return 0
    while read -r name package; do
        if [ -n "$name" ] && ! command -v "$name" >/dev/null; then echo "$package"; fi
    done <<<"$test_programs"
    if ! compgen -G '/usr/lib*/*/alsa-lib/libasound_module_pcm_pulse.so' >/dev/null &&
        ! compgen -G '/usr/lib*/alsa-lib/libasound_module_pcm_pulse.so' >/dev/null; then
        echo libasound2-plugins
    fi
    # A voice for that service.
    compgen -G '/usr/lib*/speech-dispatcher-modules/sd_espeak-ng' >/dev/null || echo speech-dispatcher-espeak-ng
    # What the starter's generators draw and write with.
    [ -e /usr/share/dict/words ] || echo wamerican
    [[ $(fc-list :family=Lato 2>/dev/null) = *Lato* ]] || echo fonts-lato
}

# The one line for a person who has to install things by hand. Arguments: Debian package names.
install_line() {
    if command -v apt-get >/dev/null; then
        echo "sudo apt-get install -y $*"
    elif command -v dnf >/dev/null; then
        echo "sudo dnf install -y python3 libglvnd-egl libglvnd-glx libX11-xcb libxkbcommon-x11 xcb-util-cursor" \
            "xcb-util-wm xcb-util-keysyms xcb-util-image xcb-util-renderutil xcb-util dbus-libs fontconfig glib2" \
            "krb5-libs portaudio dejavu-sans-fonts$(test_line \
                xorg-x11-server-Xvfb xdotool espeak-ng pulseaudio pulseaudio-utils alsa-plugins-pulseaudio words lato-fonts \
                speech-dispatcher speech-dispatcher-espeak-ng)"
    elif command -v pacman >/dev/null; then
        echo "sudo pacman -S --needed python libglvnd libx11 libxkbcommon-x11 xcb-util-cursor xcb-util-wm" \
            "xcb-util-keysyms xcb-util-image xcb-util-renderutil xcb-util dbus fontconfig glib2 krb5" \
            "portaudio ttf-dejavu$(test_line \
                xorg-server-xvfb xdotool espeak-ng pulseaudio alsa-plugins words ttf-lato speech-dispatcher)"
    elif command -v zypper >/dev/null; then
        echo "sudo zypper install -y python311 libEGL1 libGL1 libX11-xcb1 libxkbcommon-x11-0 libxcb-cursor0" \
            "libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-render-util0 libxcb-util1 libdbus-1-3 libfontconfig1" \
            "libglib-2_0-0 krb5 libportaudio2 dejavu-fonts$(test_line \
                xorg-x11-server-Xvfb xdotool espeak-ng pulseaudio pulseaudio-utils alsa-plugins-pulse words lato-fonts \
                speech-dispatcher)"
    else
        echo "your package manager, for what Debian calls: $*"
    fi
}

test_line() { if [ "$wanted" = test ]; then printf ' %s' "$@"; fi; }

# Installs Debian packages where that is possible without asking for a password; fails quietly elsewhere.
apt_install() {
    command -v apt-get >/dev/null || return 1
    local become=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 1
        become=(sudo -n)
    fi
    say "installing $*"
    local apt=("${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300)
    "${apt[@]}" update >&2 || true    # a source that cannot be reached may not be the one that is needed
    "${apt[@]}" install -y --no-install-recommends "$@" </dev/null >&2
}

# ---------------------------------------------------------------- Python

# Sets $base_python to a Python 3.11 or newer that can make environments; fails where there is none.
find_python() {
    local candidate
    for candidate in ${GEMINI_DESK_PYTHON:+"$GEMINI_DESK_PYTHON"} python3 python3.13 python3.12 python3.11 python3.14; do
        candidate=$(command -v "$candidate") || continue
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            base_python=$candidate
            return 0
        fi
    done
    return 1
}

need_python() {
    find_python && return
    apt_install python3 python3-venv && find_python && return
    local found
    if found=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) &&
        ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        stop "Python 3.11 or newer is needed, and this is $found. Install a newer one and name it:" \
            "GEMINI_DESK_PYTHON=/path/to/python3.11 bash packaging/run.sh"
    fi
    stop "Python 3.11 or newer, with its venv module, is needed. Install it with:" \
        "$(install_line python3 python3-venv)"
}

make_environment() {
    if [ -e "$venv" ]; then
        "$python" -I -c 'import sys, pip; sys.exit(sys.version_info < (3, 11) or sys.prefix == sys.base_prefix)' \
            2>/dev/null && return
        say "$venv does not work any more; making it anew"
    fi
    need_python
    mkdir -p -- "$(dirname -- "$venv")"
    "$base_python" -m venv --clear "$venv" >&2 || stop "could not make an environment in $venv"
}

has_torch() { compgen -G "$venv/lib*/python*/site-packages/torch/version.py" >/dev/null; }

need_disk() {
    has_torch && return
    local place=$venv free
    while [ ! -d "$place" ]; do place=$(dirname -- "$place"); done
    free=$(df -Pm -- "$place" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$disk_needed_mb" ] ||
        stop "about $((disk_needed_mb / 1000)) GB of free disk are needed, and $place has $((free / 1000)) GB." \
            "Free some, or choose another place: GEMINI_DESK_VENV=/path/to/folder bash packaging/run.sh"
}

without_the_familiar() {
    local line
    while IFS= read -r line; do
        [[ $line == "Requirement already"* ]] || printf '%s\n' "$line"
    done
}

# pip with its own temporary files beside the environment: /tmp is often too small for torch.
pip_install() {
    local log=$venv/setup.log
    mkdir -p -- "$venv/tmp"
    if ! TMPDIR=$venv/tmp PIP_USER=0 PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_REQUIRE_VIRTUALENV=0 \
        "$python" -I -m pip install --retries 3 --constraint "$constraints" "$@" 2>&1 </dev/null |
        tee "$log" | without_the_familiar >&2; then
        rm -rf -- "$venv/tmp"
        if grep -qiE 'No space left' "$log"; then
            stop "the disk is full; about $((disk_needed_mb / 1000)) GB are needed in all. Free some and run this again."
        elif grep -q CERTIFICATE_VERIFY_FAILED "$log"; then
            stop "this Python does not trust the certificate of the package registry (a proxy of this network?)." \
                "Name the right certificates and run this again: PIP_CERT=/path/to/certificates.pem"
        elif grep -qiE 'name resolution|NewConnectionError|Failed to establish|Connection.*(refused|reset|broken|timed out)|ReadTimeout|Network is unreachable|getaddrinfo|Name or service not known' "$log"; then
            stop "the package registry cannot be reached. Check the network and run this again."
        fi
        stop "pip could not install the packages; its words are above and in $log"
    fi
    rm -rf -- "$venv/tmp"
}

# ---------------------------------------------------------------- all of it

prepare() {    # $1: run or test
    wanted=$1
    unset PYTHONHOME
    choose_venv "$wanted"
    is_prepared "$wanted" && return

    # One at a time; the lock is on this file and ends with the process.
    if command -v flock >/dev/null; then
        exec 9<"$setup_file"
        flock -n 9 || { say "another set-up of this checkout is running; waiting for it"; flock 9; }
        is_prepared "$wanted" && { exec 9<&-; return; }
    fi

    need_disk
    make_environment
    if has_torch; then
        say "bringing $venv up to date"
    else
        say "setting up $venv: about 3 GB to download, 6.8 GB on disk, a few minutes"
    fi
    local extra=
    [ "$wanted" = test ] && extra='[test]'
    # What builds the package, and the one dependency that has no wheel: it needs a build of its own.
    pip_install hatchling docopt
    (cd -- "$root" && pip_install --no-build-isolation --editable ".$extra")

    local missing
    missing=$(missing_system_packages "$wanted" | tr '\n' ' ')
    # shellcheck disable=SC2086  # package names, to be split
    if [ -n "$missing" ] && ! apt_install $missing; then
        say "something is missing from the system. Install it with: $(install_line $missing)"
        [ "$wanted" = test ] && exit 1
        libraries_missing=1    # the command line works without; no stamp, so that the next start looks again
    else
        current_stamp >"$venv/.prepared-$wanted"
    fi
    command -v flock >/dev/null && exec 9<&-
    return 0
}
