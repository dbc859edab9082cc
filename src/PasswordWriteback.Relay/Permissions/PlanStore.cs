using PasswordWriteback.Core.ActiveDirectory.Permissions;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>The plans that this relay made: one JSON file each, named by the plan's hash. A grant writes no other plan.</summary>
/// <param name="stateFolder">The relay's state folder; plans lie in its subfolder <c>plans</c>.</param>
public sealed class PlanStore(string stateFolder)
{
    /// <summary>Keeps a plan, in place of an earlier one with the same hash.</summary>
    public void Save(PermissionPlan plan)
    {
        _ = stateFolder;
        throw new NotSupportedException("the plan store is not built yet");
    }

    /// <summary>The plan with this hash, or null when this relay did not make one.</summary>
    public PermissionPlan? Find(string hash) => throw new NotSupportedException("the plan store is not built yet");
}
