using PasswordWriteback.Core.ActiveDirectory.SecurityDescriptors;
using PasswordWriteback.Core.ActiveDirectory.Topology;

namespace PasswordWriteback.Relay.Permissions;

/// <summary>
/// What other runs of this relay saw on an object after a grant had written it. An ACE of the grant that was not there any more was
/// removed by somebody; the same ACE there now is another run's, or an administrator's.
/// </summary>
internal static class LaterSights
{
    /// <summary>The other records in the folder of a record. A file that is no record says nothing.</summary>
    public static IReadOnlyList<GrantRecord> OtherRecords(string recordPath)
    {
        var own = Path.GetFullPath(recordPath);
        var records = new List<GrantRecord>();
        foreach (var path in Directory.EnumerateFiles(Path.GetDirectoryName(own)!, "*.json").Where(path => path != own))
        {
            try
            {
                records.Add(GrantRecordStore.Read(path));
            }
            catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                // Whose file it is, and what is in it, is not known; the record itself still says what was granted.
            }
        }

        return records;
    }

    /// <summary>The object's descriptors as they were before each later write, by replication version.</summary>
    public static IEnumerable<SecurityDescriptor> Of(RecordedTarget target, IReadOnlyList<GrantRecord> others) => others
        .SelectMany(record => record.Targets)
        .Where(other => DistinguishedName.Same(other.Dn, target.Dn))
        .SelectMany(other => new[] { other.Grant, other.Rollback })
        .OfType<RecordedWrite>()
        .Where(write => write.VersionBefore >= (target.Grant.VersionAfter ?? (target.Grant.VersionBefore + 1)))
        .Select(write => SecurityDescriptor.Parse(Convert.FromBase64String(write.DescriptorBefore)));
}
