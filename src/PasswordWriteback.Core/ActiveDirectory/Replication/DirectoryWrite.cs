using System.Text.Json.Serialization;

namespace PasswordWriteback.Core.ActiveDirectory.Replication;

/// <summary>A write to nTSecurityDescriptor that the relay made, as replication metadata names it (MS-ADTS 3.1.1.3, replPropertyMetaData).</summary>
/// <param name="Dn">The object.</param>
/// <param name="Domain">DNS name of its domain.</param>
/// <param name="Server">The domain controller that was written to.</param>
/// <param name="InvocationId">Its invocation id.</param>
/// <param name="Usn">The originating USN.</param>
/// <param name="Version">The attribute's version after the write.</param>
/// <param name="AddedAces">SDDL of the ACEs that were added.</param>
/// <param name="RemovedAces">SDDL of the ACEs that were removed (rollback).</param>
/// <param name="At">When.</param>
public sealed record DirectoryWrite(
    string Dn,
    string Domain,
    string Server,
    Guid InvocationId,
    long Usn,
    uint Version,
    IReadOnlyList<string> AddedAces,
    IReadOnlyList<string> RemovedAces,
    DateTimeOffset At)
{
    /// <summary>The stamp that the write gave nTSecurityDescriptor; the update sequence number is that of <see cref="Server"/>.</summary>
    [JsonIgnore]
    public AttributeStamp Stamp => new(Version, At, InvocationId, Usn, Usn);
}
