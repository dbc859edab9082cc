# Builds the forest from nothing: provision dc1, seed it, join dc2, wait until both replicate.

build() {
  local log=$LAB_DIR/log/build.log registering="--option=server services=$LAB_SERVICES, dnsupdate"
  mkdir -p "$LAB_DIR"/{secrets,log}
  chmod 700 "$LAB_DIR/secrets"
  build_files
  build_step provision_dc1 >>"$log"
  build_step seed >>"$log"
  dc_start dc1 "$registering"
  dc_wait_ready dc1
  build_step join_dc2 >>"$log"
  dc_start dc2 "$registering"
  dc_wait_ready dc2
  replication_verify
  wait_for 60 "the DNS records of both DCs on both" "$log" dns_is_complete
}

build_step() {
  say "$1"
  "$@" 2>&1 || { tail -5 "$LAB_DIR/log/build.log" >&2; die 1 "$1 failed (log: $LAB_DIR/log/build.log)"; }
}

build_files() {
  local dc
  write_krb5
  tls_make_authorities
  write_etc "$LAB_DIR/etc" dc1 dc2
  write_etc "$LAB_DIR/dc1/etc" dc1 dc2
  write_etc "$LAB_DIR/dc2/etc" dc2 dc1
  for dc in "${LAB_DCS[@]}"; do write_smb_conf "$dc"; tls_make_dc "$dc"; done
}

provision_dc1() {
  openssl rand -hex 12 | sed 's/.*/Lab-&/' | tr -d '\n' >"$LAB_DIR/secrets/administrator"
  in_dc dc1 samba-tool domain provision --configfile="$LAB_DIR/dc1/smb.conf" --server-role=dc --dns-backend=SAMBA_INTERNAL \
    --realm="$LAB_REALM" --domain="$LAB_NETBIOS" --host-name=dc1 --host-ip="$(dc_address dc1)" \
    --adminpass="$(cat "$LAB_DIR/secrets/administrator")"
}

seed() { PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -E "$LAB_HOME/lib/seed.py" "$LAB_DIR"; }

join_dc2() {
  in_dc dc2 samba-tool domain join "$LAB_DOMAIN" DC -s "$LAB_DIR/dc2/smb.conf" --dns-backend=SAMBA_INTERNAL \
    --server="$(dc_host dc1)" -U "Administrator%$(cat "$LAB_DIR/secrets/administrator")"
}

dns_is_complete() {
  local dc
  for dc in "${LAB_DCS[@]}"; do
    [[ $(host -t SRV "_ldap._tcp.dc._msdcs.$LAB_DOMAIN" "$(dc_address "$dc")" | grep -c 'SRV record') == "${#LAB_DCS[@]}" ]] || return
  done
}
