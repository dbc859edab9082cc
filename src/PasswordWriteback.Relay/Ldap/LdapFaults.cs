using System.DirectoryServices.Protocols;
using System.Globalization;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>Turns what the LDAP library throws into a fault with a sentence and a remedy.</summary>
internal static class LdapFaults
{
    public const string ReachRemedy = "Check that it is a domain controller, that it runs, and that no firewall stands between.";

    /// <summary>LDAP result codes that the library reports as its own errors (RFC 4511 appendix A).</summary>
    private const int InvalidCredentials = 49;
    private const int StrongAuthRequired = 8;
    private const int ServerDown = 81;
    private const int LocalError = 82;
    private const int LdapTimeout = 85;

    public static DirectoryException Bind(LdapException exception, ServerAddress address, LdapIdentity identity) => exception.ErrorCode switch
    {
        InvalidCredentials => new DirectoryException(
            DirectoryFault.Credentials,
            address.Host,
            $"{address.Host} refused the credentials of {identity}{Substatus(exception.ServerErrorMessage)}.",
            "Check user and password. A user is named by distinguished name, user principal name or DOMAIN\\name.",
            exception),
        StrongAuthRequired => new DirectoryException(
            DirectoryFault.Unprotected,
            address.Host,
            $"{address.Host} asks for a protected connection.",
            "Use LDAPS, StartTLS, or Kerberos with signing and sealing.",
            exception),
        LocalError when identity.IsOwn => new DirectoryException(
            DirectoryFault.Credentials,
            address.Host,
            $"There is no usable Kerberos ticket for {address.Host}.",
            "Get a ticket (kinit user@REALM), reach the server by its DNS name, and check that the clocks agree; or name a user and a password file.",
            exception),
        LdapTimeout => Timeout(address.Host, "answer the bind in time", exception),
        ServerDown => new DirectoryException(
            DirectoryFault.Unreachable, address.Host, $"{address} ended the connection during the bind.", ReachRemedy, exception),
        _ => Refused(address.Host, "the bind", exception.ErrorCode.ToString(CultureInfo.InvariantCulture), exception.Message, exception),
    };

    public static DirectoryException Request(Exception exception, string server, string what) => exception switch
    {
        DirectoryOperationException { Response: { } response } => Response(response, server, what, exception),
        LdapException { ErrorCode: LdapTimeout } => Timeout(server, $"{what} in time", exception),
        LdapException { ErrorCode: ServerDown } => new DirectoryException(
            DirectoryFault.Unreachable, server, $"{server} ended the connection while asked to {what}.", ReachRemedy, exception),
        LdapException ldap => Refused(server, what, ldap.ErrorCode.ToString(CultureInfo.InvariantCulture), ldap.Message, exception),
        _ => Refused(server, what, exception.GetType().Name, exception.Message, exception),
    };

    public static DirectoryException Timeout(string server, string what, Exception? inner = null) => new(
        DirectoryFault.Timeout, server, $"{server} did not {what}.", ReachRemedy, inner);

    private static DirectoryException Response(DirectoryResponse response, string server, string what, Exception exception) => response.ResultCode switch
    {
        ResultCode.NoSuchObject => new DirectoryException(
            DirectoryFault.NoSuchObject,
            server,
            $"{server} could not {what}: the object does not exist, or this identity may not see it.",
            "Check the distinguished name, and that the identity may list and read the object.",
            exception),
        ResultCode.Referral => new DirectoryException(
            DirectoryFault.NoSuchObject,
            server,
            $"{server} could not {what}: the object belongs to a domain that this controller does not hold.",
            "Check the distinguished name; ask a domain controller of its own domain.",
            exception),
        ResultCode.InvalidDNSyntax => new DirectoryException(
            DirectoryFault.NoSuchObject,
            server,
            $"{server} could not {what}: that is no distinguished name.",
            "Write it as in OU=Staff,DC=contoso,DC=com, with special characters escaped.",
            exception),
        ResultCode.InsufficientAccessRights => new DirectoryException(
            DirectoryFault.AccessDenied,
            server,
            $"{server} does not let this identity {what}.",
            "Run as an identity that holds the right on that object; to change permissions that is Modify Permissions (WRITE_DAC).",
            exception),
        ResultCode.Busy or ResultCode.Unavailable or ResultCode.TimeLimitExceeded => new DirectoryException(
            DirectoryFault.Timeout, server, $"{server} was too busy to {what}.", "Try again, or name another domain controller.", exception),
        _ => Refused(server, what, response.ResultCode.ToString(), response.ErrorMessage, exception),
    };

    private static DirectoryException Refused(string server, string what, string code, string? words, Exception exception) => new(
        DirectoryFault.Refused,
        server,
        $"{server} refused to {what} ({code}{(string.IsNullOrWhiteSpace(words) ? "" : $": {words.Trim().TrimEnd('\0')}")}).",
        "The server's words say why; its directory service log may say more.",
        exception);

    // Active Directory hides the reason behind one code and writes it as "data <hex>" (Windows error codes).
    private static string Substatus(string? message) => message switch
    {
        not null when message.Contains("data 52e", StringComparison.OrdinalIgnoreCase) => ": the password is wrong",
        not null when message.Contains("data 525", StringComparison.OrdinalIgnoreCase) => ": there is no such user",
        not null when message.Contains("data 530", StringComparison.OrdinalIgnoreCase) => ": it may not sign in at this time",
        not null when message.Contains("data 531", StringComparison.OrdinalIgnoreCase) => ": it may not sign in from here",
        not null when message.Contains("data 532", StringComparison.OrdinalIgnoreCase) => ": its password has expired",
        not null when message.Contains("data 533", StringComparison.OrdinalIgnoreCase) => ": the account is disabled",
        not null when message.Contains("data 701", StringComparison.OrdinalIgnoreCase) => ": the account has expired",
        not null when message.Contains("data 773", StringComparison.OrdinalIgnoreCase) => ": it must change its password first",
        not null when message.Contains("data 775", StringComparison.OrdinalIgnoreCase) => ": the account is locked",
        _ => string.Empty,
    };
}
