#!/usr/bin/env bash
# Sets up what is missing, then starts Gemini Desk; arguments are passed on.
#
#   bash packaging/run.sh                                     the window (without a display, a chat in the terminal)
#   bash packaging/run.sh ask --image sign.png "What does it say?"
#
# GEMINI_DESK_VENV puts the environment elsewhere, GEMINI_DESK_PYTHON names the Python to make it with.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/setup.sh"

opens_window() {    # do these arguments ask for the window?
    while [ $# -gt 0 ]; do
        case $1 in
            -h | --help | --version) return 1 ;;
            --model | --profile | --log-filter) shift ;;
            -*) ;;
            *) return 1 ;;
        esac
        shift || break
    done
}

has_display() {
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}${QT_QPA_PLATFORM:-}" ] || ! on_linux
}

libraries_missing=
prepare run
if opens_window "$@"; then
    if ! has_display; then
        say "no display here (DISPLAY and WAYLAND_DISPLAY are not set): opening the chat in this terminal"
        set -- "$@" chat
    elif [ -n "$libraries_missing" ]; then
        exit 1
    fi
fi
exec "$python" -m gemini_desk "$@"
