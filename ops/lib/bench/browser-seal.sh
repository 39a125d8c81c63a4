# Sealing a large file in real Chromium, beside age-encryption (npm) alone: ./ops/bench browser-seal [--mb 200] [--rounds 5]
need_node
need_browser
exec node "$root/src/SecureIntake.Browser/tests/browser/bench.mjs" "$@"
