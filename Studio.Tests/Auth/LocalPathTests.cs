using Studio.Web.Auth;

namespace Studio.Tests.Auth;

/// <summary>Every place that takes a way back asks <see cref="LocalPath"/>: the tables stand here once.</summary>
public sealed class LocalPathTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/studio/queue?a=b&c=../x#//y")]
    [InlineData("/studio/gallery?q=ä b")]
    [InlineData("/x//y")]
    [InlineData("/%2f%2fevil.example")]
    [InlineData("/..x/.y/z..")]
    [InlineData("/@evil.example")]
    [InlineData("/https://evil.example")]
    [InlineData("/loginx")]
    public void Path_OfThisHost_IsKept(string next)
    {
        Assert.Equal(next, LocalPath.OrRoot(next));
        Assert.Equal(new Uri(new Uri("http://host"), next).PathAndQuery, LocalPath.Escaped(next).Split('#')[0]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/.//evil.example")]
    [InlineData("/..//evil.example")]
    [InlineData("/x/..//evil.example")]
    [InlineData("/x/y/../..//evil.example")]
    [InlineData("/%2e//evil.example")]
    [InlineData("/%2E//evil.example")]
    [InlineData("/%2e%2e//evil.example")]
    [InlineData("/.%2E//evil.example")]
    [InlineData("/x/%2e.//evil.example")]
    [InlineData("/./\\evil.example")]
    [InlineData("/.\\/evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/.\t//evil.example")]
    [InlineData("/\r\n/evil.example")]
    [InlineData("/\u0000/evil.example")]
    [InlineData("/\u0085/evil.example")]
    [InlineData("/..")]
    [InlineData("/x/../y")]
    [InlineData("/./x")]
    [InlineData("https://evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData(" /x")]
    [InlineData("/login")]
    [InlineData("/LOGIN?next=/x")]
    [InlineData("/%6cogin")]
    [InlineData("/x/../login")]
    [InlineData("/api/auth/logout")]
    [InlineData("/api/%61uth/logout")]
    [InlineData("/%61uth_login.html?logout=true")]
    public void Path_ThatLeavesOrLoops_IsTheStartPage(string? next) =>
        Assert.Equal(("/", "/"), (LocalPath.OrRoot(next), LocalPath.Escaped(next)));

    [Fact]
    public void Path_OverTheLimit_IsTheStartPage() => Assert.Equal("/", LocalPath.OrRoot("/" + new string('x', 2048)));
}
