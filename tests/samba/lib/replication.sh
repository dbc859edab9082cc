# Replication between the DCs: proof that it works, and ways to hold it up.

probe_dn() { echo "CN=lab-probe-$1,$LAB_BASE"; }

probe_arrived() { dc_search "$1" -s base -b "$(probe_dn "$2")" description | grep -qx "description: $3"; }

# Writes a mark on each DC and waits until the other shows it.
replication_verify() {
  local mark=$EPOCHREALTIME
  printf 'dn: %s\nchangetype: modify\nreplace: description\ndescription: %s\n' "$(probe_dn dc1)" "$mark" | dc_modify dc1 >/dev/null
  printf 'dn: %s\nchangetype: modify\nreplace: description\ndescription: %s\n' "$(probe_dn dc2)" "$mark" | dc_modify dc2 >/dev/null
  wait_for 60 "a change on dc1 replicating to dc2" "$(dc_log dc2)" probe_arrived dc2 dc1 "$mark"
  wait_for 60 "a change on dc2 replicating to dc1" "$(dc_log dc1)" probe_arrived dc1 dc2 "$mark"
}

# Options of the NTDS Settings object: 1 = global catalog, 2 = inbound replication disabled.
dc_settings_dn() { dc_search "$1" -s base -b '' dsServiceName 2>/dev/null | sed -n 's/^dsServiceName: //p' | grep .; }
dc_options() { local dn; dn=$(dc_settings_dn "$1") && dc_search "$1" -s base -b "$dn" options | sed -n 's/^options: //p'; }
dc_inbound() {
  local dn
  dn=$(dc_settings_dn "$1") || die 1 "$1 does not answer (log: $(dc_log "$1"))"
  printf 'dn: %s\nchangetype: modify\nreplace: options\noptions: %s\n' "$dn" "$2" | dc_modify "$1" >/dev/null
}
dc_pause() { dc_inbound "$1" 3; }
dc_resume() { dc_inbound "$1" 1; }
