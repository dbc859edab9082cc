using System.Text.Json.Nodes;

namespace PasswordWriteback.Core.Findings;

/// <summary>The result of one check.</summary>
/// <param name="Code">Stable code, one of <see cref="FindingCatalogue"/>.</param>
/// <param name="Status">How the check ended.</param>
/// <param name="Subject">What it speaks about: empty for the tenant, else a forest, domain, server or organizational unit.</param>
/// <param name="Evidence">What the status rests on.</param>
/// <param name="Remedy">What to do, as an instruction to a person; null when there is nothing to do.</param>
public sealed record Finding(string Code, FindingStatus Status, string Subject, Evidence Evidence, string? Remedy = null)
{
    /// <summary>Whether the finding counts for the verdict.</summary>
    public bool Required => FindingCatalogue.Get(Code).Weight != FindingWeight.Advisory;
}

/// <summary>What a finding rests on.</summary>
/// <param name="Summary">One sentence for a person. Holds no secrets and no names of privileged accounts.</param>
/// <param name="Facts">The same as typed values (numbers, times in ISO 8601 UTC, lists); names are listed on the finding's page.</param>
public sealed record Evidence(string Summary, JsonObject? Facts = null);
