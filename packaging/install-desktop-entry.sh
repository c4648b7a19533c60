#!/usr/bin/env bash
# Puts Gemini Desk into the desktop's menu for this person; `--remove` takes it out again.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
share=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$share/applications/gemini-desk.desktop
metainfo=$share/metainfo/gemini-desk.metainfo.xml
icon=$share/icons/hicolor/scalable/apps/gemini-desk.svg

if [ "${1:-}" = --remove ]; then
    rm -f -- "$entry" "$metainfo" "$icon"
else
    mkdir -p -- "${entry%/*}" "${metainfo%/*}" "${icon%/*}"
    cp -- "$root/assets/gemini-desk.svg" "$icon"
    cp -- "$root/packaging/gemini-desk.metainfo.xml" "$metainfo"
    # The entry's own quoting: a quoted word, in which a backslash is written twice, % twice.
    script=$(printf '%s' "$root/packaging/run.sh" | sed -e 's/[\\"`$]/\\\\&/g' -e 's/%/%%/g')
    while IFS= read -r line; do
        if [ "$line" = Exec=gemini-desk ]; then line="Exec=bash \"$script\""; fi
        printf '%s\n' "$line"
    done <"$root/packaging/gemini-desk.desktop" >"$entry"
fi
if command -v update-desktop-database >/dev/null; then update-desktop-database "${entry%/*}"; fi
