using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace PasswordWriteback.Core;

/// <summary>
/// What a check could find out: a value, or the reason why it is not known.
/// A reading that failed is never a value; findings built on it are <c>Unknown</c>.
/// </summary>
/// <typeparam name="T">What was read.</typeparam>
/// <param name="Value">The value; meaningless unless <see cref="IsKnown"/>.</param>
/// <param name="UnknownReason">Why there is no value, as a sentence for the report; null when there is one.</param>
public sealed record Reading<T>(T? Value, string? UnknownReason)
{
    /// <summary>Whether a value was read.</summary>
    [JsonIgnore]
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(UnknownReason))]
    public bool IsKnown => UnknownReason is null;
}

/// <summary>Makes readings.</summary>
public static class Reading
{
    /// <summary>A value that was read.</summary>
    public static Reading<T> Known<T>(T value) => new(value, UnknownReason: null);

    /// <summary>No value, because of <paramref name="reason"/> (a sentence).</summary>
    public static Reading<T> Unknown<T>(string reason) => new(default, reason);

    /// <summary>No value, because this product has no adapter for the source yet.</summary>
    public static Reading<T> NotBuilt<T>(string what) => new(default, $"not built: {what}");
}
