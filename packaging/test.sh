#!/usr/bin/env bash
# Sets up what is missing, then runs every check and the whole test suite, without the network.
#
#   bash packaging/test.sh                    everything
#   bash packaging/test.sh checks             format, lint, types, directions between the rooms
#   bash packaging/test.sh unit|models|ui|end2end    one part of the suite; more arguments go to pytest
#
# Each part runs in as many workers as the machine has cores, four at most, and half as many more where tests
# wait rather than reckon (GEMINI_DESK_TEST_WORKERS says otherwise; 0 is none, for a debugger). The last line
# counts all tests that ran.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/setup.sh"

prepare test
cd -- "$root"
results=$root/test-output
rm -rf -- "$results"
mkdir -p -- "$results"
failed=()

export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_TELEMETRY=1 TOKENIZERS_PARALLELISM=false
unset PYTHONPATH PYTHONHOME DISPLAY WAYLAND_DISPLAY
# Hundreds of processes are started; each would compile the application and the tests anew.
unset PYTHONDONTWRITEBYTECODE

cores=$("$python" -c 'import psutil; print(psutil.cpu_count() or 1)')
workers=${GEMINI_DESK_TEST_WORKERS:-$((cores < 4 ? cores : 4))}
# The tests of the window wait for its timers, for answers at a reading speed, and for sound that passes: they
# keep a core busy for half of their time.
waiting_workers=${GEMINI_DESK_TEST_WORKERS:-$((workers + (workers + 1) / 2))}
# What torch and others take for themselves, unless somebody says otherwise: more would only wait for cores.
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-$((cores / (workers > 1 ? workers : 1) > 1 ? cores / (workers > 1 ? workers : 1) : 1))}

step() {    # name, command…: runs it, remembers a failure, goes on
    local name=$1 begin=$SECONDS
    shift
    printf '\n== %s\n' "$name"
    "$@" || failed+=("$name")
    printf '   %s: %d s\n' "$name" $((SECONDS - begin))
}

checks() {
    step format "$python" -m ruff format --check .
    step lint "$python" -m ruff check .
    step types "$python" -m mypy --strict
    step rooms "$venv/bin/python" -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
}

# Four runs, because Qt takes one platform for each process and torch is slow to load. Each part says what
# it leaves out, so that a test file put anywhere below tests/ is run by exactly one of them. A worker begins
# with half of the files, or its share of more, in their order; who is done takes over from the others.
# Windows, sound and files wait for a machine that others use as well: a test that fails is tried once more,
# and stands in the summary (RERUN) as one to be mended. One that is wrong fails both times.
suite() {    # name, workers, pytest arguments…
    local name=$1 count=$2
    shift 2
    step "$name" "$python" -m pytest --junitxml "$results/$name.xml" -n "$count" --dist worksteal --reruns 1 -rfER "$@"
}
# All that lies in tests/model is marked `weights` by its conftest: only to collect it would import torch.
unit() {
    suite unit "$workers" tests --ignore tests/model --ignore tests/ui --ignore tests/end2end -m "not weights" "$@"
}
models() { suite models "$workers" tests --ignore tests/ui --ignore tests/end2end -m weights "$@"; }
ui() { suite ui "$waiting_workers" tests/ui "$@"; }
end2end() { suite end2end "$waiting_workers" tests/end2end "$@"; }

case ${1:-all} in
    all)
        checks
        unit
        models
        ui
        end2end
        ;;
    checks | unit | models | ui | end2end) "$@" ;;
    *) stop "unknown part '$1': checks, unit, models, ui or end2end" ;;
esac

if [ ${#failed[@]} -gt 0 ]; then printf '\nfailed: %s\n' "${failed[*]}"; fi
"$python" packaging/count_tests.py "$results"/*.xml
[ ${#failed[@]} -eq 0 ]
