using System.Net;
using Studio.Web.Outgoing;

namespace Studio.Tests.Outgoing;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:c0a8:101::1")]
    [InlineData("2001:0:1::1")]
    [InlineData("2001:db8::1")]
    [InlineData("100::1")]
    public void IsAllowed_InsideOrSpecial_IsNot(string address) => Assert.False(AddressRules.IsAllowed(IPAddress.Parse(address), []));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.15.0.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("64:ff9b::808:808")]
    public void IsAllowed_Public_Is(string address) => Assert.True(AddressRules.IsAllowed(IPAddress.Parse(address), []));

    [Fact]
    public void IsAllowed_NamedNetwork_IsOnlyThat()
    {
        IPNetwork[] allowed = [IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("fd00:1::/32")];
        Assert.True(AddressRules.IsAllowed(IPAddress.Parse("10.1.2.3"), allowed));
        Assert.True(AddressRules.IsAllowed(IPAddress.Parse("::ffff:10.1.2.3"), allowed));
        Assert.True(AddressRules.IsAllowed(IPAddress.Parse("fd00:1::5"), allowed));
        Assert.False(AddressRules.IsAllowed(IPAddress.Parse("10.2.0.1"), allowed));
        Assert.False(AddressRules.IsAllowed(IPAddress.Parse("127.0.0.1"), allowed));
    }
}
