#!/usr/bin/python3
"""Makes samba-inheritance.tsv: what children in a freshly provisioned Samba domain inherited, computed by Samba itself.

Before: samba-tool domain provision --realm=CORP.EXAMPLE --domain=CORP --adminpass=… --server-role=dc --targetdir=DIR
Then, in this folder: make_samba_inheritance.py DIR
Columns: name of the child, schemaIDGUID of its class, descriptor of its parent (base64), its own descriptor (base64).
One child per class, the first in the order of the directory; SIDs are random and belong to nobody.
"""
import base64
import sys

from samba.auth import system_session
from samba.dcerpc import misc
from samba.ndr import ndr_unpack
from samba.param import LoadParm
from samba.samdb import SamDB

WANTED = {"user", "computer", "group", "organizationalUnit", "container", "builtinDomain", "lostAndFound", "groupPolicyContainer",
          "dnsNode", "foreignSecurityPrincipal", "msDS-QuotaContainer", "infrastructureUpdate"}

lp = LoadParm()
lp.load(sys.argv[1] + "/etc/smb.conf")
db = SamDB(url=sys.argv[1] + "/private/sam.ldb", lp=lp, session_info=system_session())
guids = {str(m["lDAPDisplayName"][0]): ndr_unpack(misc.GUID, bytes(m["schemaIDGUID"][0]))
         for m in db.search(str(db.get_schema_basedn()), 1, "(objectClass=classSchema)", attrs=["lDAPDisplayName", "schemaIDGUID"])}
done = set()
with open("samba-inheritance.tsv", "w") as out:
    for child in db.search(db.domain_dn(), 2, "(objectClass=*)", attrs=["nTSecurityDescriptor", "objectClass"]):
        name = str(child["objectClass"][-1])
        if name not in WANTED or name in done:
            continue
        done.add(name)
        parent = db.search(child.dn.parent(), 0, attrs=["nTSecurityDescriptor"])[0]
        blobs = [base64.b64encode(bytes(m["nTSecurityDescriptor"][0])).decode() for m in (parent, child)]
        out.write("\t".join([child.dn.get_rdn_value(), str(guids[name]), *blobs]) + "\n")
