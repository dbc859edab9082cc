namespace PasswordWriteback.Relay.Visibility;

/// <summary>Says what an identity may not read, in one form everywhere: the attribute, the right that shows it, who lacks it.</summary>
internal static class Unreadable
{
    /// <summary>The right that shows a descriptor.</summary>
    public const string ReadPermissions = "Read Permissions (READ_CONTROL)";

    /// <summary>The right that shows an attribute.</summary>
    public const string ReadProperty = "Read Property";

    /// <summary>The right that shows what lies below an object.</summary>
    public const string ListContents = "List Contents";

    /// <summary>The words in parentheses, to follow a sentence.</summary>
    public static string Words(string attribute, string right, string principal) => $"(unreadable: {attribute}, {right}, {principal})";
}
