using PasswordWriteback.Graph.Identity;
using PasswordWriteback.LocalHost.Settings;

namespace PasswordWriteback.LocalHost.Tests.Settings;

public sealed class LicenceGroupSettingTests
{
    private const string Tenant = "7d0f6a3e-55b7-4d0a-9d0e-0a8f3f1f2a11";
    private const string Group = "0b9ec701-0000-4000-8000-00000000960a";

    [Fact]
    public void AGroup_IsReadFromTheSettings_ByTheTenantsId()
    {
        var settings = Read($"Graph:LicenceGroups:{Tenant}", Group);

        Assert.Equal(new Dictionary<Guid, Guid> { [new(Tenant)] = new(Group) }, GraphIdentity.LicenceGroups(settings.Graph));
    }

    [Fact]
    public void AGroup_OfWhatIsNoTenantId_IsRefused() => Assert.Contains(
        "'contoso' is no tenant id",
        Assert.Throws<GraphIdentityException>(() => GraphIdentity.LicenceGroups(Read("Graph:LicenceGroups:contoso", Group).Graph)).Message,
        StringComparison.Ordinal);

    private static LocalHostSettings Read(string name, string value)
    {
        var folder = Directory.CreateTempSubdirectory("writeback-settings-");
        try
        {
            return SettingsReader.Read(folder, [new(name, value)]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
