namespace Studio.E2E;

/// <summary>What lies in the published server's folder, and what does not.</summary>
public sealed class PublishedAppTests
{
    private const long LargestBytes = 100L << 20; // as docs/deploy.md says

    private static readonly string App = StudioServer.AppFolder();

    private static readonly string[] Files =
        [.. Directory.EnumerateFiles(App, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(App, file))];

    [Fact]
    public void Size_IsBelowTheLimit()
    {
        var bytes = Files.Sum(file => new FileInfo(Path.Combine(App, file)).Length);
        Assert.True(bytes < LargestBytes, $"{bytes >> 20} MiB. The largest: {string.Join(", ", Largest())}");
    }

    [Fact]
    public void Files_SymbolsDocumentationTranslationsAndOtherPlatforms_AreLeftOut()
    {
        Assert.DoesNotContain(Files, file => file.EndsWith(".pdb", StringComparison.Ordinal));
        Assert.DoesNotContain(Files,
            file => file.EndsWith(".xml", StringComparison.Ordinal) && !file.Contains(Path.DirectorySeparatorChar));
        Assert.DoesNotContain(Files, file => file.EndsWith(".resources.dll", StringComparison.Ordinal));
        Assert.DoesNotContain(Files, file => file.StartsWith("runtimes" + Path.DirectorySeparatorChar, StringComparison.Ordinal));
    }

    [Fact]
    public void OnnxRuntime_IsItsNativeFileAlone()
    {
        Assert.DoesNotContain("Microsoft.ML.OnnxRuntime.dll", Files);
        var native = Files.Where(file => Path.GetDirectoryName(file) == "native").Select(Path.GetFileName).ToList();
        Assert.Equal([OperatingSystem.IsWindows()
            ? "onnxruntime.dll"
            : OperatingSystem.IsMacOS() ? "libonnxruntime.dylib" : "libonnxruntime.so"], native);
    }

    private static IEnumerable<string> Largest() => Files
        .OrderByDescending(file => new FileInfo(Path.Combine(App, file)).Length).Take(5)
        .Select(file => $"{file} ({new FileInfo(Path.Combine(App, file)).Length / 1_000_000} MB)");
}
