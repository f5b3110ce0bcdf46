namespace Studio.Tests.Support;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("studio-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
