"""Who is in the lab's forest. The names are stable: tests may use them."""

import hashlib

STAFF = [
    "Anna Keller", "Ben Okafor", "Clara Novak", "David Lindqvist", "Elena Petrova", "Farid Haddad", "Grace Mensah",
    "Hugo Marchand", "Ines Carvalho", "Jonas Weber", "Keiko Tanaka", "Liam Byrne", "Maria Rossi", "Nils Andersen",
    "Olga Ivanova", "Pedro Alvarez", "Quentin Dubois", "Rosa Jimenez", "Sven Hansen", "Tara Singh", "Umar Khan",
    "Vera Kowalska", "Wim de Boer", "Xenia Papadaki",
]
SALES = [
    "Yara Costa", "Zoe Martin", "Adam Clark", "Bianca Moretti", "Carlos Mendes", "Dora Szabo", "Emil Larsen",
    "Fiona Walsh", "Georg Huber", "Hana Suzuki",
]
PARTNERS = ["Ivo Horvat", "Julia Brandt", "Karim Nasser", "Lena Fischer", "Mateo Silva"]

CONNECTOR_DESCRIPTION = (
    "Account created by Microsoft Azure Active Directory Connect with installation identifier {id} running on computer "
    "{computer} configured to synchronize to tenant {tenant}. This account must have directory replication permissions in "
    "the local Active Directory and write permission on certain attributes to enable Hybrid Deployment.")


def connector(domain):
    """Name and description as Connect makes them; each forest has its own."""
    installation = hashlib.sha256(domain.encode()).hexdigest()[:32]
    return "MSOL_" + installation[:12], CONNECTOR_DESCRIPTION.format(
        id=installation, computer="ENTRA01", tenant=domain.replace(".", "") + ".onmicrosoft.com")


def sam_name(name):
    """Anna Keller -> anna.keller"""
    return name.lower().replace(" de ", " ").replace(" ", ".")
