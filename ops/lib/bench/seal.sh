# Sealing and opening a file of 1 GiB beside Debian's age (and rage, or another age first on PATH) and a plain copy, file to file, alternated in one run; what no
# program could undercut on this machine; the tool's memory; how long a file of 1 KiB takes from start to exit. [--mib 1024] [--rounds 7] [--folder DIR]
need_dotnet
need_debian age=age
publish_tool_if_stale
publish tests/SecureIntake.Sealing.Bench
measure=(dotnet "$local/app/bench/SecureIntake.Sealing.Bench.dll" --tool "$local/tool" "$@")

# Files are in memory, in large pages where they can be mounted: no disk is measured then, and not how a kernel (or the host below it) hands out one page of 4 KiB
# after the other either, which takes longer than all the rest and varies more. The mount is seen by this run only and goes with it.
large=(unshare --mount)
[[ $(id -u) -eq 0 ]] || large=(unshare --user --map-root-user --mount)
# Six files of a GiB, and something for everybody else; without so much memory they go where the bench finds room.
mount_large='[[ $(awk "/^MemAvailable/ { print \$2 }" /proc/meminfo) -gt 9000000 ]] && mount -t tmpfs -o huge=always,size=8g,mode=700 tmpfs "$0"'
folder=$(mktemp -d)
trap 'rmdir "$folder"' EXIT
if [[ " $* " == *" --folder"* || " $* " == *" --mib "* ]] || ! "${large[@]}" bash -c "$mount_large" "$folder" 2>/dev/null; then
  "${measure[@]}"
else
  echo "# in memory, large pages"
  "${large[@]}" bash -c "$mount_large"' && exec "$@"' "$folder" "${measure[@]}" --folder "$folder"
fi
