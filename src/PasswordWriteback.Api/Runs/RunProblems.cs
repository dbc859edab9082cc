using PasswordWriteback.Api.Problems;

namespace PasswordWriteback.Api.Runs;

/// <summary>Problems about runs.</summary>
public static class RunProblems
{
    /// <summary>No such run of this tenant.</summary>
    public static ProblemCode NotFound { get; } = new("run-not-found", 404, "The tenant has no such run.");

    /// <summary>The run that the request names cannot be built on.</summary>
    public static ProblemCode NotUsable { get; } = new("run-not-usable", 422, "The run that the request names cannot be used for this.");

    /// <summary>Another apply or rollback of the tenant goes on.</summary>
    public static ProblemCode WriterBusy { get; } = new("writer-busy", 409, "Another run that writes goes on for this tenant.");

    /// <summary>The key stands for another request.</summary>
    public static ProblemCode KeyReused { get; } = new("idempotency-key-reused", 422, "The idempotency key was used for another request.");

    /// <summary>The run has ended.</summary>
    public static ProblemCode Ended { get; } = new("run-ended", 409, "The run has ended.");

    /// <summary>The run does not wait for this.</summary>
    public static ProblemCode NotAwaited { get; } = new("not-awaited", 409, "The run does not wait for this now.");

    /// <summary>No domain controller of that name is waited for in vain.</summary>
    public static ProblemCode ControllerNotReleasable { get; } =
        new("controller-not-releasable", 409, "The run does not wait for a domain controller of that name that does not answer.");

    /// <summary>The plan is another one.</summary>
    public static ProblemCode PlanDiffers { get; } = new("plan-differs", 409, "The plan that waits for approval is another one.");

    /// <summary>The run goes on.</summary>
    public static ProblemCode ReportNotReady { get; } = new("report-not-ready", 409, "The run has not written its report yet.");

    /// <summary>The run failed.</summary>
    public static ProblemCode ReportMissing { get; } = new("report-missing", 404, "The run ended without a report.");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } =
        [NotFound, NotUsable, WriterBusy, KeyReused, Ended, NotAwaited, ControllerNotReleasable, PlanDiffers, ReportNotReady, ReportMissing];
}
