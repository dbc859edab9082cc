namespace PasswordWriteback.Api.Problems;

/// <summary>A problem as RFC 9457 writes it, <c>application/problem+json</c>.</summary>
/// <param name="Type">Reference of its page, relative to this host.</param>
/// <param name="Title">The same whenever the problem occurs.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened, and what to do.</param>
/// <param name="Instance">This occurrence: <c>urn:request:</c> and the request's id, as the log has it.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Field">The field at fault: a JSON path into the body, or the name of a parameter or header.</param>
/// <param name="Link">Path of what is in the way.</param>
public sealed record ProblemBody(
    string Type, string Title, int Status, string Detail, string Instance, string Code, string? Field = null, string? Link = null);
