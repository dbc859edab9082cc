using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using PasswordWriteback.Core.ActiveDirectory.Topology;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Core.Tests.Relay;

/// <summary>What one side writes, the other side's strict reader takes.</summary>
public sealed class WireContractTests
{
    /// <summary>A field that is left out when it is null has to be one that may be missing: else every message without it is refused.</summary>
    [Fact]
    public void AFieldThatMayBeLeftOut_MayBeMissing()
    {
        var wrong =
            from type in typeof(RelayJson).Assembly.GetTypes()
            from parameter in type.GetConstructors().SelectMany(constructor => constructor.GetParameters())
            where !parameter.HasDefaultValue
                && type.GetProperty(parameter.Name!)?.GetCustomAttribute<JsonIgnoreAttribute>() is { Condition: JsonIgnoreCondition.WhenWritingNull }
            select $"{type.Name}.{parameter.Name}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void ARoleOfTheForest_IsReadAsItWasWritten()
    {
        var holder = new FsmoHolder("dc1.corp.example", "CN=NTDS Settings,CN=DC1", FsmoHolderState.Listed);
        var role = new FsmoRoleOwner(FsmoRole.SchemaMaster, Domain: null, Reading.Known(holder));
        var contract = RelayJson.Wire.GetTypeInfo(typeof(FsmoRoleOwner))!;

        Assert.Equal(role.Domain, ((FsmoRoleOwner)JsonSerializer.Deserialize(JsonSerializer.Serialize(role, contract), contract)!).Domain);
    }
}
