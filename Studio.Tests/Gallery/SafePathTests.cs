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
    [InlineData("wait\u2026.png")]
    [InlineData("\u0645\u06cc\u200c\u0631\u0648\u0645.png")] // Persian
    [InlineData("\u0915\u094d\u200d\u0937.png")] // Hindi
    [InlineData("fam\U0001f468\u200d\U0001f469.png")]
    [InlineData("soft\u00adhyphen.png")]
    [InlineData("\u200bkhmer\u2060.png")]
    [InlineData("\ufeffx.png")]
    [InlineData("\U0001f3f4\U000e0067\U000e0062\U000e007f.png")] // a flag
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

    [Theory]
    [InlineData("one/", "one")]
    [InlineData("one//two", "one/two")]
    [InlineData("./one", "one")]
    [InlineData(".", "")]
    [InlineData("", "")]
    [InlineData("./", "")]
    [InlineData("one/../three", "three")]
    [InlineData("one/..", "")]
    [InlineData("a\\b\\", "a/b")]
    [InlineData("a/./b//../c/", "a/c")]
    [InlineData("...", "...")]
    [InlineData("..", null)]
    [InlineData("../one", null)]
    [InlineData("one/../../two", null)]
    [InlineData("a\\..\\..", null)]
    [InlineData("/one", null)]
    [InlineData("//one", null)]
    [InlineData("\\one", null)]
    public void Normal_Paths_AsNormpathHasThemUnlessTheyLeave(string path, string? normal) => Assert.Equal(normal, SafePath.Normal(path));

    [Theory]
    [InlineData("a/x?.png", "'x?.png' has a ? in it")]
    [InlineData("gnp\u202e.exe", "turns the direction of reading (U+202E)")]
    [InlineData("\u200fx.png", "(U+200F)")]
    [InlineData("a\u2215b", "looks like a slash (U+2215)")]
    [InlineData("\uff0e\uff0e/x", "looks like a dot (U+FF0E)")]
    [InlineData("x\n.png", "a control character in it (U+000A)")]
    [InlineData("x.", "ends in a dot")]
    [InlineData("x ", "ends in a blank")]
    [InlineData("nul.png", "the name of a device")]
    [InlineData("../x", "leads out of its folder")]
    public void WhyNot_WhatIsRefused_SaysTheTrueReason(string path, string reason)
    {
        var told = SafePath.WhyNot(path)!;

        Assert.Contains(reason, told, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', told);
        Assert.DoesNotContain('\n', told);
    }

    [Fact]
    public void WhyNot_GoodPathsAndTooLongNames()
    {
        Assert.Null(SafePath.WhyNot("a/./b//x\u2026y.png"));
        Assert.Null(SafePath.WhyNot(""));
        Assert.Contains("half a character", SafePath.WhyNot("x\ud800"), StringComparison.Ordinal);
        Assert.Contains("longer than 255 bytes", SafePath.WhyNot(new string('\u65e5', 86)), StringComparison.Ordinal);
    }

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
