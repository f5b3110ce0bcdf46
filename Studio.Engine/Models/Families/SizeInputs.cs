using Studio.Engine.Models.Diagrams;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Families;

/// <summary>
/// A text for cross-attention, and one row of the text's summary with numbers as sinusoids behind it (Podell et al. 2023,
/// arXiv:2307.01952, section 2.2).
/// </summary>
/// <param name="numbers">What is told besides, in order.</param>
internal sealed class SizeInputs(Func<ConditioningEntry, ConditioningUse, IEnumerable<float>> numbers) : IConditioningInputs
{
    /// <summary>Cosines and sines for each number.</summary>
    public const int Waves = 256;

    private const double LongestPeriod = 10000;

    public void RequireFit(ConditioningEntry entry, Network denoiser, string model)
    {
        var unet = (UNet)denoiser;
        TextInputs.RequireWidth(entry, unet, model);
        var summary = unet.LabelWidth - (Waves * numbers(entry, default).Count());
        if (entry.Pooled is null || entry.Pooled.Size(-1) != summary)
            throw new EngineException(EngineError.BadPrompt,
                $"This model ({model}) is told a summary of the text, {summary} numbers, and the conditioning brings {entry.Pooled?.Size(-1) ?? 0}. Encode the text with the CLIP of the same checkpoint.");
    }

    public IReadOnlyList<ConditioningInput> Of(ConditioningEntry entry, Network denoiser, ConditioningUse use)
    {
        var told = numbers(entry, use).ToArray();
        var summary = entry.Pooled!;
        var (rows, width) = (summary.Size(0), summary.Size(-1));
        var label = new Tensor(rows, width + (told.Length * Waves));
        for (var row = 0; row < rows; row++)
        {
            var target = label.Slice(row).Span;
            summary.Slice(row).Span.CopyTo(target);
            for (var i = 0; i < told.Length; i++)
                Write(told[i], target.Slice(width + (i * Waves), Waves));
        }
        return [TextInputs.Context(entry), new ConditioningInput(UNet.LabelInput, label)];
    }

    /// <summary>Cosines of falling frequencies, then sines.</summary>
    private static void Write(float number, Span<float> target)
    {
        const int half = Waves / 2;
        for (var i = 0; i < half; i++)
        {
            var angle = number * (float)Math.Exp(-Math.Log(LongestPeriod) * i / half);
            target[i] = MathF.Cos(angle);
            target[half + i] = MathF.Sin(angle);
        }
    }
}
