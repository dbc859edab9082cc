using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Rights;

/// <summary>A question to the evaluator by both of its entry points, which must agree, and the answers it has.</summary>
internal static class Asked
{
    public static readonly Sid Account = Sid.Parse("S-1-5-21-1-2-3-1104");
    public static readonly Sid Group = Sid.Parse("S-1-5-21-1-2-3-1105");
    public static readonly Sid Stranger = Sid.Parse("S-1-5-21-1-2-3-1999");

    private static readonly AccessToken Token = new(Account, [Group]);

    public static AccessResult NotGranted => new(AccessDecision.NotGranted, -1);

    public static AccessResult Granted(int index) => new(AccessDecision.Granted, index);

    public static AccessResult Denied(int index) => new(AccessDecision.Denied, index);

    public static AccessResult Ask(RequestedRight right, SecurityDescriptor descriptor, Sid? objectSid = null)
    {
        var result = AccessEvaluator.Evaluate(descriptor, Token, right, objectSid);
        Assert.Equal(result, AccessEvaluator.Evaluate(descriptor.ToBytes(), Token, right, objectSid is null ? default : objectSid.Bytes));
        return result;
    }

    public static AccessResult Ask(RequestedRight right, params Ace[] aces) =>
        Ask(right, new SecurityDescriptor(DescriptorControl.None, Stranger, Stranger, new Acl(aces)));
}
