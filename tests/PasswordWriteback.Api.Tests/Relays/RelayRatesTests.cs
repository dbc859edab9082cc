using System.Net;
using Microsoft.AspNetCore.Http;
using PasswordWriteback.Api.Problems;
using PasswordWriteback.Api.Relays;

namespace PasswordWriteback.Api.Tests.Relays;

/// <summary>The rate is counted on the system's clock: eleven attempts fit into a minute of it.</summary>
public sealed class RelayRatesTests
{
    /// <summary>Who has one address of an IPv6 network has all of them; addresses of IPv4 that came over an IPv6 socket are no network.</summary>
    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2", false)]
    public void AttemptsToEnrol_AreCountedByAddress_OfIPv6ByNetwork(string first, string second, bool together)
    {
        using var rates = new RelayRates();
        for (var i = 0; i < 10; i++)
        {
            rates.CountEnrolment(From(first));
        }

        var refused = Record.Exception(() => rates.CountEnrolment(From(second)));

        Assert.Equal(together, refused is ApiProblemException { Problem.Code.Code: "relay-rate-limited" });
    }

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
}
