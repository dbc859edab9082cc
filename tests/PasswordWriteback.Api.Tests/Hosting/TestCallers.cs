using PasswordWriteback.Api.Authorization;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Tests.Hosting;

/// <summary>Believes tokens of the form <c>owner;role+role</c>; the subject is <c>user-of-{owner}</c>.</summary>
internal sealed class TestCallers : ICallerAuthentication
{
    public static string Token(string owner, IEnumerable<string> roles) => $"{owner};{string.Join('+', roles)}";

    public ValueTask<Caller> AuthenticateAsync(string token, CancellationToken cancellationToken) => token.Split(';') is [var owner, var roles]
        ? new(new Caller($"user-of-{owner}", $"User of {owner}", owner, roles.Split('+').ToHashSet(StringComparer.Ordinal)))
        : throw new ApiProblemException(ApiProblem.Of(FrameProblems.TokenInvalid, "No token of a test."));
}
