using System.CommandLine;
using PasswordWriteback.Relay.Ldap;
using PasswordWriteback.Relay.Service;

namespace PasswordWriteback.RelayWorker.CommandLine;

/// <summary>How to reach the forest: the same for every command that reads it.</summary>
internal sealed class ConnectionArguments
{
    private readonly Option<string[]> _server = new("--server")
    {
        Description = "Domain controller to begin with: HOST, HOST:PORT or ldaps://HOST:PORT (repeatable). Default: found through DNS.",
        HelpName = "HOST[:PORT]",
    };

    private readonly Option<string?> _domain = new("--domain") { Description = "Domain to look up in DNS. Default: this machine's own.", HelpName = "NAME" };

    private readonly Option<string?> _ca = new("--ca") { Description = "Certificates to trust, and no others (PEM or DER). Default: the system's.", HelpName = "FILE" };

    private readonly Option<string?> _user = new("--user")
    {
        Description = "Who binds: distinguished name, user@domain or DOMAIN\\user. Default: the identity of this process (Kerberos, signed and sealed).",
        HelpName = "NAME",
    };

    private readonly Option<string?> _passwordFile = new("--password-file") { Description = "File that holds the password of --user.", HelpName = "FILE" };

    private readonly Option<bool> _startTls = new("--starttls") { Description = "Protect the connection with StartTLS on port 389 instead of LDAPS." };

    private readonly Option<double> _connectTimeout = new("--connect-timeout")
    {
        Description = "Longest time in seconds to connect, and for one answer of a server. Default: 10.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 10,
    };

    public void AddTo(Command command)
    {
        Option[] options = [_server, _domain, _ca, _user, _passwordFile, _startTls, _connectTimeout];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="UsageException">The options do not fit together.</exception>
    public LdapOptions Read(ParseResult result)
    {
        var user = result.GetValue(_user);
        var passwordFile = result.GetValue(_passwordFile);
        var startTls = result.GetValue(_startTls);
        var timeout = result.GetValue(_connectTimeout);
        if ((user is null) != (passwordFile is null))
        {
            throw new UsageException("--user and --password-file belong together.", "Give both, or neither to use the identity of this process.");
        }

        if (startTls && user is null)
        {
            throw new UsageException("--starttls needs --user and --password-file.", "Leave it away: Kerberos signs and seals by itself.");
        }

        if (timeout is not (> 0 and <= 300))
        {
            throw new UsageException("--connect-timeout is not from 0 to 300 seconds.", "Give a number of seconds, for example 10.");
        }

        var options = new LdapOptions
        {
            Servers = result.GetValue(_server) ?? [],
            Domain = result.GetValue(_domain),
            CaFile = result.GetValue(_ca),
            Security = startTls ? LdapSecurity.StartTls : LdapSecurity.Automatic,
            Identity = user is null ? LdapIdentity.Own : LdapIdentity.User(user, ReadPassword(passwordFile!)),
            ConnectTimeout = TimeSpan.FromSeconds(timeout),
            RequestTimeout = TimeSpan.FromSeconds(timeout),
        };
        foreach (var server in options.Servers)
        {
            Check(server);
        }

        return options;
    }

    /// <summary>The same for a file: what the service reads at each start. Everything is checked as for a command, the password is not kept.</summary>
    /// <exception cref="UsageException">The options do not fit together.</exception>
    /// <exception cref="DirectoryException">The CA file cannot be used.</exception>
    public DirectorySettings Settings(ParseResult result, string? connectorAccount)
    {
        var options = Read(result);
        options.CheckCaFile();
        var passwordFile = result.GetValue(_passwordFile);
        return new DirectorySettings
        {
            Servers = options.Servers,
            Domain = options.Domain,
            CaFile = options.CaFile is { } ca ? Path.GetFullPath(ca) : null,
            User = result.GetValue(_user),
            PasswordFile = passwordFile is null ? null : Path.GetFullPath(passwordFile),
            StartTls = result.GetValue(_startTls),
            TimeoutSeconds = options.ConnectTimeout.TotalSeconds,
            ConnectorAccount = connectorAccount,
        };
    }

    private static void Check(string server)
    {
        try
        {
            _ = ServerAddress.Parse(server, LdapSecurity.Ldaps);
        }
        catch (FormatException exception)
        {
            throw new UsageException(exception.Message, "Name the server as in dc1.contoso.com or ldaps://dc1.contoso.com:636.");
        }
    }

    private static string ReadPassword(string file)
    {
        try
        {
            return PasswordFile.Read(file);
        }
        catch (InvalidDataException exception)
        {
            throw new UsageException(exception.Message, "Check the path and the rights on it; it holds the password and nothing else.");
        }
    }
}
