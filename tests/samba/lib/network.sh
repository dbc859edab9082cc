# One bridge, one network namespace per DC and host. The root namespace has the bridge's own address and reaches both.

network_exists() { ip link show "$LAB_BRIDGE" >/dev/null 2>&1; }

network_up() {
  network_exists && return
  ip link add "$LAB_BRIDGE" type bridge stp_state 0 forward_delay 0
  ip link set "$LAB_BRIDGE" addrgenmode none up
  ip address add "$LAB_NET.1/24" dev "$LAB_BRIDGE"
  local name
  for name in "${LAB_DCS[@]}"; do network_add "$(dc_netns "$name")" "$(dc_port "$name")" "$(dc_address "$name")"; done
  for name in "${LAB_HOSTS[@]}"; do network_add "$(host_netns "$name")" "$(host_netns "$name")" "$(host_address "$name")"; done
}

# network_add NETNS PORT ADDRESS
network_add() {
  local ns=$1 port=$2
  ip netns add "$ns"
  ip link add "$port" type veth peer name eth0 netns "$ns"
  ip link set "$port" master "$LAB_BRIDGE" addrgenmode none up
  ip -n "$ns" link set eth0 addrgenmode none
  ip -n "$ns" address add "$3/24" dev eth0
  ip -n "$ns" link set lo up
  ip -n "$ns" link set eth0 up
}

network_heal() {
  local dc
  for dc in "${LAB_DCS[@]}"; do
    ip link set "$(dc_port "$dc")" up
    bridge link set dev "$(dc_port "$dc")" isolated off
  done
}

network_down() {
  local dc host
  for dc in "${LAB_DCS[@]}"; do
    ip link delete "$(dc_port "$dc")" 2>/dev/null || true
    ip netns delete "$(dc_netns "$dc")" 2>/dev/null || true
  done
  for host in "${LAB_HOSTS[@]}"; do
    ip link delete "$(host_netns "$host")" 2>/dev/null || true
    ip netns delete "$(host_netns "$host")" 2>/dev/null || true
  done
  ip link delete "$LAB_BRIDGE" 2>/dev/null || true
}

dc_cut() { ip link set "$(dc_port "$1")" down; }
dc_restore() { ip link set "$(dc_port "$1")" up; }

# The bridge does not pass frames between two isolated ports, so both must be; one DC's isolation is the other's too.
dcs_isolated() {
  local dc
  for dc in "${LAB_DCS[@]}"; do bridge link set dev "$(dc_port "$dc")" isolated "$1"; done
}
