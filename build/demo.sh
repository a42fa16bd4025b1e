# Builds the script of the demonstration page out of the TypeScript client. Sourced by ./holdfast, which sets root. Without
# Node nothing is built: the server runs all the same, and the page says what it needs.

demo_sources() {
  command -v npm >/dev/null 2>&1 && [ -d "$root/client-js" ] || return 0
  printf '%s\n' "$root/client-js/src" "$root/client-js/demo/demo.ts" "$root/client-js/package-lock.json"
}

has_node() {
  [ -d "$root/client-js" ] && command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 &&
    [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ]
}

# $1: where npm may write what it says. A page without its script is no reason not to start a server.
build_demo() {
  has_node || return 0
  (
    cd "$root/client-js" || exit 1
    if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
      npm ci --no-audit --no-fund --loglevel=error --fetch-retries=1 || exit 1
    fi
    npm run --silent demo
  ) >"$1" 2>&1 </dev/null ||
    echo "holdfast: the page of 'holdfast dev' has no script, because npm failed; $1 says why. The server runs without." >&2
}
