using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.Rights;

/// <summary>MS-DTYP 2.5.3.4.1 to 2.5.3.4.4 and MS-ADTS 6.1.3, in SDDL: what stands on the parent, what a child gets.</summary>
public sealed class InheritanceTests
{
    private const string Reset = "00299570-246d-11d0-a768-00aa006e0529";
    private const string User = "bf967aba-0de6-11d0-a285-00aa003049e2";

    private static string Child(string parentDacl, string childDacl, ObjectClasses classes, bool isProtected = false, Sid? owner = null)
    {
        var acl = Inheritance.ComputeChildDacl(
            SddlParser.Parse("D:" + parentDacl).Dacl, SddlParser.Parse("D:" + childDacl).Dacl, isProtected, classes, owner);
        return string.Concat(acl.Aces.Select(ace => SddlFormatter.Format(ace)));
    }

    [Fact]
    public void Dtyp_2_5_3_4_TheGuidesAce_ActsOnAUser_AndKeepsItsClass() =>
        Assert.Equal($"(OA;CIID;CR;{Reset};{User};AN)", Child($"(OA;CIIO;CR;{Reset};{User};AN)", "", ObjectClasses.User));

    [Fact]
    public void Dtyp_2_5_3_4_OnAnOrganizationalUnit_ItIsPassedOn_WithoutActing() =>
        Assert.Equal($"(OA;CIIOID;CR;{Reset};{User};AN)", Child($"(OA;CIIO;CR;{Reset};{User};AN)", "", ObjectClasses.OrganizationalUnit));

    [Theory]
    [InlineData("inetOrgPerson")]
    [InlineData("computer")]
    [InlineData("msDS-GroupManagedServiceAccount")]
    public void Dtyp_2_5_3_4_AnAceForUser_DoesNotReach_ItsSubclasses(string name)
    {
        var ace = SddlParser.ParseAce($"(OA;CIIO;CR;{Reset};{User};AN)");
        var classes = ObjectClasses.FromObjectClass(["top", "person", "user", name])!;

        Assert.False(Inheritance.Reaches(ace, classes));
        Assert.True(Inheritance.Reaches(ace, ObjectClasses.User));
        Assert.True(Inheritance.Reaches(ace, new ObjectClasses(classes.Structural, SchemaGuids.User)));
    }

    [Fact]
    public void Dtyp_2_5_3_4_AnUnknownClass_IsNotGuessed() => Assert.Null(ObjectClasses.FromObjectClass(["top", "contosoThing"]));

    [Fact]
    public void Dtyp_2_5_3_4_ExplicitAces_ComeFirst_OldInheritedOnesAreDropped() =>
        Assert.Equal(
            "(D;;RP;;;AN)(A;;RP;;;SY)(A;CIID;WP;;;BA)",
            Child("(A;CI;WP;;;BA)", "(D;;RP;;;AN)(A;;RP;;;SY)(A;ID;GA;;;WD)", ObjectClasses.User));

    [Fact]
    public void Dtyp_2_5_3_4_AnAceThatIsNotInheritable_StaysWhereItIs() => Assert.Equal("", Child("(A;;GA;;;BA)", "", ObjectClasses.User));

    [Fact]
    public void Dtyp_2_5_3_4_NoPropagate_ActsOnTheChild_AndEndsThere() =>
        Assert.Equal($"(OA;ID;CR;{Reset};;AN)", Child($"(OA;CINPIO;CR;{Reset};{User};AN)", "", ObjectClasses.User));

    [Fact]
    public void Dtyp_2_5_3_4_NoPropagate_ForAClassAlone_BecomesAPlainAce() =>
        Assert.Equal("(A;ID;RP;;;AN)", Child($"(OA;CINP;RP;;{User};AN)", "", ObjectClasses.User));

    [Fact]
    public void Dtyp_2_5_3_4_NoPropagate_ForAnotherClass_IsGone() =>
        Assert.Equal("", Child($"(OA;CINPIO;CR;{Reset};{User};AN)", "", ObjectClasses.Computer));

    [Fact]
    public void Dtyp_2_5_3_4_ObjectInheritAlone_IsPassedOn_WithoutActing() =>
        Assert.Equal("(A;OIIOID;RP;;;AN)", Child("(A;OI;RP;;;AN)", "", ObjectClasses.User));

    [Fact]
    public void Dtyp_2_5_3_4_AGenericRight_ActsAsItsMeaning_AndIsPassedOnAsItIs() =>
        Assert.Equal("(A;ID;RPLCLORC;;;AN)(A;CIIOID;GR;;;AN)", Child("(A;CI;GR;;;AN)", "", ObjectClasses.User));

    [Fact]
    public void Dtyp_2_5_3_4_CreatorOwner_BecomesTheOwner_AndIsPassedOnAsItIs() =>
        Assert.Equal("(A;ID;RP;;;SY)(A;CIIOID;RP;;;CO)", Child("(A;CIIO;RP;;;CO)", "", ObjectClasses.User, owner: WellKnownSids.LocalSystem));

    [Fact]
    public void Dtyp_2_5_3_4_CreatorOwner_WithoutAKnownOwner_IsOnlyPassedOn() =>
        Assert.Equal("(A;CIIOID;RP;;;CO)", Child("(A;CIIO;RP;;;CO)", "", ObjectClasses.User));

    [Fact]
    public void Dtyp_2_5_3_4_AProtectedDacl_InheritsNothing_AndOwnsWhatItHas() =>
        Assert.Equal("(A;;RP;;;SY)(A;CI;WP;;;BA)", Child("(A;CI;GA;;;AN)", "(A;;RP;;;SY)(A;CIID;WP;;;BA)", ObjectClasses.User, isProtected: true));

    [Fact]
    public void Dtyp_2_5_3_4_InheritedTwice_IsWhatTheGrandchildOfADomainGets()
    {
        var unit = Inheritance.ComputeChildDacl(
            SddlParser.Parse($"D:(OA;CIIO;CR;{Reset};{User};AN)(A;CI;RP;;;AU)").Dacl, null, false, ObjectClasses.OrganizationalUnit);

        var user = Inheritance.ComputeChildDacl(unit, null, false, ObjectClasses.User);

        Assert.Equal(
            [$"(OA;CIID;CR;{Reset};{User};AN)", "(A;CIID;RP;;;AU)"], user.Aces.Select(ace => SddlFormatter.Format(ace)));
    }

    [Fact]
    public void Dtyp_2_5_3_4_WithoutAParentsDacl_NothingIsInherited()
    {
        Assert.Empty(Inheritance.ComputeChildDacl(null, null, false, ObjectClasses.User).Aces);
        Assert.Empty(Inheritance.ComputeChildDacl(null, null, true, ObjectClasses.User).Aces);
    }

    [Fact]
    public void Dtyp_2_5_3_4_ChildrenOfARealSambaDomain_HaveTheDaclThatIsComputed()
    {
        var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "samba-inheritance.tsv")).Select(line => line.Split('\t')).ToList();
        foreach (var row in rows)
        {
            var parent = SecurityDescriptor.Parse(Convert.FromBase64String(row[2]));
            var child = SecurityDescriptor.Parse(Convert.FromBase64String(row[3]));

            var computed = Inheritance.ComputeChildDacl(
                parent.Dacl, child.Dacl, child.IsDaclProtected, new ObjectClasses(Guid.Parse(row[1])), child.Owner, child.Group);

            Assert.Equal(child.Dacl, computed);
        }

        Assert.True(rows.Count >= 10);
    }
}
