# Builds what browsers are served: the script of the demonstration page out of the TypeScript client, and the dashboard.
# Sourced by ./holdfast, which sets root. Without Node nothing is built: the server runs all the same, and the pages say
# what they need.

page_sources() {
  command -v npm >/dev/null 2>&1 && [ -d "$root/client-js" ] || return 0
  printf '%s\n' "$root/client-js/src" "$root/client-js/demo/demo.ts" "$root/client-js/package-lock.json" \
    "$root/dashboard/src" "$root/dashboard/index.html" "$root/dashboard/docs.mjs" "$root/dashboard/package-lock.json" \
    "$root/docs"
}

has_node() {
  [ -d "$root/client-js" ] && command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 &&
    [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ]
}

# build_pages FOLDER: npm writes what it says into files there. A page that is missing is no reason not to start a server.
build_pages() {
  has_node || return 0
  build_page client-js demo "$1/demo.log" "the page of 'holdfast dev' has no script"
  build_page dashboard build "$1/dashboard.log" "there is no dashboard"
}

# build_page FOLDER SCRIPT LOG WITHOUT
build_page() {
  (
    cd "$root/$1" || exit 1
    if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
      npm ci --no-audit --no-fund --loglevel=error --fetch-retries=1 || exit 1
    fi
    npm run --silent "$2"
  ) >"$3" 2>&1 </dev/null ||
    echo "holdfast: $4, because npm failed; $3 says why. The server runs without." >&2
}
