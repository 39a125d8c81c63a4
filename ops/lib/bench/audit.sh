# The access log: appending durably, checking a million entries offline. On a real disk: --folder DIR, by default below .local.
need_dotnet
publish tests/SecureIntake.Audit.Bench
mkdir -p "$local/bench"
exec dotnet "$local/app/bench/SecureIntake.Audit.Bench.dll" --folder "$local/bench/audit" "$@"
