# up, reset, down, status, env. Those that change something run one at a time.

locked() {
  mkdir -p "$LAB_CACHE"
  exec 9>"$LAB_CACHE/$LAB_ID.lock"
  flock -w 180 9 || die 1 "another command has held the lock for 180 s ($LAB_CACHE/$LAB_ID.lock)"
  "$@"
}

lab_up() {
  local owner=
  case ${1:-} in
    '') ;;
    --owner-pid) owner=${2:-}; kill -0 "$owner" 2>/dev/null || die 64 "no such process: '$owner'" ;;
    *) usage ;;
  esac
  if [[ -f $LAB_DIR/snapshot ]]; then lab_continue "$owner"; else lab_create "$owner"; fi
}

lab_continue() {
  [[ $(<"$LAB_DIR/snapshot") == "$(snapshot_file)" ]] || die 1 "is up from other scripts: 'lab down' first, or another PWB_LAB_ID"
  if [[ ! $1 ]]; then rm -f "$LAB_DIR/owners"
  elif [[ -f $LAB_DIR/owners ]]; then "$LAB_HOME/lib/watchdog" "$LAB_DIR" add "$1"; fi
  dc_is_running dc1 && dc_is_running dc2 || lab_reset
}

lab_create() {
  lab_down
  mkdir -p "$LAB_DIR/log"
  trap 'stop_all; network_down; say "up failed; logs are kept in $LAB_DIR/log"' EXIT
  [[ ! $1 ]] || watch_owner "$1"
  snapshot_exists || lab_build
  lab_start
  snapshot_file >"$LAB_DIR/snapshot"
  trap - EXIT
}

# Several owners may share a lab; it ends when the last of them has. Brought up without an owner, it stays until `lab down`.
watch_owner() {
  "$LAB_HOME/lib/watchdog" "$LAB_DIR" add "$1"
  (exec 9>&- </dev/null >"$LAB_DIR/log/watchdog.log" 2>&1; exec setsid "$LAB_HOME/lib/watchdog" "$LAB_DIR") &
  disown
}

lab_build() {
  network_up
  build
  stop_all gently
  snapshot_save
}

lab_start() {
  network_up
  network_heal
  snapshot_restore
  start_all
}

start_all() {
  local dc
  # The topology is in the snapshot: looking for it anew every few seconds would only burn processor time.
  for dc in "${LAB_DCS[@]}"; do
    dc_start "$dc" --option=kccsrv:periodic_startup_interval=600 --option=kccsrv:periodic_interval=600
  done
  for dc in "${LAB_DCS[@]}"; do dc_wait_ready "$dc"; done
  replication_verify
}

stop_all() { local dc; for dc in "${LAB_DCS[@]}"; do dc_stop "$dc" "$@"; done; }

lab_reset() {
  stop_all
  lab_start
}

# down --purge: the snapshots too. down --abandoned: only if no owner lives any more (the watchdog's call).
lab_down() {
  if [[ ${1:-} == --abandoned ]] && "$LAB_HOME/lib/watchdog" "$LAB_DIR" owned; then return; fi
  stop_all
  network_down
  rm -rf "$LAB_DIR"
  [[ ${1:-} != --purge ]] || rm -f "$LAB_CACHE/$LAB_ID"-*.tar.zst "$LAB_CACHE/$LAB_ID.lock"
  rmdir "$LAB_CACHE" 2>/dev/null || true
}

lab_status() {
  network_exists || { echo "lab $LAB_ID: down"; return 3; }
  local dc code=0
  for dc in "${LAB_DCS[@]}"; do
    dc_status "$dc" || code=4
  done
  return $code
}

dc_status() {
  local state=running link options code=0
  dc_is_running "$1" || state=stopped
  link=$(ip -br link show "$(dc_port "$1")" | awk '{ print tolower($2) }')
  if options=$(dc_options "$1"); then state+=", answers over LDAPS"; else state+=", no answer over LDAPS"; code=4; fi
  [[ $options != 3 ]] || state+=", inbound replication off"
  ! bridge -d link show dev "$(dc_port "$1")" | grep -q 'isolated on' || state+=", isolated"
  echo "lab $LAB_ID: $(dc_host "$1") $(dc_address "$1"): $state, link $link"
  return $code
}

lab_env() {
  local form=shell dc host machines=()
  case ${1:-} in '') ;; --json) form=json ;; *) usage ;; esac
  [[ -f $LAB_DIR/facts.json ]] || die 1 "not up"
  for dc in "${LAB_DCS[@]}"; do machines+=("$dc,$(dc_address "$dc"),$(dc_netns "$dc")"); done
  for host in "${LAB_HOSTS[@]}"; do machines+=("$host,$(host_address "$host"),$(host_netns "$host")"); done
  /usr/bin/python3 "$LAB_HOME/lib/env.py" "$form" "$LAB_DIR" "$LAB_ID" "$LAB_DOMAIN" "$LAB_BASE" "$LAB_NET.1" "${machines[@]}"
}
