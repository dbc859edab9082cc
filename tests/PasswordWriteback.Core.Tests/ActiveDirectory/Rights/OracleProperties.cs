using FsCheck;
using FsCheck.Fluent;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.Tests.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Rights;

/// <summary>
/// The evaluator against a literal transcription of the specification, on generated DACLs in any order. All rights are asked in
/// one pass and each alone, of objects and of bytes: the four must agree to the ACE that decides.
/// </summary>
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
        AccessMask.ReadControl | AccessMask.WriteDacl, AccessMask.Delete | AccessMask.WriteOwner, AccessMask.ListChildren,
    ];

    [Fact]
    public void EveryRight_IsDecided_AsTheSpecificationSays() =>
        Prop.ForAll(Cases(Generated.PlainAndObjectAces).ToArbitrary(), pair => Agree(pair.Descriptor, pair.Descriptor, pair.Self))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void ConditionalAces_AreDecided_AsIfAllThatDenyApplied_AndNoneThatAllow() =>
        Prop.ForAll(Cases(Conditional).ToArbitrary(), pair =>
                Agree(pair.Descriptor, With(pair.Descriptor, ace => ace.Type.IsDeny()), pair.Self))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void ARightThatIsGranted_IsGranted_WhateverTheConditionsSay() =>
        Prop.ForAll(Cases(Conditional).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (pair, seed) =>
            {
                var random = new Random(seed);
                var oracle = new SpecificationOracle(With(pair.Descriptor, _ => random.Next(2) == 0), Token.Sids, pair.Self);
                foreach (var (expected, right) in Questions(oracle))
                {
                    Assert.True(expected || !AccessEvaluator.Evaluate(pair.Descriptor, Token, right, pair.Self).IsGranted);
                }
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static Gen<Ace> Conditional => Gen.Frequency((2, Generated.PlainAndObjectAces), (1, Generated.ConditionalAces));

    private static Gen<(SecurityDescriptor Descriptor, Sid Self)> Cases(Gen<Ace> aces) =>
        from dacl in Gen.Frequency((20, Generated.Acls(aces)), (1, Gen.Constant<Acl>(null!)))
        from control in Gen.Elements(DescriptorControl.None, DescriptorControl.DaclPresent)
        from owner in Gen.Elements(Generated.Account, Group, WellKnownSids.LocalSystem)
        from self in Gen.Elements(Generated.Account, WellKnownSids.LocalSystem)
        select (new SecurityDescriptor(control, owner, owner, dacl), self);

    /// <summary>
    /// The same descriptor when the conditions that <paramref name="holds"/> names hold, and no other: those ACEs then decide
    /// nothing, but an OWNER RIGHTS among them still counts as named.
    /// </summary>
    private static SecurityDescriptor With(SecurityDescriptor descriptor, Func<Ace, bool> holds) => descriptor.Dacl is null
        ? descriptor
        : descriptor.WithDacl(new Acl(descriptor.Dacl.Aces.Select(ace => Unconditional(ace, holds(ace) ? ace.Mask : AccessMask.None))));

    private static Ace Unconditional(Ace ace, AccessMask mask) => ace.Type switch
    {
        AceType.AccessAllowedCallback => Ace.Allow(ace.Sid!, mask, ace.Flags),
        AceType.AccessDeniedCallback => Ace.Deny(ace.Sid!, mask, ace.Flags),
        AceType.AccessAllowedCallbackObject => Ace.AllowObject(ace.Sid!, mask, ace.ObjectType, ace.InheritedObjectType, ace.Flags),
        AceType.AccessDeniedCallbackObject => Ace.DenyObject(ace.Sid!, mask, ace.ObjectType, ace.InheritedObjectType, ace.Flags),
        _ => ace,
    };

    private static void Agree(SecurityDescriptor descriptor, SecurityDescriptor specified, Sid self)
    {
        var bytes = descriptor.ToBytes();
        var questions = Questions(new SpecificationOracle(specified, Token.Sids, self)).ToList();
        RequestedRight[] rights = [.. questions.Select(question => question.Right)];
        var ofObjects = new AccessResult[rights.Length];
        var ofBytes = new AccessResult[rights.Length];
        AccessEvaluator.Evaluate(descriptor, Token, rights, ofObjects, self);
        AccessEvaluator.Evaluate(bytes, Token, rights, ofBytes, self.Bytes);
        Assert.Equal(questions.Select(question => question.Expected), ofBytes.Select(answer => answer.IsGranted));
        Assert.Equal(ofBytes, ofObjects);
        for (var i = 0; i < rights.Length; i++)
        {
            Assert.Equal(ofBytes[i], AccessEvaluator.Evaluate(descriptor, Token, rights[i], self));
            Assert.Equal(ofBytes[i], AccessEvaluator.Evaluate(bytes, Token, rights[i], self.Bytes));
        }
    }

    private static IEnumerable<(bool Expected, RequestedRight Right)> Questions(SpecificationOracle oracle)
    {
        foreach (var mask in Standard)
        {
            yield return (oracle.GrantsOnObject(mask), new RequestedRight(mask));
        }

        foreach (var (attribute, set) in Attributes)
        {
            yield return (oracle.GrantsOnProperty(AccessMask.ReadProperty, attribute), RequestedRight.Read(attribute, set, SchemaGuids.User));
            yield return (oracle.GrantsOnProperty(AccessMask.WriteProperty, attribute), RequestedRight.Write(attribute, set, SchemaGuids.User));
        }

        foreach (var right in new[] { ExtendedRights.ResetPassword, ExtendedRights.ChangePassword })
        {
            yield return (oracle.GrantsByGuid(AccessMask.ControlAccess, right), RequestedRight.ExtendedRight(right));
        }

        foreach (var childClass in new[] { SchemaGuids.User, SchemaGuids.Computer })
        {
            foreach (var mask in new[] { AccessMask.CreateChild, AccessMask.DeleteChild, AccessMask.CreateChild | AccessMask.DeleteChild })
            {
                yield return (oracle.GrantsOnChild(mask, childClass), new RequestedRight(mask, childClass));
            }
        }

        yield return (oracle.GrantsByGuid(AccessMask.Self, ValidatedWrites.SelfMembership), RequestedRight.ValidatedWrite(ValidatedWrites.SelfMembership));
    }
}
