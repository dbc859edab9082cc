"""Who is in the lab's forest. The names are stable: tests may use them."""

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

CONNECTOR = "MSOL_a1b2c3d4e5f6"
CONNECTOR_DESCRIPTION = (
    "Account created by Microsoft Azure Active Directory Connect with installation identifier "
    "a1b2c3d4e5f64789a0b1c2d3e4f50617 running on computer ENTRA01 configured to synchronize to tenant "
    "corpexample.onmicrosoft.com. This account must have directory replication permissions in the local "
    "Active Directory and write permission on certain attributes to enable Hybrid Deployment.")


def sam_name(name):
    """Anna Keller -> anna.keller"""
    return name.lower().replace(" de ", " ").replace(" ", ".")
