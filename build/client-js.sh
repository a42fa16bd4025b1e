# The TypeScript client's own checks. Sourced by ./check, which sets root and keeps the list of skips.

# Installs what its lock file says, then types and tests. Its output is kept for the totals.
client_js() {
  local major
  client_js_log=$(mktemp "${TMPDIR:-/tmp}/holdfast-client-js.XXXXXX") || return 2
  if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    skips+=("everything of client-js: it needs Node 20 or newer with npm, and there is none")
    return 0
  fi
  major=$(node -p 'process.versions.node.split(".")[0]')
  if [ "$major" -lt 20 ]; then
    skips+=("everything of client-js: it needs Node 20 or newer, and this is $(node --version)")
    return 0
  fi
  echo "check: client-js with Node $(node --version)"
  (
    cd "$root/client-js" || exit 2
    if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
      npm ci --no-audit --no-fund --loglevel=error || exit 1
    fi
    npm test --silent
  ) 2>&1 </dev/null | tee "$client_js_log"
  return "${PIPESTATUS[0]}"
}

# One line for each test of the client that was skipped, with its reason.
print_skipped_client_tests() {
  sed -n 's/^ *﹣ \(.*\) ([0-9.]*ms) # \(.*\)$/check: skipped: client-js: \1: \2/p' "$client_js_log"
}

print_client_totals() {
  awk '
    $1 == "ℹ" && $2 ~ /^(tests|pass|fail|cancelled|skipped)$/ { n[$2] += $3; seen = 1 }
    END { if (seen) printf "Client tests: %d, passed: %d, failed: %d, skipped: %d\n",
      n["tests"], n["pass"], n["fail"] + n["cancelled"], n["skipped"] }
  ' "$client_js_log"
}
