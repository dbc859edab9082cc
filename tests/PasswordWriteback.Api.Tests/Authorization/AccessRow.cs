namespace PasswordWriteback.Api.Tests.Authorization;

/// <summary>
/// Who may do what with one endpoint. The statuses are those of a caller who holds one of <see cref="Roles"/>; without a token
/// the answer is 401, without any of them 403, and neither leaves a trace.
/// </summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Pattern">The endpoint's route, as it is mapped.</param>
/// <param name="Roles">Any of these lets the caller in.</param>
/// <param name="Own">The answer for the caller's own tenant, active.</param>
/// <param name="Pending">The answer for the caller's own tenant, pending.</param>
/// <param name="Other">The answer for another owner's tenant, active.</param>
/// <param name="Body">The body; null: none.</param>
internal sealed record AccessRow(
    string Method, string Pattern, string[] Roles, int Own, int Pending, int Other = 404, string? Body = null)
{
    /// <summary>The endpoint lets more roles in than these: which of them is enough depends on the body or on the run.</summary>
    public string[] AlsoLetIn { get; init; } = [];

    /// <summary>The endpoint that the row speaks of.</summary>
    public string Endpoint => $"{Method} {Pattern}";

    /// <summary>Name for the runner.</summary>
    public override string ToString() => $"{Endpoint} {string.Join('+', Roles)}";
}
