using Studio.Tests.Support;
using Studio.Web;

namespace Studio.Tests.Gallery;

public sealed class SafePathTests
{
    [Theory]
    [InlineData("x.png")]
    [InlineData("a/b/x (1).png")]
    [InlineData("a\\b.png")]
    [InlineData("..x")]
    [InlineData("日本語.png")]
    [InlineData("con-text.png")]
    public void Below_PlainNames_StayInTheFolder(string name) =>
        Assert.StartsWith("/root/", SafePath.Below("/root", name));

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/../../b")]
    [InlineData("a\\..\\b")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("C:x")]
    [InlineData("x.png:stream")]
    [InlineData("x\0.png")]
    [InlineData("x\n.png")]
    [InlineData("nul")]
    [InlineData("Com1.txt")]
    [InlineData("x.png ")]
    [InlineData("x.")]
    [InlineData("a\u2215..\u2215b")]
    [InlineData("\uff0e\uff0e")]
    [InlineData("gnp\u202e.exe")]
    [InlineData("com\u00b9.png")]
    [InlineData("a\ufe52\ufe52")]
    [InlineData("a\u29f8b")]
    public void Below_NamesThatLeaveOrDeceive_AreNull(string name) => Assert.Null(SafePath.Below("/root", name));

    [Fact]
    public void Below_NamesLongerThanFileSystemsTake_AreNull()
    {
        Assert.NotNull(SafePath.Below("/root", new string('a', 255)));
        Assert.Null(SafePath.Below("/root", new string('a', 256)));
        Assert.Null(SafePath.Below("/root", new string('\u65e5', 86))); // 258 bytes
        Assert.NotNull(SafePath.Below("/root", "\U0001f600.png"));
        Assert.Null(SafePath.Below("/root", "\ud800x"));
        Assert.Null(SafePath.Below("/root", "x\udc00"));
    }

    [Fact]
    public void Below_Links_MayPointInsideOnly()
    {
        using var folder = new TemporaryFolder();
        var root = Directory.CreateDirectory(Path.Join(folder.Path, "root")).FullName;
        Directory.CreateDirectory(Path.Join(root, "real"));
        Directory.CreateSymbolicLink(Path.Join(root, "inside"), "real");
        Directory.CreateSymbolicLink(Path.Join(root, "outside"), folder.Path);
        Directory.CreateSymbolicLink(Path.Join(root, "circle"), "circle");
        Directory.CreateSymbolicLink(Path.Join(root, "beside"), root + "-other");

        Assert.NotNull(SafePath.Below(root, "inside/x.png"));
        Assert.Null(SafePath.Below(root, "outside/x.png"));
        Assert.Null(SafePath.Below(root, "circle/x.png"));
        Assert.Null(SafePath.Below(root, "beside/x.png"));
    }
}
