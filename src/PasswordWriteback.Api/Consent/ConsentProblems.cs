using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Consent;

/// <summary>Problems about consent that portals meet. What an administrator meets at the browser is a page.</summary>
public static class ConsentProblems
{
    /// <summary>The host has no app registration.</summary>
    public static ProblemCode NotConfigured { get; } = new("consent-not-configured", 503, "The host has no app registration that tenants could consent to.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } = [NotConfigured];
}
