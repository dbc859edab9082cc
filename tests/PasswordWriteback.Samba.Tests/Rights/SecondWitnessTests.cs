using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Samba.Tests.Lab;

namespace PasswordWriteback.Samba.Tests.Rights;

/// <summary>
/// What the evaluator says of generated DACLs, against what Samba lets the connector account do over LDAP: its constructed
/// attributes, reads, and real writes and resets. docs/rights.md lists the deviations with their reasons; any other one fails.
/// </summary>
[Collection(Forests.OfParts)]
public sealed class SecondWitnessTests(FreshForest fresh) : SambaTest(fresh)
{
    private const int Users = 240;
    private const int Owned = 40;
    private const int Groups = 20;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatTheEvaluatorSays_OfGeneratedDacls_IsWhatSambaDoes()
    {
        var made = await Witness.MakeAsync(Lab, Users, Owned, Groups);
        var token = await TokenAsync();
        await WriteAsync(made, token);
        var dns = made.Objects.Select(one => one.Dn).ToList();
        var descriptors = await Lab.DescriptorsAsync("dc1", dns);

        var answers = await Witness.AskAsync(Lab, dns);

        var comparison = new WitnessComparison(made, token);
        foreach (var (one, held, answer) in made.Objects.Zip(descriptors, answers))
        {
            comparison.Add(one, SecurityDescriptor.Parse(Convert.FromBase64String(held.Base64)), held.Sddl, answer);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(comparison.Summary);
        Assert.Equal(Users + Groups, answers.Count);
        Assert.All(comparison.Questions, pair => Assert.True(pair.Value is { Given: > 20, NotGiven: > 20 }, $"{pair.Key}: {pair.Value}"));
        Assert.All(Enum.GetValues<SambaDeviation>(), kind => Assert.True(comparison.Deviations[kind] > 0, $"{kind} did not occur."));
        Assert.Empty(comparison.Unexplained);
    }

    private async Task<AccessToken> TokenAsync()
    {
        await using var connection = await Lab.Connector("connector").ConnectAsync(Lab.Env.Dc("dc1").Host, Now);
        var root = await connection.ReadAsync("", Now, "tokenGroups");
        var sids = root.Attributes["tokenGroups"].Select(sid => Sid.Read(sid)).ToList();
        return new AccessToken(Sid.Parse(Lab.Env.Accounts["connector"].Sid), sids);
    }

    private async Task WriteAsync(WitnessObjects made, AccessToken token)
    {
        var domain = Sid.Parse(Lab.Env.DomainSid);
        var dacls = new GeneratedDacls(
            20261122,
            [.. token.Sids.OrderBy(sid => sid.ToString(), StringComparer.Ordinal)],
            [WellKnownSids.Self, WellKnownSids.OwnerRights, WellKnownSids.CreatorOwner, domain.Append(WellKnownRids.DomainAdmins), domain.Append(9999)],
            [.. made.Possible["user"].AllowedChildClassesEffective.Take(2).Select(made.Class)]);
        await using var connection = await Lab.Connector("administrator").ConnectAsync(Lab.Env.Dc("dc1").Host, Now);
        foreach (var one in made.Objects)
        {
            await connection.WriteDaclAsync(one.Dn, dacls.Next().ToBytes(), Now);
        }
    }
}
