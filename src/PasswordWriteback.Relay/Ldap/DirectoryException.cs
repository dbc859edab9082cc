namespace PasswordWriteback.Relay.Ldap;

/// <summary>What went wrong with a domain controller.</summary>
public enum DirectoryFault
{
    /// <summary>The name does not resolve.</summary>
    UnknownHost,

    /// <summary>The connection was refused or broke.</summary>
    Unreachable,

    /// <summary>No answer within the deadline.</summary>
    Timeout,

    /// <summary>TLS failed: the certificate is not signed by the named CA, or its name does not fit.</summary>
    Certificate,

    /// <summary>The credentials were refused.</summary>
    Credentials,

    /// <summary>The bind would have sent credentials in the clear, and was not made.</summary>
    Unprotected,

    /// <summary>The object does not exist, or this identity may not see it.</summary>
    NoSuchObject,

    /// <summary>This identity may not do that.</summary>
    AccessDenied,

    /// <summary>The server refused for another reason; the message holds its words.</summary>
    Refused,
}

/// <summary>A domain controller could not be reached or refused. Carries no credentials.</summary>
/// <param name="fault">The kind.</param>
/// <param name="server">The host.</param>
/// <param name="message">One sentence: what happened, where.</param>
/// <param name="remedy">One sentence: what to do.</param>
/// <param name="inner">The library's exception.</param>
public sealed class DirectoryException(
    DirectoryFault fault, string server, string message, string remedy, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The kind of fault.</summary>
    public DirectoryFault Fault { get; } = fault;

    /// <summary>The host.</summary>
    public string Server { get; } = server;

    /// <summary>What to do.</summary>
    public string Remedy { get; } = remedy;

    /// <summary>Whether nothing was heard of the host. False where it answered, if only to refuse.</summary>
    public bool IsSilence => Fault is DirectoryFault.UnknownHost or DirectoryFault.Unreachable or DirectoryFault.Timeout;
}
