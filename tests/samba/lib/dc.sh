# Start and stop one DC. What is stopped is what was started: the recorded process, then what lives in the lab's namespace.

# Sets `inside`, the prefix that runs a command where the DC lives, with its host name, resolver and Kerberos configuration.
# Every part of it replaces itself by the next, so a process started this way keeps its id.
inside_dc() {
  inside=(env "KRB5_CONFIG=$LAB_DIR/krb5.conf" nsenter "--net=/run/netns/$(dc_netns "$1")" unshare --mount --uts
    "$LAB_HOME/lib/enter" "$(dc_dir "$1")/etc" sh -c 'hostname "$0" && exec "$@"' "$1")
}

in_dc() { local inside; inside_dc "$1"; shift; "${inside[@]}" "$@"; }

dc_log() { echo "$LAB_DIR/log/$1.log"; }

# dc_start DC OPTION...: options are Samba's.
dc_start() {
  local dc=$1 inside; shift
  inside_dc "$dc"
  mkdir -p "$LAB_DIR"/{run,log}
  rm -f "$(dc_dir "$dc")"/run/*.pid
  (exec 9>&- </dev/null >>"$(dc_log "$dc")" 2>&1
   exec setsid "${inside[@]}" samba -F --debug-stdout -s "$(dc_dir "$dc")/smb.conf" "$@") &
  echo $! >"$LAB_DIR/run/$dc.pid"
  disown
}

# The recorded process, if it still is one of ours: it must live in the DC's namespace.
dc_pid() {
  local pid
  pid=$(cat "$LAB_DIR/run/$1.pid" 2>/dev/null) && [[ $pid ]] &&
    ip netns pids "$(dc_netns "$1")" 2>/dev/null | grep -x "$pid"
}

dc_is_running() { dc_pid "$1" >/dev/null; }
dc_is_empty() { [[ ! $(ip netns pids "$(dc_netns "$1")" 2>/dev/null) ]]; }

dc_kill() {
  local pids
  pids=$(ip netns pids "$(dc_netns "$1")" 2>/dev/null) || return 0
  [[ ! $pids ]] || { kill -KILL $pids; return 1; }
}

# dc_stop DC: at once, for databases that are thrown away. dc_stop DC gently: for databases that are kept.
dc_stop() {
  local pid
  if [[ ${2:-} == gently ]] && pid=$(dc_pid "$1"); then
    kill -TERM -- "-$pid" 2>/dev/null || true
    wait_for 10 "$1 stopping" "$(dc_log "$1")" dc_is_empty "$1"
  fi
  wait_for 10 "$1 ending" "$(dc_log "$1")" dc_kill "$1"
  rm -f "$LAB_DIR/run/$1.pid"
}

dc_listens() { (: <"/dev/tcp/$(dc_address "$1")/$2") 2>/dev/null; }

ldap_options() { echo "-LLL -x -o nettimeout=2 -H ldaps://$(dc_address "$1") -D $LAB_NETBIOS\\Administrator -y $LAB_DIR/secrets/administrator"; }
dc_search() { local dc=$1; shift; LDAPTLS_CACERT=$LAB_DIR/ca/ca.crt ldapsearch $(ldap_options "$dc") -o ldif-wrap=no "$@"; }
dc_modify() { LDAPTLS_CACERT=$LAB_DIR/ca/ca.crt ldapmodify ${2:-} $(ldap_options "$1" | sed 's/^-LLL //'); }

dc_wait_ready() {
  local port
  for port in 389 636 88 135; do
    wait_for 30 "$1 listening on port $port" "$(dc_log "$1")" dc_listens "$1" "$port"
  done
  wait_for 30 "$1 answering over LDAPS" "$(dc_log "$1")" dc_search "$1" -s base -b "$LAB_BASE" dn
}
