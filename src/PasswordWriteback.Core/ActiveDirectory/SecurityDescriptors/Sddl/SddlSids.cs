using System.Collections.Frozen;

namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

/// <summary>Two-letter names of SIDs in SDDL (MS-DTYP 2.5.1.1).</summary>
internal static class SddlSids
{
    private static readonly FrozenDictionary<string, Sid> Absolute = new Dictionary<string, Sid>
    {
        ["WD"] = new(1, 0), ["CO"] = new(3, 0), ["CG"] = new(3, 1), ["OW"] = new(3, 4),
        ["NU"] = new(5, 2), ["IU"] = new(5, 4), ["SU"] = new(5, 6), ["AN"] = new(5, 7), ["ED"] = new(5, 9),
        ["PS"] = new(5, 10), ["AU"] = new(5, 11), ["RC"] = new(5, 12), ["SY"] = new(5, 18), ["LS"] = new(5, 19),
        ["NS"] = new(5, 20), ["WR"] = new(5, 33), ["AC"] = new(15, 2, 1), ["AS"] = new(18, 1), ["SS"] = new(18, 2),
        ["LW"] = new(16, 4096), ["ME"] = new(16, 8192), ["MP"] = new(16, 8448), ["HI"] = new(16, 12288), ["SI"] = new(16, 16384),
        ["BA"] = new(5, 32, 544), ["BU"] = new(5, 32, 545), ["BG"] = new(5, 32, 546), ["PU"] = new(5, 32, 547),
        ["AO"] = new(5, 32, 548), ["SO"] = new(5, 32, 549), ["PO"] = new(5, 32, 550), ["BO"] = new(5, 32, 551),
        ["RE"] = new(5, 32, 552), ["RU"] = new(5, 32, 554), ["RD"] = new(5, 32, 555), ["NO"] = new(5, 32, 556),
        ["MU"] = new(5, 32, 558), ["LU"] = new(5, 32, 559), ["IS"] = new(5, 32, 568), ["CY"] = new(5, 32, 569),
        ["ER"] = new(5, 32, 573), ["CD"] = new(5, 32, 574), ["RA"] = new(5, 32, 575), ["ES"] = new(5, 32, 576),
        ["MS"] = new(5, 32, 577), ["HA"] = new(5, 32, 578), ["AA"] = new(5, 32, 579), ["RM"] = new(5, 32, 580),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, uint> OfDomain = new Dictionary<string, uint>
    {
        ["LA"] = 500, ["LG"] = 501, ["DA"] = 512, ["DU"] = 513, ["DG"] = 514, ["DC"] = 515, ["DD"] = 516, ["CA"] = 517,
        ["PA"] = 520, ["CN"] = 522, ["AP"] = 525, ["KA"] = 526, ["RS"] = 553,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, uint> OfForestRoot = new Dictionary<string, uint>
    {
        ["RO"] = 498, ["SA"] = 518, ["EA"] = 519, ["EK"] = 527,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<Sid, string> AbsoluteNames = Absolute.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    private static readonly FrozenDictionary<uint, string> DomainNames = OfDomain.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    private static readonly FrozenDictionary<uint, string> ForestNames = OfForestRoot.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The two letters where there are some, else the string form.</summary>
    public static string Format(Sid sid, SddlDomain? domain)
    {
        if (AbsoluteNames.TryGetValue(sid, out var name))
        {
            return name;
        }

        var home = domain is null ? null : sid.DomainSid;
        return home is not null && ((home == domain!.ForestRoot && ForestNames.TryGetValue(sid.Rid, out name))
                || (home == domain.Domain && DomainNames.TryGetValue(sid.Rid, out name)))
            ? name
            : sid.ToString();
    }

    /// <summary>Reads two letters or a string form; null, with a reason, when it is neither.</summary>
    public static Sid? Parse(string text, SddlDomain? domain, out string reason)
    {
        reason = $"'{text}' is neither a SID nor one of SDDL's two-letter names.";
        if (Absolute.TryGetValue(text, out var sid) || Sid.TryParse(text, out sid))
        {
            return sid;
        }

        if (OfForestRoot.TryGetValue(text, out var rid))
        {
            reason = $"'{text}' belongs to the forest root domain, whose SID was not given.";
            return domain?.ForestRoot?.Append(rid);
        }

        if (OfDomain.TryGetValue(text, out rid))
        {
            reason = $"'{text}' belongs to a domain, whose SID was not given.";
            return domain?.Domain.Append(rid);
        }

        return null;
    }
}
