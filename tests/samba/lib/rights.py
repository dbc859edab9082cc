"""The descriptors of the lab's forest that differ from what Samba's provision makes."""

import ldb
from samba.dcerpc import security
from samba.ndr import ndr_pack, ndr_unpack

DACL_ONLY = ["sd_flags:1:4"]
CHANGE_PASSWORD = "ab721a53-1e2f-11d0-9819-00aa0040529b"
UNEXPIRE_PASSWORD = "ccc2dc7d-a6ad-4a7a-8846-c04e3cc53501"
GET_CHANGES = "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2"
GET_CHANGES_ALL = "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2"


class Rights:
    def __init__(self, sam):
        self.sam = sam
        self.domain_sid = security.dom_sid(sam.get_domain_sid())

    def read(self, dn):
        found = self.sam.search(dn, ldb.SCOPE_BASE, attrs=["nTSecurityDescriptor"], controls=DACL_ONLY)
        return ndr_unpack(security.descriptor, found[0]["nTSecurityDescriptor"][0])

    def write(self, dn, descriptor):
        message = ldb.Message(ldb.Dn(self.sam, str(dn)))
        message["sd"] = ldb.MessageElement(ndr_pack(descriptor), ldb.FLAG_MOD_REPLACE, "nTSecurityDescriptor")
        self.sam.modify(message, controls=DACL_ONLY)

    def aces(self, sddl):
        return security.descriptor.from_sddl("D:" + sddl, self.domain_sid).dacl.aces

    def prepend(self, dn, sddl):
        """For deny ACEs: explicit ones come first."""
        descriptor = self.read(dn)
        for position, ace in enumerate(self.aces(sddl)):
            descriptor.dacl_add(ace, position)
        self.write(dn, descriptor)

    def append_explicit(self, dn, sddl):
        """After the explicit ACEs, before the inherited ones."""
        descriptor = self.read(dn)
        inherited = (ace.flags & security.SEC_ACE_FLAG_INHERITED_ACE for ace in descriptor.dacl.aces)
        explicit = next((i for i, flag in enumerate(inherited) if flag), len(descriptor.dacl.aces))
        for position, ace in enumerate(self.aces(sddl)):
            descriptor.dacl_add(ace, explicit + position)
        self.write(dn, descriptor)

    def block_inheritance(self, dn):
        """As an administrator does who keeps the inherited permissions: they become explicit."""
        descriptor = self.read(dn)
        aces = descriptor.dacl.aces
        for ace in aces:
            ace.flags &= ~security.SEC_ACE_FLAG_INHERITED_ACE
        descriptor.dacl.aces = aces
        descriptor.type |= security.SEC_DESC_DACL_PROTECTED
        self.write(dn, descriptor)

    def stamp_protected(self, dn):
        """What AdminSDHolder's task does every hour on Windows, and Samba does not: its DACL, protected, and adminCount."""
        descriptor = self.read("CN=AdminSDHolder,CN=System,%s" % self.sam.domain_dn())
        descriptor.type |= security.SEC_DESC_DACL_PROTECTED
        self.write(dn, descriptor)
        message = ldb.Message(ldb.Dn(self.sam, str(dn)))
        message["adminCount"] = ldb.MessageElement("1", ldb.FLAG_MOD_REPLACE, "adminCount")
        self.sam.modify(message)

    def forbid_password_change(self, dn):
        """The check box "User cannot change password"."""
        self.prepend(dn, "(OD;;CR;%s;;WD)(OD;;CR;%s;;PS)" % (CHANGE_PASSWORD, CHANGE_PASSWORD))

    def remove_unexpire_password(self):
        """A new domain lets Authenticated Users unexpire passwords; without it the plan has to grant the right."""
        descriptor = self.read(self.sam.domain_dn())
        kept = [ace for ace in descriptor.dacl.aces
                if not (isinstance(ace.object, security.ace_object) and ace.object.flags & 1
                        and str(ace.object.type).lower() == UNEXPIRE_PASSWORD)]
        removed = len(descriptor.dacl.aces) - len(kept)
        descriptor.dacl.aces = kept
        descriptor.dacl.num_aces = len(kept)
        self.write(self.sam.domain_dn(), descriptor)
        return removed
