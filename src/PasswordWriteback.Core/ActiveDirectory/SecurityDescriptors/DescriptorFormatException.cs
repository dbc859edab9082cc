namespace PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;

/// <summary>Bytes or text that are no security descriptor, ACL, ACE or SID.</summary>
public sealed class DescriptorFormatException : FormatException
{
    /// <summary>Reports malformed input.</summary>
    /// <param name="offset">Where the fault is: bytes (characters for SDDL) from the start of the input.</param>
    /// <param name="reason">What is wrong there, as a sentence without the offset.</param>
    public DescriptorFormatException(int offset, string reason)
        : base($"At offset {offset}: {reason}")
    {
        Offset = offset;
        Reason = reason;
    }

    /// <summary>Where the fault is: bytes (characters for SDDL) from the start of the input.</summary>
    public int Offset { get; }

    /// <summary>What is wrong there.</summary>
    public string Reason { get; }
}
