using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Authorization;

/// <summary>A host without an issuer has one token; whoever holds it may do everything.</summary>
internal sealed class LocalTokenAuthentication(string token) : ICallerAuthentication
{
    private static readonly Caller Local = new("local", "local", "local", ApiRoles.All.ToFrozenSet(StringComparer.Ordinal));

    private readonly byte[] _hash = Hash(token);

    // Hashes are compared, so that the time taken says nothing about the token, its length included.
    public ValueTask<Caller> AuthenticateAsync(string token, CancellationToken cancellationToken) =>
        CryptographicOperations.FixedTimeEquals(Hash(token), _hash)
            ? new(Local)
            : throw new ApiProblemException(ApiProblem.Of(
                FrameProblems.TokenInvalid, "It is not the token of this host: it was printed at the first start and is in the data folder."));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
