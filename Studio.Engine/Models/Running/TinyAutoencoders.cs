using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Families;

namespace Studio.Engine.Models;

/// <summary>Tiny autoencoders by the names that ComfyUI has for them: two files each, in the folder vae_approx.</summary>
public static class TinyAutoencoders
{
    private static readonly Dictionary<string, TinySpace> Spaces = new(StringComparer.Ordinal)
    {
        ["taesd"] = new(0.18215f, 0), ["taesdxl"] = new(0.13025f, 0), ["taesd3"] = new(1.5305f, 0.0609f), ["taef1"] = new(0.3611f, 0.1159f),
    };

    /// <summary>Those whose two files are there.</summary>
    public static IReadOnlyList<string> Names(IModelFiles files) =>
        [.. Spaces.Keys.Where(name => Find(files, name, "decoder") is not null && Find(files, name, "encoder") is not null)];

    public static bool IsOne(string name) => Spaces.ContainsKey(name);

    /// <summary>Opens one of them.</summary>
    /// <exception cref="EngineException">A file is not there, or not what its name says (BadFile).</exception>
    public static VaeModel LoadTiny(this ModelPool pool, IModelFiles files, string name, CancellationToken cancellation)
    {
        var space = Spaces[name];
        ModelSource Source(string half) => pool.Open(Find(files, name, half) ?? throw new EngineException(EngineError.BadFile,
            $"There is no file {name}_{half} in vae_approx. Put it there, or choose another VAE."), TinyAutoencoderFile.KindName, cancellation).Source;
        var (decoder, encoder) = (Source("decoder"), Source("encoder"));
        return decoder.Family.Find<TinyDecoder>() is { } decodes && encoder.Family.Find<TinyEncoder>() is { } encodes
            ? new VaeModel(new NetworkRecipe(decoder, decodes with { Space = space }), new NetworkRecipe(encoder,
                encodes with { Space = space }))
            : throw new EngineException(EngineError.BadFile,
                $"'{decoder.Name}' and '{encoder.Name}' are not a decoder and an encoder. Download both again.");
    }

    /// <summary>The half that makes pictures of latents in a model's own space; null when its file is not there.</summary>
    /// <param name="channels">Of the latents.</param>
    /// <exception cref="EngineException">BadFile: the file is damaged, or for other latents.</exception>
    internal static VaeModel? LoadTinyDecoder(this ModelPool pool, IModelFiles files, string name, int channels,
        CancellationToken cancellation)
    {
        if (Find(files, name, "decoder") is not { } path)
            return null;
        var source = pool.Open(path, TinyAutoencoderFile.KindName, cancellation).Source;
        return source.Family.Find<TinyDecoder>() is { } decoder && decoder.Sizes.LatentChannels == channels
            ? new VaeModel(new NetworkRecipe(source, decoder), encoder: null)
            : throw new EngineException(EngineError.BadFile,
                $"'{source.Name}' in vae_approx is not a tiny decoder of latents with {channels} channels. Download it again.");
    }

    /// <summary>The path of a half; null when it is not there.</summary>
    public static string? Find(IModelFiles files, string name, string half) => files.Names(TinyAutoencoderFile.KindName)
        .FirstOrDefault(file => file.StartsWith($"{name}_{half}.", StringComparison.Ordinal)) is { } found
        ? files.Find(TinyAutoencoderFile.KindName, found)
        : null;
}
