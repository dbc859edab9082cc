namespace PasswordWriteback.Api.Problems;

/// <summary>Problems that any endpoint may answer with.</summary>
public static class FrameProblems
{
    /// <summary>The body breaks off, or is no JSON.</summary>
    public static ProblemCode BodyInvalid { get; } = new("body-invalid", 400, "The body is not valid JSON.");

    /// <summary>A field has the wrong type or a value that it cannot have.</summary>
    public static ProblemCode FieldInvalid { get; } = new("field-invalid", 400, "A field of the body has a value that it cannot have.");

    /// <summary>A field has a name that the body does not know.</summary>
    public static ProblemCode FieldUnknown { get; } = new("field-unknown", 400, "The body has a field that is not known.");

    /// <summary>A field is not there.</summary>
    public static ProblemCode FieldMissing { get; } = new("field-missing", 400, "The body lacks a field.");

    /// <summary>A field occurs twice.</summary>
    public static ProblemCode FieldDuplicated { get; } = new("field-duplicated", 400, "The body has a field twice.");

    /// <summary>A parameter of path, query or header has a value that it cannot have.</summary>
    public static ProblemCode ParameterInvalid { get; } = new("parameter-invalid", 400, "A parameter has a value that it cannot have.");

    /// <summary>The query has a parameter that the endpoint does not know, or one of them twice.</summary>
    public static ProblemCode ParameterUnknown { get; } = new("parameter-unknown", 400, "The query has a parameter that is not known.");

    /// <summary>The request breaks HTTP.</summary>
    public static ProblemCode RequestInvalid { get; } = new("request-invalid", 400, "The request is not valid HTTP.");

    /// <summary>No bearer token.</summary>
    public static ProblemCode TokenMissing { get; } = new("token-missing", 401, "The request has no bearer token.");

    /// <summary>The token is not good.</summary>
    public static ProblemCode TokenInvalid { get; } = new("token-invalid", 401, "The bearer token is not accepted.");

    /// <summary>The token lacks the role.</summary>
    public static ProblemCode RoleMissing { get; } = new("role-missing", 403, "The caller lacks the role that this call needs.");

    /// <summary>There is nothing at this path.</summary>
    public static ProblemCode PathNotFound { get; } = new("path-not-found", 404, "There is nothing at this path.");

    /// <summary>The path does not know the method.</summary>
    public static ProblemCode MethodNotAllowed { get; } = new("method-not-allowed", 405, "The path does not know this method.");

    /// <summary>The body took too long to arrive.</summary>
    public static ProblemCode RequestTooSlow { get; } = new("request-too-slow", 408, "The body arrived too slowly.");

    /// <summary>The body is larger than allowed.</summary>
    public static ProblemCode BodyTooLarge { get; } = new("body-too-large", 413, "The body is larger than allowed.");

    /// <summary>The body is not declared as JSON.</summary>
    public static ProblemCode ContentTypeUnsupported { get; } = new("content-type-unsupported", 415, "The body is not declared as JSON.");

    /// <summary>More requests than this host serves at a time.</summary>
    public static ProblemCode TooManyRequests { get; } = new("too-many-requests", 429, "The host serves as many requests as it can.");

    /// <summary>An error of this program.</summary>
    public static ProblemCode InternalError { get; } = new("internal-error", 500, "The server made a mistake.");

    /// <summary>The store cannot be used now.</summary>
    public static ProblemCode StoreUnavailable { get; } = new("store-unavailable", 503, "The store cannot be used at present.");

    /// <summary>The engine that carries runs cannot be used now.</summary>
    public static ProblemCode EngineUnavailable { get; } = new("engine-unavailable", 503, "The engine that carries runs cannot be used at present.");

    /// <summary>The issuer's keys cannot be read now.</summary>
    public static ProblemCode IssuerUnavailable { get; } = new("issuer-unavailable", 503, "The issuer of tokens cannot be asked at present.");

    /// <summary>The request took longer than allowed.</summary>
    public static ProblemCode DeadlinePassed { get; } = new("deadline-passed", 503, "The request took too long and was given up.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } =
    [
        BodyInvalid, FieldInvalid, FieldUnknown, FieldMissing, FieldDuplicated, ParameterInvalid, ParameterUnknown, RequestInvalid,
        TokenMissing, TokenInvalid, RoleMissing, PathNotFound, MethodNotAllowed, RequestTooSlow,
        BodyTooLarge, ContentTypeUnsupported, TooManyRequests, InternalError, StoreUnavailable, EngineUnavailable, IssuerUnavailable, DeadlinePassed,
    ];
}
