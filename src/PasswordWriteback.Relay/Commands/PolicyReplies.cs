using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Policy;

namespace PasswordWriteback.Relay.Commands;

/// <summary>A refusal of the policy as the reply that the run expects.</summary>
internal static class PolicyReplies
{
    /// <summary>The reply. Its detail, or its reason, begins with the stable name of the rule.</summary>
    public static RelayReply Refuse(RelayCommand command, PolicyDecision.Refused refused)
    {
        var outcome = refused.Reason == PolicyReason.NotApproved ? WriteOutcome.NotApproved : WriteOutcome.Refused;
        var detail = $"{refused.Reason}: {refused.Sentence} {refused.Remedy}";
        return command switch
        {
            GrantPermissions grant => new Granted(grant.CommandId, outcome, [], detail, RecordPath: null),
            RevokePermissions revoke => new Revoked(revoke.CommandId, outcome, [], detail),
            _ => new CommandFailed(command.CommandId, refused.Reason, refused.Sentence, refused.Remedy),
        };
    }
}
