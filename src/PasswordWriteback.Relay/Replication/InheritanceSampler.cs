using System.Globalization;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Visibility;

namespace PasswordWriteback.Relay.Replication;

/// <summary>A user whose own and ancestors' DACLs inherit, so it must show what is written above.</summary>
internal sealed record SampledUser(string Dn, ObjectClasses Classes);

/// <summary>The users that have to show a change.</summary>
/// <param name="Users">The users; may be empty.</param>
/// <param name="UnreadReason">
/// Why there is no user although one may have to inherit, in one sentence; null when there are users, or certainly nobody has to.
/// </param>
internal sealed record InheritanceSample(IReadOnlyList<SampledUser> Users, string? UnreadReason)
{
    /// <summary>Units below which nobody has to inherit, or nobody can be judged.</summary>
    public IReadOnlySet<string> CutOff { get; init; } = new HashSet<string>();

    /// <summary>Nobody has to inherit anything.</summary>
    public static InheritanceSample Nobody { get; } = new([], UnreadReason: null);

    /// <summary>Who has to inherit could not be read.</summary>
    public static InheritanceSample Unread(string dn, string why) => new([], $"The users below {dn} could not be read: {why}");
}

/// <summary>
/// Chooses users below a changed object whose inherited ACEs prove that inheritance has run: the newest, those in the deepest
/// units, and others. Reads some pages at most, so half a million users cost no more than a thousand.
/// </summary>
internal static class InheritanceSampler
{
    /// <summary>How many users to sample, where there are as many.</summary>
    public const int Size = 24;

    private const int Newest = 8;
    private const int NewestPage = 50;
    private const int DeepestUnits = 4;
    private const int PerUnit = 3;
    private const string Users = "(objectCategory=person)(objectClass=user)";
    private static readonly string[] Attributes = ["objectClass", "nTSecurityDescriptor"];

    public static async Task<InheritanceSample> ChooseAsync(
        IDirectoryConnection connection, string top, CancellationToken cancellationToken)
    {
        var units = await UnitsAsync(connection, top, cancellationToken).ConfigureAwait(false);
        var blocked = units.Where(unit => unit.Inherits is false).Select(unit => unit.Dn).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unread = units.Where(unit => unit.Inherits is null).Select(unit => unit.Dn).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var undecided = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var sample = new Dictionary<string, SampledUser>(StringComparer.OrdinalIgnoreCase);
        foreach (var filter in await NewestFirstAsync(connection, "uSNCreated", [1_000, 20_000, 400_000], cancellationToken).ConfigureAwait(false))
        {
            await AddAsync(new DirectorySearch(top, SearchDepth.Subtree, filter, Attributes) { PageSize = 100 }, Newest).ConfigureAwait(false);
            if (sample.Count >= Newest)
            {
                break;
            }
        }

        foreach (var unit in units.Where(unit => unit.Inherits is true).OrderByDescending(unit => DistinguishedName.Depth(unit.Dn)).Take(DeepestUnits))
        {
            await AddAsync(new DirectorySearch(unit.Dn, SearchDepth.OneLevel, $"(&{Users})", Attributes) { PageSize = 20 }, sample.Count + PerUnit).ConfigureAwait(false);
        }

        await AddAsync(new DirectorySearch(top, SearchDepth.Subtree, $"(&{Users})", Attributes) { PageSize = 200 }, Size).ConfigureAwait(false);
        if (sample.Count == 0 && undecided.Count == 0 && await HiddenObjects.CountAsync(connection, top, top, cancellationToken).ConfigureAwait(false) is var hidden and > 0)
        {
            return InheritanceSample.Unread(top, $"{hidden} objects hide what they are {Unreadable.Words(HiddenObjects.Attributes, Unreadable.ReadProperty, "this identity")}.");
        }

        if (sample.Count == 0 && undecided.Count == 0 && await ClosedContainers.FirstAsync(connection, top, cancellationToken).ConfigureAwait(false) is { } closed)
        {
            return InheritanceSample.Unread(top, $"{closed} hides what is in it {Unreadable.Words("child objects", Unreadable.ListContents, "this identity")}.");
        }

        return sample.Count > 0 || undecided.Count == 0
            ? new InheritanceSample([.. sample.Values], UnreadReason: null) { CutOff = blocked.Union(unread, StringComparer.OrdinalIgnoreCase).ToHashSet(StringComparer.OrdinalIgnoreCase) }
            : InheritanceSample.Unread(top, $"{connection.Server} does not show, for {undecided.Count} of them, the permissions of the user or of a unit above, among them {undecided.First()}.");

        async Task AddAsync(DirectorySearch search, int enough)
        {
            var looked = 0;
            await foreach (var entry in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
            {
                if (sample.Count >= enough || looked++ >= search.PageSize * 5)
                {
                    break;
                }

                var above = DistinguishedName.Ancestors(entry.Dn, top).TakeWhile(ancestor => !DistinguishedName.Same(ancestor, top)).ToList();
                var inherits = Inherits(entry);
                if (inherits is false || above.Any(blocked.Contains))
                {
                    continue;
                }

                if (inherits is true && !above.Any(unread.Contains) && ObjectClasses.FromObjectClass(entry.GetStrings("objectClass")) is { } classes)
                {
                    sample.TryAdd(entry.Dn, new SampledUser(entry.Dn, classes));
                }
                else
                {
                    undecided.Add(entry.Dn);
                }
            }
        }
    }

    /// <summary>
    /// The users that changed last on one domain controller and are not in the sample: those that were created there or moved
    /// there since, which the domain controller of the sample may not know yet.
    /// </summary>
    public static async Task<IReadOnlyList<(SampledUser User, SecurityDescriptor Descriptor)>> ChangedLastAsync(
        IDirectoryConnection connection, string top, InheritanceSample sample, CancellationToken cancellationToken)
    {
        var known = sample.Users.Select(user => user.Dn).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = new List<(SampledUser, SecurityDescriptor)>();
        foreach (var filter in await NewestFirstAsync(connection, "uSNChanged", [200, 5_000], cancellationToken).ConfigureAwait(false))
        {
            var looked = 0;
            var search = new DirectorySearch(top, SearchDepth.Subtree, filter, Attributes) { PageSize = NewestPage };
            await foreach (var entry in connection.SearchAsync(search, cancellationToken).ConfigureAwait(false))
            {
                if (found.Count >= Newest || looked++ >= NewestPage * 2)
                {
                    break;
                }

                if (!DistinguishedName.Ancestors(entry.Dn, top).Any(sample.CutOff.Contains)
                    && Descriptor(entry) is { IsDaclProtected: false } descriptor
                    && ObjectClasses.FromObjectClass(entry.GetStrings("objectClass")) is { } classes
                    && known.Add(entry.Dn))
                {
                    found.Add((new SampledUser(entry.Dn, classes), descriptor));
                }
            }

            if (found.Count >= Newest)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>The descriptor of an entry; null when it is not shown, or is malformed.</summary>
    public static SecurityDescriptor? Descriptor(DirectoryEntry entry)
    {
        try
        {
            return entry.GetBytes("nTSecurityDescriptor") is { } bytes ? SecurityDescriptor.Parse(bytes) : null;
        }
        catch (DescriptorFormatException)
        {
            return null;
        }
    }

    private static bool? Inherits(DirectoryEntry entry) => !Descriptor(entry)?.IsDaclProtected;

    private static async Task<IReadOnlyList<(string Dn, bool? Inherits)>> UnitsAsync(
        IDirectoryConnection connection, string top, CancellationToken cancellationToken)
    {
        var entries = await connection.ReadAllAsync(
            new DirectorySearch(top, SearchDepth.Subtree, "(|(objectClass=organizationalUnit)(objectClass=container))", ["nTSecurityDescriptor"]),
            cancellationToken).ConfigureAwait(false);

        // A unit whose descriptor is not shown may block: its users are no proof.
        return [.. entries.Where(entry => !DistinguishedName.Same(entry.Dn, top)).Select(entry => (entry.Dn, Inherits(entry)))];
    }

    // The attribute rises with every object that this controller gets to know or to change: a window that widens finds the newest without a scan.
    private static async Task<IReadOnlyList<string>> NewestFirstAsync(
        IDirectoryConnection connection, string attribute, IEnumerable<long> windows, CancellationToken cancellationToken)
    {
        var root = await connection.ReadAsync(string.Empty, cancellationToken, "highestCommittedUSN").ConfigureAwait(false);
        return root.GetInteger("highestCommittedUSN") is { } highest
            ? [.. windows.Select(window => string.Create(CultureInfo.InvariantCulture, $"(&{Users}({attribute}>={Math.Max(1, highest - window)}))"))]
            : [];
    }
}
