using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Patching;

namespace Studio.Engine.Nodes;

/// <summary>Guidance by blocks that are named in a text.</summary>
internal static partial class SkippedBlocks
{
    /// <summary>The same model when nothing is named, or nothing would come of it.</summary>
    /// <exception cref="EngineException">BadPrompt: the model is no transformer of this kind.</exception>
    public static DiffusionModel On(DiffusionModel model, string doubles, string singles, double scale, double startPercent,
        double endPercent, double rescaling)
    {
        var (both, one) = (Numbers(doubles), Numbers(singles));
        if (scale == 0 || (both.IsEmpty && one.IsEmpty))
            return model;
        if (model.Network.Network is not (MmDit or FluxTransformer or ChromaTransformer))
            throw new EngineException(EngineError.BadPrompt,
                $"Blocks can be skipped in Stable Diffusion 3 and Flux, and the model is {model.Family.Name}. Take this node out.");
        return model.With(new SkippedLayers(both, one, scale, model.Sigmas.PercentToSigma((float)startPercent),
            model.Sigmas.PercentToSigma((float)endPercent), rescaling));
    }

    /// <summary>Every number in a text, whatever stands between.</summary>
    private static ImmutableSortedSet<int> Numbers(string text) =>
        [.. Digits().Matches(text).Select(match => int.Parse(match.ValueSpan, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"\d{1,6}", RegexOptions.None, 1000)]
    private static partial Regex Digits();
}
