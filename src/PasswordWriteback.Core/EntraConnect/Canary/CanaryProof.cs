using PasswordWriteback.Core.EntraConnect.Events;

namespace PasswordWriteback.Core.EntraConnect.Canary;

/// <summary>
/// Joins the events of the Connect server with what the directory knows of the canary user. A reset is proven when a success event
/// that can be the user's, a pwdLastSet that rose with it and is not 0, the write of the password itself, the domain controller on
/// which it originated, and its arrival at the PDC emulator are all seen.
/// </summary>
public static class CanaryProof
{
    /// <summary>How far the clocks of Connect server and domain controllers may differ, the time of the write included.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>How far apart pwdLastSet and the password may be written: one operation writes both.</summary>
    private static readonly TimeSpan SameWrite = TimeSpan.FromMinutes(1);

    /// <summary>Judges.</summary>
    /// <param name="operations">What the log shows, by <see cref="OperationPairing"/>.</param>
    /// <param name="sightings">The user on the PDC emulator first, then on other domain controllers; empty when it was not found.</param>
    /// <returns>The proof, or what is missing to it.</returns>
    public static (ResetProof? Proof, IReadOnlyList<CanaryGap> Gaps) Judge(
        IReadOnlyList<OperationTrace> operations, IReadOnlyList<CanarySighting> sightings)
    {
        ArgumentNullException.ThrowIfNull(operations);
        ArgumentNullException.ThrowIfNull(sightings);
        var successes = operations
            .Where(trace => trace is { WritesPassword: true, Outcome: OperationOutcome.Succeeded })
            .Reverse()
            .ToList();
        if (sightings.Count == 0)
        {
            return (null, [new CanaryGap(CanaryPart.Found, "The canary user was not found on any domain controller that answers.")]);
        }

        var own = successes.Where(success => Match(success, sightings[0]) is not null).ToList();
        if (own.Count == 0)
        {
            return (null, [new CanaryGap(CanaryPart.SuccessEvent, WithoutSuccess(operations, successes.Count))]);
        }

        if (sightings.FirstOrDefault(sighting => sighting.IsPdcEmulator) is not { } pdc)
        {
            return (null, [new CanaryGap(CanaryPart.PdcEmulator, "The PDC emulator of the canary's domain does not answer.")]);
        }

        foreach (var success in own)
        {
            if (Rose(success, pdc))
            {
                return Complete(success, pdc);
            }
        }

        return (null, [NotRisen(own, pdc, [.. sightings.Where(sighting => !sighting.IsPdcEmulator)])]);
    }

    private static (ResetProof? Proof, IReadOnlyList<CanaryGap> Gaps) Complete(OperationTrace success, CanarySighting pdc)
    {
        if (pdc.PwdLastSetOrigin is not { } origin)
        {
            return (null, [new CanaryGap(CanaryPart.Origin, $"{pdc.Server} does not show the replication metadata of pwdLastSet to this relay.")]);
        }

        if (pdc.PasswordOrigin is { } password && (password.At - origin.At).Duration() > SameWrite)
        {
            return (null, [new CanaryGap(
                CanaryPart.PasswordWritten,
                $"pwdLastSet was written {origin.At:u}, the password itself {password.At:u}: somebody changed pwdLastSet alone.")]);
        }

        return (new ResetProof(success.At, success.Operation.ToString(), origin.Controller, pdc.PwdLastSet!.Value, success.StartedAt, Match(success, pdc)), []);
    }

    private static CanaryGap NotRisen(List<OperationTrace> own, CanarySighting pdc, List<CanarySighting> others)
    {
        var newest = own[0];
        if (others.Find(other => IsAhead(other, pdc) && own.Exists(success => Rose(success, other))) is { } ahead)
        {
            return new CanaryGap(
                CanaryPart.PdcEmulator,
                $"The reset is on {ahead.Server}{(ahead.PwdLastSetOrigin is { } origin ? $" (written on {origin.Controller})" : "")} and has not arrived on the PDC emulator {pdc.Server}.");
        }

        if (pdc.ExpiredAtOnce)
        {
            return new CanaryGap(
                CanaryPart.NotExpired,
                $"pwdLastSet is 0 on {pdc.Server}: the password was expired at once; the connector account lacks Unexpire Password, or an administrator expired it.");
        }

        return pdc.PwdLastSet is { } set
            ? new CanaryGap(
                CanaryPart.PwdLastSetRose,
                set < newest.At
                    ? $"The newest success is of {newest.At:u}; pwdLastSet on {pdc.Server} is still of {set:u}."
                    : $"pwdLastSet on {pdc.Server} is of {set:u}, later than the newest success of {newest.At:u}: the password was set again since, which hides it.")
            : new CanaryGap(CanaryPart.PwdLastSetRose, $"{pdc.Server} does not show pwdLastSet of the canary to this relay.");
    }

    // The write that the PDC emulator will take over has the higher version, the later time where they are equal (MS-DRSR, AttributeStamp).
    private static bool IsAhead(CanarySighting other, CanarySighting pdc) =>
        other.PwdLastSetOrigin is not { } there || pdc.PwdLastSetOrigin is not { } here || (there.Version, there.At).CompareTo((here.Version, here.At)) > 0;

    private static string WithoutSuccess(IReadOnlyList<OperationTrace> operations, int ofOthers)
    {
        if (ofOthers > 0)
        {
            return $"The {ofOthers} success(es) in the log are of other users.";
        }

        return operations.LastOrDefault(trace => trace.WritesPassword) is { } last
            ? $"The log holds no success; the newest operation, a {last.Operation} of {last.At:u}, {(last.Outcome == OperationOutcome.Failed ? "failed" : "has no end in the log")}."
            : "The log holds no reset and no change.";
    }

    /// <summary>How the success is the canary's; null when the events name somebody else.</summary>
    private static CanaryMatch? Match(OperationTrace success, CanarySighting canary)
    {
        if (success.SourceAnchor is { } anchor && canary.Anchors.Contains(anchor, StringComparer.Ordinal))
        {
            return CanaryMatch.ByName;
        }

        if (success.UserPrincipalName is { } name && canary.PrincipalName is { } own)
        {
            return name.Equals(own, StringComparison.OrdinalIgnoreCase) ? CanaryMatch.ByName : null;
        }

        return success.SourceAnchor is not null && canary.Anchors.Count > 0 ? null : CanaryMatch.ByTime;
    }

    private static bool Rose(OperationTrace success, CanarySighting sighting) =>
        sighting.PwdLastSet is { } set
        && set >= (success.StartedAt ?? success.At) - ClockTolerance
        && set <= success.At + ClockTolerance;
}
