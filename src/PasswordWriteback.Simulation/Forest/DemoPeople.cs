using System.Globalization;
using PasswordWriteback.Simulation.Forest.Building;

namespace PasswordWriteback.Simulation.Forest;

/// <summary>The accounts of the demo forest.</summary>
internal static class DemoPeople
{
    private static readonly string[] FirstNames =
        ["Anna", "Ben", "Clara", "David", "Elena", "Felix", "Greta", "Hugo", "Irina", "Jonas", "Katja", "Liam"];

    private static readonly string[] LastNames = ["Baumann", "Costa", "Dietrich", "Egger", "Farrell", "Gomes", "Huber"];

    /// <summary>Ordinary users, each with a name of its own.</summary>
    /// <param name="unit">Where.</param>
    /// <param name="first">Number of the first; users with different numbers have different names up to 84.</param>
    /// <param name="count">How many.</param>
    public static void AddMany(ContainerBuilder unit, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            var name = NameOf(i);
            unit.User(name.Replace(' ', '.').ToLowerInvariant(), name, new UserOptions
            {
                PasswordAge = TimeSpan.FromDays(2 + (i * 7 % 40)),
                Age = TimeSpan.FromDays(30 + (i * 37)),
                Disabled = i % 17 == 16,
            });
        }
    }

    /// <summary>The synchronized unit of the root domain.</summary>
    public static void AddStaff(ContainerBuilder staff, DemoForestOptions options)
    {
        staff.User("wanda.kanari", "Wanda Kanari", new UserOptions { Description = "Test account for password writeback" });
        staff.OrganizationalUnit("Engineering", unit => AddMany(unit, first: 0, count: 22));
        staff.OrganizationalUnit("Sales", unit =>
        {
            AddMany(unit, first: 22, count: 16);
            unit.User("sara.lindt", "Sara Lindt", new UserOptions { MemberOf = ["Sales Team"] });
        });
        staff.OrganizationalUnit("Payroll", unit => AddMany(unit.BlockInheritance(), first: 38, count: 6));
        staff.OrganizationalUnit("IT", unit => unit
            .User("ines.moreau", "Ines Moreau", new UserOptions { MemberOf = ["IT Leads"] })
            .User("pavel.novak", "Pavel Novak", new UserOptions { MemberOf = ["Tier 0 Operators"] })
            .User("otto.vogel", "Otto Vogel", new UserOptions { OrphanedAdminCount = true }));
        if (options.ServiceAccountInScope)
        {
            staff.User("svc-web", "Web Shop Service", new UserOptions { ServicePrincipalNames = ["HTTP/shop.contoso.example"], PasswordNeverExpires = true });
        }

        if (options.InetOrgPersonInScope)
        {
            staff.User("ivo.netto", "Ivo Netto", new UserOptions { InetOrgPerson = true });
        }
    }

    /// <summary>Accounts of services, outside every synchronized unit.</summary>
    public static void AddServiceAccounts(ContainerBuilder unit) => unit
        .User("svc-sql", "SQL Server Service", new UserOptions { ServicePrincipalNames = ["MSSQLSvc/sql1.contoso.example:1433"], PasswordNeverExpires = true })
        .User("svc-pwb-relay", "Password Writeback Relay", new UserOptions { PasswordNeverExpires = true })
        .User("svc-pwb-reader", "Password Writeback Reader", new UserOptions { PasswordNeverExpires = true });

    /// <summary>A connector account as Entra Connect's express setup makes it, with its description.</summary>
    public static void AddConnectorAccount(ContainerBuilder users, string name, string server, string tenant) => users.User(name, name, new UserOptions
    {
        PasswordNeverExpires = true,
        Description = string.Create(
            CultureInfo.InvariantCulture,
            $"Account created by Microsoft Azure Active Directory Connect with installation identifier {name[5..]}8b0e4f7d6c1a2938475a running on computer {server} configured to synchronize to tenant {tenant}. This account must have directory replication permissions in the local Active Directory and write permission on certain attributes to enable Hybrid Deployment."),
    });

    private static string NameOf(int number) =>
        $"{FirstNames[number % FirstNames.Length]} {LastNames[number % LastNames.Length]}";
}
