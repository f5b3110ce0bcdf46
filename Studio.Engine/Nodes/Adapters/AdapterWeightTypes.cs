using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

/// <summary>How an IP-Adapter's weight falls on a model's layers, by name.</summary>
public sealed class AdapterWeightTypes : IChoices
{
    public IReadOnlyList<string> Choices { get; } =
    [
        "linear", "ease in", "ease out", "ease in-out", "reverse in-out", "weak input", "weak output", "weak middle", "strong middle",
        "style transfer", "composition", "strong style transfer", "style and composition", "style transfer precise", "composition precise",
    ];
}
