using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.MxToolkit;

public sealed record SliderOutputs([Output("X")] object? X);

[Node("mxSlider", Pack = MxToolkitPack.Name, DisplayName = "Slider", Category = "utils/mxToolkit", Description = "A number, whole or not.")]
public sealed class Slider : INode<SliderOutputs>
{
    [Input(Name = "Xi", Min = -4294967296, Max = 4294967296)]
    public long Xi { get; init; } = 20;

    [Input(Name = "Xf", Min = -4294967296, Max = 4294967296)]
    public double Xf { get; init; } = 20;

    [Input(Name = "isfloatX", Min = 0, Max = 1)]
    public int Isfloatx { get; init; }

    public SliderOutputs Run(NodeContext context) => new(Isfloatx > 0 ? Xf : (object)Xi);
}
