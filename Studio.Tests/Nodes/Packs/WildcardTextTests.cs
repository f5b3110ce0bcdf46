using Studio.Engine.Models;
using Studio.Engine.Nodes.Packs;
using Studio.Engine.Nodes.Packs.Impact;
using Studio.Tests.Support;

namespace Studio.Tests.Nodes.Packs;

public sealed class WildcardTextTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WildcardFiles _files;

    public WildcardTextTests()
    {
        Directory.CreateDirectory(Path.Join(_folder.Path, "wildcards", "things"));
        File.WriteAllText(Path.Join(_folder.Path, "wildcards", "colors.txt"), "# comment\nred\n\n{dark|light} blue\n");
        File.WriteAllText(Path.Join(_folder.Path, "wildcards", "things", "Trees.txt"), "oak\n");
        _files = new WildcardFiles((IModelFiles)new FolderModelFiles(_folder.Path));
    }

    [Fact]
    public void Wildcards_OfFiles_AreFilledAndFilledAgain()
    {
        var filled = Enumerable.Range(0, 20).Select(seed => new WildcardText(_files,
            (ulong)seed).Filled("__COLORS__ __trees__ __none__")).ToList();

        Assert.Equal(["dark blue oak __none__", "light blue oak __none__", "red oak __none__"],
            filled.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(filled[3], new WildcardText(_files, 3).Filled("__colors__ __things/trees__ __none__"));
    }

    [Theory]
    [InlineData("{2$$, $$a|b|c}", 2)]
    [InlineData("{1-1$$a|b}", 1)]
    [InlineData("{9$$, $$a|b|c}", 3)]
    [InlineData("{0.0::a|5::b}", 1)]
    public void Options_Several_AreDifferentOnes(string text, int count)
    {
        var parts = new WildcardText(_files, 7).Filled(text).Split(", ");

        Assert.Equal(count, parts.Distinct().Count());
        Assert.DoesNotContain(":", string.Concat(parts), StringComparison.Ordinal);
    }

    [Fact]
    public void Comments_AreLeftOut() =>
        Assert.Equal("a b\nc", new WildcardText(_files, 0).Filled("a\n# note\nb\nc"));

    /// <summary>random.seed(n) and numpy's default_rng(n): what CPython 3.11 and numpy 1.24 give.</summary>
    [Fact]
    public void Generators_AreThoseOfPythonAndNumpy()
    {
        Assert.Equal(0.8444218515250481, new PythonRandom(0).Next());
        Assert.Equal(0.6394267984578837, new PythonRandom(42).Next());
        Assert.Equal(0.6369616873214543, new NumpyRandom(0).Next());
        Assert.Equal(0.7739560485559633, new NumpyRandom(42).Next());
    }

    public void Dispose() => _folder.Dispose();
}
