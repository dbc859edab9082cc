"""Fills the forest, straight in dc1's database while no DC runs, and writes facts.json: what was made, and where."""

import json
import os
import secrets
import sys

import ldb
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB

import people
from rights import GET_CHANGES, GET_CHANGES_ALL, Rights

NORMAL, DISABLED, NEVER_EXPIRES = 512, 2, 65536


class Seed:
    def __init__(self, lab_dir):
        self.secrets = os.path.join(lab_dir, "secrets")
        config = LoadParm()
        config.load(os.path.join(lab_dir, "dc1/smb.conf"))
        self.sam = SamDB(session_info=system_session(), lp=config)
        self.rights = Rights(self.sam)
        self.base = str(self.sam.domain_dn())
        self.domain = self.base.lower().replace("dc=", "").replace(",", ".")
        self.objects, self.accounts = {}, {}

    def password(self, name):
        """One password file per kind of account, without a line end."""
        path = os.path.join(self.secrets, name)
        if not os.path.exists(path):
            with open(path, "w") as file:
                file.write("Lab-" + secrets.token_hex(12))
        with open(path) as file:
            return file.read()

    def ou(self, name, parent=None):
        dn = "OU=%s,%s" % (name, parent or self.base)
        self.sam.add({"dn": dn, "objectClass": "organizationalUnit"})
        return dn

    def user(self, name, parent, secret="staff", control=NORMAL, sam=None, kind="user", **more):
        dn = "CN=%s,%s" % (name, parent)
        sam = sam or people.sam_name(name)
        self.sam.add({
            "dn": dn, "objectClass": kind, "sAMAccountName": sam, "displayName": name,
            "userPrincipalName": "%s@%s" % (sam, self.domain), "userAccountControl": str(control),
            "clearTextPassword": self.password(secret).encode("utf-16-le"), **more})
        return dn

    def group(self, name, parent, members):
        dn = "CN=%s,%s" % (name, parent)
        self.sam.add({"dn": dn, "objectClass": "group", "sAMAccountName": name, "member": members})
        return dn

    def join(self, group, member):
        message = ldb.Message(ldb.Dn(self.sam, group))
        message["member"] = ldb.MessageElement(member, ldb.FLAG_MOD_ADD, "member")
        self.sam.modify(message)

    def account(self, key, name, **more):
        dn = self.user(name, "CN=Users," + self.base, secret=key, sam=name, control=NORMAL | NEVER_EXPIRES, **more)
        self.accounts[key] = {"dn": dn, "samAccountName": name}
        return dn

    def staff(self):
        staff = self.ou("Staff")
        sales = self.ou("Sales", staff)
        everyone = [self.user(name, staff) for name in people.STAFF]
        sellers = [self.user(name, sales) for name in people.SALES]
        self.objects.update(
            staffOu=staff, salesOu=sales, staffUser=everyone[0], salesUser=sellers[0], staffUsers=everyone + sellers,
            disabledUser=self.user("Dina Disabled", staff, control=NORMAL | DISABLED),
            inetOrgPerson=self.user("Ingrid Inetorg", staff, kind="inetOrgPerson", sn="Inetorg"))
        self.special_cases(staff)

    def special_cases(self, staff):
        admin = self.user("Ada Admin", staff)
        self.join("CN=Domain Admins,CN=Users," + self.base, admin)
        orphan = self.user("Otto Orphan", staff)
        cannot = self.user("Carla Cannotchange", staff)
        self.objects.update(protectedAdmin=admin, orphan=orphan, cannotChangePassword=cannot)

    def partners(self):
        partners = self.ou("Partners")
        users = [self.user(name, partners) for name in people.PARTNERS]
        self.objects.update(partnersOu=partners, partnerUser=users[0], partnerUsers=users)

    def services(self):
        ou = self.ou("Service Accounts")
        users = [self.user(name, ou, sam=name, control=NORMAL | NEVER_EXPIRES,
                           servicePrincipalName="%s.%s" % (service, self.domain))
                 for name, service in (("svc-sql", "MSSQLSvc/sql01"), ("svc-web", "HTTP/intranet"))]
        self.objects.update(serviceOu=ou, serviceUser=users[0], serviceUsers=users)

    def password_settings(self):
        """A fine-grained policy on a group: minimum length 14, no minimum age."""
        member = self.user("Paula Policy", self.objects["staffOu"])
        group = self.group("Long Passwords", self.objects["staffOu"], [member])
        dn = "CN=Long Passwords,CN=Password Settings Container,CN=System," + self.base
        self.sam.add({
            "dn": dn, "objectClass": "msDS-PasswordSettings", "msDS-PasswordSettingsPrecedence": "10",
            "msDS-PasswordReversibleEncryptionEnabled": "FALSE", "msDS-PasswordHistoryLength": "5",
            "msDS-PasswordComplexityEnabled": "TRUE", "msDS-MinimumPasswordLength": "14",
            "msDS-MinimumPasswordAge": "0", "msDS-MaximumPasswordAge": str(-90 * 864000000000),
            "msDS-LockoutThreshold": "0", "msDS-LockoutObservationWindow": "-18000000000",
            "msDS-LockoutDuration": "-18000000000", "msDS-PSOAppliesTo": group})
        self.objects.update(psoUser=member, psoGroup=group, pso=dn)

    def operators(self):
        self.accounts["administrator"] = {"dn": "CN=Administrator,CN=Users," + self.base, "samAccountName": "Administrator"}
        name, description = people.connector(self.domain)
        self.account("connector", name, description=description)
        self.account("reader", "reader")
        self.account("delegate", "delegate")
        relay = self.account("relay", "relay")
        self.join("CN=Domain Admins,CN=Users," + self.base, relay)

    def descriptors(self):
        """Last, so that each descriptor is written once and what is copied holds the delegation."""
        sid = {key: self.sid(account["dn"]) for key, account in self.accounts.items()}
        self.objects["unexpireAcesRemoved"] = self.rights.remove_unexpire_password()
        self.rights.append_explicit(self.base, "(OA;;CR;%s;;%s)(OA;;CR;%s;;%s)(A;CI;LCRPLORCWD;;;%s)" % (
            GET_CHANGES, sid["connector"], GET_CHANGES_ALL, sid["connector"], sid["delegate"]))
        self.rights.block_inheritance(self.objects["partnersOu"])
        self.rights.forbid_password_change(self.objects["cannotChangePassword"])
        self.rights.stamp_protected_accounts([self.objects["orphan"]])

    def sid(self, dn):
        found = self.sam.search(dn, ldb.SCOPE_BASE, attrs=["objectSid"])
        return self.sam.schema_format_value("objectSid", found[0]["objectSid"][0]).decode()

    def probes(self):
        for dc in ("dc1", "dc2"):
            self.sam.add({"dn": "CN=lab-probe-%s,%s" % (dc, self.base), "objectClass": "container", "description": "0"})

    def run(self):
        self.sam.transaction_start()
        for step in (self.staff, self.partners, self.services, self.password_settings, self.operators, self.probes):
            step()
        self.sam.transaction_commit()
        self.descriptors()

    def facts(self):
        for key, account in self.accounts.items():
            account.update(sid=self.sid(account["dn"]), userPrincipalName="%s@%s" % (account["samAccountName"], self.domain),
                           passwordFile=os.path.join(self.secrets, key))
        return {"domainSid": str(self.sam.get_domain_sid()), "accounts": self.accounts, "objects": self.objects,
                "staffPasswordFile": os.path.join(self.secrets, "staff")}


if __name__ == "__main__":
    seed = Seed(sys.argv[1])
    seed.run()
    with open(os.path.join(sys.argv[1], "facts.json"), "w") as output:
        json.dump(seed.facts(), output, indent=2)
