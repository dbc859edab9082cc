using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Tenants;

/// <summary>What a PUT asks of the version of the record (RFC 9110 section 13.1).</summary>
/// <param name="Version">The version that the record must have; null: whatever it has.</param>
/// <param name="MustExist"><c>If-Match: *</c>.</param>
/// <param name="MustNotExist"><c>If-None-Match: *</c>.</param>
internal sealed record TenantVersion(long? Version, bool MustExist, bool MustNotExist)
{
    public static string ETag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <exception cref="ApiProblemException">A condition is none that a version can meet.</exception>
    public static TenantVersion Of(IHeaderDictionary headers) => new(
        Named(headers.IfMatch.ToString()), headers.IfMatch == "*", Absent(headers.IfNoneMatch.ToString()));

    /// <summary>What a PUT whose condition is not met is answered.</summary>
    public static ApiProblemException Conflict(string detail, string header) =>
        new(ApiProblem.Of(TenantProblems.VersionConflict, detail, header));

    private static long? Named(string value)
    {
        if (value is "" or "*")
        {
            return null;
        }

        return value is ['"', .. var inner, '"'] && long.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new ApiProblemException(ApiProblem.Of(
                FrameProblems.ParameterInvalid, "If-Match is the ETag of one answer, or *.", HeaderNames.IfMatch));
    }

    private static bool Absent(string value) => value switch
    {
        "" => false,
        "*" => true,
        _ => throw new ApiProblemException(ApiProblem.Of(
            FrameProblems.ParameterInvalid, "If-None-Match of a PUT is *: only if the tenant is not registered yet.", HeaderNames.IfNoneMatch)),
    };
}
