# Sealing and opening a file of 1 GiB beside Debian's age (and rage, or another age first on PATH) and a plain copy, file to file, alternated in one run; the
# tool's memory; how long a file of 1 KiB takes from start to exit. Files are in memory where it is large enough, so that no disk is measured.
need_dotnet
need_debian age=age
publish_tool_if_stale
publish tests/SecureIntake.Sealing.Bench
exec dotnet "$local/app/bench/SecureIntake.Sealing.Bench.dll" --tool "$local/tool" "$@"
