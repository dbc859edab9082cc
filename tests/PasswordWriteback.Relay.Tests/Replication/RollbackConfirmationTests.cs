using PasswordWriteback.Core.ActiveDirectory.Replication;

namespace PasswordWriteback.Relay.Tests.Replication;

/// <summary>Confirmation that what was taken back is gone.</summary>
public sealed class RollbackConfirmationTests : ConfirmationTest
{
    [Fact]
    public async Task ARollback_IsConfirmed_OnceNobodyInheritsAnyMore()
    {
        Staffed("dc1.corp.example", Foreign, version: 3, usn: 120);
        Staffed("dc2.corp.example", Foreign, version: 3, usn: 120);
        foreach (var user in new[] { $"CN=Anna,{Staff}", $"CN=Ben,{Deep}" })
        {
            User("dc1.corp.example", user, "D:AI");
        }

        var rollback = Write(added: [], removed: [Ours]) with { Version = 3, Usn = 120 };
        var confirmation = await ConfirmAsync(write: rollback);

        Assert.Equal(ConfirmationState.Confirmed, Of("dc1", confirmation).State);
        Assert.Equal(ConfirmationState.InheritancePending, Of("dc2", confirmation).State);
    }

    [Fact]
    public async Task ARollback_AboveAUnitThatGrantsTheSameItself_IsConfirmed_AndSaysWhoKeepsTheRights()
    {
        foreach (var host in new[] { "dc1.corp.example", "dc2.corp.example" })
        {
            Staffed(host, Foreign, version: 3, usn: 120);
            _directory.Put(host, Deep, ("objectClass", Text("organizationalUnit")), ("nTSecurityDescriptor", Sd("D:AI" + Ours)));
        }

        User("dc1.corp.example", $"CN=Anna,{Staff}", "D:AI");
        var rollback = Write(added: [], removed: [Ours]) with { Version = 3, Usn = 120 };
        var confirmation = await ConfirmAsync(write: rollback);

        Assert.Equal(ConfirmationState.Confirmed, Of("dc1", confirmation).State);
        Assert.Contains($"Entries of others on {Deep} give users below the same, and stay.", Of("dc1", confirmation).Reason, StringComparison.Ordinal);

        // Of the two who still have the rights on the other one, Anna has them from nobody else.
        Assert.Equal(ConfirmationState.InheritancePending, Of("dc2", confirmation).State);
        Assert.Contains($"1 of 2 sampled users below {Staff} have not inherited the change yet, among them CN=Anna", Of("dc2", confirmation).Reason, StringComparison.Ordinal);
    }
}
