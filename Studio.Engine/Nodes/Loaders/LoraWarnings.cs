using Microsoft.Extensions.Logging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

internal static partial class LoraWarnings
{
    /// <summary>Says which names of a LoRA were left out, if any.</summary>
    public static void Warn(this ILogger logger, Lora lora)
    {
        if (lora.Warning is { } text)
            LeftOut(logger, text);
    }

    [LoggerMessage(1, LogLevel.Warning, "{Text}")]
    private static partial void LeftOut(ILogger logger, string text);
}
