"""Ways to a DC of the lab: its database, or LDAPS as one of the lab's accounts."""

import json
import os
import subprocess
import sys

import ldb
from samba.auth import system_session
from samba.credentials import DONT_USE_KERBEROS, Credentials
from samba.param import LoadParm
from samba.samdb import SamDB

HOME = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


def lab():
    answer = subprocess.run([os.path.join(HOME, "lab"), "env", "--json"], stdout=subprocess.PIPE)
    return json.loads(answer.stdout) if answer.returncode == 0 else sys.exit(1)


def dc_of(env, name):
    return next((dc for dc in env["dcs"] if dc["name"] == name), None) or sys.exit("no such DC: %s" % name)


def settings(dc, **more):
    config = LoadParm()
    config.load(dc["smbConf"])
    for key, value in more.items():
        config.set(key.replace("_", " "), value)
    return config


def local_database(dc):
    return SamDB(url=dc["samDb"], session_info=system_session(), lp=settings(dc), flags=ldb.FLG_DONT_CREATE_DB)


def as_account(env, dc, name):
    account = env["accounts"][name]
    config = settings(dc, tls_verify_peer="ca_only", tls_cafile=env["caFile"])
    who = Credentials()
    who.guess(config)
    who.set_bind_dn(account["dn"])
    with open(account["passwordFile"]) as file:
        who.set_password(file.read())
    who.set_kerberos_state(DONT_USE_KERBEROS)
    return SamDB(url="ldaps://" + dc["address"], credentials=who, lp=config)
