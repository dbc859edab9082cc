using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Notifications;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Core.Findings;

namespace PasswordWriteback.Api.Runs;

/// <summary>What a request about a run may say, before the store is asked.</summary>
internal static class RunRules
{
    public const string KeyHeader = "Idempotency-Key";

    private const int LongestKey = 128;
    private const int LongestName = 100;
    private const int LongestNote = 500;
    private const int LongestHostName = 255;

    /// <summary>The role that a run of a mode needs: to start it, and to cancel it.</summary>
    public static string RoleFor(RunMode mode) => mode is RunMode.Apply or RunMode.Rollback ? ApiRoles.RunsApply : ApiRoles.RunsStart;

    /// <exception cref="ApiProblemException">The caller does not hold it.</exception>
    public static void Demand(Caller caller, RunMode mode)
    {
        if (!caller.Has(RoleFor(mode)))
        {
            throw new ApiProblemException(ApiProblem.Of(
                FrameProblems.RoleMissing, $"{mode} needs the role {RoleFor(mode)}; the token does not hold it."));
        }
    }

    /// <exception cref="ApiProblemException">A field does not go with the mode.</exception>
    public static void Check(RunBody body)
    {
        if (!Enum.IsDefined(body.Mode))
        {
            throw Invalid("$.mode", $"'mode' is one of {string.Join(", ", Enum.GetNames<RunMode>())}.");
        }

        if (body.PlanOf is not null && body.Mode != RunMode.Apply)
        {
            throw Invalid("$.planOf", "'planOf' goes with an apply only.");
        }

        if (body.AdministratorsMayReset is not null && body.Mode != RunMode.Apply)
        {
            throw Invalid("$.administratorsMayReset", "'administratorsMayReset' goes with an apply only.");
        }

        if (body.WritebackFeatureFlag is not null && body.Mode != RunMode.Apply)
        {
            throw Invalid("$.writebackFeatureFlag", "'writebackFeatureFlag' goes with an apply only.");
        }

        if (body.WritebackFeatureFlag is false)
        {
            throw Invalid("$.writebackFeatureFlag", "'writebackFeatureFlag' is true or left out: a run sets the flag; only the rollback of that run clears it.");
        }

        if (body.Of is not null && body.Mode != RunMode.Rollback)
        {
            throw Invalid("$.of", "'of' goes with a rollback only.");
        }

        if (body.Of is null && body.Mode == RunMode.Rollback)
        {
            throw new ApiProblemException(ApiProblem.Of(FrameProblems.FieldMissing, "A rollback needs 'of': the run id of the apply to undo.", "$.of"));
        }
    }

    /// <summary>The caller's key; null when there is none.</summary>
    /// <exception cref="ApiProblemException">It is out of bounds, there are two, or it is one of this product's own.</exception>
    public static string? Key(IHeaderDictionary headers) => headers[KeyHeader] switch
    {
        [] => null,
        [{ } key] when key.StartsWith(LicenceLook.KeyPrefix, StringComparison.Ordinal) => throw new ApiProblemException(ApiProblem.Of(
            FrameProblems.ParameterInvalid,
            $"{KeyHeader} must not begin with '{LicenceLook.KeyPrefix}': checks that follow a change of licences have these keys. A new GUID is a good one.",
            KeyHeader)),
        [{ Length: >= 1 and <= LongestKey } key] when key.All(c => c is > ' ' and <= '~') => key,
        _ => throw new ApiProblemException(ApiProblem.Of(
            FrameProblems.ParameterInvalid,
            $"{KeyHeader} is sent once and has 1 to {LongestKey} visible ASCII characters; a new GUID is a good one.",
            KeyHeader)),
    };

    /// <summary>What a repetition of the request must be equal to. What is left out adds nothing: stored hashes of older versions still fit.</summary>
    public static string Hash(RunBody body)
    {
        var request = $"{body.Mode}\n{body.PlanOf}\n{body.Of}";
        if (body.AdministratorsMayReset is { } allowed)
        {
            request += $"\nadministratorsMayReset {allowed}";
        }

        if (body.WritebackFeatureFlag is true)
        {
            request += "\nwritebackFeatureFlag";
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request)));
    }

    /// <summary>A person's name.</summary>
    public static string Name(string text) => Text(text, "$.by", 1, LongestName);

    /// <summary>The DNS host name of a domain controller.</summary>
    public static string HostName(string text) => Text(text, "$.controller", 1, LongestHostName);

    /// <summary>A remark.</summary>
    public static string Note(string text, bool needed = false) => Text(text, "$.note", needed ? 1 : 0, LongestNote);

    private static string Text(string text, string field, int shortest, int longest) =>
        text.Trim() is var trimmed && trimmed.Length >= shortest && trimmed.Length <= longest && !trimmed.Any(char.IsControl)
            ? trimmed
            : throw Invalid(field, $"'{field[2..]}' has {shortest} to {longest} characters, none of them a control character.");

    private static ApiProblemException Invalid(string field, string detail) => new(ApiProblem.Of(FrameProblems.FieldInvalid, detail, field));
}
