using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.Rights;

/// <summary>SDDL of descriptors that no forest holds, against Samba's library; and every text that the two read differently, by name.</summary>
[Collection(Forests.OfParts)]
public sealed class SddlAgainstSambaTests(FreshForest fresh) : SambaTest(fresh)
{
    private const string Refused = "refused";

    private static readonly AceType[] TypesThatSambaKnows =
    [
        AceType.AccessAllowed, AceType.AccessDenied, AceType.SystemAudit, AceType.SystemAlarm,
        AceType.AccessAllowedObject, AceType.AccessDeniedObject, AceType.SystemAuditObject, AceType.SystemAlarmObject,
    ];

    private SddlDomain Domain => SddlDomain.Root(Sid.Parse(Lab.Env.DomainSid));

    [Fact]
    public async Task GeneratedDescriptors_AreWrittenAndRead_AsSambaDoes()
    {
        var descriptors = Generate(new Random(20261122)).ToList();
        var bytes = descriptors.Select(descriptor => Convert.ToBase64String(descriptor.ToBytes())).ToList();
        var texts = descriptors.Select(descriptor => SddlFormatter.Format(descriptor, Domain)).ToList();

        Assert.Equal(texts, await AskAsync("sddl", bytes));
        Assert.Equal(texts.Select(text => Convert.ToBase64String(SddlParser.Parse(text, Domain).ToBytes())), await AskAsync("base64", texts));
    }

    [Theory]
    [InlineData("D: (A;;RP;;;WD)", "D:(A;;RP;;;WD)", Refused)]
    [InlineData("D:NO_ACCESS_CONTROL", "D:NO_ACCESS_CONTROL", Refused)]
    [InlineData("D:PS:(AU;SA;WP;;;WD)", "D:PS:(AU;SA;WP;;;WD)", Refused)]
    [InlineData("D:(XA;;CR;;;WD;0x61727478)", "D:(XA;;CR;;;WD;0x61727478)", Refused)]
    [InlineData("S:(ML;;;;;HI)", "S:(ML;;;;;HI)", Refused)]
    [InlineData("S:(RA;;;;;WD;0x61727478)", "S:(RA;;;;;WD;0x61727478)", Refused)]
    [InlineData("D:(A;;16;;;WD)", "D:(A;;RP;;;WD)", "D:(A;;;;;WD)")]
    [InlineData("D:(a;ci;rp;;;wd)", "D:(A;CI;RP;;;WD)", Refused)]
    [InlineData("D:(A; CI ;RP;;;WD)", Refused, "D:(A;;RP;;;WD)")]
    public async Task ATextThatTheTwoReadDifferently_IsReadAsListed(string text, string here, string samba)
    {
        Assert.Equal(here, Read(text));
        var answer = Assert.Single(await AskAsync("base64", [text]));
        Assert.Equal(samba, answer == Refused ? Refused : Assert.Single(await AskAsync("sddl", [answer])));
    }

    private string Read(string text)
    {
        try
        {
            return SddlFormatter.Format(SddlParser.Parse(text, Domain), Domain);
        }
        catch (DescriptorFormatException)
        {
            return Refused;
        }
    }

    private async Task<IReadOnlyList<string>> AskAsync(string form, IEnumerable<string> lines) =>
        (await Lab.AskSambaAsync("descriptor", [form, "--domain-sid", Lab.Env.DomainSid], string.Join('\n', lines)))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private IEnumerable<SecurityDescriptor> Generate(Random random)
    {
        DescriptorControl[] controls =
        [
            DescriptorControl.None, DescriptorControl.DaclProtected, DescriptorControl.DaclAutoInherited | DescriptorControl.DaclAutoInheritRequired,
            DescriptorControl.SaclProtected | DescriptorControl.DaclAutoInherited, DescriptorControl.SaclAutoInherited,
        ];
        for (var i = 0; i < 1000; i++)
        {
            var control = controls[random.Next(controls.Length)];
            var dacl = new Acl([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => NextAce(random))]);
            var sacl = new Acl([.. Enumerable.Range(0, random.Next(4)).Select(_ => NextAce(random))]);
            yield return new SecurityDescriptor(control, NextSid(random), NextSid(random), dacl, sacl);
        }
    }

    private Ace NextAce(Random random)
    {
        var type = TypesThatSambaKnows[random.Next(TypesThatSambaKnows.Length)];
        var isObject = AceLayouts.Of(type) == AceLayout.Object;
        var named = SddlParser.ParseAce("(A;;RPWPCRCCDCLCLORCWOWDSDDTSWGAGRGWGX;;;WD)").Mask;
        var mask = (AccessMask)(uint)random.NextInt64(uint.MaxValue);
        return AceBuilder.Build(
            type, (AceFlags)(random.Next(256) & ~(int)AceFlags.Critical), random.Next(4) == 0 ? mask : mask & named,
            isObject && random.Next(2) == 0 ? NextGuid(random) : null, isObject && random.Next(2) == 0 ? NextGuid(random) : null, NextSid(random));
    }

    private static Guid NextGuid(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    /// <summary>A well-known SID, one of the domain's first identifiers, or any other.</summary>
    private Sid NextSid(Random random) => random.Next(4) switch
    {
        0 => new Sid(5, 32, (uint)random.Next(540, 590)),
        1 => Domain.Domain.Append((uint)random.Next(490, 560)),
        2 => new Sid((ulong)random.Next(20), (uint)random.Next(24)),
        _ => new Sid(5, 21, (uint)random.Next(), 4294967295, (uint)random.Next(), (uint)random.Next(490, 2000)),
    };
}
