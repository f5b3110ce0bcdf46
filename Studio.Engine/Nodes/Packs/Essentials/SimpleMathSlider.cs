using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Essentials;

public sealed record SimpleMathSliderOutputs(double Float, long Int);

[Node("SimpleMathSlider+", Pack = EssentialsPack.Name, DisplayName = "🔧 Simple Math Slider", Category = "essentials/utilities",
    Description = "A number between two limits.")]
public sealed class SimpleMathSlider : INode<SimpleMathSliderOutputs>
{
    [Input(Min = 0, Max = 1, Step = 0.001, Display = "slider")]
    public double Value { get; init; } = 0.5;

    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615, Step = 0.001)]
    public double Min { get; init; }

    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615, Step = 0.001)]
    public double Max { get; init; } = 1;

    [Input(Min = 0, Max = 10, Step = 1)]
    public int Rounding { get; init; }

    public SimpleMathSliderOutputs Run(NodeContext context)
    {
        var value = Min + (Value * (Max - Min));
        value = Rounding > 0 ? Math.Round(value, Rounding) : value;
        return new(value, WholeNumbers.Truncate(value));
    }
}
