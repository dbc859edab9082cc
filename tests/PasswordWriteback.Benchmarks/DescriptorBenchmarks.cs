using BenchmarkDotNet.Attributes;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.Benchmarks;

/// <summary>
/// A user's descriptor as a domain hands it down: 44 ACEs, of which the last but one gives the connector account Reset
/// Password, so that nearly all of them have to be looked at. The token has 20 SIDs.
/// </summary>
[InProcess]
[MemoryDiagnoser]
[ShortRunJob]
public class DescriptorBenchmarks
{
    private static readonly RequestedRight Reset = RequestedRight.ExtendedRight(ExtendedRights.ResetPassword);

    private static readonly RequestedRight[] Profile =
    [
        Reset,
        RequestedRight.ExtendedRight(ExtendedRights.ChangePassword),
        RequestedRight.Write(AttributeGuids.LockoutTime, null, SchemaGuids.User),
        RequestedRight.Write(AttributeGuids.PwdLastSet, PropertySets.UserAccountRestrictions, SchemaGuids.User),
    ];

    private readonly AccessResult[] _results = new AccessResult[4];
    private byte[] _bytes = [];
    private SecurityDescriptor _descriptor = null!;
    private AccessToken _token = null!;
    private string _sddl = string.Empty;

    /// <summary>The descriptor, as it is stored.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>How many ACEs its DACL has.</summary>
    internal int AceCount => _descriptor.Dacl!.Aces.Length;

    /// <summary>Makes descriptor and token, and checks that the right is decided by the ACE that is meant.</summary>
    [GlobalSetup]
    public void MakeDescriptor()
    {
        var domain = Sid.Parse("S-1-5-21-1004336348-1177238915-682003330");
        var account = domain.Append(1104);
        _token = new AccessToken(account, Enumerable.Range(2000, 17).Select(rid => domain.Append((uint)rid)));
        const AceFlags passedOn = AceFlags.Inherited | AceFlags.ContainerInherit;
        Guid[] sets = [PropertySets.GeneralInformation, PropertySets.PublicInformation, PropertySets.UserAccountRestrictions, PropertySets.UserLogon];
        var aces = Enumerable.Range(0, 42).Select(i => i % 3 == 0
            ? Ace.Allow(domain.Append((uint)(500 + i)), AccessMask.DirectoryAll, i < 20 ? AceFlags.None : passedOn)
            : Ace.AllowObject(
                i % 3 == 1 ? WellKnownSids.Self : domain.Append((uint)(500 + i)),
                i % 2 == 0 ? AccessMask.ReadProperty | AccessMask.WriteProperty : AccessMask.ControlAccess,
                sets[i % 4], i % 4 == 0 ? SchemaGuids.User : null, i < 20 ? AceFlags.None : passedOn)).ToList();
        aces.Add(Ace.AllowObject(account, AccessMask.ControlAccess, ExtendedRights.ResetPassword, SchemaGuids.User, passedOn));
        aces.Add(Ace.Allow(WellKnownSids.PreWindows2000CompatibleAccess, AccessMask.ListChildren, passedOn));
        _descriptor = new SecurityDescriptor(DescriptorControl.DaclAutoInherited, domain.Append(512), domain.Append(512), new Acl(aces));
        _bytes = _descriptor.ToBytes();
        _sddl = SddlFormatter.Format(_descriptor);
        if (EvaluateOne().AceIndex != 42)
        {
            throw new InvalidOperationException("The benchmark's descriptor does not decide where it should.");
        }
    }

    /// <summary>One right on raw bytes: decode and evaluate, no allocation.</summary>
    [Benchmark(Baseline = true)]
    public AccessResult EvaluateOne() => AccessEvaluator.Evaluate(_bytes, _token, Reset);

    /// <summary>The four rights of a profile on raw bytes.</summary>
    [Benchmark]
    public AccessResult EvaluateProfile()
    {
        AccessEvaluator.Evaluate(_bytes, _token, Profile, _results);
        return _results[3];
    }

    /// <summary>Reading into objects.</summary>
    [Benchmark]
    public SecurityDescriptor Parse() => SecurityDescriptor.Parse(_bytes);

    /// <summary>Reading into objects, then one right.</summary>
    [Benchmark]
    public AccessResult ParseAndEvaluate() => AccessEvaluator.Evaluate(SecurityDescriptor.Parse(_bytes), _token, Reset);

    /// <summary>Writing SDDL.</summary>
    [Benchmark]
    public string FormatSddl() => SddlFormatter.Format(_descriptor);

    /// <summary>Reading SDDL.</summary>
    [Benchmark]
    public SecurityDescriptor ParseSddl() => SddlParser.Parse(_sddl);
}
