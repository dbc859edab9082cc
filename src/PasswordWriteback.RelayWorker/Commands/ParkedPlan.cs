using PasswordWriteback.Core.Relay;
using PasswordWriteback.Relay.Approval;
using PasswordWriteback.Relay.Policy;
using PasswordWriteback.RelayWorker.CommandLine;
using PasswordWriteback.RelayWorker.Output;

namespace PasswordWriteback.RelayWorker.Commands;

/// <summary><c>apply --plan</c> for a plan that a run waits for: made anew, shown with names, asked, written, and told to the run.</summary>
internal static class ParkedPlan
{
    /// <param name="terminal">Where it shows and asks.</param>
    /// <param name="json">One JSON document on standard output instead of words.</param>
    /// <param name="local">Makes and writes the plan.</param>
    /// <param name="request">What waits.</param>
    /// <param name="policy">The policy of the server.</param>
    /// <param name="session">The forest, as the administrator.</param>
    /// <param name="required">Domain controllers that must agree.</param>
    /// <param name="agreed">Asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<int> ApplyAsync(
        Terminal terminal,
        bool json,
        LocalGrant local,
        ApprovalRequest request,
        PolicyState policy,
        ForestSession session,
        IReadOnlyList<string> required,
        Func<bool> agreed,
        CancellationToken cancellationToken)
    {
        if (policy.Problem is { } problem)
        {
            throw new UsageException($"The relay's policy cannot be relied on: {problem}", "Correct it first; 'relay policy check' says when it is right.");
        }

        var by = await session.WhoAsync( cancellationToken).ConfigureAwait(false);
        var account = await session.RequireAccountAsync(policy.Policy.PinnedAccounts is [var only] ? only : null, cancellationToken).ConfigureAwait(false);
        var found = await local.AssessAsync(request, policy.Policy, session.Forest, account, cancellationToken).ConfigureAwait(false);
        if (!json)
        {
            var output = new Tables(terminal);
            output.Line($"Run {request.RunId} waits for this plan since {request.RequestedAt:u}, until {request.Deadline:u}. You are {by.Name}.");
            AssessmentOutput.BlastRadius(output, found.BlastRadius, found.BlastRadiusDetail);
            PlanOutput.Write(output, found.Plan);
        }

        if (found.Plan.Hash != request.PlanHash)
        {
            terminal.Error.WriteLine($"error: The plan is {found.Plan.Hash} now, not {request.PlanHash}: the directory, the policy or what you may read is not the same. Nothing was written.");
            terminal.Error.WriteLine("Start a new run, or write the plan shown here with 'relay apply --plan' once a run asks for it.");
            return ExitCode.NotCompliant;
        }

        var refused = PolicyRules.Decide(
            policy, new GrantPermissions(Guid.Empty, Guid.Empty, request.RunId, request.Forest, found.Plan.Hash), found.Plan, DateTimeOffset.UtcNow) as PolicyDecision.Refused;
        if (refused is not null)
        {
            terminal.Error.WriteLine($"error: {refused.Sentence} Nothing was written.");
            terminal.Error.WriteLine(refused.Remedy);
            return ExitCode.NotCompliant;
        }

        if (found.Plan.Refusals.Count == 0 && !agreed())
        {
            terminal.Error.WriteLine("Nothing was written. The run goes on waiting.");
            return ExitCode.Failed;
        }

        return WriteOutput.Write(
            terminal, json, await local.WriteAsync(request, session.Forest, account, required, by, cancellationToken).ConfigureAwait(false));
    }
}
