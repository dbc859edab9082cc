using FsCheck;
using FsCheck.Fluent;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.SecurityDescriptors;

public sealed class RoundTripProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    private static readonly SddlDomain Domain = SddlDomain.Root(Sid.Parse("S-1-5-21-1-2-3"));

    [Fact]
    public void Written_ThenRead_ThenWrittenAnew_IsTheSameBytes() =>
        Prop.ForAll(Generated.Descriptors(Generated.AnyAces).ToArbitrary(), written =>
        {
            var bytes = written.ToBytes();
            var read = SecurityDescriptor.Parse(bytes);
            var anew = new SecurityDescriptor(read.Control, read.Owner, read.Group, read.Dacl, read.Sacl);
            return read.ToBytes().AsSpan().SequenceEqual(bytes) && anew.ToBytes().AsSpan().SequenceEqual(bytes);
        }).Check(Many);

    [Fact]
    public void WrittenInSddl_ThenRead_IsTheSameBytes() =>
        Prop.ForAll(Generated.Descriptors(Generated.AnyAces).ToArbitrary(), descriptor =>
        {
            var sddl = SddlFormatter.Format(descriptor, Domain);
            return sddl.Length == 0 || SddlParser.Parse(sddl, Domain).ToBytes().AsSpan().SequenceEqual(descriptor.ToBytes());
        }).Check(Many);

    [Fact]
    public void ASid_SurvivesText() =>
        Prop.ForAll(Generated.Sids.ToArbitrary(), sid => Sid.Parse(sid.ToString()).Equals(sid)).Check(Many);

    [Fact]
    public void InsertingIntoACanonicalAcl_KeepsItCanonical_AndTheOthersInOrder() =>
        Prop.ForAll(Generated.Acls(Generated.PlainAndObjectAces).ToArbitrary(), Generated.PlainAndObjectAces.ToArbitrary(), (acl, ace) =>
        {
            if (ace.IsInherited || !acl.IsCanonical(out _))
            {
                return true;
            }

            var after = acl.InsertCanonical(ace);
            return after.IsCanonical(out _) && after.Aces.Length == acl.Aces.Length + 1
                && (acl.Aces.Contains(ace) || after.Remove(ace).Equals(acl));
        }).Check(Many);
}
