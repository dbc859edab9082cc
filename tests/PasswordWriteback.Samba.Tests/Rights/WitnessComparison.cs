using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Samba.Tests.Rights;

/// <summary>
/// Puts each answer of Samba beside the evaluator's. With the listed deviations applied the two must agree everywhere;
/// without them every difference is counted under the deviations that make it.
/// </summary>
internal sealed class WitnessComparison(WitnessObjects made, AccessToken token)
{
    private const int OwnerAndGroup = 3;
    private const int Dacl = 4;
    private const int Done = 0;

    private static readonly SambaDeviation[] All = Enum.GetValues<SambaDeviation>();

    private readonly SortedDictionary<string, (int Given, int NotGiven)> _questions = new(StringComparer.Ordinal);
    private readonly Dictionary<SambaDeviation, int> _deviations = All.ToDictionary(kind => kind, _ => 0);
    private readonly List<string> _unexplained = [];
    private int _different;

    /// <summary>How often Samba gave, and did not give, what was asked.</summary>
    public IReadOnlyDictionary<string, (int Given, int NotGiven)> Questions => _questions;

    /// <summary>How many answers each deviation changes.</summary>
    public IReadOnlyDictionary<SambaDeviation, int> Deviations => _deviations;

    /// <summary>Answers that the list of deviations does not account for.</summary>
    public IReadOnlyList<string> Unexplained => _unexplained;

    public string Summary => string.Join('\n', [
        $"{_questions.Values.Sum(count => count.Given + count.NotGiven)} answers, {_different} differ",
        .. _questions.Select(pair => $"{pair.Key}: {pair.Value.Given} given, {pair.Value.NotGiven} not"),
        .. _deviations.Select(pair => $"{pair.Key}: {pair.Value}")]);

    public void Add(WitnessObject one, SecurityDescriptor descriptor, string sddl, WitnessAnswer answer)
    {
        var objectClass = made.Class(one.ObjectClass);
        var possible = made.Possible[one.ObjectClass];
        foreach (var name in possible.AllowedAttributesEffective)
        {
            var (attribute, set) = made.Attribute(name);
            Same("write property", name, answer.AllowedAttributesEffective.Contains(name), RequestedRight.Write(attribute, set, objectClass));
        }

        foreach (var name in possible.AllowedChildClassesEffective)
        {
            Same("create child", name, answer.AllowedChildClassesEffective.Contains(name), new RequestedRight(AccessMask.CreateChild, made.Class(name)));
        }

        foreach (var name in (string[])["description", "displayName", "info", "sAMAccountName", "wWWHomePage"])
        {
            var (attribute, set) = made.Attribute(name);
            Same("read property", name, answer.Read.Contains(name), RequestedRight.Read(attribute, set, objectClass));
        }

        Same("read control", "", answer.ReadControl, new RequestedRight(AccessMask.ReadControl));
        Same("write owner", "", (answer.SDRightsEffective & OwnerAndGroup) == OwnerAndGroup, new RequestedRight(AccessMask.WriteOwner));
        Same("write DACL", "", (answer.SDRightsEffective & Dacl) == Dacl, new RequestedRight(AccessMask.WriteDacl));
        if (one.ObjectClass == "user")
        {
            var (attribute, set) = made.Attribute("lockoutTime");
            Same("unlock, done", "", answer.LockoutTime == Done, RequestedRight.Write(attribute, set, objectClass));
            Same("reset, done", "", answer.Reset == Done, RequestedRight.ExtendedRight(ExtendedRights.ResetPassword));
        }

        void Same(string question, string name, bool samba, RequestedRight right)
        {
            var (given, notGiven) = _questions.GetValueOrDefault(question);
            _questions[question] = samba ? (given + 1, notGiven) : (given, notGiven + 1);
            _different += Ours() == samba ? 0 : 1;
            foreach (var kind in All.Where(kind => Ours([.. All.Except([kind])]) != Ours(All)))
            {
                _deviations[kind]++;
            }

            if (Ours(All) != samba)
            {
                _unexplained.Add($"{question} {name} on {one.Dn}: Samba {samba}, evaluator {Ours()}, with Samba's deviations {Ours(All)}: {sddl}");
            }

            bool Ours(params SambaDeviation[] deviations) => AccessEvaluator.Evaluate(
                deviations.Aggregate(descriptor, (seen, kind) => kind.Apply(seen)),
                token,
                deviations.Aggregate(right, (asked, kind) => kind.Apply(asked, objectClass, made.Attribute("nTSecurityDescriptor"))),
                Sid.Parse(one.Sid)).IsGranted;
        }
    }
}
