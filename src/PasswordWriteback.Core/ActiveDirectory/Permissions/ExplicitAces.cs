using System.Security.Cryptography;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

namespace PasswordWriteback.Core.ActiveDirectory.Permissions;

/// <summary>
/// The ACEs that were set on an object itself. They are what a grant changes and what replicates;
/// inherited ones are recomputed by each domain controller (MS-ADTS 6.1.3.3) and say nothing about a foreign change.
/// </summary>
public static class ExplicitAces
{
    /// <summary>SHA-256 (lower-case hex) over the bytes of the explicit ACEs of the DACL, in stored order, and whether the DACL is protected.</summary>
    public static string Hash(SecurityDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([descriptor.IsDaclProtected ? (byte)1 : (byte)0, (byte)descriptor.DaclState]);
        foreach (var ace in descriptor.ExplicitAces)
        {
            hash.AppendData(ace.Bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The multiset <paramref name="left"/> without <paramref name="right"/>, each ACE compared by its bytes, in the order of <paramref name="left"/>.</summary>
    public static IReadOnlyList<Ace> Without(IEnumerable<Ace> left, IEnumerable<Ace> right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var counts = new Dictionary<Ace, int>();
        foreach (var ace in right)
        {
            counts[ace] = counts.GetValueOrDefault(ace) + 1;
        }

        var rest = new List<Ace>();
        foreach (var ace in left)
        {
            if (counts.TryGetValue(ace, out var count) && count > 0)
            {
                counts[ace] = count - 1;
            }
            else
            {
                rest.Add(ace);
            }
        }

        return rest;
    }
}
