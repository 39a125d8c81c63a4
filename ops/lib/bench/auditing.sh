# The auditors' list over 10,000 and 1,000,000 entries: paging and filtering, the server's time, on SQLite and then on PostgreSQL as Debian sets it up.
need_dotnet
need_postgres
publish tests/SecureIntake.Portal.Bench
dotnet "$local/app/bench/SecureIntake.Portal.Bench.dll"

binaries=$(printf '%s\n' /usr/lib/postgresql/*/bin | tail -1)
cluster=$(mktemp -d)
# initdb refuses to run as root; without root, whoever runs this is right.
as_postgres() { if [[ $(id -u) -eq 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi; }
[[ $(id -u) -ne 0 ]] || chown postgres "$cluster"
cd /
trap 'as_postgres "$binaries/pg_ctl" -D "$cluster/data" -m immediate stop >/dev/null; rm -rf "$cluster"' EXIT
as_postgres "$binaries/initdb" -A trust --no-sync -E UTF8 --locale=C.UTF-8 -U postgres -D "$cluster/data" >/dev/null
as_postgres "$binaries/pg_ctl" -w -D "$cluster/data" -l "$cluster/log" -o "-k $cluster -c listen_addresses=" start >/dev/null
for size in 10000 1000000; do as_postgres createdb -h "$cluster" -U postgres "bench$size"; done
dotnet "$local/app/bench/SecureIntake.Portal.Bench.dll" --postgres "$cluster"
