using PasswordWriteback.Core.Findings;
using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Policy;

namespace PasswordWriteback.Relay.Doctor.Checks;

/// <summary>What the identity that runs the doctor may write where a whole domain is governed: the posture that a run reports.</summary>
internal sealed class OwnRightsCheck(DoctorDirectory directory, RelayPolicySource policy)
{
    public DoctorCheck Check => new(
        "own-rights",
        "An identity that may write domain heads, AdminSDHolder or linked Group Policies owns the domain, and with a unit it owns the accounts there. The service needs that in no writing mode but unattended.",
        LookAsync) { Subject = "this identity", Deadline = TimeSpan.FromMinutes(1) };

    private async Task LookAsync(CheckLines lines, CancellationToken cancellationToken)
    {
        var forest = await directory.ForestAsync(cancellationToken).ConfigureAwait(false);
        var posture = await PostureReader.ReadAsync(directory.Connector, forest, policy.Read(), cancellationToken).ConfigureAwait(false);
        foreach (var finding in PostureFindings.Judge(forest.RootDnsName, posture).Where(finding => finding.Code == FindingCodes.RelayRights))
        {
            switch (finding.Status)
            {
                case FindingStatus.Met:
                    lines.Ok(finding.Subject, finding.Evidence.Summary);
                    break;
                case FindingStatus.NotMet:
                    lines.Warning(finding.Subject, finding.Evidence.Summary, finding.Remedy!);
                    break;
                case FindingStatus.NotApplicable:
                    lines.NotApplicable(finding.Subject, finding.Evidence.Summary);
                    break;
                default:
                    lines.Unknown(finding.Subject, finding.Evidence.Summary, finding.Remedy);
                    break;
            }
        }
    }
}
