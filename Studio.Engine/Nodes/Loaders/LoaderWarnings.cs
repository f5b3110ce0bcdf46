using Microsoft.Extensions.Logging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

/// <summary>What loaders say when something is not quite as asked.</summary>
internal static partial class LoaderWarnings
{
    /// <summary>Says which names of a LoRA were left out, if any.</summary>
    public static void Warn(this ILogger logger, Lora lora)
    {
        if (lora.Warning is { } text)
            LeftOut(logger, text);
    }

    [LoggerMessage(2, LogLevel.Warning, "weight_dtype {Type} was asked for '{Name}', but no provider here computes with 8-bit weights: it runs in the file's own precision, with more memory and better pictures.")]
    public static partial void NoEightBitWeights(this ILogger logger, string type, string name);

    [LoggerMessage(1, LogLevel.Warning, "{Text}")]
    private static partial void LeftOut(ILogger logger, string text);
}
