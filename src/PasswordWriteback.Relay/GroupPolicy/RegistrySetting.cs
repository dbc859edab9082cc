using PasswordWriteback.Core;

namespace PasswordWriteback.Relay.GroupPolicy;

/// <summary>A text value of the registry that a policy sets.</summary>
/// <param name="Text">The value.</param>
/// <param name="File">The file that sets it.</param>
public sealed record RegistrySetting(string? Text, string File);

/// <summary>Looks for one value of HKEY_LOCAL_MACHINE in the files of a policy.</summary>
/// <param name="key">Key below HKEY_LOCAL_MACHINE.</param>
/// <param name="value">Name of the value.</param>
public sealed class RegistrySettingReader(string key, string value)
{
    private const string RegistryFile = @"Machine\Registry.pol";
    private const int TextType = 1;

    /// <summary>What the policy's security template sets; <see cref="RegistrySetting.Text"/> null when it sets nothing.</summary>
    public Reading<RegistrySetting> FromTemplate(SysvolFolder sysvol, string domain, GroupPolicyObject policy) =>
        Read(sysvol, domain, policy, SecurityTemplate.File, content =>
            SecurityTemplate.Find(SecurityTemplate.Parse(content), $@"MACHINE\{key}\{value}") is { Type: TextType } found ? found.Data : null);

    /// <summary>What the policy's registry settings set; <see cref="RegistrySetting.Text"/> null when they set nothing.</summary>
    public Reading<RegistrySetting> FromRegistry(SysvolFolder sysvol, string domain, GroupPolicyObject policy) =>
        Read(sysvol, domain, policy, RegistryFile, content => RegistryPolicy.Find(RegistryPolicy.Parse(content), key, value)?.TextData);

    private static Reading<RegistrySetting> Read(
        SysvolFolder sysvol, string domain, GroupPolicyObject policy, string file, Func<byte[], string?> find)
    {
        ArgumentNullException.ThrowIfNull(sysvol);
        ArgumentNullException.ThrowIfNull(policy);
        var read = sysvol.Read(domain, policy.FilesPath, file);
        if (!read.IsKnown)
        {
            return Reading.Unknown<RegistrySetting>($"Policy '{policy.Name}': {read.UnknownReason}");
        }

        try
        {
            return Reading.Known(new RegistrySetting(read.Value.Content is { } content ? find(content) : null, file));
        }
        catch (GroupPolicyFormatException damaged)
        {
            return Reading.Unknown<RegistrySetting>($"Policy '{policy.Name}': {damaged.Message}");
        }
    }
}
