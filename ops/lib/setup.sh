# What ./ops/run, ./ops/test, ./ops/demo and ./ops/bench need before they can begin. Sourced; the caller has set -euo pipefail.
# Every step asks first whether it is needed, so that a second run costs nothing.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
local=$root/.local          # everything made here stays below this folder, which git ignores
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '%s\n' "$*" >&2; }

# The .NET SDK is the one thing that is not installed for you.
need_dotnet() {
  command -v dotnet >/dev/null || { say "The .NET SDK 10 is missing: https://dotnet.microsoft.com/download"; exit 2; }
  (cd "$root" && dotnet --version >/dev/null) || { say "The .NET SDK does not match global.json (10.0.x)."; exit 2; }
}

# need_debian COMMAND=PACKAGE …: installs the packages whose commands (or files) are missing, as root or by sudo -n;
# otherwise prints the line to run, changes nothing and ends with 2.
need_debian() {
  local missing=() pair
  for pair in "$@"; do
    [[ -e ${pair%%=*} ]] || command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
  done
  [[ ${#missing[@]} -gt 0 ]] || return 0
  local as=()
  if [[ $(id -u) -ne 0 ]]; then
    if ! sudo -n true 2>/dev/null; then
      say "These Debian packages are missing. Run this, then try again:"
      say "  sudo apt-get install --no-install-recommends ${missing[*]}"
      exit 2
    fi
    as=(sudo -n)
  fi
  say "Installing ${missing[*]}"
  local log
  log=$(mktemp)
  { "${as[@]}" apt-get update && DEBIAN_FRONTEND=noninteractive "${as[@]}" apt-get install -y --no-install-recommends "${missing[@]}"; } \
    >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; exit 2; }
  rm -f "$log"
}

# The sandboxed readers of documents.
need_worker_tools() {
  need_debian bwrap=bubblewrap prlimit=util-linux pdftoppm=poppler-utils qpdf=qpdf exiftool=libimage-exiftool-perl \
    vips=libvips-tools file=file
}

# A browser, and the letters of every language that its pages and the specimens are written in.
need_browser() { need_debian chromium=chromium /usr/share/fonts/truetype/noto/NotoSans-Bold.ttf=fonts-noto-core; }

need_postgres() { need_debian /usr/lib/postgresql=postgresql; }

# Node bundles the scripts; the packages come from the lock file.
need_node() {
  need_debian node=nodejs npm=npm
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
    || { say "Node $(node --version) is too old; 20.19 or newer is needed."; exit 2; }
  local browser=$root/src/SecureIntake.Browser
  if [[ ! -e $browser/node_modules/.package-lock.json || $browser/package-lock.json -nt $browser/node_modules/.package-lock.json ]]; then
    say "Installing the browser packages"
    (cd "$browser" && npm ci --ignore-scripts --no-audit --no-fund >/dev/null)
    touch "$browser/node_modules/.package-lock.json"
  fi
}

# Bundles the submit site and the portal's scripts into the browser project's dist/.
build_browser() {
  say "Bundling the scripts"
  (cd "$root/src/SecureIntake.Browser" && node build.mjs)
}

# publish PROJECT…: publishes projects (folders below the root) into $local/app/<last word of the name>, each with its own assemblies and
# nothing else's.
publish() {
  local project name
  for project in "$@"; do
    name=${project##*.} name=${name,,}
    say "Publishing $name"
    rm -rf "$local/app/$name"
    dotnet publish "$root/$project" -c Release -o "$local/app/$name" -v q --nologo >&2
  done
}

# publish_processes: what an installation on one machine runs.
publish_processes() {
  publish src/SecureIntake.Gate src/SecureIntake.Intake src/SecureIntake.Portal src/SecureIntake.Worker src/SecureIntake.Host src/SecureIntake.Cli
}

# newer THAN SOURCE…: whether a file below the sources is newer than THAT, or THAT is missing.
newer() {
  local than=$1; shift
  [[ ! -e $than || -n $(find "$@" \( -name bin -o -name obj \) -prune -o -type f -newer "$than" -print -quit) ]]
}

# publish_tool_if_stale: the command line tool into $local/tool, when a source is newer than it. What it says goes to people, once a build.
publish_tool_if_stale() {
  local tool=$local/tool/built
  newer "$tool" "$root"/src/SecureIntake.{Cli,Opening,Sealing,Audit,Examination} "$root/src/SecureIntake.Browser/locales" \
    "$root"/Directory.*.props "$root/ops/lib/setup.sh" || return 0
  need_dotnet
  say "Building the command line tool"
  rm -rf "$local/tool"
  # Stamped with the time before: a source that changes meanwhile makes the next call build again.
  local begun
  begun=$(mktemp)
  publish_tool
  touch -r "$begun" "$tool"
  rm -f "$begun"
}

# The native build keeps its intermediate files apart (--artifacts-path), since it restores other packages than every other build.
publish_tool() {
  local log
  log=$(mktemp)
  if ! command -v clang >/dev/null && ! command -v gcc >/dev/null; then
    say "No C compiler here to link with: the tool is built for the .NET runtime and starts about 0.1 s slower. (apt-get install clang zlib1g-dev)"
  elif dotnet publish "$root/src/SecureIntake.Cli" -c Release -p:NativeTool=true --artifacts-path "$local/native" -o "$local/tool" -v q --nologo >"$log" 2>&1; then
    rm -f "$log"
    return
  else
    say "The tool could not be linked natively, so it is built for the .NET runtime and starts about 0.1 s slower. Why: $(grep -m1 -E 'error|rror:' "$log" || tail -1 "$log")"
    rm -rf "$local/tool"
  fi
  rm -f "$log"
  dotnet publish "$root/src/SecureIntake.Cli" -c Release -o "$local/tool" -v q --nologo >&2
}
