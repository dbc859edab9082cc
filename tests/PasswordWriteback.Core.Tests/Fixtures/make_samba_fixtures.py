#!/usr/bin/python3
"""Makes samba-sddl.tsv and samba-access.tsv with Samba's own library, as an independent witness.

Needs Debian's python3-samba and samba-ad-provision (made with 4.17.12). Run in this folder; the seed is fixed.
samba-sddl.tsv:   descriptor (base64), SDDL with names of domain S-1-5-21-1-2-3, SDDL without a domain
samba-access.tsv: descriptor (base64), SIDs of the token (first: the account), access mask (hex), granted (1 or 0)
"""
import base64
import glob
import random
import re

from samba import NTSTATUSError, security as samba_security
from samba.dcerpc import misc, security
from samba.ndr import ndr_pack, ndr_unpack

DOMAIN = "S-1-5-21-1-2-3"
SIDS = ["S-1-1-0", "S-1-3-0", "S-1-3-4", "S-1-5-9", "S-1-5-10", "S-1-5-11", "S-1-5-18", "S-1-5-32-544", "S-1-5-32-554",
        "S-1-5-32-560", DOMAIN + "-512", DOMAIN + "-519", DOMAIN + "-1104", DOMAIN + "-1105", "S-1-5-21-9-8-7-512"]
GUIDS = ["00299570-246d-11d0-a768-00aa006e0529", "bf967aba-0de6-11d0-a285-00aa003049e2",
         "4c164200-20c0-11d0-a768-00aa006e0529", "28630ebf-41d5-11d1-a9c1-0000f80367c1"]
BITS = [1 << b for b in list(range(9)) + [16, 17, 18, 19]]
RANDOM = random.Random(20261121)


def schema_defaults():
    found = set()
    for path in glob.glob("/usr/share/samba/setup/ad-schema/*Classes*"):
        text = re.sub(r"\r?\n ", "", open(path, encoding="utf-8", errors="replace").read())
        found.update(re.findall(r"(?im)^defaultSecurityDescriptor: *(\S+)", text))
    return sorted(found)


def random_ace(plain):
    ace = security.ace()
    kinds = [security.SEC_ACE_TYPE_ACCESS_ALLOWED, security.SEC_ACE_TYPE_ACCESS_DENIED]
    if not plain:
        kinds += [security.SEC_ACE_TYPE_ACCESS_ALLOWED_OBJECT, security.SEC_ACE_TYPE_ACCESS_DENIED_OBJECT]
    ace.type = RANDOM.choice(kinds)
    ace.flags = RANDOM.choice([0, 0, 2, 10, 18, 16, 26]) if plain else RANDOM.randrange(32)
    ace.access_mask = sum(RANDOM.sample(BITS, RANDOM.randint(3, 9) if plain else RANDOM.randint(1, 4)))
    if not plain and RANDOM.random() < 0.2:
        ace.access_mask |= RANDOM.choice([0x10000000, 0x80000000, 0x01000000, 0x00100000])
    ace.trustee = security.dom_sid(RANDOM.choice(SIDS))
    if ace.type >= security.SEC_ACE_TYPE_ACCESS_ALLOWED_OBJECT:
        obj = ace.object
        obj.flags = RANDOM.randrange(4)
        if obj.flags & 1:
            obj.type = security_guid()
        if obj.flags & 2:
            obj.inherited_type = security_guid()
        ace.object = obj
    return ace


def security_guid():
    return misc.GUID(RANDOM.choice(GUIDS))


def random_descriptor(plain):
    sd = security.descriptor()
    sd.owner_sid = security.dom_sid(RANDOM.choice(SIDS))
    sd.group_sid = security.dom_sid(RANDOM.choice(SIDS))
    sd.type = security.SEC_DESC_SELF_RELATIVE | RANDOM.choice([0, 0x400, 0x1000, 0x1500])
    for _ in range(RANDOM.randint(2, 10) if plain else RANDOM.randint(1, 6)):
        sd.dacl_add(random_ace(plain))
    return ndr_pack(sd)


def write_sddl():
    domain = security.dom_sid(DOMAIN)
    blobs = [ndr_pack(security.descriptor.from_sddl(sddl, domain)) for sddl in schema_defaults()]
    blobs += [random_descriptor(plain=False) for _ in range(150)]
    with open("samba-sddl.tsv", "w") as out:
        for blob in blobs:
            sd = ndr_unpack(security.descriptor, blob)
            out.write("\t".join([base64.b64encode(blob).decode(), sd.as_sddl(domain), sd.as_sddl()]) + "\n")


def write_access():
    with open("samba-access.tsv", "w") as out:
        for _ in range(300):
            blob = random_descriptor(plain=True)
            token = security.token()
            sids = [DOMAIN + "-1104"] + RANDOM.sample(SIDS, 6) + ["S-1-1-0", "S-1-5-11"]
            sids = [s for s in dict.fromkeys(sids) if s not in ("S-1-3-4", "S-1-5-10")]
            token.sids = [security.dom_sid(s) for s in sids]
            token.num_sids = len(sids)
            mask = sum(RANDOM.sample(BITS, RANDOM.randint(1, 2)))
            try:
                samba_security.access_check(ndr_unpack(security.descriptor, blob), token, mask)
                granted = 1
            except NTSTATUSError:
                granted = 0
            out.write(f"{base64.b64encode(blob).decode()}\t{' '.join(sids)}\t{mask:x}\t{granted}\n")


write_sddl()
write_access()
