using System.Security.Cryptography.X509Certificates;
using PasswordWriteback.Relay.Ldap;

namespace PasswordWriteback.Relay.Tests.Ldap;

/// <summary>Expected values are the answers of <c>openssl x509 -hash</c> (OpenSSL 3.0).</summary>
public sealed class OpenSslSubjectHashTests
{
    [Theory]
    [InlineData("MDAxHzAdBgNVBAoMFlBhc3N3b3JkIFdyaXRlYmFjayBsYWIxDTALBgNVBAMMBGNhIGw=", "0d63a157")]
    [InlineData("MEcxCzAJBgNVBAYTAkRFMR4wHAYDVQQKDBUgIE3DvGxsZXIgICAmIFPDtmhuZSAxGDAWBgNVBAMMD1Jvb3QgQ0EgIMOcbmRlcg==", "ed56ea1a")]
    [InlineData("ME8xCzAJBgNVBAYTAlVTMSkwJwYDVQQKEyBJbnRlcm5ldCBTZWN1cml0eSBSZXNlYXJjaCBHcm91cDEVMBMGA1UEAxMMSVNSRyBSb290IFgx", "4042bcee")]
    public void Subject_GetsTheNameThatOpenSslLooksFor(string subject, string hash) =>
        Assert.Equal(hash, OpenSslSubjectHash.Compute(new X500DistinguishedName(Convert.FromBase64String(subject))));
}
