using System.Runtime.CompilerServices;

namespace Studio.Tests.Conventions;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Source files with forward-slash paths relative to the root; build output, packages and generated files left out.</summary>
    public static IEnumerable<SourceFile> Files(params string[] endings) =>
        from path in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Root, path).Replace('\\', '/')
        where endings.Any(ending => relative.EndsWith(ending, StringComparison.Ordinal))
        where !relative.Split('/')
            .Any(part => part is "bin" or "obj" or "node_modules" or ".git" or ".studio" or "_framework" or "STUDIO_DIR" or "lib")
        where !relative.EndsWith(".g.cs", StringComparison.Ordinal)
        orderby relative
        select new SourceFile(relative, File.ReadAllLines(path));

    private static string FindRoot([CallerFilePath] string here = "")
    {
        for (var folder = Path.GetDirectoryName(here); folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Studio.sln")))
                return folder;
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}

/// <param name="Path">Relative to the root, forward slashes.</param>
internal sealed record SourceFile(string Path, string[] Lines)
{
    public string Project => Path.Split('/')[0];

    /// <summary>The feature folder inside the project; empty for files at its top.</summary>
    public string Folder => Path.Split('/') is { Length: > 2 } parts ? parts[1] : "";

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}
