using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Doctor.Checks;

/// <summary>Whether this server, where Entra Connect runs, is a domain controller: its own computer object tells.</summary>
internal sealed class ConnectOnControllerCheck(DoctorEnvironment environment, DoctorDirectory directory)
{
    private const string ConnectKey = @"SOFTWARE\Microsoft\Azure AD Connect";
    private const string Fix = "Move Entra Connect to a member server, or give its connector preferred domain controllers and choose 'only use preferred domain controllers'.";

    // ADS_UF_SERVER_TRUST_ACCOUNT and ADS_UF_PARTIAL_SECRETS_ACCOUNT, MS-ADTS 2.2.16.
    private const long ControllerFlags = 0x2000 | 0x0400_0000;

    public DoctorCheck Check => new(
        "connect-on-controller",
        "Writeback uses the legacy call NetUserGetInfo; from a domain controller it goes to that machine itself and may fail (SSPR_0029).",
        LookAsync) { Subject = environment.HostName };

    private async Task LookAsync(CheckLines lines, CancellationToken cancellationToken)
    {
        var host = environment.HostName;
        var forest = await directory.ForestAsync(cancellationToken).ConfigureAwait(false);
        var unread = new List<string>();
        foreach (var domain in forest.Domains)
        {
            try
            {
                var connection = await directory.Connector.ConnectToDomainAsync(domain, cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    if (await FindAsync(connection, domain, host, cancellationToken).ConfigureAwait(false) is { } computer)
                    {
                        Judge(lines, computer);
                        return;
                    }
                }
            }
            catch (DirectoryException fault)
            {
                unread.Add(fault.Message);
            }
        }

        if (unread.Count > 0)
        {
            lines.Unknown(host, string.Join(' ', unread), "Make a domain controller of each domain reachable.");
        }
        else if (environment.IsWindows)
        {
            lines.Unknown(host, $"No computer object with dNSHostName {host} is shown to this identity in {forest.RootDnsName}.", "See that this server is a member of the forest and that the identity may read its computer object.");
        }
        else
        {
            lines.NotApplicable(host, $"This machine is no Windows server, and no member of {forest.RootDnsName} by the name {host}.");
        }
    }

    private static async Task<DirectoryEntry?> FindAsync(IDirectoryConnection connection, DirectoryDomain domain, string host, CancellationToken cancellationToken)
    {
        var search = new DirectorySearch(
            domain.Dn,
            SearchDepth.Subtree,
            $"(&(objectClass=computer)(dNSHostName={LdapFilter.Escape(host)}))",
            ["userAccountControl", "serverReferenceBL"]);
        var found = await connection.ReadAllAsync(search, cancellationToken).ConfigureAwait(false);
        return found.Count > 0 ? found[0] : null;
    }

    private void Judge(CheckLines lines, DirectoryEntry computer)
    {
        var host = environment.HostName;
        var flags = computer.GetInteger("userAccountControl");
        var isController = computer.GetString("serverReferenceBL") is not null || (flags & ControllerFlags) > 0;
        if (!isController)
        {
            if (flags is null)
            {
                lines.Unknown(host, $"What {computer.Dn} is, is not shown to this identity.", "Let it read userAccountControl of the computer object.");
            }
            else
            {
                lines.Ok(host, $"{computer.Dn} is a member server.");
            }

            return;
        }

        var connect = environment.Registry?.Invoke(ConnectKey, "Version");
        if (connect is { IsKnown: true, Value.Value: null })
        {
            lines.Ok(host, "This server is a domain controller, and Entra Connect is not installed here.");
        }
        else
        {
            lines.Warning(host, connect is { IsKnown: true } ? "Entra Connect runs on a domain controller." : "This server is a domain controller; whether Entra Connect is installed here is not known.", Fix);
        }
    }
}
