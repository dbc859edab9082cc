"""The descriptors of the lab's forest that differ from what Samba's provision makes."""

import ldb
from samba.dcerpc import security
from samba.ndr import ndr_pack, ndr_unpack

DACL_ONLY = ["sd_flags:1:4"]
CHANGE_PASSWORD = "ab721a53-1e2f-11d0-9819-00aa0040529b"
UNEXPIRE_PASSWORD = "ccc2dc7d-a6ad-4a7a-8846-c04e3cc53501"
GET_CHANGES = "1131f6aa-9c07-11d1-f79f-00c04fc2dcd2"
GET_CHANGES_ALL = "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2"

# What Windows puts on AdminSDHolder in a new domain; Samba leaves that object unprotected and inheriting.
ADMIN_SD_HOLDER = (
    "D:PAI(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;PS)(OA;;CR;ab721a53-1e2f-11d0-9819-00aa0040529b;;WD)"
    "(OA;CI;RPWPCR;91e647de-d96f-4b70-9557-d63ff4f3ccd8;;PS)(OA;;RPWP;bf967a7f-0de6-11d0-a285-00aa003049e2;;CA)"
    "(OA;;RP;46a9b11d-60ae-405a-b7e8-ff8a58d456d2;;S-1-5-32-560)"
    "(OA;;RPWP;6db69a1c-9422-11d1-aebd-0000f80367c1;;S-1-5-32-561)"
    "(OA;;RPWP;5805bc62-bdc9-4428-a5e2-856a0f4c185e;;S-1-5-32-561)"
    "(OA;;RPLCLORC;;4828cc14-1437-45bc-9b07-ad6f015e5f28;RU)(OA;;RPLCLORC;;bf967a9c-0de6-11d0-a285-00aa003049e2;RU)"
    "(OA;;RPLCLORC;;bf967aba-0de6-11d0-a285-00aa003049e2;RU)"
    "(A;;RPWPCRCCLCLORCWOWDSW;;;DA)(A;;RPWPCRCCLCLORCWOWDSW;;;EA)(A;;RPWPCRCCLCLORCWOWDSDSW;;;BA)"
    "(A;;RPLCLORC;;;AU)(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)")


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
        self.insert(dn, sddl, lambda aces: 0)

    def append_explicit(self, dn, sddl):
        """After the explicit ACEs, before the inherited ones."""
        self.insert(dn, sddl, lambda aces: sum(not ace.flags & security.SEC_ACE_FLAG_INHERITED_ACE for ace in aces))

    def insert(self, dn, sddl, position):
        descriptor = self.read(dn)
        aces = descriptor.dacl.aces
        at = position(aces)
        aces[at:at] = self.aces(sddl)
        self.replace_aces(descriptor, aces)
        self.write(dn, descriptor)

    def remove_explicit(self, dn, sddl):
        """Takes away the first explicit ACE equal to each of these."""
        descriptor = self.read(dn)
        aces = descriptor.dacl.aces
        for gone in self.aces(sddl):
            at = next((i for i, ace in enumerate(aces) if ndr_pack(ace) == ndr_pack(gone)), None)
            if at is None:
                raise ldb.LdbError(ldb.ERR_NO_SUCH_ATTRIBUTE, "no such ACE on %s: %s" % (dn, sddl))
            del aces[at]
        self.replace_aces(descriptor, aces)
        self.write(dn, descriptor)

    @staticmethod
    def replace_aces(descriptor, aces):
        descriptor.dacl.aces = aces
        descriptor.dacl.num_aces = len(aces)

    def block_inheritance(self, dn):
        """As an administrator does who keeps the inherited permissions: they become explicit."""
        descriptor = self.read(dn)
        aces = descriptor.dacl.aces
        for ace in aces:
            ace.flags &= ~security.SEC_ACE_FLAG_INHERITED_ACE
        self.replace_aces(descriptor, aces)
        descriptor.type |= security.SEC_DESC_DACL_PROTECTED
        self.write(dn, descriptor)

    def stamp_protected_accounts(self, orphans):
        """What AdminSDHolder's task does every hour on Windows, and Samba does not. Orphans were in a protected group once."""
        stamp = security.descriptor.from_sddl(ADMIN_SD_HOLDER, self.domain_sid)
        self.write("CN=AdminSDHolder,CN=System,%s" % self.sam.domain_dn(), stamp)
        admins = "(memberOf:1.2.840.113556.1.4.1941:=CN=Domain Admins,CN=Users,%s)" % self.sam.domain_dn()
        for dn in [found.dn for found in self.sam.search(expression=admins, attrs=["dn"])] + orphans:
            message = ldb.Message(ldb.Dn(self.sam, str(dn)))
            message["adminCount"] = ldb.MessageElement("1", ldb.FLAG_MOD_REPLACE, "adminCount")
            self.sam.modify(message)
        for found in self.sam.search(expression="(adminCount=1)", attrs=["dn"]):
            self.write(found.dn, stamp)

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
        self.replace_aces(descriptor, kept)
        self.write(self.sam.domain_dn(), descriptor)
        return removed
