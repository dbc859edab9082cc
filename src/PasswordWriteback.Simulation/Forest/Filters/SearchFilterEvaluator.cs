using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Simulation.Forest.Schema;

namespace PasswordWriteback.Simulation.Forest.Filters;

/// <summary>An object as the reader who searches may see it.</summary>
internal interface IFilterSubject
{
    /// <summary>Values of an attribute; empty when there are none or the reader may not see them (MS-ADTS 3.1.1.4.4).</summary>
    IReadOnlyList<byte[]> Values(AttributeDefinition attribute);

    /// <summary>Whether the link reaches the object, over any number of steps.</summary>
    bool Reaches(AttributeDefinition link, string dn);
}

/// <summary>
/// Decides whether an object matches a filter. Attributes that the schema does not know make the outcome undefined,
/// which does not match, negated or not; a value that is absent simply does not compare (MS-ADTS 3.1.1.3.1.3.1).
/// </summary>
internal static class SearchFilterEvaluator
{
    /// <summary>Whether the object matches.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="subject">The object.</param>
    /// <param name="schemaDn">Distinguished name of the schema, for class names in objectCategory.</param>
    public static bool Matches(SearchFilter filter, IFilterSubject subject, string schemaDn) =>
        Evaluate(filter, subject, schemaDn) == true;

    private static bool? Evaluate(SearchFilter filter, IFilterSubject subject, string schemaDn)
    {
        switch (filter)
        {
            case AndFilter and:
                return Combine(and.Parts, decisive: false, subject, schemaDn);
            case OrFilter or:
                return Combine(or.Parts, decisive: true, subject, schemaDn);
            case NotFilter not:
                return !Evaluate(not.Part, subject, schemaDn);
            case PresenceFilter presence:
                return Ask(presence.Attribute, attribute => subject.Values(attribute).Count > 0);
            case ComparisonFilter comparison:
                return Ask(comparison.Attribute, attribute => Compare(comparison, attribute, subject, schemaDn));
            case SubstringFilter substring:
                return Ask(substring.Attribute, attribute =>
                    subject.Values(attribute).Any(value => HasPieces(LdapValue.ToText(value), substring)));
            case ExtensibleFilter extensible:
                return Ask(extensible.Attribute, attribute => MatchesRule(extensible, attribute, subject));
            default:
                throw new InvalidOperationException($"Filter {filter.GetType().Name} is not known.");
        }

        static bool? Ask(string name, Func<AttributeDefinition, bool> question) =>
            ForestSchema.FindAttribute(name) is { } attribute ? question(attribute) : null;
    }

    /// <summary>The decisive outcome if a part has it, else undefined if a part is, else the other.</summary>
    private static bool? Combine(IReadOnlyList<SearchFilter> parts, bool decisive, IFilterSubject subject, string schemaDn)
    {
        bool? outcome = !decisive;
        foreach (var part in parts)
        {
            switch (Evaluate(part, subject, schemaDn))
            {
                case { } decided when decided == decisive:
                    return decisive;
                case null:
                    outcome = null;
                    break;
            }
        }

        return outcome;
    }

    private static bool Compare(ComparisonFilter filter, AttributeDefinition attribute, IFilterSubject subject, string schemaDn)
    {
        var asserted = filter.Value;
        if (attribute.Name == "objectCategory" && ForestSchema.FindClass(LdapValue.ToText(asserted)) is { } named)
        {
            asserted = LdapValue.Text($"CN={named.Category},{schemaDn}");
        }

        return subject.Values(attribute).Any(value => filter.Comparison switch
        {
            Comparison.Equal => AreEqual(attribute.Syntax, value, asserted),
            Comparison.GreaterOrEqual => Order(attribute.Syntax, value, asserted) >= 0,
            _ => Order(attribute.Syntax, value, asserted) <= 0,
        });
    }

    private static bool AreEqual(AttributeSyntax syntax, byte[] value, byte[] asserted)
    {
        switch (syntax)
        {
            case AttributeSyntax.Octets:
                return value.AsSpan().SequenceEqual(asserted);
            case AttributeSyntax.Sid:
                return value.AsSpan().SequenceEqual(asserted)
                    || (Sid.TryParse(LdapValue.ToText(asserted), out var sid) && sid.Bytes.SequenceEqual(value));
            case AttributeSyntax.Dn:
                return IsDn(asserted, out var key) && DistinguishedName.Key(LdapValue.ToText(value)) == key;
            case AttributeSyntax.Integer:
                return LdapValue.ToInteger(value) is { } number && number == LdapValue.ToInteger(asserted);
            default:
                return string.Equals(LdapValue.ToText(value), LdapValue.ToText(asserted), StringComparison.OrdinalIgnoreCase);
        }
    }

    private static int? Order(AttributeSyntax syntax, byte[] value, byte[] asserted) => syntax switch
    {
        AttributeSyntax.Integer => LdapValue.ToInteger(value) is { } left && LdapValue.ToInteger(asserted) is { } right
            ? left.CompareTo(right)
            : null,
        AttributeSyntax.Octets or AttributeSyntax.Sid => value.AsSpan().SequenceCompareTo(asserted),
        _ => string.Compare(LdapValue.ToText(value), LdapValue.ToText(asserted), StringComparison.OrdinalIgnoreCase),
    };

    private static bool HasPieces(string value, SubstringFilter filter)
    {
        var rest = value.AsSpan();
        if (filter.Initial is { } initial)
        {
            var text = LdapValue.ToText(initial);
            if (!rest.StartsWith(text, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            rest = rest[text.Length..];
        }

        foreach (var piece in filter.Any.Select(LdapValue.ToText))
        {
            var at = rest.IndexOf(piece, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + piece.Length)..];
        }

        return filter.Final is null || rest.EndsWith(LdapValue.ToText(filter.Final), StringComparison.OrdinalIgnoreCase);
    }

    private static bool MatchesRule(ExtensibleFilter filter, AttributeDefinition attribute, IFilterSubject subject)
    {
        var bits = LdapValue.ToInteger(filter.Value);
        return filter.Rule switch
        {
            ExtensibleFilter.BitAnd => bits is { } mask && Any(number => (number & mask) == mask),
            ExtensibleFilter.BitOr => bits is { } mask && Any(number => (number & mask) != 0),
            ExtensibleFilter.InChain => IsDn(filter.Value, out var key) && subject.Reaches(attribute, key),
            _ => false,
        };

        bool Any(Func<long, bool> test) =>
            subject.Values(attribute).Any(value => LdapValue.ToInteger(value) is { } number && test(number));
    }

    private static bool IsDn(byte[] asserted, out string key)
    {
        try
        {
            key = DistinguishedName.Key(LdapValue.ToText(asserted));
            return true;
        }
        catch (FormatException)
        {
            key = string.Empty;
            return false;
        }
    }
}
