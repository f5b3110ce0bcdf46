using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>What upscalers have in common.</summary>
internal static class UpscalerFile
{
    public const string Kind = "upscale_models";

    private const int LargestScale = 16;

    /// <exception cref="EngineException">BadFile: it would make pictures larger than any upscaler does.</exception>
    public static ModelFamily Of(string name, TensorNames tensors, UpscaleNetwork network) => network.Scale is >= 1 and <= LargestScale
        ? new ModelFamily($"{name} x{network.Scale}") { Latent = LatentFormats.Pixels, Networks = [network] }
        : throw TensorHeader.Bad(tensors.Header.Path, $"its shapes say that it makes pictures {network.Scale} times as wide");

    /// <param name="inputs">Channels of the picture that it takes.</param>
    /// <param name="outputs">Channels of the picture that it gives.</param>
    /// <exception cref="EngineException">Unsupported: it works on something else than red, green and blue.</exception>
    public static void RequireColours(TensorNames tensors, int inputs, int outputs)
    {
        if ((inputs, outputs) != (3, 3))
            throw new EngineException(EngineError.Unsupported,
                $"'{Path.GetFileName(tensors.Header.Path)}' is an upscaler of pictures with {inputs} channels that gives {outputs}. Only upscalers of colour pictures (3 to 3) run here: choose another.");
    }

    /// <param name="tensor">Whose shape says the square.</param>
    /// <exception cref="EngineException">BadFile: it is none.</exception>
    public static int WholeRoot(TensorNames tensors, string tensor, int square)
    {
        var root = (int)Math.Sqrt(square);
        return root > 0 && root * root == square
            ? root
            : throw TensorHeader.Bad(tensors.Header.Path, $"the shape of the tensor '{tensor}' should give a square number, but gives {square}");
    }
}
