using System.Globalization;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.Core.Tests.ActiveDirectory.SecurityDescriptors;

/// <summary>
/// Broken descriptors, seeded: each is either read, or refused with a typed error whose offset lies inside the input.
/// PASSWORDWRITEBACK_MUTATIONS sets how many (100,000 by default; 10,000,000 in a long run).
/// </summary>
public sealed class MutationTests
{
    private static readonly int Runs = int.TryParse(Environment.GetEnvironmentVariable("PASSWORDWRITEBACK_MUTATIONS"), CultureInfo.InvariantCulture, out var runs) ? runs : 100_000;

    private static readonly AccessToken Token = new(Generated.Account, []);

    private static readonly RequestedRight[] Rights =
    [
        RequestedRight.ExtendedRight(ExtendedRights.ResetPassword),
        RequestedRight.Write(AttributeGuids.PwdLastSet, PropertySets.UserAccountRestrictions, SchemaGuids.User),
        new(AccessMask.ReadControl),
    ];

    /// <summary>Descriptors of a real schema, Samba's random ones, and one that holds an ACE of every type.</summary>
    private static IEnumerable<byte[]> Seeds =>
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "samba-sddl.tsv"))
            .Select(line => Convert.FromBase64String(line[..line.IndexOf('\t', StringComparison.Ordinal)])),
        .. Enumerable.Repeat(
            new SecurityDescriptor(DescriptorControl.None, Generated.Account, Generated.Account, EveryAceType.Acl, EveryAceType.Acl).ToBytes(), 16),
    ];

    [Fact]
    public void MutatedBytes_AreReadOrRefused_AndTheEvaluatorAgreesWithTheParser()
    {
        var seeds = Seeds.Select(bytes => new DescriptorMutator(bytes)).ToArray();
        var random = new Random(20261121);
        var refused = 0;
        for (var run = 0; run < Runs; run++)
        {
            var bytes = seeds[random.Next(seeds.Length)].Mutate(random);
            SecurityDescriptor descriptor;
            try
            {
                descriptor = SecurityDescriptor.Parse(bytes);
            }
            catch (DescriptorFormatException error)
            {
                Assert.True(error.Offset >= 0 && error.Offset <= bytes.Length);
                refused++;
                Agree(WithoutGroupAndSacl(bytes));
                continue;
            }

            Agree(bytes);
            Assert.True(descriptor.ToBytes().AsSpan().SequenceEqual(bytes));
            if (run % 16 == 0)
            {
                Rewrite(descriptor);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Runs} mutated descriptors: {refused} refused, {Runs - refused} read.");
        Assert.InRange(refused, Runs / 10, Runs - (Runs / 10));
    }

    [Fact]
    public void MutatedSddl_IsReadOrRefused()
    {
        var seeds = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "samba-sddl.tsv"))
            .Select(line => line.Split('\t')[2]).Where(sddl => sddl.Length > 0).ToArray();
        var random = new Random(20261121);
        var refused = 0;
        for (var run = 0; run < Runs / 10; run++)
        {
            var text = seeds[random.Next(seeds.Length)].ToCharArray();
            for (var edit = random.Next(1, 4); edit > 0; edit--)
            {
                text[random.Next(text.Length)] = "();:0xASDCI-\0é"[random.Next(14)];
            }

            try
            {
                _ = SddlParser.Parse(new string(text));
            }
            catch (DescriptorFormatException error)
            {
                Assert.InRange(error.Offset, 0, text.Length);
                refused++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Runs / 10} mutated texts: {refused} refused.");
        Assert.True(refused > Runs / 20);
    }

    /// <summary>What can be read can be written anew: as bytes without gaps, and in SDDL; the ACEs stay.</summary>
    private static void Rewrite(SecurityDescriptor descriptor)
    {
        try
        {
            var anew = new SecurityDescriptor(descriptor.Control, descriptor.Owner, descriptor.Group, descriptor.Dacl, descriptor.Sacl);
            var read = SecurityDescriptor.Parse(anew.ToBytes());
            Assert.True(Equals(read.Dacl, descriptor.Dacl));
            Assert.True(Equals(read.Sacl, descriptor.Sacl));
            if (SddlFormatter.Format(descriptor) is { Length: > 0 } sddl)
            {
                var told = SddlParser.Parse(sddl);
                Assert.Equal(descriptor.Dacl?.Aces, told.Dacl?.Aces);
                Assert.Equal(descriptor.Sacl?.Aces, told.Sacl?.Aces);
            }
        }
        catch (DescriptorFormatException error)
        {
            throw new InvalidOperationException($"What was read could not be written: {Convert.ToHexString(descriptor.ToBytes())}", error);
        }
    }

    /// <summary>What rights depend on: the group and the SACL are no part of it, and the evaluator reads neither.</summary>
    private static byte[] WithoutGroupAndSacl(byte[] bytes)
    {
        if (bytes.Length >= DescriptorView.HeaderLength)
        {
            bytes.AsSpan(8, 8).Clear();
        }

        return bytes;
    }

    /// <summary>The evaluator reads bytes as the parser does: it refuses the same at the same place, and decides the same.</summary>
    private static void Agree(byte[] bytes)
    {
        Span<AccessResult> ofBytes = stackalloc AccessResult[Rights.Length];
        var refusedAt = -1;
        try
        {
            AccessEvaluator.Evaluate(bytes, Token, Rights, ofBytes);
        }
        catch (DescriptorFormatException error)
        {
            refusedAt = error.Offset;
        }

        try
        {
            Span<AccessResult> ofObjects = stackalloc AccessResult[Rights.Length];
            AccessEvaluator.Evaluate(SecurityDescriptor.Parse(bytes), Token, Rights, ofObjects);
            Assert.True(refusedAt == -1 && ofObjects.SequenceEqual(ofBytes));
        }
        catch (DescriptorFormatException error)
        {
            Assert.Equal(error.Offset, refusedAt);
        }
    }
}
