using Microsoft.Extensions.Logging;

namespace Studio.Engine.Models.Families;

/// <summary>
/// A family of an extension, whose code is not ours: what it gets wrong is said of the file that it was asked about, and keeps no other
/// file from its own family.
/// </summary>
/// <param name="name">As it was when the extension was loaded.</param>
/// <param name="module">What the extension is called.</param>
internal sealed class PackFamily(IFamily family, string name, string module, ILogger log) : IFamily
{
    private bool _isTold;

    public string Name => name;

    public string Kind { get; } = family.Kind;

    public bool Matches(TensorNames tensors)
    {
        try
        {
            return family.Matches(tensors);
        }
        catch (Exception failure) // its author's code
        {
            // it is asked about every file there is: once is enough
            if (!Interlocked.Exchange(ref _isTold, true))
                log.LogError(failure, "The family {Family} of {Module} failed while it was asked about {File}; it is passed over.", name,
                    module, tensors.Header.Path);
            return false;
        }
    }

    /// <exception cref="EngineException">BadFile: the file is damaged, or the family's code failed or gave networks that cannot
    /// be.</exception>
    public ModelFamily? Read(TensorNames tensors)
    {
        ModelFamily? read;
        try
        {
            read = family.Read(tensors);
        }
        catch (Exception failure) when (failure is not EngineException)
        {
            throw Wrong(tensors, $"failed while reading it ({failure.GetType().Name}: {failure.Message})", failure);
        }
        return read is not null && Problem(read) is { } problem ? throw Wrong(tensors, problem) : read;
    }

    private static string? Problem(ModelFamily read)
    {
        if (read.Networks.Any(network => network?.Role is null))
            return "gave a network that is null or has no role";
        if (read.Networks.GroupBy(network => network.Role).FirstOrDefault(role => role.Count() > 1) is { } twice)
            return $"gave {twice.Count()} networks for {twice.Key}";
        return read.Networks.FirstOrDefault(network => !IsKnown(network)) is { } unknown
            ? $"gave a {unknown.GetType().Name} for {unknown.Role}, which only a {nameof(DenoiserNetwork)} or what {nameof(ClipReader)} and {nameof(AutoencoderReader)} read can be"
            : null;
    }

    /// <summary>Text encoders and autoencoders are asked for more than their diagram, so they are the engine's.</summary>
    private static bool IsKnown(Network network) =>
        network is DenoiserNetwork || network.GetType().Assembly == typeof(Network).Assembly;

    private EngineException Wrong(TensorNames tensors, string what, Exception? inner = null) => new(EngineError.BadFile,
        $"'{Path.GetFileName(tensors.Header.Path)}' was recognised as {name}, but the extension {module} {what}. Update or remove the extension.",
        inner);
}
