using System.Collections.Frozen;

namespace PasswordWriteback.Core.ActiveDirectory.Rights;

/// <summary>rightsGUIDs of extended rights (win32 ADSchema, controlAccessRight objects with validAccesses 0x100).</summary>
public static class ExtendedRights
{
    /// <summary>User-Force-Change-Password: set a password without knowing the old one.</summary>
    public static readonly Guid ResetPassword = new("00299570-246d-11d0-a768-00aa006e0529");

    /// <summary>User-Change-Password: change a password, knowing the old one.</summary>
    public static readonly Guid ChangePassword = new("ab721a53-1e2f-11d0-9819-00aa0040529b");

    /// <summary>Unexpire-Password, on the domain: a password that its holder sets is not expired at once.</summary>
    public static readonly Guid UnexpirePassword = new("ccc2dc7d-a6ad-4a7a-8846-c04e3cc53501");

    /// <summary>DS-Replication-Get-Changes.</summary>
    public static readonly Guid ReplicationGetChanges = new("1131f6aa-9c07-11d1-f79f-00c04fc2dcd2");

    /// <summary>DS-Replication-Get-Changes-All: secrets included.</summary>
    public static readonly Guid ReplicationGetChangesAll = new("1131f6ad-9c07-11d1-f79f-00c04fc2dcd2");

    /// <summary>DS-Replication-Get-Changes-In-Filtered-Set.</summary>
    public static readonly Guid ReplicationGetChangesInFilteredSet = new("89e95b76-444d-4c62-991a-0facbeda640c");

    /// <summary>DS-Replication-Synchronize.</summary>
    public static readonly Guid ReplicationSynchronize = new("1131f6ab-9c07-11d1-f79f-00c04fc2dcd2");

    /// <summary>DS-Replication-Manage-Topology.</summary>
    public static readonly Guid ReplicationManageTopology = new("1131f6ac-9c07-11d1-f79f-00c04fc2dcd2");

    /// <summary>Read-Only-Replication-Secret-Synchronization.</summary>
    public static readonly Guid ReadOnlyReplicationSecretSynchronization = new("1131f6ae-9c07-11d1-f79f-00c04fc2dcd2");

    /// <summary>Run-Protect-Admin-Groups-Task.</summary>
    public static readonly Guid RunProtectAdminGroupsTask = new("7726b9d5-a4b4-4288-a6b2-dce952e80a7f");

    /// <summary>Recalculate-Security-Inheritance.</summary>
    public static readonly Guid RecalculateSecurityInheritance = new("62dd28a8-7f46-11d2-b9ad-00c04f79f805");

    /// <summary>Migrate-SID-History.</summary>
    public static readonly Guid MigrateSidHistory = new("ba33815a-4f93-4c76-87f3-57574bff8109");

    /// <summary>Reanimate-Tombstones.</summary>
    public static readonly Guid ReanimateTombstones = new("45ec5156-db7e-47bb-b53f-dbeb2d03c40f");

    /// <summary>Update-Password-Not-Required-Bit.</summary>
    public static readonly Guid UpdatePasswordNotRequiredBit = new("280f369c-67c7-438e-ae98-1d46f3c6f541");

    /// <summary>Enable-Per-User-Reversibly-Encrypted-Password.</summary>
    public static readonly Guid EnableReversiblyEncryptedPassword = new("05c74c5e-4deb-43b4-bd9f-86664c2a7fd5");

    /// <summary>Apply-Group-Policy.</summary>
    public static readonly Guid ApplyGroupPolicy = new("edacfd8f-ffb3-11d1-b41d-00a0c968f939");

    /// <summary>Allowed-To-Authenticate.</summary>
    public static readonly Guid AllowedToAuthenticate = new("68b1d179-0d15-4d4f-ab71-46152e79a7bc");

    /// <summary>Send-As.</summary>
    public static readonly Guid SendAs = new("ab721a54-1e2f-11d0-9819-00aa0040529b");

    /// <summary>Receive-As.</summary>
    public static readonly Guid ReceiveAs = new("ab721a56-1e2f-11d0-9819-00aa0040529b");

    /// <summary>Create-Inbound-Forest-Trust.</summary>
    public static readonly Guid CreateInboundForestTrust = new("e2a36dc9-ae17-47c3-b58b-be34c55ba633");

    /// <summary>Certificate-Enrollment.</summary>
    public static readonly Guid CertificateEnrollment = new("0e10c968-78fb-11d2-90d4-00c04f79dc55");

    private static readonly FrozenDictionary<Guid, string> Names = new Dictionary<Guid, string>
    {
        [ResetPassword] = "Reset Password",
        [ChangePassword] = "Change Password",
        [UnexpirePassword] = "Unexpire Password",
        [ReplicationGetChanges] = "Replicating Directory Changes",
        [ReplicationGetChangesAll] = "Replicating Directory Changes All",
        [ReplicationGetChangesInFilteredSet] = "Replicating Directory Changes In Filtered Set",
        [ReplicationSynchronize] = "Replication Synchronization",
        [ReplicationManageTopology] = "Manage Replication Topology",
        [ReadOnlyReplicationSecretSynchronization] = "Read Only Replication Secret Synchronization",
        [RunProtectAdminGroupsTask] = "Run Protect Admin Groups Task",
        [RecalculateSecurityInheritance] = "Recalculate Security Inheritance",
        [MigrateSidHistory] = "Migrate SID History",
        [ReanimateTombstones] = "Reanimate Tombstones",
        [UpdatePasswordNotRequiredBit] = "Update Password Not Required Bit",
        [EnableReversiblyEncryptedPassword] = "Enable Per User Reversibly Encrypted Password",
        [ApplyGroupPolicy] = "Apply Group Policy",
        [AllowedToAuthenticate] = "Allowed to Authenticate",
        [SendAs] = "Send As",
        [ReceiveAs] = "Receive As",
        [CreateInboundForestTrust] = "Create Inbound Forest Trust",
        [CertificateEnrollment] = "Enroll",
    }.ToFrozenDictionary();

    /// <summary>The name of an extended right as Windows' tools show it; null when it is not in this table.</summary>
    public static string? NameOf(Guid guid) => Names.GetValueOrDefault(guid);
}
