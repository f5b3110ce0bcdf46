namespace Studio.Engine.Runtime;

/// <summary>What models run on here: for the doctor command and for system statistics.</summary>
/// <param name="LibraryPath">The loaded library; a bare name when the system's loader found it.</param>
/// <param name="Version">1.30.0, for instance.</param>
/// <param name="Threads">Size of the shared CPU pool; 0 when it is left to the runtime.</param>
/// <param name="Providers">Every provider, best first, with what a trial showed.</param>
public sealed record RuntimeReport(
    string LibraryPath,
    string Version,
    uint ApiVersion,
    int Threads,
    IReadOnlyList<ProviderStatus> Providers)
{
    /// <summary>Tries every provider that was not tried before; seconds at worst the first time.</summary>
    /// <exception cref="EngineException">No usable ONNX Runtime library was found.</exception>
    public static RuntimeReport Create()
    {
        var environment = OrtEnvironment.Current;
        return new RuntimeReport(environment.Library.Path, environment.Library.Version, environment.Library.ApiVersion, environment.Threads,
            [.. ExecutionProviders.Table.Select(static entry => ExecutionProviders.Status(entry.Provider))]);
    }
}
