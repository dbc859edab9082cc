using PasswordWriteback.LocalHost.Tests.Hosting;
using PasswordWriteback.Tests.HostContract;

namespace PasswordWriteback.LocalHost.Tests.Contract;

/// <summary>The contract of both hosts, on the local one.</summary>
public sealed class HostContractTests
{
    [Fact(Timeout = 300_000)]
    public async Task TheLocalHost_LivesThroughTheStoryOfATenant()
    {
        using var folder = new TestFolder();
        await HostStory.TellAsync(LocalHostUnderContract.StartAsync, folder.Path);
    }
}
