using System.Reflection;
using System.Text.Json;
using PasswordWriteback.Core.Findings;
using PasswordWriteback.Local.Engine.History;
using PasswordWriteback.Orchestration.EnableWriteback;
using PasswordWriteback.Orchestration.Runtime;

namespace PasswordWriteback.Orchestration.Tests.Histories;

/// <summary>Which type each piece of data in a history of EnableWriteback has.</summary>
internal static class RunPayloads
{
    /// <summary>Input and result of every activity, by its name.</summary>
    public static readonly IReadOnlyDictionary<string, (Type Input, Type Result)> Activities = typeof(RunActivities)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(
            field => (string)typeof(Activity<,>).MakeGenericType(field.FieldType.GetGenericArguments()).GetProperty("Name")!.GetValue(field.GetValue(null))!,
            field => (field.FieldType.GetGenericArguments()[0], field.FieldType.GetGenericArguments()[1]),
            StringComparer.Ordinal);

    /// <summary>The data of a history, each with its type and a word on where it stands.</summary>
    public static IEnumerable<(string Where, Type Type, JsonElement Data)> In(IReadOnlyList<HistoryEvent> history)
    {
        var called = history.OfType<ActivityScheduled>().ToDictionary(call => call.TaskId, call => call.Name);
        foreach (var (index, line) in history.Index())
        {
            (string What, Type Type, JsonElement Data)? found = line switch
            {
                RunStarted started => ("input of the run", typeof(RunInput), started.Input),
                RunCompleted completed => ("output of the run", typeof(RunReport), completed.Output),
                ActivityScheduled call => ($"input of {call.Name}", Activities[call.Name].Input, call.Input),
                ActivityCompleted end => ($"result of {called[end.TaskId]}", Activities[called[end.TaskId]].Result, end.Result),
                EventRaised raised => ($"event {raised.Name}", PayloadOf(raised.Name), raised.Payload),
                _ => null,
            };
            if (found is { } data)
            {
                yield return ($"event {index + 1}, {data.What}", data.Type, data.Data);
            }
        }
    }

    private static Type PayloadOf(string eventName) => eventName switch
    {
        RunEvents.Cancel => typeof(CancelRequest),
        RunEvents.Release => typeof(ControllerRelease),
        RunEvents.Approval => typeof(PlanApproval),
        _ when eventName.StartsWith("confirmation-", StringComparison.Ordinal) => typeof(StepConfirmation),
        _ when eventName.StartsWith("relay-", StringComparison.Ordinal) => typeof(RelaySignal),
        _ => throw new ArgumentException($"No payload is known for event '{eventName}'.", nameof(eventName)),
    };
}
