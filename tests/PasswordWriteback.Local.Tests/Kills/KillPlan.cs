namespace PasswordWriteback.Local.Tests.Kills;

/// <summary>When to kill: at a mark, then so much later.</summary>
/// <param name="Phase">Phase of the mark.</param>
/// <param name="What">What the mark begins with.</param>
/// <param name="Delay">Between mark and kill.</param>
internal sealed record KillPoint(string Phase, string What, TimeSpan Delay)
{
    /// <summary>The phases of an apply, in their order. A phase that is not here comes at no certain place.</summary>
    private static readonly string[] Order =
    [
        "ReadTenant", "ReadLicences", "Discover", "AssessPermissions", "approval", "GrantPermissions", "ConfirmReplication",
        "confirmation-minimum-password-age", "ReadPasswordPolicy", "SetConnectWriteback", "CollectEvidence", "SaveAttestation",
        "confirmation-canary-reset",
    ];

    /// <summary>The marks of a phase, in their order.</summary>
    private static readonly string[] Within = ["begun", "asked", "taken", "executing", "writing", "stored", "answered", "done", "completed"];

    /// <summary>Whether a mark is this point, or past it: an earlier life may have got further than its kill was meant for.</summary>
    public bool IsReached(string mark)
    {
        var parts = mark.Split([':', ' ']);
        var (phase, what) = (Array.IndexOf(Order, parts[0]), Array.IndexOf(Within, parts[1]));
        return what >= 0
            && (parts[0] == Phase ? what >= Array.IndexOf(Within, What) : phase > Array.IndexOf(Order, Phase));
    }
}

/// <summary>Thirty kills, spread over every phase of an apply, the most where the directory is written.</summary>
internal static class KillPlan
{
    public static IReadOnlyList<KillPoint> Make(int seed)
    {
        var random = new Random(seed);
        return
        [
            At("ReadTenant", "begun", 20),
            At("ReadLicences", "begun", 20),
            At("Discover", "taken", 20),
            At("Discover", "executing", 100),
            At("AssessPermissions", "taken", 20),
            At("AssessPermissions", "executing", 200),
            At("AssessPermissions", "answered", 10),
            At("approval", "asked", 10),
            At("GrantPermissions", "taken", 20),
            At("GrantPermissions", "executing", 100),
            At("GrantPermissions", "executing", 300),
            At("GrantPermissions", "writing", 20),
            At("GrantPermissions", "writing", 40),
            At("GrantPermissions", "stored", 20),
            At("GrantPermissions", "executing", 100),
            At("GrantPermissions", "writing", 20),
            At("GrantPermissions", "writing", 40),
            At("GrantPermissions", "stored", 20),
            At("GrantPermissions", "executing", 40),
            At("ConfirmReplication", "executing", 100),
            At("ConfirmReplication", "completed", 300),
            At("ConfirmReplication", "executing", 100),
            At("ConfirmReplication", "completed", 500),
            At("confirmation-minimum-password-age", "asked", 40),
            At("ReadPasswordPolicy", "executing", 100),
            At("SetConnectWriteback", "executing", 5),
            At("SetConnectWriteback", "stored", 20),
            At("CollectEvidence", "executing", 50),
            At("SaveAttestation", "begun", 20),
            At("confirmation-canary-reset", "asked", 50),
        ];

        KillPoint At(string phase, string what, int atMost) => new(phase, what, TimeSpan.FromMilliseconds(random.NextDouble() * atMost));
    }
}
