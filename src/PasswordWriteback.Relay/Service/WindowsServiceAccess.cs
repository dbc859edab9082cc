using System.Runtime.Versioning;
using System.Security.Principal;
using PasswordWriteback.Relay.Keys;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Service;

/// <summary>What the service's account needs on Windows, once an administrator has enrolled the server: the state folder, and the relay's key.</summary>
[SupportedOSPlatform("windows")]
public static class WindowsServiceAccess
{
    /// <summary>Who else may have prepared the state folder, or may write there, one sentence; null when nobody, or when there is none.</summary>
    /// <param name="stateFolder">The folder.</param>
    /// <param name="accounts">Accounts of the service; null: only who made the folder is judged.</param>
    public static string? FindProblem(string stateFolder, IReadOnlyList<SecurityIdentifier>? accounts) => WindowsFolder.FindProblem(stateFolder, accounts);

    /// <summary>Lets an account change what is in the state folder, and sign with the key of the enrolment in it.</summary>
    /// <exception cref="InvalidDataException">The server is not enrolled.</exception>
    /// <exception cref="UnauthorizedAccessException">The caller may not give such rights.</exception>
    public static void Grant(string stateFolder, SecurityIdentifier account)
    {
        var enrolment = Enrolment.Read(stateFolder);
        WindowsFolder.Grant(stateFolder, account);
        WindowsKey.Grant(RelayHost.KeyFolder(stateFolder), enrolment.KeyId, account);
    }
}
