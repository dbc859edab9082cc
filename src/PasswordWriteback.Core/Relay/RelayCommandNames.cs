using System.Reflection;
using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.Relay;

/// <summary>The names of the commands, as the contract writes them.</summary>
public static class RelayCommandNames
{
    private static readonly Dictionary<Type, string> ByType = typeof(RelayCommand)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToDictionary(attribute => attribute.DerivedType, attribute => (string)attribute.TypeDiscriminator!);

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> All => ByType.Values;

    /// <summary>The name of a command, for example <c>grantPermissions</c>.</summary>
    public static string Of(RelayCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return ByType[command.GetType()];
    }
}
