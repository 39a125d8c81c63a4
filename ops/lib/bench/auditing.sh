# The auditors' list over 10,000 and 1,000,000 entries: paging and filtering, the server's time.
need_dotnet
publish tests/SecureIntake.Portal.Bench
exec dotnet "$local/app/bench/SecureIntake.Portal.Bench.dll" "$@"
