# Every name, address and path of one lab, derived from its id: a letter, or a letter and a digit.

LAB_ID=${PWB_LAB_ID:-a}
[[ $LAB_ID =~ ^[a-z][0-9]?$ ]] || { echo "PWB_LAB_ID must be a letter, or a letter and a digit: '$LAB_ID'" >&2; exit 64; }
LAB_HOME=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
LAB_DIR=${PWB_LAB_DIR:-/var/tmp/pwb-lab-$LAB_ID}
LAB_CACHE=${PWB_LAB_CACHE:-/var/tmp/pwb-lab-cache}

# Lab a is corp.example on 10.100.0.0/24, lab b corpb.example on 10.101.0.0/24, lab b7 corpb7.example on 10.101.8.0/24.
case $LAB_ID in a) LAB_NAME=corp ;; *) LAB_NAME=corp$LAB_ID ;; esac
LAB_DOMAIN=$LAB_NAME.example
LAB_REALM=${LAB_DOMAIN^^}
LAB_NETBIOS=${LAB_NAME^^}
LAB_BASE=DC=$LAB_NAME,DC=example
printf -v letter %d "'${LAB_ID:0:1}"
LAB_NET=10.$((100 + letter - 97)).$([[ ${LAB_ID:1} ]] && echo $((${LAB_ID:1} + 1)) || echo 0)

LAB_DCS=(dc1 dc2)
LAB_BRIDGE=pwb$LAB_ID
LAB_SERVICES="rpc, ldap, cldap, kdc, drepl, kcc, dns"
dc_address() { echo "$LAB_NET.1${1#dc}"; }
dc_host() { echo "$1.$LAB_DOMAIN"; }
dc_netns() { echo "pwb$LAB_ID-$1"; }
dc_port() { echo "pwb$LAB_ID-$1"; }          # the DC's end in the root namespace, a port of the bridge
dc_dir() { echo "$LAB_DIR/$1"; }

# Two more machines without a directory: for tests whose processes talk to each other over a network.
LAB_HOSTS=(backend relay)
host_address() { case $1 in backend) echo "$LAB_NET.21" ;; relay) echo "$LAB_NET.22" ;; esac; }
host_netns() { echo "pwb$LAB_ID-$1"; }
require_dc() { [[ " ${LAB_DCS[*]} " == *" ${1:-} "* ]] || die 64 "which DC? one of: ${LAB_DCS[*]}"; }

say() { echo "lab $LAB_ID: $*" >&2; }
die() { local code=$1; shift; say "$*"; exit "$code"; }

# wait_for SECONDS WHAT LOG COMMAND...: runs COMMAND until it succeeds; past the deadline says what failed and where to look.
wait_for() {
  local limit=$1 what=$2 log=$3 until; shift 3
  until=$((${EPOCHREALTIME/./} + limit * 1000000))
  until "$@" >/dev/null 2>&1; do
    ((${EPOCHREALTIME/./} < until)) || die 1 "not within ${limit} s: $what (log: $log)"
    sleep 0.1
  done
}
