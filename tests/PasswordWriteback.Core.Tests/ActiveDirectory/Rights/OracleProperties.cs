using FsCheck;
using FsCheck.Fluent;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.Tests.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Rights;

/// <summary>The evaluator against a literal transcription of the specification, on generated DACLs in any order.</summary>
public sealed class OracleProperties
{
    private static readonly Sid Group = Sid.Parse("S-1-5-21-1-2-3-1105");
    private static readonly AccessToken Token = new(Generated.Account, [Group]);

    private static readonly (Guid Attribute, Guid? Set)[] Attributes =
    [
        (AttributeGuids.PwdLastSet, PropertySets.UserAccountRestrictions), (AttributeGuids.UserAccountControl, PropertySets.UserAccountRestrictions),
        (AttributeGuids.Description, PropertySets.PublicInformation), (AttributeGuids.LockoutTime, null),
    ];

    private static readonly AccessMask[] Standard =
    [
        AccessMask.ReadControl, AccessMask.WriteDacl, AccessMask.WriteOwner, AccessMask.Delete,
        AccessMask.ReadControl | AccessMask.WriteDacl, AccessMask.Delete | AccessMask.WriteOwner,
    ];

    [Fact]
    public void EveryRight_IsDecided_AsTheSpecificationSays()
    {
        var cases =
            from dacl in Generated.Acls(Generated.PlainAndObjectAces)
            from owner in Gen.Elements(Generated.Account, Group, WellKnownSids.LocalSystem)
            from self in Gen.Elements(Generated.Account, WellKnownSids.LocalSystem)
            select (new SecurityDescriptor(DescriptorControl.None, owner, owner, dacl), self);
        Prop.ForAll(cases.ToArbitrary(), pair => Agree(pair.Item1, pair.self))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    private static void Agree(SecurityDescriptor descriptor, Sid self)
    {
        var oracle = new SpecificationOracle(descriptor, Token.Sids, self);
        var bytes = descriptor.ToBytes();
        foreach (var mask in Standard)
        {
            Same(oracle.GrantsOnObject(mask), new RequestedRight(mask));
        }

        foreach (var (attribute, set) in Attributes)
        {
            Same(oracle.GrantsOnProperty(AccessMask.ReadProperty, attribute), RequestedRight.Read(attribute, set, SchemaGuids.User));
            Same(oracle.GrantsOnProperty(AccessMask.WriteProperty, attribute), RequestedRight.Write(attribute, set, SchemaGuids.User));
        }

        foreach (var right in new[] { ExtendedRights.ResetPassword, ExtendedRights.ChangePassword })
        {
            Same(oracle.GrantsByGuid(AccessMask.ControlAccess, right), RequestedRight.ExtendedRight(right));
        }

        Same(oracle.GrantsByGuid(AccessMask.Self, ValidatedWrites.SelfMembership), RequestedRight.ValidatedWrite(ValidatedWrites.SelfMembership));

        void Same(bool expected, RequestedRight right)
        {
            Assert.Equal(expected, AccessEvaluator.Evaluate(descriptor, Token, right, self).IsGranted);
            Assert.Equal(expected, AccessEvaluator.Evaluate(bytes, Token, right, self.Bytes).IsGranted);
        }
    }
}
