using PasswordWriteback.Core;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Relay.Discovery;

namespace PasswordWriteback.Relay.Doctor.Checks;

/// <summary>The restriction of remote calls to SAM: a descriptor in SDDL; whoever it gives READ_CONTROL may call.</summary>
internal static class RemoteSam
{
    public const string Key = @"System\CurrentControlSet\Control\Lsa";
    public const string Value = "RestrictRemoteSam";

    public const string Why =
        "Writeback looks the user up with remote SAM calls (NetUserGetInfo). Where they are restricted without the connector account, "
        + "resets fail with SSPR_0029, event 33004 and ADSync 6329 'ERROR_ACCESS_DENIED'.";

    public const string Fix =
        "Add the connector account to 'Network access: Restrict clients allowed to make remote calls to SAM' (Remote Access: Allow), or leave "
        + "that policy undefined and delete the value from the registry, where it stays when the policy goes.";

    /// <summary>Whether the restriction lets the account call; unknown where its groups or the descriptor cannot be read.</summary>
    public static async Task<Reading<AccessDecision>> JudgeAsync(
        DoctorDirectory directory, DirectoryForest forest, DirectoryDomain domain, string sddl, CancellationToken cancellationToken)
    {
        var account = await directory.AccountAsync(cancellationToken).ConfigureAwait(false);
        if (!account.IsKnown)
        {
            return Reading.Unknown<AccessDecision>($"The connector account is not known, so neither is whether this lets it call: {account.UnknownReason}");
        }

        try
        {
            var descriptor = SddlParser.Parse(sddl, Domain(forest, domain));
            var token = await new TokenBuilder(directory.Connector).BuildAsync(forest, account.Value.Dn, domain, cancellationToken).ConfigureAwait(false);
            var decision = AccessEvaluator.Evaluate(descriptor, token.ToAccessToken(), new RequestedRight(AccessMask.ReadControl)).Decision;
            return decision == AccessDecision.NotGranted && token.Gaps.Count > 0
                ? Reading.Unknown<AccessDecision>($"Not every group of {account.Value.SamAccountName} could be read: {string.Join(' ', token.Gaps)}")
                : Reading.Known(decision);
        }
        catch (DescriptorFormatException damaged)
        {
            return Reading.Unknown<AccessDecision>($"It is no descriptor in SDDL: {damaged.Message}");
        }
    }

    private static SddlDomain? Domain(DirectoryForest forest, DirectoryDomain domain)
    {
        var root = forest.Domains.FirstOrDefault(item => item.DnsName.Equals(forest.RootDnsName, StringComparison.OrdinalIgnoreCase))?.Sid;
        return Sid.TryParse(domain.Sid, out var own) ? new SddlDomain(own, Sid.TryParse(root, out var rootSid) ? rootSid : null) : null;
    }
}
