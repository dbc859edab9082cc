using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.PasswordPolicy;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Visibility;

namespace PasswordWriteback.Relay.PasswordPolicy;

/// <summary>Reads password settings objects, or says why it is not known whether there are any.</summary>
internal static class FineGrainedPolicyReader
{
    private static readonly RequestedRight ReadAppliesTo = RequestedRight.Read(AttributeGuids.PsoAppliesTo);

    private static readonly string[] Attributes =
    [
        "cn", "msDS-PasswordSettingsPrecedence", "msDS-MinimumPasswordAge", "msDS-MinimumPasswordLength", "msDS-PasswordHistoryLength",
        "msDS-PasswordComplexityEnabled", "msDS-PSOAppliesTo",
    ];

    public static async Task<Reading<IReadOnlyList<FineGrainedPolicy>>> ReadAsync(
        IDirectoryConnection connection, DirectoryDomain domain, CancellationToken cancellationToken)
    {
        var container = $"CN=Password Settings Container,CN=System,{domain.Dn}";
        try
        {
            if (await WhyInvisibleAsync(connection, domain, container, cancellationToken).ConfigureAwait(false) is { } reason)
            {
                return Reading.Unknown<IReadOnlyList<FineGrainedPolicy>>(reason);
            }

            var search = new DirectorySearch(container, SearchDepth.OneLevel, "(objectClass=msDS-PasswordSettings)", Attributes);
            var policies = new List<FineGrainedPolicy>();
            await foreach (var entry in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
            {
                if (entry.GetInteger("msDS-PasswordSettingsPrecedence") is not { } precedence
                    || entry.GetInteger("msDS-MinimumPasswordAge") is not { } age
                    || entry.GetInteger("msDS-MinimumPasswordLength") is not { } length)
                {
                    return Reading.Unknown<IReadOnlyList<FineGrainedPolicy>>($"the settings of {entry.Dn} are not shown to this identity.");
                }

                var appliesTo = entry.GetStrings("msDS-PSOAppliesTo");
                if (appliesTo.Count == 0 && !await Absence.MayAsync(connection, entry.Dn, ReadAppliesTo, cancellationToken).ConfigureAwait(false))
                {
                    return Reading.Unknown<IReadOnlyList<FineGrainedPolicy>>(
                        $"whom {entry.Dn} applies to is not shown {Unreadable.Words("msDS-PSOAppliesTo", Unreadable.ReadProperty, "this identity")}.");
                }

                policies.Add(new FineGrainedPolicy(
                    entry.GetString("cn") ?? DistinguishedName.FirstValue(entry.Dn),
                    (int)precedence,
                    PolicyInterval.Parse(age),
                    (int)length,
                    appliesTo.Count,
                    (int?)entry.GetInteger("msDS-PasswordHistoryLength"),
                    bool.TryParse(entry.GetString("msDS-PasswordComplexityEnabled"), out var complex) ? complex : null,
                    await CountUsersAsync(connection, appliesTo, cancellationToken).ConfigureAwait(false)));
            }

            var hidden = await HiddenObjects.CountAsync(connection, container, container, cancellationToken).ConfigureAwait(false);
            return hidden > 0
                ? Reading.Unknown<IReadOnlyList<FineGrainedPolicy>>(
                    $"{hidden} objects of {container} hide what they are {Unreadable.Words(HiddenObjects.Attributes, Unreadable.ReadProperty, "this identity")}.")
                : Reading.Known<IReadOnlyList<FineGrainedPolicy>>([.. policies.OrderBy(policy => policy.Precedence)]);
        }
        catch (DirectoryException exception) when (exception.Fault is DirectoryFault.NoSuchObject or DirectoryFault.AccessDenied)
        {
            return Reading.Unknown<IReadOnlyList<FineGrainedPolicy>>($"{container} is not shown to this identity.");
        }
    }

    private static async Task<int?> CountUsersAsync(IDirectoryConnection connection, IReadOnlyList<string> linked, CancellationToken cancellationToken)
    {
        var users = 0;
        foreach (var dn in linked)
        {
            try
            {
                var classes = (await connection.ReadAsync(dn, cancellationToken, "objectClass").ConfigureAwait(false)).GetStrings("objectClass");
                if (classes.Count == 0)
                {
                    return null;
                }

                users += classes.Contains("user", StringComparer.OrdinalIgnoreCase) ? 1 : 0;
            }
            catch (DirectoryException hidden) when (hidden.Fault is DirectoryFault.NoSuchObject or DirectoryFault.AccessDenied)
            {
                return null;
            }
        }

        return users;
    }

    /// <summary>Why an empty answer would prove nothing; null when it would prove that there are none.</summary>
    private static async Task<string?> WhyInvisibleAsync(
        IDirectoryConnection connection, DirectoryDomain domain, string container, CancellationToken cancellationToken)
    {
        // rootDSE tokenGroups is the token of whoever asks (MS-ADTS 3.1.1.3.2.24); the first value is its own SID.
        var root = await connection.ReadAsync(string.Empty, cancellationToken, "tokenGroups").ConfigureAwait(false);
        if (!root.Attributes.TryGetValue("tokenGroups", out var token) || token.Count == 0)
        {
            return $"{connection.Server} does not say which groups this identity is in, so whether it may see them cannot be told.";
        }

        var entry = await connection.ReadAsync(container, cancellationToken, "nTSecurityDescriptor").ConfigureAwait(false);
        if (entry.GetBytes("nTSecurityDescriptor") is not { } descriptor)
        {
            return $"the permissions of {container} are not shown to this identity.";
        }

        var sids = token.Select(sid => Sid.Read(sid)).ToList();
        return FineGrainedVisibility.IsGiven(SecurityDescriptor.Parse(descriptor), new AccessToken(sids[0], sids), domain.RequireSid())
            ? null
            : $"this identity may not read the objects in {container}; by default only administrators may.";
    }
}
