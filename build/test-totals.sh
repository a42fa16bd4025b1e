# Sums up what Surefire reported. Sourced by ./check, which sets root and started: a file older than this run's reports.

reports() {
  find "$root"/*/target/surefire-reports "$root"/*/*/target/surefire-reports -name 'TEST-*.xml' -newer "$started" -print 2>/dev/null
}

# Prints the sums of: tests, failures, errors, skipped.
sums() {
  reports | while IFS= read -r report; do
    grep -m 1 '<testsuite ' "$report"
  done | awk '
    function attribute(name) {
      return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0
    }
    { tests += attribute("tests"); failures += attribute("failures"); errors += attribute("errors")
      skipped += attribute("skipped") }
    END { print tests + 0, failures + 0, errors + 0, skipped + 0 }'
}

tests_run() {
  sums | cut -d ' ' -f 1
}

# One line for each skipped test: its class, its name and the reason it gave.
print_skipped_tests() {
  reports | while IFS= read -r report; do
    awk '
      function attribute(name) {
        return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
      }
      function plain(text) {
        gsub(/&#10;/, " ", text); gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text)
        gsub(/&apos;/, "\047", text); gsub(/&amp;/, "\\&", text)
        return text
      }
      /<testcase / { class = attribute("classname"); name = attribute("name") }
      # Surefire has the reason of an assumption in the text, that of an annotation in the attribute.
      /<skipped/ { reason = attribute("message")
        if (reason == "" && match($0, /TestAbortedException: .*/)) {
          reason = substr($0, RSTART + 22)
          sub(/^Assumption failed: /, "", reason); sub(/\]\]>.*/, "", reason)
        }
        print "check: skipped: " plain(class "." name) ": " (reason == "" ? "no reason given" : plain(reason)) }
    ' "$report"
  done
}

print_totals() {
  local tests failures errors skipped
  read -r tests failures errors skipped <<EOF
$(sums)
EOF
  echo "Tests run: $tests, Failures: $failures, Errors: $errors, Skipped: $skipped"
}
