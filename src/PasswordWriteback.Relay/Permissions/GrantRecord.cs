using System.Text.Json.Serialization;
using PasswordWriteback.Core.ActiveDirectory.Replication;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>How far a recorded write got.</summary>
public enum RecordedState
{
    /// <summary>About to be written: the record was made durable before the directory write. Settled on the next attempt.</summary>
    AboutToWrite,

    /// <summary>Written, and read back as planned.</summary>
    Written,

    /// <summary>Written, but somebody else wrote at the same time.</summary>
    ConcurrentChange,

    /// <summary>Not written: the directory refused, or it turned out that the write never happened.</summary>
    NotWritten,
}

/// <summary>An ACE that a grant adds: exactly what a rollback takes away.</summary>
/// <param name="Sddl">In SDDL.</param>
/// <param name="Bytes">In binary, base64 (MS-DTYP 2.4.4).</param>
public sealed record RecordedAce(string Sddl, string Bytes);

/// <summary>One write to nTSecurityDescriptor: what was there before, and what came of it.</summary>
/// <param name="Server">The domain controller written to.</param>
/// <param name="InvocationId">Its invocation id.</param>
/// <param name="SddlBefore">The DACL before, in SDDL. Evidence: never written back.</param>
/// <param name="DescriptorBefore">The same as the server returned it, base64. Evidence: never written back.</param>
/// <param name="VersionBefore">Replication version of nTSecurityDescriptor before.</param>
/// <param name="UsnBefore">Originating USN of that version.</param>
/// <param name="Aces">The ACEs added, or for a rollback taken away.</param>
/// <param name="State">How far it got.</param>
/// <param name="VersionAfter">Version after; null until read back.</param>
/// <param name="UsnAfter">Originating USN after; null until read back.</param>
/// <param name="At">When <paramref name="State"/> was set.</param>
/// <param name="OriginatedAt">When the directory says that it was written, by the domain controller's clock; null until read back.</param>
public sealed record RecordedWrite(
    string Server,
    Guid InvocationId,
    string SddlBefore,
    string DescriptorBefore,
    uint VersionBefore,
    long UsnBefore,
    IReadOnlyList<RecordedAce> Aces,
    RecordedState State,
    uint? VersionAfter,
    long? UsnAfter,
    DateTimeOffset At,
    DateTimeOffset? OriginatedAt = null);

/// <summary>One object of a grant.</summary>
/// <param name="Dn">Distinguished name.</param>
/// <param name="Domain">DNS name of its domain.</param>
/// <param name="Grant">The write that added our ACEs.</param>
/// <param name="Rollback">The last write that took them away; null when there was none.</param>
public sealed record RecordedTarget(string Dn, string Domain, RecordedWrite Grant, RecordedWrite? Rollback = null)
{
    /// <summary>Whether our ACEs were taken away again.</summary>
    [JsonIgnore]
    public bool IsRolledBack => Rollback is { State: RecordedState.Written };
}

/// <summary>The rollback record of one grant: a JSON file on the relay, durable before the directory is touched.</summary>
/// <param name="Format">Version of the file's shape: 1.</param>
/// <param name="RunId">The run that granted.</param>
/// <param name="PlanHash">The plan that was written.</param>
/// <param name="Account">The connector account, as <c>DOMAIN\name</c>.</param>
/// <param name="AccountSid">Its SID.</param>
/// <param name="Profile">Name of the permission profile.</param>
/// <param name="StartedAt">When the grant began.</param>
/// <param name="Targets">One entry per object, in the order of writing.</param>
public sealed record GrantRecord(
    int Format,
    string RunId,
    string PlanHash,
    string Account,
    string AccountSid,
    string Profile,
    DateTimeOffset StartedAt,
    IReadOnlyList<RecordedTarget> Targets)
{
    /// <summary>The shape that this version writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>What the grant wrote, as far as it was read back: what a confirmation of replication asks for.</summary>
    public IReadOnlyList<DirectoryWrite> GrantWrites() =>
        [.. Targets.Where(target => target.Grant is { VersionAfter: not null }).Select(target => Write(target, target.Grant, isGrant: true))];

    /// <summary>What the rollback wrote, as far as it was read back.</summary>
    public IReadOnlyList<DirectoryWrite> RollbackWrites() =>
        [.. Targets.Where(target => target.Rollback is { VersionAfter: not null }).Select(target => Write(target, target.Rollback!, isGrant: false))];

    /// <summary>The same record with one target replaced, or added at the end.</summary>
    internal GrantRecord With(RecordedTarget target)
    {
        var index = Targets.ToList().FindIndex(known => known.Dn.Equals(target.Dn, StringComparison.OrdinalIgnoreCase));
        return this with
        {
            Targets = index < 0 ? [.. Targets, target] : [.. Targets.Take(index), target, .. Targets.Skip(index + 1)],
        };
    }

    private static DirectoryWrite Write(RecordedTarget target, RecordedWrite write, bool isGrant)
    {
        IReadOnlyList<string> aces = [.. write.Aces.Select(ace => ace.Sddl)];
        return new DirectoryWrite(
            target.Dn,
            target.Domain,
            write.Server,
            write.InvocationId,
            write.UsnAfter ?? 0,
            write.VersionAfter ?? 0,
            isGrant ? aces : [],
            isGrant ? [] : aces,
            write.OriginatedAt ?? write.At);
    }
}
