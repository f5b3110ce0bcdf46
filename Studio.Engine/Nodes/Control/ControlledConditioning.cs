using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

/// <summary>Two conditionings with the same hint in them.</summary>
public sealed record ControlledConditioning([Output("positive")] Conditioning Positive, [Output("negative")] Conditioning Negative)
{
    /// <summary>Both led by a hint besides those that they have; of no strength it is left out.</summary>
    internal static ControlledConditioning Of(Conditioning positive, Conditioning negative, ControlHint hint) =>
        new(Lead(positive, hint, isShared: false), Lead(negative, hint, isShared: false));

    /// <summary>Every entry led by a hint besides those that it has.</summary>
    /// <param name="isShared">Whether the hint is for the other conditionings of the run too.</param>
    internal static Conditioning Lead(Conditioning conditioning, ControlHint hint, bool isShared) => hint.Strength == 0
        ? conditioning
        : new([.. conditioning.Entries.Select(entry => entry with { Controls = entry.Controls.With(hint), ControlsAreShared = isShared })]);

    internal static ControlHint Hint(ControlModel control, Image image, double strength, double start, double end,
        VaeModel? vae = null) => new(control,
        image.Pixels)
    {
        Strength = (float)strength,
        StartPercent = (float)start,
        EndPercent = (float)end,
        Vae = vae,
    };
}
