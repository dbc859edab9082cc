using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace PasswordWriteback.Relay.Ldap;

/// <summary>
/// libldap reads ldap.conf, .ldaprc and LDAP… variables, and they may switch certificate checks off, add trusted
/// authorities or allow SASL without encryption. Its own variables win over the files, so these are set before libldap
/// is loaded: certificates are always demanded, nothing is trusted but what a connection names, SASL must encrypt, and a
/// service principal is built from the host name that was asked for, not from reverse DNS.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class LibldapDefaults
{
    private static readonly (string Name, string Value)[] Variables =
    [
        ("LDAPTLS_REQCERT", "demand"),
        ("LDAPTLS_CACERT", ""),
        ("LDAPTLS_CACERTDIR", ""),
        ("LDAPSASL_SECPROPS", "noanonymous,noplain,minssf=56"),
        ("LDAPSASL_NOCANON", "on"),
    ];

    private static readonly Lazy<bool> Applied = new(Apply);

    /// <summary>Sets the variables, once per process. Environment.SetEnvironmentVariable would not reach native code.</summary>
    public static void Ensure() => _ = Applied.Value;

    private static bool Apply()
    {
        foreach (var (name, value) in Variables)
        {
            if (SetEnvironment(name, value, overwrite: 1) != 0)
            {
                throw new InvalidOperationException($"The environment variable {name} could not be set.");
            }
        }

        return true;
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetEnvironment(string name, string value, int overwrite);
}
