#!/usr/bin/env bash
# Make the invented responses of examples/answers anew, with the program itself.
set -euo pipefail
cd "$(dirname "$0")"
survey="${SURVEY:-../.venv/bin/sstc-survey}"
rm -rf answers/sstc-panel-2016
"$survey" run --replies replies/panel.jsonl --answers answers >/dev/null
# Two interviews that were broken off: the input ends, the drafts stay.
printf '%s\n' 'Panellist O' 'Ministry of Social Affairs' 'Cambodia' 'Government' '1' 'learn,share' '' 'We are still at the beginning.' '.' |
  "$survey" run --plain --answers answers 2>/dev/null || true
printf '%s\n' 'Panellist P' '/skip' 'Singapore' '/refuse' '3' | "$survey" run --plain --answers answers 2>/dev/null || true
# One file that was cut off in copying.
last=$(ls answers/sstc-panel-2016/*.json | tail -n 1)
head -c 700 "$last" > "answers/sstc-panel-2016/01580000-0000-7000-8000-000000000000.json"
rm -rf answers/sstc-panel-2016/.locks
