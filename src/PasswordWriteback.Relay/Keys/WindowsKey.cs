using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Cryptography;
using System.Security.Principal;
using System.Text;
using PasswordWriteback.Core.Relay.Envelope;
using PasswordWriteback.Relay.State;

namespace PasswordWriteback.Relay.Keys;

/// <summary>
/// A key on Windows: a machine key of the Microsoft Software Key Storage Provider whose private half cannot be exported. Where that
/// provider refuses (a policy, a damaged store), PKCS#8 in a file that DPAPI protects for this machine.
/// </summary>
[SupportedOSPlatform("windows")]
internal static class WindowsKey
{
    private const string ContainerPrefix = "PasswordWriteback relay ";
    private const string SecurityProperty = "Security Descr";

    // NCryptGetProperty takes DACL_SECURITY_INFORMATION where other properties have their options.
    private const CngPropertyOptions DaclOnly = (CngPropertyOptions)4;

    // What the provider opens the key's file with (FILE_GENERIC_READ): FileSystemRights.Read alone lacks SYNCHRONIZE, and would not do.
    private const FileSystemRights Use = FileSystemRights.Read | FileSystemRights.Synchronize;

    private static readonly byte[] Purpose = Encoding.UTF8.GetBytes("PasswordWriteback relay key");

    /// <summary>Makes and stores a key.</summary>
    public static ECDsa Create(string folder)
    {
        var container = ContainerPrefix + Guid.NewGuid().ToString("N");
        try
        {
            var parameters = new CngKeyCreationParameters
            {
                ExportPolicy = CngExportPolicies.None,
                KeyCreationOptions = CngKeyCreationOptions.MachineKey,
                KeyUsage = CngKeyUsages.Signing,
                Provider = CngProvider.MicrosoftSoftwareKeyStorageProvider,
            };
            using var stored = CngKey.Create(CngAlgorithm.ECDsaP256, container, parameters);
            var key = new ECDsaCng(stored);
            DurableFile.Write(CngPath(folder, PublicJwk.Of(key).Kid), Encoding.UTF8.GetBytes(container));
            return key;
        }
        catch (CryptographicException)
        {
            return CreateProtected(folder);
        }
    }

    /// <summary>Opens the key with id <paramref name="keyId"/>.</summary>
    public static ECDsa Open(string folder, string keyId)
    {
        if (File.Exists(CngPath(folder, keyId)))
        {
            using var stored = CngKey.Open(
                File.ReadAllText(CngPath(folder, keyId)), CngProvider.MicrosoftSoftwareKeyStorageProvider, CngKeyOpenOptions.MachineKey);
            return new ECDsaCng(stored);
        }

        var pkcs8 = ProtectedData.Unprotect(File.ReadAllBytes(DpapiPath(folder, keyId)), Purpose, DataProtectionScope.LocalMachine);
        try
        {
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            return key;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    /// <summary>
    /// Lets an account sign with the key with id <paramref name="keyId"/>. A machine key lets in SYSTEM, Administrators and its maker
    /// alone; a file that DPAPI protects has the rights of its folder.
    /// </summary>
    public static void Grant(string folder, string keyId, SecurityIdentifier account)
    {
        if (!File.Exists(CngPath(folder, keyId)))
        {
            return;
        }

        using var stored = CngKey.Open(
            File.ReadAllText(CngPath(folder, keyId)), CngProvider.MicrosoftSoftwareKeyStorageProvider, CngKeyOpenOptions.MachineKey);
        var descriptor = new RawSecurityDescriptor(stored.GetProperty(SecurityProperty, DaclOnly).GetValue()!, 0);
        var dacl = descriptor.DiscretionaryAcl ??= new RawAcl(GenericAcl.AclRevision, 1);
        if (dacl.OfType<CommonAce>().Any(ace => ace.AceQualifier == AceQualifier.AccessAllowed && ace.SecurityIdentifier == account && (ace.AccessMask & (int)Use) == (int)Use))
        {
            return;
        }

        dacl.InsertAce(dacl.Count, new CommonAce(AceFlags.None, AceQualifier.AccessAllowed, (int)Use, account, isCallback: false, opaque: null));
        var bytes = new byte[descriptor.BinaryLength];
        descriptor.GetBinaryForm(bytes, 0);
        stored.SetProperty(new CngProperty(SecurityProperty, bytes, DaclOnly));
    }

    /// <summary>Removes the key with id <paramref name="keyId"/>.</summary>
    public static void Delete(string folder, string keyId)
    {
        var path = CngPath(folder, keyId);
        if (File.Exists(path))
        {
            var container = File.ReadAllText(path);
            if (CngKey.Exists(container, CngProvider.MicrosoftSoftwareKeyStorageProvider, CngKeyOpenOptions.MachineKey))
            {
                using var stored = CngKey.Open(container, CngProvider.MicrosoftSoftwareKeyStorageProvider, CngKeyOpenOptions.MachineKey);
                stored.Delete();
            }

            File.Delete(path);
        }

        if (File.Exists(DpapiPath(folder, keyId)))
        {
            File.Delete(DpapiPath(folder, keyId));
        }
    }

    private static ECDsa CreateProtected(string folder)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pkcs8 = key.ExportPkcs8PrivateKey();
        try
        {
            DurableFile.Write(
                DpapiPath(folder, PublicJwk.Of(key).Kid), ProtectedData.Protect(pkcs8, Purpose, DataProtectionScope.LocalMachine));
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    private static string CngPath(string folder, string keyId) => Path.Combine(folder, $"{keyId}.cng");

    private static string DpapiPath(string folder, string keyId) => Path.Combine(folder, $"{keyId}.dpapi");
}
