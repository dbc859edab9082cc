using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Rights;

/// <summary>A question to the evaluator, alone and among others, of objects and of bytes: all of these must agree. And the answers it has.</summary>
internal static class Asked
{
    public static readonly Sid Account = Sid.Parse("S-1-5-21-1-2-3-1104");
    public static readonly Sid Group = Sid.Parse("S-1-5-21-1-2-3-1105");
    public static readonly Sid Stranger = Sid.Parse("S-1-5-21-1-2-3-1999");

    private static readonly AccessToken Token = new(Account, [Group]);

    /// <summary>Questions that every ACE of a test decides otherwise than the one that is asked.</summary>
    private static readonly RequestedRight[] Others =
    [
        new(AccessMask.GenericAll),
        RequestedRight.ExtendedRight(ExtendedRights.ReplicationGetChanges),
        new(AccessMask.ReadControl | AccessMask.WriteDacl),
        RequestedRight.Read(AttributeGuids.Description, PropertySets.PublicInformation, SchemaGuids.Computer),
    ];

    public static AccessResult NotGranted => new(AccessDecision.NotGranted, -1);

    public static AccessResult Granted(int index) => new(AccessDecision.Granted, index);

    public static AccessResult Denied(int index) => new(AccessDecision.Denied, index);

    public static AccessResult Ask(RequestedRight right, SecurityDescriptor descriptor, Sid? objectSid = null)
    {
        var result = AccessEvaluator.Evaluate(descriptor, Token, right, objectSid);
        var bytes = descriptor.ToBytes();
        var self = objectSid is null ? default : objectSid.Bytes;
        Assert.Equal(result, AccessEvaluator.Evaluate(bytes, Token, right, self));

        RequestedRight[] together = [.. Others[..2], right, .. Others[2..]];
        var ofObjects = new AccessResult[together.Length];
        var ofBytes = new AccessResult[together.Length];
        AccessEvaluator.Evaluate(descriptor, Token, together, ofObjects, objectSid);
        AccessEvaluator.Evaluate(bytes, Token, together, ofBytes, self);
        Assert.Equal(result, ofObjects[2]);
        Assert.Equal(result, ofBytes[2]);
        return result;
    }

    public static AccessResult Ask(RequestedRight right, params Ace[] aces) =>
        Ask(right, new SecurityDescriptor(DescriptorControl.None, Stranger, Stranger, new Acl(aces)));
}
