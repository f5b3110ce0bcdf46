namespace Studio.Tests.Support;

/// <summary>The source tree the tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Join(folder.FullName, "Studio.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No Studio.sln above {AppContext.BaseDirectory}.");
    }
}
