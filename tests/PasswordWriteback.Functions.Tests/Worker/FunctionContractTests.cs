using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using PasswordWriteback.Functions.Activities;
using PasswordWriteback.Functions.Durable;
using PasswordWriteback.Orchestration.EnableWriteback;

namespace PasswordWriteback.Functions.Tests.Worker;

/// <summary>What the functions must have in common with the orchestration, and the worker does not check.</summary>
public sealed class FunctionContractTests
{
    private static readonly string[] Triggered = ["Api", "LongRounds", "Replies", "ShortRounds"];

    private static readonly IReadOnlyDictionary<string, MethodInfo> Functions = typeof(RunActivityFunctions).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
        .ToDictionary(method => method.GetCustomAttribute<FunctionAttribute>()!.Name, StringComparer.Ordinal);

    public static TheoryData<string, Type, Type> Activities =>
        [.. typeof(RunActivities).GetFields().Select(activity => (
            (string)activity.FieldType.GetProperty("Name")!.GetValue(activity.GetValue(null))!,
            activity.FieldType.GenericTypeArguments[0],
            activity.FieldType.GenericTypeArguments[1]))];

    [Fact]
    public void Functions_AreTheTriggersTheOrchestratorAndOnePerActivity() =>
        Assert.Equal(
            Activities.Select(activity => activity.Data.Item1).Append(EnableWritebackOrchestrator.Name).Concat(Triggered).Order(StringComparer.Ordinal),
            Functions.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Activities))]
    public void AnActivityFunction_TakesAndGivesWhatTheActivityDeclares(string name, Type input, Type result)
    {
        var function = Functions[name];

        Assert.Equal(input, function.GetParameters()[0].ParameterType);
        Assert.True(result.IsAssignableFrom(Given(function)), $"{Given(function)} is not a {result}.");
    }

    [Theory]
    [MemberData(nameof(Activities))]
    public void AResult_IsInTheJsonContractByItsRunTimeType_OrTheWorkerWouldSendItsToString(string name, Type input, Type result)
    {
        _ = (input, result);
        Assert.True(DurableJson.Contract.TryGetTypeInfo(Given(Functions[name]), out _));
    }

    [Fact]
    public void HostJson_StartsRunsUnderTheVersionOfTheOrchestrator()
    {
        using var host = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "host.json")));
        var durable = host.RootElement.GetProperty("extensions").GetProperty("durableTask");

        Assert.Equal(EnableWritebackOrchestrator.Version, durable.GetProperty("defaultVersion").GetString());
        Assert.Equal("CurrentOrOlder", durable.GetProperty("versionMatchStrategy").GetString());
        Assert.Equal("Reject", durable.GetProperty("versionFailureStrategy").GetString());
    }

    private static Type Given(MethodInfo function) => function.ReturnType.GenericTypeArguments.Single();
}
