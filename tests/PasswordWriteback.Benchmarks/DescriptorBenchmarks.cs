using BenchmarkDotNet.Attributes;
using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.ActiveDirectory.Permissions;
using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.Benchmarks;

/// <summary>
/// A user's descriptor as a domain hands it down: 44 ACEs, of which the last four but one give the connector account the rights
/// of the default profile, so that nearly all of them have to be looked at for each. The token has 20 SIDs.
/// </summary>
[InProcess]
[MemoryDiagnoser]
[ShortRunJob]
public class DescriptorBenchmarks
{
    private const int OtherAces = 39;

    private static readonly ProfileRight[] Rights = [.. PermissionProfile.Default.Rights.Where(right => !right.OnDomainHead)];
    private static readonly RequestedRight[] Profile = [.. Rights.Select(RightForms.ToRequest)];

    private readonly AccessResult[] _results = new AccessResult[Profile.Length];
    private CoverageClassifier _coverage = null!;
    private OperationClassifier _operations = null!;
    private UserFacts _user = null!;
    private byte[] _bytes = [];
    private SecurityDescriptor _descriptor = null!;
    private AccessToken _token = null!;
    private string _sddl = string.Empty;

    /// <summary>The descriptor, as it is stored.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>How many ACEs its DACL has.</summary>
    internal int AceCount => _descriptor.Dacl!.Aces.Length;

    /// <summary>Makes descriptor and token, and checks that every right is decided by the ACE that is meant.</summary>
    [GlobalSetup]
    public void MakeDescriptor()
    {
        var domain = Sid.Parse("S-1-5-21-1004336348-1177238915-682003330");
        var account = domain.Append(1104);
        _token = new AccessToken(account, Enumerable.Range(2000, 17).Select(rid => domain.Append((uint)rid)));
        const AceFlags passedOn = AceFlags.Inherited | AceFlags.ContainerInherit;
        Guid[] sets = [PropertySets.GeneralInformation, PropertySets.PublicInformation, PropertySets.UserAccountRestrictions, PropertySets.UserLogon];
        var aces = Enumerable.Range(0, OtherAces).Select(i => i % 3 == 0
            ? Ace.Allow(domain.Append((uint)(500 + i)), AccessMask.DirectoryAll, i < 20 ? AceFlags.None : passedOn)
            : Ace.AllowObject(
                i % 3 == 1 ? WellKnownSids.Self : domain.Append((uint)(500 + i)),
                i % 2 == 0 ? AccessMask.ReadProperty | AccessMask.WriteProperty : AccessMask.ControlAccess,
                sets[i % 4], i % 4 == 0 ? SchemaGuids.User : null, i < 20 ? AceFlags.None : passedOn)).ToList();
        aces.AddRange(Profile.Select(right => Ace.AllowObject(account, right.Mask, right.ObjectType, SchemaGuids.User, passedOn)));
        aces.Add(Ace.Allow(WellKnownSids.PreWindows2000CompatibleAccess, AccessMask.ListChildren, passedOn));
        _descriptor = new SecurityDescriptor(DescriptorControl.DaclAutoInherited, domain.Append(512), domain.Append(512), new Acl(aces));
        _bytes = _descriptor.ToBytes();
        _sddl = SddlFormatter.Format(_descriptor);
        _coverage = new CoverageClassifier(PermissionProfile.Default, _token);
        _operations = new OperationClassifier(_token);
        _user = new UserFacts(
            "CN=Anna,OU=Staff,DC=contoso,DC=com", "user", _bytes, domain.Append(1500).ToBytes(), AdminCount: false, ProtectedBy: null, "OU=Staff,DC=contoso,DC=com", BlockedAt: null);
        EvaluateProfile();
        if (!_results.Select(result => result.AceIndex).SequenceEqual(Enumerable.Range(OtherAces, Profile.Length)) || ClassifyUser().Reason != CoverageReason.Covered)
        {
            throw new InvalidOperationException("The benchmark's descriptor does not decide where it should.");
        }
    }

    /// <summary>One right on raw bytes: decode and evaluate, no allocation.</summary>
    [Benchmark(Baseline = true)]
    public AccessResult EvaluateOne() => AccessEvaluator.Evaluate(_bytes, _token, Profile[0]);

    /// <summary>The four rights of the default profile on users, on raw bytes, in one pass.</summary>
    [Benchmark]
    public AccessResult EvaluateProfile()
    {
        AccessEvaluator.Evaluate(_bytes, _token, Profile, _results);
        return _results[^1];
    }

    /// <summary>What a scan asks of each user's descriptor: whether the profile is there.</summary>
    [Benchmark]
    public CoverageVerdict ClassifyUser() => _coverage.Classify(_user);

    /// <summary>What a scan asks of each user's descriptor: which operations reach the user.</summary>
    [Benchmark]
    public UserOperations ClassifyOperations() =>
        _operations.Classify(_user, new AccountState(Enabled: true, SmartCardOnly: false, PasswordLastSet: null, MinimumAge: null), DateTimeOffset.UnixEpoch);

    /// <summary>Reading into objects.</summary>
    [Benchmark]
    public SecurityDescriptor Parse() => SecurityDescriptor.Parse(_bytes);

    /// <summary>Reading into objects, then one right.</summary>
    [Benchmark]
    public AccessResult ParseAndEvaluate() => AccessEvaluator.Evaluate(SecurityDescriptor.Parse(_bytes), _token, Profile[0]);

    /// <summary>Writing SDDL.</summary>
    [Benchmark]
    public string FormatSddl() => SddlFormatter.Format(_descriptor);

    /// <summary>Reading SDDL.</summary>
    [Benchmark]
    public SecurityDescriptor ParseSddl() => SddlParser.Parse(_sddl);
}
