using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PasswordWriteback.Graph;
using PasswordWriteback.LocalHost.Settings;

namespace PasswordWriteback.LocalHost.Graph;

/// <summary>Who the backend is to tenants, read from its settings at the start.</summary>
internal static class GraphIdentity
{
    /// <summary>The cloud that the settings name.</summary>
    /// <exception cref="SettingsException">Only one of its two addresses is set.</exception>
    public static GraphCloud Cloud(GraphSettings settings) => settings switch
    {
        { Authority: null, Endpoint: null } => GraphCloud.Global,
        { Authority: { } authority, Endpoint: { } graph } =>
            WellKnown().FirstOrDefault(cloud => cloud.Authority == authority && cloud.Graph == graph)
            ?? new GraphCloud(authority.Host, authority, graph, IsWellKnown: false),
        _ => throw new SettingsException("Set Graph:Authority and Graph:Endpoint together: a cloud has both."),
    };

    /// <summary>The app's credential; null when the settings name no app.</summary>
    /// <exception cref="SettingsException">It cannot be read.</exception>
    public static TenantCredential? Credential(GraphSettings settings) => settings switch
    {
        { ClientId: null, CertificateFile: null, SecretFile: null } => null,
        { ClientId: null } => throw new SettingsException("Graph:ClientId is missing. Set it to the application (client) id of the app registration."),
        { CertificateFile: not null, SecretFile: not null } => throw new SettingsException("Set Graph:CertificateFile or Graph:SecretFile, not both."),
        { ClientId: { } client, CertificateFile: { } file } => new CertificateTenantCredential(client, Certificate(file)),
        { ClientId: { } client, SecretFile: { } file } => new ClientSecretTenantCredential(client, SecretFile.Read(file, "Graph:SecretFile")),
        _ => throw new SettingsException("Graph:ClientId needs Graph:CertificateFile, or Graph:SecretFile for development."),
    };

    private static GraphCloud[] WellKnown() => [GraphCloud.Global, GraphCloud.UsGovernment, GraphCloud.UsDefense, GraphCloud.China];

    private static X509Certificate2 Certificate(string file)
    {
        try
        {
            var certificate = X509Certificate2.GetCertContentType(file) == X509ContentType.Pfx
                ? X509CertificateLoader.LoadPkcs12FromFile(file, password: null)
                : X509Certificate2.CreateFromPemFile(file);
            return certificate.HasPrivateKey
                ? certificate
                : throw new SettingsException($"Graph:CertificateFile: {file} has no private key.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SettingsException(
                $"Graph:CertificateFile: {file} is neither a PEM file with certificate and key nor a PKCS#12 file without password. {unreadable.Message}",
                unreadable);
        }
    }
}
