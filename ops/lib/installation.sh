# The embedded installation: one folder, loopback addresses, the settings of every process. Sourced after setup.sh.

: "${SECUREINTAKE_INTAKE_PORT:=8440}" "${SECUREINTAKE_PORTAL_PORT:=8441}" "${SECUREINTAKE_GATE_PORT:=8442}"
intake_url=http://intake.localhost:$SECUREINTAKE_INTAKE_PORT
portal_url=http://portal.localhost:$SECUREINTAKE_PORTAL_PORT

# prepare FOLDER: makes what the first start needs and exports the settings.
prepare() {
  local data=$1
  umask 077
  mkdir -p "$data/data" "$data/keys" "$data/gate"
  if [[ ! -e $data/root.fingerprint ]]; then
    say "Making a trial root key (1 of 1) in $data/root. For real use make the root offline: see ops/runbooks/root-ceremony.md"
    dotnet "$local/app/cli/secureintake.dll" root init --keys 1 --threshold 1 --out "$data/root" >&2
    cp "$data/root/root.fingerprint" "$data/root.fingerprint"
  fi
  rm -rf "$data/site"
  cp -r "$root/src/SecureIntake.Browser/dist/site" "$data/site"
  node "$root/src/SecureIntake.Browser/submit/pin.mjs" "$data/site" "$(cat "$data/root.fingerprint")" >&2

  export Storage__Folder=$data/data
  export Trust__RootFingerprintFile=$data/root.fingerprint
  export Intake__SiteFolder=$data/site
  export Intake__BatchHours=0
  export Portal__AssetsFolder=$root/src/SecureIntake.Browser/dist/portal
  export Portal__HostName=portal.localhost
  export Portal__LogKeyFile=$data/keys/log.key
  export Portal__IntakeAddress=$intake_url
  export Worker__BenchKeyFile=$data/keys/bench.key
  # The gate has a folder of its own; on another machine (ops/runbooks/gate.md) GateLink__Address leads there and Host__GateUrl is empty.
  export Gate__Folder=$data/gate
  export Gate__RootFingerprintFile=$data/root.fingerprint
  export Gate__ClientPinFiles__0=$data/keys/portal.pin Gate__ClientPinFiles__1=$data/keys/worker.pin
  export GateLink__Address=https://127.0.0.1:$SECUREINTAKE_GATE_PORT
  export GateLink__PinFile=$data/gate/link.pin
  export Portal__LinkKeyFile=$data/keys/portal.pem
  export Worker__LinkKeyFile=$data/keys/worker.pem
  export Host__GateUrl=https://127.0.0.1:$SECUREINTAKE_GATE_PORT
  export Host__Applications=$local/app
  export Host__IntakeUrl=http://localhost:$SECUREINTAKE_INTAKE_PORT
  export Host__PortalUrl=http://localhost:$SECUREINTAKE_PORTAL_PORT
}
