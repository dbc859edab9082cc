using PasswordWriteback.Core.ActiveDirectory.Replication;

namespace PasswordWriteback.Relay.Tests.Replication;

/// <summary>Users below the object: whether they have inherited, and what a sample without users proves.</summary>
public sealed class SampledUsersTests : ConfirmationTest
{
    [Fact]
    public async Task ASampledUserWhosePermissionsAreNotShown_IsInheritancePending()
    {
        _directory.Put("dc2.corp.example", $"CN=Anna,{Staff}", ("objectClass", Text("user")));

        var confirmation = await ConfirmAsync();

        Assert.Equal(ConfirmationState.Confirmed, Of("dc1", confirmation).State);
        Assert.Equal((ConfirmationState.InheritancePending, 1), (Of("dc2", confirmation).State, Of("dc2", confirmation).SampledUsers));
        Assert.Contains($"1 of 2 sampled users below {Staff} could not be read, among them CN=Anna,{Staff}", Of("dc2", confirmation).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dc1")]
    [InlineData("dc2")]
    public async Task UsersWhosePermissionsNobodyShows_AreNotAnEmptyScope(string name)
    {
        foreach (var host in new[] { "dc1.corp.example", "dc2.corp.example" })
        {
            _directory.Put(host, $"CN=Anna,{Staff}", ("objectClass", Text("user")));
            _directory.Put(host, $"CN=Ben,{Deep}", ("objectClass", Text("user")));
        }

        var controller = Of(name, await ConfirmAsync());

        Assert.Equal(ConfirmationState.InheritancePending, controller.State);
        Assert.Contains($"The users below {Staff} could not be read", controller.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AUnitWhosePermissionsAreNotShown_LeavesItsUsersUndecided()
    {
        foreach (var host in new[] { "dc1.corp.example", "dc2.corp.example" })
        {
            _directory.Put(host, Deep, ("objectClass", Text("organizationalUnit")));
            _directory.Remove(host, $"CN=Anna,{Staff}");
        }

        Assert.Equal(ConfirmationState.InheritancePending, Of("dc1", await ConfirmAsync()).State);
    }

    [Theory]
    [InlineData(Deep, "D:AI")]
    [InlineData(Deep, "D:P")]
    [InlineData(null, "")]
    public async Task AScopeWithoutAUserInView_IsNoEmptyOne_WhereAUnitHidesWhatIsInIt(string? closed, string sddl)
    {
        foreach (var host in new[] { "dc1.corp.example", "dc2.corp.example" })
        {
            _directory.Remove(host, $"CN=Anna,{Staff}");
            _directory.Remove(host, $"CN=Ben,{Deep}");
            if (closed is not null)
            {
                _directory.Put(host, closed, ("objectClass", Text("organizationalUnit")), ("nTSecurityDescriptor", Sd(sddl)));
            }
        }

        var controller = Of("dc1", await ConfirmAsync());

        Assert.Equal(closed is null ? ConfirmationState.Confirmed : ConfirmationState.InheritancePending, controller.State);
        Assert.Equal(closed is not null, controller.Reason.Contains($"{Deep} hides what is in it (unreadable: child objects", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AScopeWhoseUsersAreAllProtected_IsConfirmed()
    {
        foreach (var host in new[] { "dc1.corp.example", "dc2.corp.example" })
        {
            _directory.Remove(host, $"CN=Anna,{Staff}");
            _directory.Remove(host, $"CN=Ben,{Deep}");
        }

        var controller = Of("dc2", await ConfirmAsync());

        Assert.Equal((ConfirmationState.Confirmed, 0), (controller.State, controller.SampledUsers));
        Assert.Contains("No user below had to inherit anything", controller.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoneOfTheSampledUsersOnAController_IsInheritancePending()
    {
        _directory.Remove("dc2.corp.example", $"CN=Anna,{Staff}");
        _directory.Remove("dc2.corp.example", $"CN=Ben,{Deep}");

        var controller = Of("dc2", await ConfirmAsync());

        Assert.Equal(ConfirmationState.InheritancePending, controller.State);
        Assert.Contains("None of 2 sampled users", controller.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASampleThatCannotBeChosen_IsInheritancePending_AndNamesTheCause()
    {
        _directory.Remove("dc1.corp.example", "");

        var controller = Of("dc2", await ConfirmAsync());

        Assert.Equal(ConfirmationState.InheritancePending, controller.State);
        Assert.Contains("could not be read: dc1.corp.example knows no", controller.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnUnreadableTombstoneLifetime_CostsNotTheSample()
    {
        _directory.Remove("dc1.corp.example", $"CN=Directory Service,CN=Windows NT,CN=Services,{Configuration}");

        var controller = Of("dc2", await ConfirmAsync());

        Assert.Equal((ConfirmationState.Confirmed, 2), (controller.State, controller.SampledUsers));
    }
}
