# The configuration files of the lab: Samba's, Kerberos', and what replaces files of /etc in each namespace.

write_hosts() {
  local dc
  echo "127.0.0.1 localhost"
  for dc in "${LAB_DCS[@]}"; do echo "$(dc_address "$dc") $(dc_host "$dc") $dc"; done
}

# write_etc DIRECTORY DC...: name resolution that asks these DCs, in this order.
write_etc() {
  local dir=$1 dc; shift
  mkdir -p "$dir"
  write_hosts >"$dir/hosts"
  { echo "search $LAB_DOMAIN"
    for dc; do echo "nameserver $(dc_address "$dc")"; done
    echo "options timeout:1 attempts:2"; } >"$dir/resolv.conf"
  echo "hosts: files dns" >"$dir/nsswitch.conf"
  for dc in passwd group; do echo "$dc: files" >>"$dir/nsswitch.conf"; done
}

write_krb5() {
  cat >"$LAB_DIR/krb5.conf" <<END
[libdefaults]
  default_realm = $LAB_REALM
  dns_lookup_kdc = false
  dns_lookup_realm = false
  rdns = false
  dns_canonicalize_hostname = false
  udp_preference_limit = 1
[realms]
  $LAB_REALM = {
$(for dc in "${LAB_DCS[@]}"; do echo "    kdc = $(dc_address "$dc")"; done)
  }
[domain_realm]
  .$LAB_DOMAIN = $LAB_REALM
  $LAB_DOMAIN = $LAB_REALM
END
}

# No --targetdir (it shares pid and socket directories): every directory is set here.
# The service dnsupdate only runs while the forest is built: it registers service principals and DNS records, once.
# Fast clocks: with Samba's own, the fresh join's second link fails and is not tried again within a minute.
write_smb_conf() {
  local dc=$1 dir
  dir=$(dc_dir "$1")
  mkdir -p "$dir"/{private,state,cache,lock,run,ncalrpc,bind,signd,winbind,sysvol/"$LAB_DOMAIN"/scripts}
  cat >"$dir/smb.conf" <<END
[global]
  netbios name = ${dc^^}
  realm = $LAB_REALM
  workgroup = $LAB_NETBIOS
  server role = active directory domain controller
  server services = $LAB_SERVICES
  dns update command = /usr/sbin/samba_dnsupdate --use-samba-tool
  prefork children = 1
  prefork children:ldap = 3
  ldap server require strong auth = allow_sasl_over_tls
  private dir = $dir/private
  state directory = $dir/state
  cache directory = $dir/cache
  lock directory = $dir/lock
  pid directory = $dir/run
  ncalrpc dir = $dir/ncalrpc
  binddns dir = $dir/bind
  ntp signd socket directory = $dir/signd
  winbindd socket directory = $dir/winbind
  log file = $LAB_DIR/log/$dc.log
  log level = 1
  max log size = 0
  tls enabled = yes
  tls cafile = tls/ca.pem
  tls certfile = tls/cert.pem
  tls keyfile = tls/key.pem
  dreplsrv:notify_interval = 1
  dreplsrv:periodic_interval = 5
  dreplsrv:periodic_startup_interval = 2
  kccsrv:periodic_startup_interval = 1
  kccsrv:periodic_interval = 10
[sysvol]
  path = $dir/sysvol
  read only = No
[netlogon]
  path = $dir/sysvol/$LAB_DOMAIN/scripts
  read only = No
END
}
