# The checks of what is written for Node: the TypeScript client and the dashboard. Sourced by ./check, which sets root and
# keeps the list of skips.

node_folders="client-js dashboard"

# For each: installs what its lock file says, then types and tests. What they print is kept for the totals.
node_tests() {
  local major folder status=0
  node_log=$(mktemp "${TMPDIR:-/tmp}/holdfast-node.XXXXXX") || return 2
  if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    skips+=("everything of $node_folders: it needs Node 20 or newer with npm, and there is none")
    return 0
  fi
  major=$(node -p 'process.versions.node.split(".")[0]')
  if [ "$major" -lt 20 ]; then
    skips+=("everything of $node_folders: it needs Node 20 or newer, and this is $(node --version)")
    return 0
  fi
  for folder in $node_folders; do
    echo "check: $folder with Node $(node --version)"
    (
      cd "$root/$folder" || exit 2
      if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
        npm ci --no-audit --no-fund --loglevel=error || exit 1
      fi
      npm test --silent
    ) 2>&1 </dev/null | tee -a "$node_log"
    [ "${PIPESTATUS[0]}" -eq 0 ] || status=1
  done
  return "$status"
}

# One line for each of these tests that was skipped, with its reason.
print_skipped_node_tests() {
  sed -n 's/^ *﹣ \(.*\) ([0-9.]*ms) # \(.*\)$/check: skipped: \1: \2/p' "$node_log"
}

print_node_totals() {
  awk '
    $1 == "ℹ" && $2 ~ /^(tests|pass|fail|cancelled|skipped)$/ { n[$2] += $3; seen = 1 }
    END { if (seen) printf "Node tests: %d, passed: %d, failed: %d, skipped: %d\n",
      n["tests"], n["pass"], n["fail"] + n["cancelled"], n["skipped"] }
  ' "$node_log"
}
