using System.Text.Json;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>The plans that this relay made: one JSON file each, named by the plan's hash. A grant writes no other plan.</summary>
/// <param name="stateFolder">The relay's state folder; plans lie in its subfolder <c>plans</c>.</param>
public sealed class PlanStore(string stateFolder)
{
    /// <summary>Keeps a plan, in place of an earlier one with the same hash.</summary>
    public void Save(PermissionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var path = PathOf(plan.Hash) ?? throw new ArgumentException($"'{plan.Hash}' is no plan hash.", nameof(plan));
        DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(plan, RelayStateJson.Readable.PermissionPlan));
    }

    /// <summary>The plan with this hash, or null when this relay did not make one.</summary>
    /// <exception cref="InvalidDataException">The file does not hold that plan.</exception>
    public PermissionPlan? Find(string hash)
    {
        if (PathOf(hash) is not { } path || !File.Exists(path))
        {
            return null;
        }

        PermissionPlan? plan;
        try
        {
            plan = JsonSerializer.Deserialize(File.ReadAllBytes(path), RelayStateJson.Readable.PermissionPlan);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path} is no plan: {exception.Message}", exception);
        }

        // The hash is computed again: a file that was edited is not the plan that a person approved.
        return plan is { Targets: not null, Refusals: not null } && plan.Hash == hash && PlanHash.Of(plan) == hash && WritesWhatItSays(plan)
            ? plan
            : throw new InvalidDataException($"{path} is not the plan that its name says. Make a new plan.");
    }

    // The hash holds the SDDL, which people read; what is written is made of right and class.
    private static bool WritesWhatItSays(PermissionPlan plan)
    {
        try
        {
            return Sid.TryParse(plan.AccountSid, out var account) && plan.Targets.All(target =>
                PlanBuilder.AcesOf(target, account).Select(ace => SddlFormatter.Format(ace)).SequenceEqual(target.Aces.Select(ace => ace.Sddl), StringComparer.Ordinal));
        }
        catch (ArgumentOutOfRangeException)
        {
            // A right or a class that no profile has.
            return false;
        }
    }

    private string? PathOf(string hash) => hash is { Length: 64 } && hash.All(char.IsAsciiHexDigitLower)
        ? Path.Combine(stateFolder, "plans", hash + ".json")
        : null;
}
