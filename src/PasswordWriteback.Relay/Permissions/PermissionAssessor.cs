using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>Finds out what the connector account may do, and plans what it lacks. Reads only; asks the PDC emulators.</summary>
public sealed class PermissionAssessor(IDirectoryConnector connector, PlanStore plans, TimeProvider time)
{
    /// <summary>Assesses every scope, scans the users of their domains, makes the plan and keeps it in the plan store.</summary>
    /// <exception cref="DirectoryException">A domain controller could not be read, or a named scope does not exist.</exception>
    public Task<AssessmentResult> AssessAsync(AssessmentRequest request, CancellationToken cancellationToken)
    {
        _ = connector;
        _ = plans;
        _ = time;
        throw new NotSupportedException("assessing permissions is not built yet");
    }
}
