using PasswordWriteback.Core.ActiveDirectory.Rights;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors.Sddl;

namespace PasswordWriteback.RelayWorker.Output;

/// <summary>How a descriptor is shown.</summary>
internal enum DescriptorForm
{
    /// <summary>One line of SDDL.</summary>
    Sddl,

    /// <summary>A paragraph, an entry a line.</summary>
    Words,

    /// <summary>One line of JSON.</summary>
    Json,
}

/// <summary>Shows a security descriptor.</summary>
internal static class DescriptorOutput
{
    public static void Write(TextWriter output, SecurityDescriptor descriptor, DescriptorForm form, SddlDomain? domain)
    {
        switch (form)
        {
            case DescriptorForm.Sddl:
                output.WriteLine(SddlFormatter.Format(descriptor, domain));
                break;
            case DescriptorForm.Words:
                WriteWords(output, descriptor);
                break;
            default:
                output.WriteLine(JsonOutput.SerializeLine(ToJson(descriptor, domain)));
                break;
        }
    }

    private static void WriteWords(TextWriter output, SecurityDescriptor descriptor)
    {
        if (descriptor.Owner is { } owner)
        {
            output.WriteLine($"Owner: {WellKnownNames.Of(owner) ?? owner.ToString()}");
        }

        if (descriptor.Group is { } group)
        {
            output.WriteLine($"Group: {WellKnownNames.Of(group) ?? group.ToString()}");
        }

        output.WriteLine(descriptor.DaclState switch
        {
            DaclState.Absent => "Permissions: none stated; everybody may do everything.",
            DaclState.Null => "Permissions: the list is empty in the sense of NULL; everybody may do everything.",
            _ when descriptor.Dacl!.Aces.IsEmpty => "Permissions: an empty list; nobody may do anything.",
            _ => $"Permissions ({descriptor.Dacl!.Aces.Length}{(descriptor.IsDaclProtected ? ", inheritance is off" : "")}):",
        });
        foreach (var ace in descriptor.Dacl?.Aces ?? [])
        {
            output.WriteLine($"  {Words.Describe(ace)}");
        }

        output.WriteLine();
    }

    private static object ToJson(SecurityDescriptor descriptor, SddlDomain? domain) => new
    {
        sddl = SddlFormatter.Format(descriptor, domain),
        base64 = Convert.ToBase64String(descriptor.ToBytes()),
        owner = descriptor.Owner?.ToString(),
        group = descriptor.Group?.ToString(),
        dacl = descriptor.DaclState,
        isProtected = descriptor.IsDaclProtected,
        isCanonical = descriptor.IsCanonical(out _),
        aces = (descriptor.Dacl?.Aces ?? []).Select(ace => new
        {
            sddl = SddlFormatter.Format(ace, domain),
            words = Words.Describe(ace),
            sid = ace.Sid?.ToString(),
            inherited = ace.IsInherited,
        }),
    };
}
