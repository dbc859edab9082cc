using Microsoft.Extensions.Logging;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Commands;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Service;

/// <summary>What the service says of itself when it begins: writing mode, policy, and what its own identity may write.</summary>
internal static class StartPosture
{
    /// <summary>Measures and logs it. A forest that does not answer is a line of the log: the service begins all the same.</summary>
    public static async Task LogAsync(RelayCommandExecutor executor, ILogger logger, CancellationToken stop)
    {
        try
        {
            var posture = await executor.ReadPostureAsync(stop).ConfigureAwait(false);
            RelayLog.Policy(logger, posture.WritingMode.ToString(), posture.PolicyHash);
            foreach (var finding in PostureFindings.Judge("this forest", posture).Where(finding => finding.Status is FindingStatus.NotMet or FindingStatus.Unknown))
            {
                RelayLog.PostureFinding(logger, finding.Code, finding.Evidence.Summary, finding.Remedy);
            }
        }
        catch (DirectoryException silent)
        {
            RelayLog.PostureUnknown(logger, silent.Message, silent.Remedy);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It ends before it was measured.
        }
    }
}
