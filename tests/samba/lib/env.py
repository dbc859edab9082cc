"""What a client of the lab needs to know: as JSON, or as lines for a shell's eval."""

import json
import re
import shlex
import sys


def describe(lab_dir, lab_id, domain, base, gateway, machines):
    dcs = [machine for machine in machines if machine[0].startswith("dc")]
    hosts = [machine for machine in machines if not machine[0].startswith("dc")]
    with open(lab_dir + "/facts.json") as file:
        facts = json.load(file)
    return {
        "labId": lab_id, "stateDir": lab_dir, "realm": domain.upper(), "domain": domain,
        "netbios": domain.split(".")[0].upper(), "baseDn": base,
        "caFile": lab_dir + "/ca/ca.crt", "caDirectory": lab_dir + "/ca/hashed",
        "untrustedCaFile": lab_dir + "/ca/untrusted.crt", "krb5Config": lab_dir + "/krb5.conf",
        "gateway": gateway,
        "hosts": [{"name": name, "address": address, "netns": netns} for name, address, netns in hosts],
        "dcs": [{
            "name": name, "host": "%s.%s" % (name, domain), "address": address, "netns": netns,
            "samDb": "%s/%s/private/sam.ldb" % (lab_dir, name), "smbConf": "%s/%s/smb.conf" % (lab_dir, name),
            "log": "%s/log/%s.log" % (lab_dir, name)} for name, address, netns in dcs],
        **facts}


def shell_lines(value, name="PWB_LAB"):
    """PWB_LAB_OBJECTS_STAFF_USER='CN=…'; the DCs by name: PWB_LAB_DC1_ADDRESS; lists one to a line."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from shell_lines(inner, name + "_" + re.sub("([A-Z])", r"_\1", key).upper())
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            yield from shell_lines(inner, "PWB_LAB_" + inner["name"].upper())
    else:
        text = "\n".join(value) if isinstance(value, list) else str(value)
        yield "export %s=%s" % (name, shlex.quote(text))


if __name__ == "__main__":
    form, lab_dir, lab_id, domain, base, gateway, *machines = sys.argv[1:]
    lab = describe(lab_dir, lab_id, domain, base, gateway, [machine.split(",") for machine in machines])
    print(json.dumps(lab, indent=2) if form == "json" else "\n".join(shell_lines(lab)))
