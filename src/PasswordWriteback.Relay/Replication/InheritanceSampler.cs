using System.Globalization;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Replication;

/// <summary>A user whose own and ancestors' DACLs inherit, so it must show what is written above.</summary>
internal sealed record SampledUser(string Dn, ObjectClasses Classes);

/// <summary>
/// Chooses users below a changed object whose inherited ACEs prove that inheritance has run: the newest, those in the deepest
/// units, and others. Reads some pages at most, so half a million users cost no more than a thousand.
/// </summary>
internal static class InheritanceSampler
{
    /// <summary>How many users to sample, where there are as many.</summary>
    public const int Size = 24;

    private const int Newest = 8;
    private const int DeepestUnits = 4;
    private const int PerUnit = 3;
    private const string Users = "(objectCategory=person)(objectClass=user)";
    private static readonly string[] Attributes = ["objectClass", "nTSecurityDescriptor"];

    public static async Task<IReadOnlyList<SampledUser>> ChooseAsync(
        IDirectoryConnection connection, string top, CancellationToken cancellationToken)
    {
        var units = await UnitsAsync(connection, top, cancellationToken).ConfigureAwait(false);
        var blocked = units.Where(unit => unit.Blocks).Select(unit => unit.Dn).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var sample = new Dictionary<string, SampledUser>(StringComparer.OrdinalIgnoreCase);
        foreach (var filter in await NewestFirstAsync(connection, cancellationToken).ConfigureAwait(false))
        {
            await AddAsync(new DirectorySearch(top, SearchDepth.Subtree, filter, Attributes) { PageSize = 100 }, Newest).ConfigureAwait(false);
            if (sample.Count >= Newest)
            {
                break;
            }
        }

        foreach (var unit in units.Where(unit => !unit.Blocks).OrderByDescending(unit => DistinguishedName.Depth(unit.Dn)).Take(DeepestUnits))
        {
            await AddAsync(new DirectorySearch(unit.Dn, SearchDepth.OneLevel, $"(&{Users})", Attributes) { PageSize = 20 }, sample.Count + PerUnit).ConfigureAwait(false);
        }

        await AddAsync(new DirectorySearch(top, SearchDepth.Subtree, $"(&{Users})", Attributes) { PageSize = 200 }, Size).ConfigureAwait(false);
        return [.. sample.Values];

        async Task AddAsync(DirectorySearch search, int enough)
        {
            var looked = 0;
            await foreach (var entry in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
            {
                if (sample.Count >= enough || looked++ >= search.PageSize * 5)
                {
                    break;
                }

                if (Inherits(entry, top, blocked) && ObjectClasses.FromObjectClass(entry.GetStrings("objectClass")) is { } classes)
                {
                    sample.TryAdd(entry.Dn, new SampledUser(entry.Dn, classes));
                }
            }
        }
    }

    /// <summary>Whether a user's own DACL inherits.</summary>
    public static SecurityDescriptor? Unprotected(DirectoryEntry entry) =>
        entry.GetBytes("nTSecurityDescriptor") is { } bytes && SecurityDescriptor.Parse(bytes) is { IsDaclProtected: false } descriptor ? descriptor : null;

    private static bool Inherits(DirectoryEntry entry, string top, HashSet<string> blocked) =>
        Unprotected(entry) is not null
        && !DistinguishedName.Ancestors(entry.Dn, top).TakeWhile(ancestor => !DistinguishedName.Same(ancestor, top)).Any(blocked.Contains);

    private static async Task<IReadOnlyList<(string Dn, bool Blocks)>> UnitsAsync(
        IDirectoryConnection connection, string top, CancellationToken cancellationToken)
    {
        var entries = await connection.ReadAllAsync(
            new DirectorySearch(top, SearchDepth.Subtree, "(|(objectClass=organizationalUnit)(objectClass=container))", ["nTSecurityDescriptor"]),
            cancellationToken).ConfigureAwait(false);

        // A unit whose descriptor is not shown may block: its users are no proof.
        return [.. entries.Where(entry => !DistinguishedName.Same(entry.Dn, top)).Select(entry => (entry.Dn, Unprotected(entry) is null))];
    }

    // uSNCreated rises with every object that this controller gets to know: a window that widens finds the newest without a scan.
    private static async Task<IReadOnlyList<string>> NewestFirstAsync(IDirectoryConnection connection, CancellationToken cancellationToken)
    {
        var root = await connection.ReadAsync(string.Empty, cancellationToken, "highestCommittedUSN").ConfigureAwait(false);
        return root.GetInteger("highestCommittedUSN") is { } highest
            ? [.. new long[] { 1_000, 20_000, 400_000 }.Select(window =>
                string.Create(CultureInfo.InvariantCulture, $"(&{Users}(uSNCreated>={Math.Max(1, highest - window)}))"))]
            : [];
    }
}
