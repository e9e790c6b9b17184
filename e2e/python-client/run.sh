#!/usr/bin/env bash
# The Python client against a real server: makes a virtual environment here, starts `"$BEDSIDE_BIN" demo` on free
# ports with a folder that is thrown away, runs the tests, ends the server. The last line is `N passed, N failed`.
#
#   BEDSIDE_BIN=target/debug/bedside e2e/python-client/run.sh
set -euo pipefail

bin=$(realpath -- "${BEDSIDE_BIN:?set BEDSIDE_BIN to the server binary}")
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

if ! cmp -s requirements.txt .venv/installed; then
  python3 -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
  cp requirements.txt .venv/installed
fi

work=$(mktemp -d)
server=
finish() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf -- "$work"
}
trap finish EXIT

read -r https http password < <(.venv/bin/python -c '
import secrets, socket
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(each.getsockname()[1] for each in held), secrets.token_urlsafe(18))')

"$bin" demo --https "127.0.0.1:$https" --http "127.0.0.1:$http" --password "$password" --keep "$work/kept" \
  </dev/null >"$work/server.log" 2>&1 &
server=$!

alive() { .venv/bin/python -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=2)' "http://localhost:$http/healthz" 2>/dev/null; }
for _ in $(seq 120); do
  if alive; then break; fi
  if ! kill -0 "$server" 2>/dev/null; then break; fi
  sleep 0.5
done
if ! alive; then
  echo "the server did not start:" >&2
  sed "s/$password/(password)/g" "$work/server.log" >&2
  echo "0 passed, 1 failed"
  exit 1
fi

status=0
BEDSIDE_BIN=$bin BEDSIDE_URL="http://localhost:$http" BEDSIDE_PASSWORD=$password PYTHONDONTWRITEBYTECODE=1 \
  .venv/bin/python run_tests.py || status=$?
exit "$status"
