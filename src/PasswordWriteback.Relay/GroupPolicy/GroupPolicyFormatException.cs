namespace PasswordWriteback.Relay.GroupPolicy;

/// <summary>What of a Group Policy could not be read.</summary>
public enum GroupPolicyPart
{
    /// <summary>The links of a container: attribute gPLink. Positions are characters.</summary>
    Links,

    /// <summary>The security template GptTmpl.inf. Positions are lines, from 1.</summary>
    SecurityTemplate,

    /// <summary>The registry settings Registry.pol. Positions are bytes.</summary>
    RegistryPolicy,
}

/// <summary>A part of a Group Policy is not as its specification says. Nothing of it is used.</summary>
/// <param name="part">Which part.</param>
/// <param name="position">Where in it.</param>
/// <param name="message">What is wrong, one sentence.</param>
public sealed class GroupPolicyFormatException(GroupPolicyPart part, int position, string message) : FormatException(message)
{
    /// <summary>Which part.</summary>
    public GroupPolicyPart Part { get; } = part;

    /// <summary>Where in it: character, line or byte, as <see cref="GroupPolicyPart"/> says.</summary>
    public int Position { get; } = position;
}
