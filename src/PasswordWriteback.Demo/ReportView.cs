using PasswordWriteback.Core.ActiveDirectory.Coverage;
using PasswordWriteback.Core.Findings;
using Spectre.Console;

namespace PasswordWriteback.Demo;

/// <summary>Prints a report for a person.</summary>
internal static class ReportView
{
    public static void Print(IAnsiConsole console, RunReport report)
    {
        console.Write(new Rule("Findings").LeftJustified());
        console.Write(Findings(report));
        console.Write(new Rule("What was changed").LeftJustified());
        console.Write(Changes(report));
        foreach (var forest in report.Forests)
        {
            console.Write(new Rule($"Forest {Markup.Escape(forest.Forest)}").LeftJustified());
            Print(console, forest);
        }

        var remedies = report.Findings.Where(finding => finding is { Required: true, Remedy: not null, Status: not FindingStatus.Met }).ToList();
        if (remedies.Count > 0)
        {
            console.Write(new Rule("What to do").LeftJustified());
            foreach (var finding in remedies)
            {
                console.MarkupLine($"[bold]{finding.Code}[/] {Markup.Escape(finding.Subject)} {Markup.Escape(finding.Remedy!)}");
            }
        }

        console.Write(new Rule().LeftJustified());
        if (report.TenantCost is { } cost)
        {
            console.MarkupLine($"Reading the tenant took {Markup.Escape(cost.ToString())}.");
        }

        console.MarkupLine($"Verdict: [bold {Colour(report.Verdict)}]{report.Verdict}[/]   run {Markup.Escape(report.RunId)} of tenant {report.TenantId}");
    }

    private static Table Findings(RunReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("Code", "Status", "Subject", "Evidence");
        foreach (var finding in report.Findings)
        {
            table.AddRow(
                finding.Code,
                $"[{Colour(finding)}]{finding.Status}[/]" + (finding.Required ? string.Empty : " [grey]advisory[/]"),
                Markup.Escape(finding.Subject),
                Markup.Escape(finding.Evidence.Summary));
        }

        return table;
    }

    private static Table Changes(RunReport report)
    {
        // The same ACE stands on several objects, and its words name the object.
        var words = report.Forests
            .SelectMany(forest => forest.Plan?.Targets ?? [])
            .SelectMany(target => target.Aces, (target, ace) => (Place: (target.Dn, ace.Sddl), ace.Words))
            .DistinctBy(ace => ace.Place)
            .ToDictionary(ace => ace.Place, ace => ace.Words);
        var table = new Table().Border(TableBorder.Simple).AddColumns("When", "Target", "Before", "After", "By");
        foreach (var change in report.Changes)
        {
            table.AddRow(
                $"{change.At:HH:mm:ss}",
                Markup.Escape(change.Target),
                Markup.Escape(change.Kind == ChangeKind.Permissions ? "none of these" : change.Before),
                Markup.Escape(change.Kind == ChangeKind.Permissions ? InWords(change, words) : change.After),
                Markup.Escape(change.By));
        }

        return table;
    }

    private static string InWords(Change change, Dictionary<(string Dn, string Sddl), string> words) =>
        string.Join(
            '\n',
            change.After.Replace(") (", ")\n(", StringComparison.Ordinal).Split('\n').Select(ace => words.GetValueOrDefault((change.Target, ace), ace)));

    private static void Print(IAnsiConsole console, ForestReport forest)
    {
        if (forest.Coverage is { } coverage)
        {
            console.MarkupLine(
                $"Coverage: [bold]{coverage.Covered}[/] of [bold]{coverage.EnabledUsers}[/] enabled users in scope can be written back "
                + $"({coverage.Disabled} disabled users not counted).");
            var groups = new Table().Border(TableBorder.Simple).AddColumns("Users", "Reason", "Where", "Explanation");
            foreach (var group in coverage.Groups.Where(group => group.Reason != CoverageReason.Covered))
            {
                groups.AddRow($"{group.Count}", $"{group.Reason}", Markup.Escape(group.Where), Markup.Escape(group.Explanation));
            }

            console.Write(groups);
        }

        if (forest.BlastRadius is { } radius)
        {
            console.MarkupLine(
                $"Blast radius: whoever may reset a cloud password can now reach [bold]{radius.ResettableAfter}[/] accounts "
                + $"({radius.ResettableBefore} before); {radius.Unaccepted} privileged accounts not accepted by name.");
            foreach (var category in radius.Privileged)
            {
                console.MarkupLine($"  {category.Count} {Markup.Escape(category.Description)} ({category.Accepted} accepted)");
            }
        }

        foreach (var policy in forest.PasswordPolicies)
        {
            console.MarkupLine(
                $"Password policy of {Markup.Escape(policy.Domain)}: at least {policy.MinimumLength} characters, "
                + $"{policy.History} remembered, minimum age {policy.MinimumAge.TotalDays:0.##} days, complexity {(policy.Complexity ? "on" : "off")}.");
        }

        if (forest.Controllers.Count > 0)
        {
            console.Write(LiveView.ControllerTable(forest.Controllers));
        }
    }

    private static string Colour(Finding finding) => finding.Status switch
    {
        FindingStatus.Met => "green",
        FindingStatus.NotApplicable => "grey",
        FindingStatus.Unknown => "blue",
        _ => finding.Required ? "red" : "yellow",
    };

    private static string Colour(Verdict verdict) => verdict switch
    {
        Verdict.Compliant => "green",
        Verdict.ConfiguredNotProven or Verdict.Unknown or Verdict.ActionRequired => "yellow",
        _ => "red",
    };
}
