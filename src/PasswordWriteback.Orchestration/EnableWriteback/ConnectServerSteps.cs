using PasswordWriteback.Core.EntraConnect;
using PasswordWriteback.Core.Relay;

namespace PasswordWriteback.Orchestration.EnableWriteback;

/// <summary>
/// The steps of one Entra Connect server: the forests that it serves, then its switch. The switch goes to the relay on that server, and
/// only when every forest of it is ready: it is one for all of them.
/// </summary>
internal sealed class ConnectServerSteps(Run run, IReadOnlyList<ForestSteps> forests)
{
    /// <summary>The forest whose relay stands on the server.</summary>
    private ForestSteps Owner => forests.First(forest => forest.ConnectAbsent != true || forests.Count == 1);

    /// <summary>
    /// Finds the servers: the one on which a forest's relay stands, else the one beside another forest's relay that has a connector for it.
    /// A relay that does not say whether its server has Entra Connect, or could not find out, keeps its forest for itself.
    /// </summary>
    public static IReadOnlyList<ConnectServerSteps> Find(Run run, IReadOnlyList<ForestSteps> forests)
    {
        var read = forests.Where(forest => forest.Connect.IsKnown).ToList();
        foreach (var forest in forests.Where(forest => forest.ConnectAbsent == true))
        {
            var serving = read.Where(other => other.ConnectAbsent == false && ServedForest.ConnectorOf(other.Connect.Value!, forest.Name) is not null).ToList();
            if ((serving.Find(other => !other.Connect.Value!.Staging) ?? serving.FirstOrDefault()) is { } other)
            {
                forest.ServeBy(other);
            }
        }

        foreach (var forest in forests)
        {
            forest.JudgeSurroundings([.. read.Select(other => other.Connect.Value!)]);
        }

        var servers = new List<List<ForestSteps>>();
        foreach (var forest in forests)
        {
            if (servers.Find(server => IsSame(server[0], forest)) is { } known)
            {
                known.Add(forest);
            }
            else
            {
                servers.Add([forest]);
            }
        }

        return [.. servers.Select(server => new ConnectServerSteps(run, server))];
    }

    /// <summary>Prepares every forest, then turns the switch if all came to their end.</summary>
    public async Task ApplyAsync()
    {
        var waiting = new List<string>();
        foreach (var forest in forests)
        {
            if (!await forest.PrepareAsync())
            {
                waiting.Add(forest.Name);
            }
        }

        if (waiting.Count == 0)
        {
            await SwitchOnAsync();
        }
        else if (waiting.Count < forests.Count && Owner.WritebackOn == false)
        {
            run.Note($"The switch stays off: it is one for {string.Join(" and ", forests.Select(forest => forest.Name))}, and {string.Join(" and ", waiting)} {(waiting.Count == 1 ? "is" : "are")} not ready");
        }
    }

    private static bool IsSame(ForestSteps one, ForestSteps other) =>
        one.ConnectAbsent is not null && other.ConnectAbsent is not null
        && one.Connect.IsKnown && other.Connect.IsKnown && SurroundingFindings.IsSameServer(one.Connect.Value, other.Connect.Value);

    private async Task SwitchOnAsync()
    {
        var owner = Owner;
        run.Enter(RunSteps.Connect, $"Turning the writeback switch of {owner.Name}");
        if (owner.WritebackOn == true)
        {
            run.Note("The switch was on already");
            return;
        }

        var askedAt = run.Context.CurrentTime;
        var set = await owner.Relay.AskAsync<ConnectWritebackSet>(id => new SetConnectWriteback(
            id, run.Input.TenantId, run.Context.InstanceId, owner.Name, Enabled: true));
        if (set is null)
        {
            return;
        }

        if (set.Result.IsKnown)
        {
            run.Record(owner.Name, set.Result.Value);
        }

        foreach (var forest in forests)
        {
            forest.HearSwitch(set.Result, askedAt);
        }

        run.Note(set.Result switch
        {
            { IsKnown: false } => set.Result.UnknownReason,
            { Value.NotTurned: { } refusal } => refusal.Detail,
            _ => $"Password writeback is {Run.OnOff(set.Result.Value.After)}",
        });
    }
}
